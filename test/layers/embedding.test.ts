/** Embeddings and how they lead back, masks among them; and layers around a layer. */
import { describe, expect, test } from 'vitest';
import { Input, Model } from 'hillock';
import { layers } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import { maskOf, type SymbolicTensor, type Tensor } from '../../src/tensor/index.js';
import { messageOf, ones } from './layer-harness.js';

const table = [
  [1, 0],
  [0, 1],
  [2, 2],
];

describe('a table to begin with', () => {
  test.each([
    ['an array', table],
    ['a list of one array', [ops.convertToTensor(table)]],
  ])('as %s', (_, weights) => {
    const embedding = layers.Embedding(3, 2, { weights });
    expect(embedding([2]).toArray()).toEqual([[2, 2]]);
    expect(embedding.getConfig()).not.toHaveProperty('weights');
  });

  test('has the shape of the table', () => {
    expect(messageOf(() => layers.Embedding(4, 2, { name: 'a', weights: table })([0]))).toMatchInlineSnapshot(
      `"ShapeError Variable "a/embeddings".assign: expected a value of the variable's shape [4, 2]. Received: value=Tensor(shape=[3, 2], dtype=float32)."`,
    );
    expect(messageOf(() => layers.Embedding(4, 2, { weights: 'table' }))).toMatchInlineSnapshot(
      `"ValueError Embedding: expected initialWeights to be the table of embeddings. Received: initialWeights="table"."`,
    );
  });
});

test('Bidirectional begins with the weights that it is given', () => {
  const like = layers.Bidirectional(layers.SimpleRNN(2));
  like(ones([1, 2, 3]));
  const weights = like.getWeights();
  const layer = layers.Bidirectional(layers.SimpleRNN(2), { weights, mergeMode: 'sum' });
  layer(ones([1, 2, 3]));
  expect(String(layer.getWeights())).toBe(String(weights));
  expect(layer.getConfig()).not.toHaveProperty('weights');
  expect(messageOf(() => layers.Bidirectional(layers.SimpleRNN(2), { weights: 1 as never }))).toMatchInlineSnapshot(
    `"ValueError Bidirectional: expected initialWeights to be a list of arrays. Received: initialWeights=1."`,
  );
});

describe('what a Lambda is told of its output', () => {
  const double = (x: Tensor): Tensor => ops.multiply(x, 2);

  test('a shape, or a function of the shape of the inputs', () => {
    const x = Input({ shape: [2] });
    expect(layers.Lambda(double, { outputShape: [7] })(x).shape).toEqual([null, 7]);
    const outputShape = (shape: unknown): never => [...(shape as number[]), 1] as never;
    expect(layers.Lambda(double, { outputShape }).computeOutputShape([3, 2])).toEqual([3, 2, 1]);
    expect(layers.Lambda(double).computeOutputShape([3, 2])).toEqual([3, 2]);
  });

  test('a mask, or a function of the inputs and their mask', () => {
    const mask = ops.notEqual<Tensor, number>(ops.convertToTensor([[1, 0]]), 0);
    expect(maskOf(layers.Lambda(double, { mask })(ones([1, 2, 1])))).toBe(mask);
    const computed = layers.Lambda(double, { mask: (x: Tensor) => ops.any(ops.notEqual(x, 1), { axis: -1 }) });
    expect(maskOf(computed(ones([1, 2, 1])))!.toArray()).toEqual([[false, false]]);
    expect(maskOf(layers.Lambda(double)(ones([1, 2, 1])))).toBeUndefined();
  });

  test('configs say it where it was said', () => {
    expect(layers.Lambda(double, { outputShape: [7] }).getConfig()['output_shape']).toEqual([7]);
    expect(layers.Lambda(double).getConfig()).not.toHaveProperty('output_shape');
    expect(messageOf(() => layers.Lambda(double, { mask: 1 as never }))).toMatchInlineSnapshot(
      `"ValueError Lambda: expected mask to be a tensor, or a function of the inputs and their mask. Received: mask=1."`,
    );
  });
});

