/** Summaries of nested and wide models, line for line as Keras prints them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Layer, layers, Model, modelFromJSON, ops, Sequential, type Tensor } from 'hillock';
import { camelCase } from '../../src/objects/spelling.js';

interface Golden {
  readonly models: readonly {
    readonly name: string;
    readonly json: string;
    readonly summaries: readonly { readonly arguments: Record<string, unknown>; readonly text: string }[];
  }[];
}

const { models } = JSON.parse(readFileSync(new URL('goldens/summaries.json', import.meta.url), 'utf8')) as Golden;

describe.each(models.map((golden) => [golden.name, golden] as const))('%s', (_, { json, summaries }) => {
  test.each(summaries.map((summary) => [JSON.stringify(summary.arguments), summary] as const))('%s', (__, summary) => {
    const options = Object.entries(summary.arguments).map(([name, value]) => [camelCase(name), value]);
    // A summary that is told no width has that of the goldens' console.
    const lineLength = summary.text.split('\n')[1]!.length;
    let text = '';
    modelFromJSON(json).summary({ lineLength, ...Object.fromEntries(options), printFn: (each) => (text += each) });
    expect(text.trimEnd()).toBe(summary.text);
  });
});

class Own extends Layer {
  readonly inner = layers.Dense(3, { name: 'inner' });

  override call(x: Tensor): Tensor {
    return this.inner(x);
  }
}

class Mine extends Model {
  readonly conv = layers.Conv2D(4, 3, { name: 'conv' });
  readonly pool = layers.MaxPooling2D({ name: 'pool' });
  readonly norm = layers.BatchNormalization({ name: 'norm' });
  readonly act = layers.Activation('relu', { name: 'act' });
  readonly drop = layers.Dropout(0.5, { name: 'drop' });
  readonly flat = layers.Flatten({ name: 'flat' });
  readonly lstm = layers.LSTM(2, { returnState: true, name: 'lstm' });
  readonly sum = layers.Add({ name: 'add' });
  readonly both = layers.Concatenate({ name: 'both' });
  readonly stack = Sequential([layers.Dense(3, { name: 'first' }), layers.ReLU({ name: 'second' })], { name: 'stack' });
  readonly own = new Own({ name: 'own' });
  readonly mha = layers.MultiHeadAttention(2, 2, { name: 'mha' });
  readonly head = layers.Dense(2, { name: 'head' });
  readonly unused = layers.Dense(9, { name: 'unused' });

  constructor() {
    super({ name: 'mine' });
  }

  override call(images: Tensor): Tensor {
    const flat = this.flat(this.drop(this.act(this.norm(this.pool(this.conv(images))))));
    const x = ops.reshape(flat, [-1, 2, 8]);
    const both = this.both([x, x]);
    const sum = this.sum([both, both]);
    const [last] = this.lstm(this.mha(sum, sum)) as unknown as [Tensor];
    return this.head(this.own(this.stack(last)));
  }
}

test('a model of a class of one, called and trained', async () => {
  const texts = JSON.parse(readFileSync(new URL('goldens/own-model-summary.json', import.meta.url), 'utf8')) as Record<
    'called' | 'nested' | 'trained',
    string
  >;
  const model = new Mine();
  const shown = (options: object = {}): string => {
    let text = '';
    model.summary({ lineLength: 88, ...options, printFn: (each) => (text += each) });
    return text.trimEnd();
  };
  model(ops.ones([2, 6, 6, 1]));
  expect(shown()).toBe(texts.called);
  expect(shown({ expandNested: true, showTrainable: true })).toBe(texts.nested);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(ops.ones([4, 6, 6, 1]), ops.ones([4, 2]), { batchSize: 2, verbose: 0 });
  expect(shown()).toBe(texts.trained);
});
