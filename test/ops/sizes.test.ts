/** Sizes that no memory holds: an error at once, in the name of the function that was called. */
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/models/layers.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import * as utils from '../../src/models/utilities.js';
import { call, expectRows, operationNames, type OperationName } from './operation-table.js';

const [many, side] = [2 ** 45, 2 ** 30];
const line = ops.ones([2]);
const square = ops.ones([2, 2]);
const image = ops.ones([1, 2, 2, 1]);
const ints = tensor([1, 0], { dtype: 'int32' });
/** An array of many slices, which takes no room. */
const hollow = ops.zeros([side, 0]);
/** Rows and columns of which all pairs are more than memory holds. */
const long = ops.zeros([2 ** 23], { dtype: 'uint8' });

/** Operations whose result may be larger than what they are given: calls for more than memory holds. */
const rows: readonly (readonly [name: OperationName, ...given: readonly unknown[]])[] = [
  ['zeros', [many]],
  ['zeros', [side, side]],
  ['ones', [many]],
  ['full', [many], 1],
  ['empty', [many]],
  ['arange', many],
  ['arange', 0, 1, 1e-15],
  ['linspace', 0, 1, many],
  ['logspace', 0, 1, many],
  ['geomspace', 1, 2, many],
  ['eye', side],
  ['identity', side],
  ['tri', side],
  ['broadcastTo', line, [many, 2]],
  ['tile', line, many],
  ['tile', square, [side, side]],
  ['repeat', line, many],
  ['repeat', square, many, { axis: 1 }],
  ['repeat', line, [many, 1]],
  ['pad', line, many],
  ['pad', line, many, { mode: 'edge' }],
  ['oneHot', ints, many],
  ['multiHot', ints, many],
  ['reshape', hollow, [many, 1]],
  ['split', line, many],
  ['split', hollow, side],
  ['arraySplit', line, 1e10],
  ['arraySplit', line, side],
  ['hsplit', line, side],
  ['vsplit', square, side],
  ['dsplit', ops.ones([1, 1, 2]), side],
  ['unstack', hollow],
  ['unstack', ops.zeros([2 ** 28, 0])],
  ['map', (x: Tensor) => x, hollow],
  ['vectorizedMap', (x: Tensor) => x, hollow],
  ['associativeScan', ops.add, hollow],
  ['scan', (carry: unknown) => [carry, null], 0, hollow],
  ['scan', (carry: unknown) => [carry, null], 0, null, { length: many }],
  ['bartlett', 1e15],
  ['blackman', 1e15],
  ['hamming', 1e15],
  ['hanning', 1e15],
  ['kaiser', 1e15, 1],
  ['histogram', line, { bins: many }],
  ['bincount', tensor([2147483647], { dtype: 'int32' }), { minlength: many }],
  ['bincount', ints, { minlength: many }],
  ['vander', line, { N: many }],
  ['diag', ops.zeros([2 ** 20]), 2 ** 40],
  ['diagflat', long],
  ['outer', long, long],
  ['kron', ops.zeros([2 ** 12, 2 ** 12], { dtype: 'uint8' }), ops.zeros([2 ** 12, 2 ** 12], { dtype: 'uint8' })],
  ['meshgrid', long, long, line],
  ['add', ops.expandDims(long, 0), ops.expandDims(long, 1)],
  ['matmul', ops.zeros([side, 0]), ops.zeros([0, side])],
  ['dot', ops.zeros([side, 0]), ops.zeros([0, side])],
  ['tensordot', ops.zeros([side, 0]), ops.zeros([0, side]), 1],
  ['inner', ops.zeros([side, 0]), ops.zeros([side, 0])],
  ['einsum', 'ij,jk->ik', ops.zeros([side, 0]), ops.zeros([0, side])],
  ['einsum', 'i,j->ij', long, long],
  ['segmentSum', square, ints, { numSegments: many }],
  ['segmentProd', square, ints, { numSegments: many }],
  ['segmentMax', square, ints, { numSegments: many }],
  ['segmentMin', square, ints, { numSegments: many }],
  ['scatter', [[1], [0]], line, [many]],
  ['unique', line, { size: many }],
  ['fold', ops.ones([1, 4, 1]), side, 2],
  ['convTranspose', ops.ones([1, 2, 1]), ops.ones([2, 1, 1]), { strides: many }],
  ['conv', ops.zeros([side, 4, 0]), ops.zeros([2, 0, side])],
  ['adaptiveMaxPool', image, side],
  ['adaptiveAveragePool', image, side],
];

