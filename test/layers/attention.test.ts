/** Attention: masks, scores, dropout and mistakes; its numbers are compared with Keras in keras-layers.test.ts. */
import { describe, expect, test } from 'vitest';
import { Input } from 'hillock';
import { layers } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { maskOf, tensor, withMask, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { messageOf, ones } from './layer-harness.js';

const query = random.normal([2, 3, 4], { seed: 1 });
const value = random.normal([2, 5, 4], { seed: 2 });
const bool = (data: unknown): Tensor => tensor(data as never, { dtype: 'bool' });

const onLists = [
  ['Attention', () => layers.Attention()],
  ['Attention by sums', () => layers.Attention({ scoreMode: 'concat', useScale: true })],
  ['AdditiveAttention', () => layers.AdditiveAttention({ useScale: false })],
] as const;

describe.each(onLists)('%s', (_, make) => {
  test('scores are weights of the values', () => {
    const [output, scores] = make()([query, value], { returnAttentionScores: true });
    expect(scores.shape).toEqual([2, 3, 5]);
    expectClose(ops.sum(scores, { axis: -1 }), ones([2, 3]), 1e-6);
    expectClose(output, ops.matmul(scores, value), 1e-6);
  });

  test('what a mask leaves out has no weight, and queries that it leaves out give 0', () => {
    const valueMask = bool([
      [1, 1, 0, 1, 0],
      [1, 0, 1, 1, 1],
    ]);
    const queryMask = bool([
      [1, 0, 1],
      [1, 1, 0],
    ]);
    const layer = make();
    const [output, scores] = layer([query, value], {
      mask: [queryMask, valueMask],
      returnAttentionScores: true,
    });
    const weights = scores.toArray() as number[][][];
    expect(weights[0]!.every((row) => row[2] === 0 && row[4] === 0)).toBe(true);
    const rows = output.toArray() as number[][][];
    expect(rows[0]![1]).toEqual([0, 0, 0, 0]);
    expect(rows[1]![2]).toEqual([0, 0, 0, 0]);
    const alone = layer([query, value], { mask: [null, valueMask] });
    expect((alone.toArray() as number[][][])[0]![0]).toEqual(rows[0]![0]);
    // Masks travel with the inputs, too.
    const carried = layer([withMask(ops.add(query, 0), queryMask), withMask(ops.add(value, 0), valueMask)]);
    expect(String(carried)).toBe(String(output));
    expect(maskOf(carried)).toBe(queryMask);
  });

  test('causal: no weight behind the query', () => {
    const [, scores] = make()([value, value], { useCausalMask: true, returnAttentionScores: true });
    const weights = scores.toArray() as number[][][];
    weights.forEach((matrix) =>
      matrix.forEach((row, i) => row.forEach((weight, j) => expect(weight > 0).toBe(j <= i))),
    );
  });

  test('keys of their own', () => {
    const key = random.normal([2, 5, 4], { seed: 3 });
    const [, scores] = make()([query, value, key], { returnAttentionScores: true });
    const [, ofKeys] = make()([query, key], { returnAttentionScores: true });
    expect(String(scores)).toBe(String(ofKeys));
  });

  test('symbolic calls know shapes, of scores too', () => {
    const [a, b] = [Input({ shape: [null, 4] }), Input({ shape: [5, 4] })];
    expect((make()([a, b]) as unknown as Tensor).shape).toEqual([null, null, 4]);
  });
});

test('dropout of weights only in training', () => {
  const layer = layers.Attention({ dropout: 0.5, seed: 3 });
  const run = (training: boolean): Tensor => layer([query, value], { training });
  expect(String(run(false))).toBe(String(run(false)));
  expect(String(run(true))).not.toBe(String(run(false)));
  expect(layers.Attention().variables).toEqual([]);
  expect(layer.variables).toHaveLength(1);
});

describe('group query attention', () => {
  test('with as many heads of keys as of queries it is multi-head attention', () => {
    const grouped = layers.GroupQueryAttention(3, 2, 2);
    const heads = layers.MultiHeadAttention(2, 3);
    grouped(query, value);
    heads(query, value);
    heads.setWeights(grouped.getWeights());
    expectClose(grouped(query, value), heads(query, value), 1e-6);
  });

  test('scores of each head of queries', () => {
    const layer = layers.GroupQueryAttention(3, 4, 2);
    const [output, scores] = layer(query, value, value, { returnAttentionScores: true });
    expect([output.shape, scores.shape]).toEqual([
      [2, 3, 4],
      [2, 4, 3, 5],
    ]);
  });

  test('a window leaves only what is near', () => {
    const layer = layers.GroupQueryAttention(3, 2, 1, { slidingWindow: 2 });
    const [, scores] = layer(value, value, value, { returnAttentionScores: true, useCausalMask: true });
    const [[matrix]] = scores.toArray() as number[][][][] as [[number[][]]];
    matrix.forEach((row, i) => row.forEach((weight, j) => expect(weight > 0).toBe(j === i || j === i - 1)));
  });
});

test('what rebuilds a layer names its arguments, as Keras does', () => {
  const layer = layers.GroupQueryAttention(2, 2, 1);
  layer(query, value);
  const written = layers.serialize(layer);
  expect(written.build_config).toEqual({ shapes_dict: { query_shape: [2, 3, 4], value_shape: [2, 5, 4] } });
  const again = layers.deserialize(written);
  expect(again.weights.map(({ shape }) => shape)).toEqual(layer.weights.map(({ shape }) => shape));
  const heads = layers.MultiHeadAttention(2, 3);
  heads(query, value, ones([2, 5, 7]));
  expect(heads.getBuildConfig()?.shapes_dict?.['key_shape']).toEqual([2, 5, 7]);
});

test('mistakes', () => {
  const attention = layers.Attention({ name: 'a' });
  expect(messageOf(() => attention(query as never))).toMatchInlineSnapshot(
    `"ShapeError Attention "a": expected a list [query, value] or [query, value, key] of tensors [batch, steps, features], query and key of as many features, value and key of as many steps. Received: inputShape=[2, 3, 4]."`,
  );
  expect(messageOf(() => attention([query]))).toMatchInlineSnapshot(
    `"ShapeError Attention "a": expected a list [query, value] or [query, value, key] of tensors [batch, steps, features], query and key of as many features, value and key of as many steps. Received: inputShape=[[2, 3, 4]]."`,
  );
  expect(messageOf(() => attention([query, ones([2, 5, 3])]))).toMatchInlineSnapshot(
    `"ShapeError Attention "a": expected a list [query, value] or [query, value, key] of tensors [batch, steps, features], query and key of as many features, value and key of as many steps. Received: inputShape=[[2, 3, 4], [2, 5, 3]]."`,
  );
  expect(messageOf(() => attention([query, value], { mask: bool([[1, 1, 1]]) }))).toMatchInlineSnapshot(
    `"ShapeError Attention "a": expected a list of masks [queryMask, valueMask]. Received: mask=Tensor(shape=[1, 3], dtype=bool)."`,
  );
  expect(messageOf(() => layers.Attention({ scoreMode: 'product' as never }))).toMatchInlineSnapshot(
    `"ValueError Attention: unknown scoreMode "product". Known are dot, concat."`,
  );
  expect(messageOf(() => layers.GroupQueryAttention(2, 3, 2))).toMatchInlineSnapshot(
    `"ValueError GroupQueryAttention: expected a number of heads of queries that the number of heads of keys and values divides. Received: numQueryHeads=3, numKeyValueHeads=2."`,
  );
  const grouped = layers.GroupQueryAttention(2, 2, 1, { name: 'a' });
  expect(messageOf(() => grouped(ones([2, 3]), ones([2, 3])))).toMatchInlineSnapshot(
    `"ShapeError GroupQueryAttention "a": expected query, value and key of three axes, value and key of as many steps. Received: query=[2, 3], value=[2, 3], key=[2, 3]."`,
  );
  expect(
    messageOf(() =>
      grouped.computeOutputShape([
        [2, 3, 4],
        [2, 5, 6],
      ]),
    ),
  ).toMatchInlineSnapshot(
    `"ShapeError GroupQueryAttention "a": expected query and value of as many features. Received: query=[2, 3, 4], value=[2, 5, 6]."`,
  );
  expect(messageOf(() => layers.MultiHeadAttention(2, 3, { flashAttention: true }))).toMatchInlineSnapshot(
    `"ValueError MultiHeadAttention: expected flashAttention to be false or null, since it is an algorithm for GPUs. Received: flashAttention=true."`,
  );
});
