/** Operations between layers in files: what is read of a model of real Keras is written again, and opens again with the same predictions. */
import { describe, expect, test, vi } from 'vitest';
import {
  defineActivation,
  Input,
  layers,
  loadModel,
  Model,
  ops,
  tensor,
  type SymbolicTensor,
} from '../../src/index.js';
import { arrayOf, leavesOf, parseFile, type StoredArray } from '../support/model-files.js';
import { modelFile } from '../support/model-packs.js';

describe('a model of Keras with operations is written again', () => {
  test.each([
    ...['op-nodes', 'op-slices', 'transformer', 'attention-masked', 'states'],
    ...['keras3.0.5-jax-op-nodes', 'keras3.3.3-jax-op-nodes', 'keras3.9.2-jax-op-nodes', 'keras3.15.1-torch-op-nodes'],
  ])('%s', async (name) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const model = await loadModel(modelFile('models', `${name}/model.keras`));
    const again = await loadModel(await model.toBytes());
    const h5 = await loadModel(await model.toBytes({ format: 'h5' }));
    const inputs = (parseFile('models', `${name}/inputs.json`) as StoredArray[]).map((input) => arrayOf(name, input));
    const of = (each: typeof model): string[] =>
      leavesOf(each.predictOnBatch((inputs.length === 1 ? inputs[0]! : inputs) as never)).map(String);
    expect(of(again)).toEqual(of(model));
    expect(of(h5)).toEqual(of(model));
  });
});

describe('operations that a program puts between layers', () => {
  const x = [
    [
      [1, -2, 3],
      [0.5, 4, -1],
    ],
  ];
  type Build = (x: SymbolicTensor) => SymbolicTensor;

  test.each<[string, Build]>([
    ['power', (t) => ops.power(t, 2)],
    ['clip', (t) => ops.clip(t, -1, 2)],
    ['take', (t) => ops.take(t, tensor([1, 0], { dtype: 'int32' }), { axis: 1 })],
    ['split', (t) => ops.split(t, [1], { axis: 2 })[1]!],
    ['stack', (t) => ops.stack([t, t], { axis: 1 })],
    ['softmax', (t) => ops.softmax(t, { axis: 1 })],
    ['gelu', (t) => ops.gelu(t, { approximate: false })],
    ['leakyRelu', (t) => ops.leakyRelu(t, { negativeSlope: 0.25 })],
    ['where', (t) => ops.where(ops.greater(t, 0), t, ops.square(t))],
    ['mean', (t) => ops.mean(t, { axis: [1], keepdims: true })],
    ['flip', (t) => ops.flip(t, { axis: 2 })],
    ['argmax', (t) => ops.cast(ops.argmax(t, { axis: -1 }), 'float32')],
    ['onesLike', (t) => ops.multiply(ops.onesLike(t), 3)],
    ['repeat', (t) => ops.repeat(t, 2, { axis: 1 })],
    ['reshape', (t) => ops.reshape(t, [-1, 6])],
    ['transpose', (t) => ops.transpose(t, [0, 2, 1])],
  ])('%s', async (_name, build) => {
    const input = Input({ shape: [2, 3] });
    const model = Model({ inputs: input, outputs: build(layers.Identity()(input)) });
    const again = await loadModel(new TextEncoder().encode(JSON.stringify(model)));
    expect(String(again.predictOnBatch(x))).toBe(String(model.predictOnBatch(x)));
  });

  test('are refused where Keras has no such operation', () => {
    const input = Input({ shape: [2, 3] });
    const written = (build: Build): (() => string) => {
      return () => JSON.stringify(Model({ inputs: input, outputs: build(input) }));
    };
    expect(written((t) => ops.hardSigmoid(t))).toThrow(
      /^toJSON: expected operations between layers that Keras has, with the options that it has\. Received: operation="hard_sigmoid.*"\. Hint: Put the operation into a layer\.$/,
    );
    const own = defineActivation('erf', {}, (t) => ops.multiply(t, 2));
    expect(written((t) => own(t))).toThrow('operation="erf');
  });
});
