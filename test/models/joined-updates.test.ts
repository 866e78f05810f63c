/** Programs update variables that one formula updates by one kernel, over memory in which they lie one after the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clearSession,
  Input,
  layers,
  Model,
  ops,
  optimizers,
  random,
  Sequential,
  setRandomSeed,
  type Tensor,
} from 'hillock';
import { programText } from '../../src/ops/program/listing.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { hastening, loadRewriting } from '../../src/ops/program/hastening.js';

const hasKernels = currentEngine() === 'wasm';

// Programs become faster ones, in which updates are joined, in their first run.
const { patience } = hastening;
beforeAll(async () => {
  hastening.patience = 0;
  await loadRewriting();
});
afterAll(() => {
  hastening.patience = patience;
});

const x = () => random.normal([6, 7], { seed: 1 });
const y = () => ops.oneHot<Tensor>(random.randint([6], 0, 3, { seed: 2 }), 3);

type Options = { readonly optimizer?: () => unknown; readonly runEagerly: boolean; readonly width?: number };

function makeModel({ optimizer = () => 'adam', runEagerly, width = 5 }: Options) {
  clearSession();
  setRandomSeed(3);
  const model = Sequential([
    layers.Dense(width, { inputShape: [7], activation: 'tanh', name: 'a' }),
    layers.Dense(11, { activation: 'tanh', name: 'b' }),
    layers.Dense(3, { activation: 'softmax', name: 'c' }),
  ]);
  model.compile({ optimizer: optimizer() as never, loss: 'categorical_crossentropy', runEagerly });
  return model;
}

type Trained = ReturnType<typeof makeModel>;

const numbersOf = (model: Trained) => [
  ...model.getWeights().map(String),
  ...model.optimizer!.variables.map(({ value }) => String(value)),
];
const train = (model: Trained, steps: number) => {
  for (let step = 0; step < steps; step++) model.trainOnBatch(x(), y());
};
/** The updates in the program of the training step. */
const updatesOf = (model: Trained, name: string): string[] => {
  const [, program] = model.programs.find(([key]) => key.startsWith('train'))!;
  return programText(program as never)
    .split('\n')
    .filter((line) => line.includes(`← ${name}(`));
};

/** What a way of training gives, as programs and operation by operation. */
function bothWays(use: (model: Trained) => unknown, options: Omit<Options, 'runEagerly'> = {}): void {
  const [eager, replayed] = [true, false].map((runEagerly) => use(makeModel({ ...options, runEagerly })));
  expect(replayed).toEqual(eager);
}

const elementwise: [name: string, optimizer: () => unknown][] = [
  ['SGD', () => optimizers.SGD({ learningRate: 0.1 })],
  ['SGD', () => optimizers.SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true })],
  ['Adam', () => optimizers.Adam({ amsgrad: true })],
  ['AdamW', () => optimizers.AdamW()],
  ['RMSprop', () => optimizers.RMSprop({ centered: true, momentum: 0.5 })],
  ['Adagrad', () => optimizers.Adagrad()],
  ['Adadelta', () => optimizers.Adadelta()],
  ['Adamax', () => optimizers.Adamax()],
  ['Nadam', () => optimizers.Nadam()],
  ['Lion', () => optimizers.Lion()],
  ['Ftrl', () => optimizers.Ftrl()],
  ['Adam', () => optimizers.Adam({ clipvalue: 0.01 })],
];

