/** Every model that real Keras wrote, in each of its forms: it opens, predicts what Keras predicted, and training goes on. */
import { describe, expect, test, vi } from 'vitest';
import {
  defineActivation,
  FileError,
  Layer,
  layers,
  loadModel,
  Model,
  modelFromJSON,
  ops,
  tensor,
  type Tensor,
} from '../../src/index.js';
import { arrayOf, distance, leavesOf, numbersOf, parseFile, type StoredArray } from '../support/model-files.js';
import { modelFile, modelPack } from '../support/model-packs.js';

interface Entry {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: string;
  readonly predictions: string;
  readonly tolerance: number;
  readonly resume?: string;
  readonly resumeTolerance?: number;
  readonly correctPredictions?: readonly unknown[];
  readonly mustBeRefused?: string;
}

const entries = Object.keys(modelPack('models'))
  .filter((name) => name.endsWith('/entry.json'))
  .map((name) => parseFile('models', name) as Entry);

/** Classes that these models have and Hillock lacks: who makes one of them takes it off this list. */
const missingLayers: readonly string[] = [];

/** What stands in the way of single models. */
const waiting: Readonly<Record<string, string>> = {};

/** Vocabularies that `adapt` found are in archives alone: from other files Keras makes a layer without one, too. */
const losesVocabulary = ({ name }: Entry, form: string): boolean =>
  form !== 'keras' &&
  ['string-lookup-adapted', 'string-lookup-file', 'text-tf-idf', 'text-vectorization'].includes(name);

/** Resuming that ends elsewhere, and why it should. */
const resumesOtherwise: Readonly<Record<string, string>> = {
  'keras2.2.4-mlp-sgd-momentum':
    'Keras 2.2 on TensorFlow 1 updated the last kernel before it passed the gradient on through it',
  'mlp-schedule-free': "TensorFlow's ScheduleFreeAdamW, which saved it, is wrong; JAX's is what Hillock has",
};

class Scale extends Layer<[Tensor], object, Tensor> {
  readonly factor: number;
  constructor({ factor, ...options }: { factor: number; name?: string }) {
    super(options);
    this.factor = factor;
  }
  override build([, width]: readonly (number | null)[]): void {
    this.addWeight({ name: 'gain', shape: [width!], initializer: 'ones' });
    this.addWeight({ name: 'shift', shape: [1], initializer: 'zeros', trainable: false });
  }
  override call(x: Tensor): Tensor {
    const [gain, shift] = this.weights;
    const scaled: Tensor = ops.multiply(ops.multiply(x, gain!.value), this.factor);
    return ops.add(scaled, shift!.value);
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), factor: this.factor };
  }
}

class Block extends Model {
  readonly first: InstanceType<typeof layers.Dense>;
  readonly blocks: readonly unknown[];
  readonly heads: Readonly<Record<'a' | 'b', InstanceType<typeof layers.Dense>>>;
  constructor({ units = 4, ...options }: { units?: number; name?: string } = {}) {
    super(options as never);
    this.first = layers.Dense(units, { activation: 'relu' });
    this.blocks = [layers.Dense(units), [layers.Dense(units), layers.LeakyReLU()]];
    this.heads = { a: layers.Dense(2), b: layers.Dense(3) };
  }
  override call(x: Tensor): Tensor {
    const [second, [third, last]] = this.blocks as [typeof this.first, [typeof this.first, (x: Tensor) => Tensor]];
    const h = last(third(second(this.first(x))));
    return [this.heads.a(h), this.heads.b(h)] as never;
  }
}

/** Own parts of the models `custom-…`, and what stands in for the Python code of others. */
const customObjects = {
  'hillock>snake': defineActivation('snake', {}, (x) =>
    ops.add(x, ops.divide(ops.square(ops.sin(ops.multiply(x, 2))), 2)),
  ),
  'hillock>above': (x: Tensor): Tensor => ops.threshold(x, 0.5, -0.25),
  'Custom>default_package': (x: Tensor): Tensor => ops.multiply(ops.tanh(x), 0.5),
  unregistered: (x: Tensor): Tensor => ops.multiply(x, 0.25),
  'hillock>Scale': Scale,
  'hillock>Block': Block,
};

const isWhole = (form: string, file: string): boolean =>
  /\.(keras|h5)$/.test(file.replace('.weights.h5', '')) && !/eights/.test(form) && form !== 'npz';

const filesOf = (isWanted: (form: string, file: string) => boolean): (readonly [string, Entry, string])[] =>
  entries.flatMap((entry) =>
    Object.entries(entry.files)
      .filter(([form, file]) => isWanted(form, file))
      .map(([form, file]) => [file, entry, form] as const),
  );

/** The layer of the list that a file has to wait for. */
const missingIn = (error: unknown): string | undefined =>
  error instanceof FileError ? /unknown layer "([^"]+)"/.exec(error.message)?.[1] : undefined;