const images: readonly (readonly [name: keyof typeof ops.image, ...given: readonly unknown[]])[] = [
  ['resize', image, [side, side]],
  ['resize', image, [side, 1]],
  ['resize', image, [1, many]],
];

/** Of layers, and of functions that are no operations. */
const others: readonly (readonly [where: string, f: () => unknown])[] = [
  ['Resizing', () => layers.Resizing(side, side)(image)],
  ['Resizing', () => layers.Resizing(side, 1)(image)],
  ['UpSampling1D', () => layers.UpSampling1D(many)(ops.ones([1, 2, 1]))],
  ['UpSampling2D', () => layers.UpSampling2D(many)(image)],
  ['UpSampling3D', () => layers.UpSampling3D(many)(ops.ones([1, 2, 2, 2, 1]))],
  ['ZeroPadding1D', () => layers.ZeroPadding1D(many)(ops.ones([1, 2, 1]))],
  ['ZeroPadding2D', () => layers.ZeroPadding2D(side)(image)],
  ['ZeroPadding3D', () => layers.ZeroPadding3D(side)(ops.ones([1, 2, 2, 2, 1]))],
  ['RepeatVector', () => layers.RepeatVector(many)(square)],
  ['CategoryEncoding', () => layers.CategoryEncoding({ numTokens: many })(ints)],
  ...(
    [
      'glorot_uniform',
      'he_normal',
      'random_normal',
      'zeros',
      'ones',
      'orthogonal',
      'identity',
      'lecun_uniform',
      'constant',
    ] as const
  ).map(
    (kernelInitializer) =>
      ['Dense.addWeight of kernel', () => layers.Dense(many, { kernelInitializer })(square)] as const,
  ),
  ['Embedding.addWeight of embeddings', () => layers.Embedding(many, 2)(ints)],
  ['Conv1D.addWeight of kernel', () => layers.Conv1D(many, 1)(ops.ones([1, 2, 1]))],
  ['utils.toCategorical', () => utils.toCategorical([0, 1], 2 ** 40)],
  ['utils.toCategorical', () => utils.toCategorical([0, 1e15])],
  ['utils.padSequences', () => utils.padSequences([[1]], { maxlen: many })],
  ['random.normal', () => random.normal([many])],
  ['random.truncatedNormal', () => random.truncatedNormal([many])],
  ['random.uniform', () => random.uniform([many])],
  ['random.randint', () => random.randint([many], 0, 2)],
];

const messageOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return String((error as Error).message);
  }
  return 'no error';
};

const startsWith = (where: string, f: () => unknown): void => {
  const message = messageOf(f);
  expect(message.replace(/^(\w+) "\w+"/, '$1')).toMatch(new RegExp(`^${where.replaceAll('.', '\\.')}(:| \\()`));
  expect(message).toMatch(/expected .*Received: /);
};

const keepsSize = 'gives no more elements than it is given';
const known = new Set<string>(rows.map(([name]) => name));
expectRows(
  [...known],
  Object.fromEntries(operationNames.filter((name) => !known.has(name)).map((name) => [name, keepsSize])),
);

describe('sizes beyond memory', () => {
  test.each(rows.map((row, i) => [`${row[0]} ${i}`, row] as const))('ops.%s', (_, [name, ...given]) => {
    startsWith(`ops.${name}`, () => call(name, ...given));
  });

  test.each(images.map((row, i) => [`${row[0]} ${i}`, row] as const))('ops.image.%s', (_, [name, ...given]) => {
    startsWith(`ops.image.${name}`, () => (ops.image[name] as (...all: readonly unknown[]) => unknown)(...given));
  });

  test.each(others)('%s', startsWith);
});