describe.runIf(hasKernels)('updates', () => {
  test.each(elementwise)('of %s are one kernel', (name, optimizer) => {
    bothWays(
      (model) => {
        train(model, 5);
        return numbersOf(model);
      },
      { optimizer },
    );
    const model = makeModel({ optimizer, runEagerly: false });
    train(model, 3);
    const updates = updatesOf(model, name);
    expect(updates).toHaveLength(1);
    for (const path of ['a/kernel', 'a/bias', 'b/kernel', 'b/bias', 'c/kernel', 'c/bias']) {
      expect(updates[0]).toContain(path);
    }
  });

  test('stay apart where each variable has numbers of its own, and where a variable is large', () => {
    const clipped = makeModel({ optimizer: () => optimizers.Adam({ clipnorm: 0.1 }), runEagerly: false });
    train(clipped, 3);
    expect(updatesOf(clipped, 'Adam')).toHaveLength(6);
    const wide = makeModel({ runEagerly: false, width: 3000 });
    train(wide, 3);
    expect(updatesOf(wide, 'Adam').map((line) => line.includes(' & '))).toEqual([false, true, false]);
  });

  test('join by formula, where some variables are excluded from weight decay', () => {
    const optimizer = () => {
      const made = optimizers.AdamW({ weightDecay: 0.1 });
      made.excludeFromWeightDecay({ varNames: ['bias'] });
      return made;
    };
    const model = makeModel({ optimizer, runEagerly: false });
    train(model, 3);
    expect(updatesOf(model, 'AdamW')).toHaveLength(2);
    bothWays(
      (model) => {
        train(model, 5);
        return numbersOf(model);
      },
      { optimizer },
    );
  });

  test('find the variables that other programs read, and these find them', () => {
    bothWays((model) => {
      const seen: unknown[] = [];
      for (let step = 0; step < 5; step++) {
        seen.push(String(model.predictOnBatch(x())));
        if (step > 1) seen.push(model.trainOnBatch(x(), y()), numbersOf(model));
      }
      return seen;
    });
  });

  test('go on when other variables are trained, and with another optimizer', () => {
    const use = (runEagerly: boolean) => {
      const model = makeModel({ runEagerly });
      const seen: unknown[] = [];
      const compiled = (optimizer: 'adam' | 'sgd', trainable: boolean[]) => {
        model.layers.forEach((layer, i) => (layer.trainable = trainable[i]!));
        model.compile({ optimizer, loss: 'categorical_crossentropy', runEagerly });
        train(model, 4);
        seen.push(numbersOf(model), String(model.predictOnBatch(x())));
      };
      compiled('adam', [true, true, true]);
      compiled('adam', [true, false, true]);
      compiled('sgd', [false, true, true]);
      compiled('adam', [true, true, true]);
      return seen;
    };
    expect(use(false)).toEqual(use(true));
  });

  test('of models that share layers give the numbers of each, in turn', () => {
    const use = (runEagerly: boolean) => {
      clearSession();
      setRandomSeed(5);
      const shared = layers.Dense(4, { activation: 'tanh' });
      const models = [2, 3].map((units) => {
        const input = Input({ shape: [7] });
        const output = layers.Dense(units)(shared(layers.Dense(6)(input)));
        const model = Model({ inputs: input, outputs: output });
        model.compile({ optimizer: 'adam', loss: 'mse', runEagerly });
        return model;
      });
      const seen: unknown[] = [];
      for (let step = 0; step < 8; step++) {
        const model = models[step % 2]!;
        seen.push(
          model.trainOnBatch(x(), random.normal([6, 2 + (step % 2)], { seed: step })),
          model.getWeights().map(String),
        );
      }
      return [seen, models.map(({ programs }) => programs.length)];
    };
    const [eager, replayed] = [use(true), use(false)];
    expect(replayed[0]).toEqual(eager[0]);
    expect(replayed[1]).toEqual([1, 1]);
  });
});

test('a layer that normalizes beside a branch adds gradients up in the same order, traced or not', () => {
  const use = (runEagerly: boolean) => {
    clearSession();
    setRandomSeed(5);
    const input = Input({ shape: [7] });
    const hidden = layers.Dense(8)(input);
    const output = layers.Add()([hidden, layers.Dense(8)(layers.LayerNormalization()(hidden))]);
    const model = Model({ inputs: input, outputs: output });
    model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly });
    for (let step = 0; step < 4; step++) model.trainOnBatch(x(), random.normal([6, 8], { seed: 3 }));
    return { weights: model.getWeights().map(String), programs: model.programs.length };
  };
  const [eager, replayed] = [use(true), use(false)];
  expect(replayed.weights).toEqual(eager.weights);
  expect(replayed.programs).toBe(hasKernels ? 1 : 0);
});
