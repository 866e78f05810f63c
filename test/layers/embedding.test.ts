/** Embeddings and how they lead back, masks among them; and layers around a layer. */
import { describe, expect, test } from 'vitest';
import { Input, Model } from 'hillock';
import { layers } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import { maskOf, type SymbolicTensor } from '../../src/tensor/index.js';
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