describe('ReversibleEmbedding', () => {
  test('has a mask on the way there, and none on the way back', () => {
    const embedding = layers.ReversibleEmbedding(3, 2, { maskZero: true, weights: table });
    const x = embedding([[0, 2]]);
    expect(maskOf(x)!.toArray()).toEqual([[false, true]]);
    expect(maskOf(embedding(ones([1, 2, 2]), { reverse: true }))).toBeUndefined();
  });

  test('tied weights are one table, others are two', () => {
    const [tied, apart] = [true, false].map((tieWeights) => layers.ReversibleEmbedding(3, 2, { tieWeights }));
    tied!([0]);
    apart!([0]);
    expect([tied!.countParams(), apart!.countParams()]).toEqual([6, 12]);
  });

  test('no score is beyond the cap', () => {
    const embedding = layers.ReversibleEmbedding(3, 2, {
      logitSoftCap: 1.5,
      weights: [
        [9, 9],
        [0, 0],
        [-9, -9],
      ],
    });
    expect(embedding([[9, 9]], { reverse: true }).toArray()).toEqual([[1.5, 0, -1.5]]);
  });

  test('both ways stand in one graph', async () => {
    const embedding = layers.ReversibleEmbedding(5, 3, { reverseDtype: 'float64' });
    const tokens = Input({ shape: [4], dtype: 'int32' });
    const scores = embedding(embedding(tokens), { reverse: true });
    expect(scores.shape).toEqual([null, 4, 5]);
    const model = Model({ inputs: tokens, outputs: scores });
    const again = await model.predict(ops.convertToTensor([[1, 2, 3, 4]], { dtype: 'int32' }));
    expect(again.shape).toEqual([1, 4, 5]);
  });

  test('mistakes', () => {
    expect(messageOf(() => layers.ReversibleEmbedding(3, 2, { reverseDtype: 'int32' as never }))).toMatchInlineSnapshot(
      `"ValueError ReversibleEmbedding: expected reverseDtype to be a floating-point dtype. Received: reverseDtype="int32"."`,
    );
    expect(messageOf(() => layers.ReversibleEmbedding(3, 2, { logitSoftCap: 0 }))).toMatchInlineSnapshot(
      `"ValueError ReversibleEmbedding: expected logitSoftCap to be a positive finite number. Received: logitSoftCap=0."`,
    );
  });
});

test('scores are among the outputs of a symbolic call', () => {
  const [query, value] = [Input({ shape: [3, 4] }), Input({ shape: [5, 4] })];
  const shapesOf = (outputs: unknown): unknown => (outputs as SymbolicTensor[]).map(({ shape }) => shape);
  const options = { returnAttentionScores: true };
  expect(shapesOf(layers.MultiHeadAttention(2, 3)(query, value, value, options))).toEqual([
    [null, 3, 4],
    [null, 2, 3, 5],
  ]);
  expect(shapesOf(layers.GroupQueryAttention(3, 4, 2)(query, value, value, options))).toEqual([
    [null, 3, 4],
    [null, 4, 3, 5],
  ]);
  expect(shapesOf(layers.Attention()([query, value], options))).toEqual([
    [null, 3, 4],
    [null, 3, 5],
  ]);
});

test('merging layers as functions make a layer for each call', () => {
  const [a, b] = [Input({ shape: [2] }), Input({ shape: [3] })];
  const joined = layers.concatenate([a, b], { axis: 1, name: 'both' });
  const { name } = joined.history!.node.operation as { name: string };
  expect([joined.shape, name]).toEqual([[null, 5], 'both']);
  expect(layers.dot([[[1, 2]], [[3, 4]]], { axes: 1, normalize: true }).shape).toEqual([1, 1]);
  expect(messageOf(() => layers.subtract([a]))).toMatchInlineSnapshot(
    `"ShapeError Subtract "subtract": expected a list of at least 2 inputs. Received: inputShape=[[null, 2]]. Hint: Call it with a list: layer([a, b])."`,
  );
});