function expectPrediction(model: InstanceType<typeof Model>, entry: Entry, form: string): void {
  const inputs = (parseFile('models', entry.inputs) as StoredArray[]).map((input) => arrayOf(entry.name, input));
  const outputs = leavesOf(model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs));
  const expected = (parseFile('models', entry.predictions) as StoredArray[]).map((each) => arrayOf(entry.name, each));
  if (entry.correctPredictions !== undefined)
    expected[0] = tensor(numbersOf(entry.correctPredictions), { shape: expected[0]!.shape });
  expect(outputs.map(({ shape }) => shape).slice(0, expected.length)).toEqual(expected.map(({ shape }) => shape));
  const distances = (arrays: readonly Tensor[]): number[] =>
    arrays.map(({ data }, i) => distance(outputs[i]!.data as never, data as never));
  const own = Math.max(...distances(expected));
  // What Keras saves is not always what it had: then the numbers of the reloaded model count.
  const reloaded = `${entry.name}/predictions_reloaded_${form === 'weights' ? 'keras' : form}.json`;
  const again =
    own > entry.tolerance && reloaded in modelPack('models')
      ? Math.max(
          ...distances((parseFile('models', reloaded) as StoredArray[]).map((each) => arrayOf(entry.name, each))),
        )
      : own;
  expect(Math.min(own, again)).toBeLessThanOrEqual(entry.tolerance);
}

test('all models are here', () => {
  expect(entries).toHaveLength(343);
});

test('no layer is waited for that has come', () => {
  expect(missingLayers.filter((name) => name in layers)).toEqual([]);
});

describe('predicts what Keras predicted', () => {
  test.each(filesOf(isWhole))('%s', async (file, entry, form) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const load = loadModel(modelFile('models', file), { customObjects });
    if (entry.mustBeRefused !== undefined) {
      const error: unknown = await load.catch((e: unknown) => e);
      expect((error as FileError).kind, String(error)).toBe('code');
      return;
    }
    const model = await load.catch((error: unknown) => {
      expect([...missingLayers, ...Object.keys(waiting)], String(error)).toContain(missingIn(error) ?? entry.name);
      return undefined;
    });
    if (model === undefined) return;
    if (entry.name in waiting) {
      expect(() => expectPrediction(model as never, entry, form), 'is listed as waiting').toThrow();
      return;
    }
    if (losesVocabulary(entry, form)) {
      expect(() => expectPrediction(model as never, entry, form)).toThrow('expected a vocabulary');
      return;
    }
    expectPrediction(model as never, entry, form);
  });
});

describe('weights beside the architecture give the same predictions', () => {
  const withModel = ([, { mustBeRefused, name, files }]: readonly [string, Entry, string]): boolean =>
    mustBeRefused === undefined && !(name in waiting) && 'architecture' in files && name !== 'subclassed-model';

  test.each(filesOf((form) => form === 'weights' || form === 'legacyWeights').filter(withModel))(
    '%s',
    async (file, entry, form) => {
      vi.spyOn(console, 'warn').mockReturnValue();
      const model = await loadModel(modelFile('models', entry.files['architecture']!), { customObjects }).catch(
        (error: unknown) => {
          expect(missingLayers, String(error)).toContain(missingIn(error));
          return undefined;
        },
      );
      if (model === undefined) return;
      await model.loadWeights(modelFile('models', file));
      if (losesVocabulary(entry, form)) {
        expect(() => expectPrediction(model as never, entry, form)).toThrow('expected a vocabulary');
        return;
      }
      expectPrediction(model as never, entry, form);
    },
  );
});

describe('training goes on', () => {
  interface Batch {
    readonly x: unknown;
    readonly y: unknown;
    readonly logs: { readonly loss: number };
    readonly weights: readonly { readonly data?: unknown }[];
  }
  const resumable = filesOf(isWhole).filter(([, { resume }]) => resume !== undefined);
  const treeOf = (value: unknown): unknown =>
    Array.isArray(value)
      ? tensor(value as number[])
      : Object.fromEntries(Object.entries(value as object).map(([name, each]) => [name, tensor(each as number[])]));

  test.each(resumable)('from %s', async (file, { name, resume, resumeTolerance = 1e-4 }) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const model = await loadModel(modelFile('models', file));
    let worst = 0;
    for (const { x, y, logs, weights } of (parseFile('models', resume!) as { batches: readonly Batch[] }).batches) {
      const [loss] = model.trainOnBatch(treeOf(x) as never, treeOf(y) as never) as number[];
      worst = Math.max(worst, Math.abs(loss! - logs.loss) / Math.max(1e-3, Math.abs(logs.loss)));
      weights.forEach((weight, i) => {
        const found = model.weights[i]!.value.data as Float32Array;
        worst = Math.max(worst, distance(found, numbersOf(weight.data ?? weight)));
      });
    }
    if (name in resumesOtherwise) expect(worst).toBeGreaterThan(resumeTolerance);
    else expect(worst).toBeLessThanOrEqual(resumeTolerance);
  });
});

describe('architectures', () => {
  test('open from their text, too', () => {
    const text = new TextDecoder().decode(modelFile('models', 'nested/architecture.json'));
    expect(modelFromJSON(text).layers.length).toBeGreaterThan(1);
  });
});
