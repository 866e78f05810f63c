import { describe, expect, test } from 'vitest';
import { variableGradients } from '../../src/ops/gradient.js';
import { jit } from '../../src/ops/program/jit.js';
import { isPlainObject } from '../../src/tensor/options.js';
import * as ops from '../../src/ops/index.js';
import { SymbolicTensor, Tensor, Variable, type DType, type NestedTensorLike } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { array, readCases } from './goldens.js';

interface Numbers {
  readonly tensor: NestedTensorLike;
  readonly dtype: DType;
}

/** What `tools/goldens/further_ops.py` writes. */
interface Case {
  readonly name: string;
  readonly op: string;
  readonly arguments: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly Numbers[];
  readonly value?: unknown;
  readonly upstream?: NestedTensorLike;
  readonly gradients?: readonly NestedTensorLike[];
}

/** The functions that are given to functions, as they are defined there. */
const functions: Readonly<Record<string, (...given: Tensor[]) => unknown>> = {
  zero: () => ops.zeros([2]),
  one: () => ops.ones([2]),
  square: (x) => ops.square(x),
  double: (x) => ops.multiply(x, 2),
  add: (x, y) => ops.add(x, y),
  multiply: (x, y) => ops.multiply(x, y),
  addIndex: (i, x) => ops.add(x, ops.cast(i, 'float32')),
  runningSum: (carry, x) => [ops.add(carry, x), ops.multiply(carry, x)],
  halve: (carry) => [ops.multiply(carry, 0.5), carry],
  isSmall: (i) => ops.less(i, 5),
  countAndDouble: (i, x) => [ops.add(i, 1), ops.multiply(x, 2)],
  sumOfRow: (row) => ops.sum(row),
  rowAndSum: (row) => [ops.multiply(row, 2), ops.sum(row)],
  productOfSines: (x, y) => ops.multiply(ops.sin(x), y),
  sineAndSquare: (x) => [ops.sin(x), ops.square(x)],
  sineWithNote: (x) => [ops.sin(x), ops.exp(x)],
  larger: (x, y) => ops.maximum(x, y),
  dotProduct: (x, y) => ops.sum(ops.multiply(x, y)),
  matrixTimesVector: (x, y) => ops.matmul(x, y),
};

const clippedCube = ops.customGradient((x: Tensor) => [
  ops.power(x, 3),
  (upstream: Tensor) => ops.multiply(upstream, ops.clip(x, -1, 1)),
]);

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const isNumbers = (value: unknown): value is Numbers => isPlainObject(value) && 'tensor' in value;

type AnyFunction = (...given: readonly unknown[]) => unknown;

/** The call of a case over its arrays, and these. */
function callOf({ op, arguments: given, keywords }: Case): { xs: Tensor[]; call: (xs: readonly unknown[]) => unknown } {
  const xs: Tensor[] = [];
  const collect = (value: unknown): void => {
    if (isNumbers(value)) xs.push(array(value.tensor, value.dtype));
    else if (Array.isArray(value)) value.forEach(collect);
  };
  given.forEach(collect);
  const call = (now: readonly unknown[]): unknown => {
    const queue = [...now];
    const filled = (value: unknown): unknown => {
      if (isNumbers(value)) return queue.shift();
      if (isPlainObject(value) && 'function' in value) return functions[value.function as string];
      return Array.isArray(value) ? value.map(filled) : value;
    };
    const positional = given.map(filled);
    const constant = (value: unknown): unknown =>
      isNumbers(value) ? array(value.tensor, value.dtype) : Array.isArray(value) ? value.map(constant) : value;
    const options = Object.fromEntries(
      Object.entries(keywords).map(([name, value]) => [op === 'rearrange' ? name : camelCase(name), constant(value)]),
    );
    if (op === 'custom_gradient') return clippedCube(...(positional as Tensor[]));
    if (op === 'vectorize') return ops.vectorize(positional[0] as AnyFunction, options)(...positional.slice(1));
    const [namespace, name] = op.startsWith('image.') ? [ops.image, op.slice('image.'.length)] : [ops, op];
    const operation = (namespace as unknown as Record<string, AnyFunction>)[camelCase(name)]!;
    return operation(...positional, ...(Object.keys(options).length > 0 ? [options] : []));
  };
  return { xs, call };
}

const isTensor = (value: unknown): value is Tensor => value instanceof Tensor || value instanceof SymbolicTensor || value instanceof Variable; // prettier-ignore

/** Trees of results as a list; what is a number or a truth value here is a tensor of one element in Keras. */
function flat(value: unknown): Tensor[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap(flat);
  return [isTensor(value) ? value : ops.convertToTensor(value as number)];
}

const cases = readCases<Case>('further-ops');

/** Cases whose functions look at numbers, so that a trace cannot hold them. */
const notTraceable = ['cond, case 2', 'unravel_index', 'unique', 'while_loop', 'nonzero', 'bincount', 'histogram'];

describe('agrees with keras.ops', () => {
  test.each(cases)('$name', (golden) => {
    const { xs, call } = callOf(golden);
    if (golden.value !== undefined) {
      expect(call(xs)).toEqual(golden.value);
      return;
    }
    const results = flat(call(xs));
    expect(results).toHaveLength(golden.outputs!.length);
    results.forEach((each, i) => {
      const { tensor: wanted, dtype } = golden.outputs![i]!;
      expect(each.dtype).toBe(dtype);
      expectClose(each, array(wanted, dtype), dtype === 'float32' ? 2e-6 : 1e-3);
    });
  });
});

describe('gives in a traced function what it gives without', () => {
  const traceable = cases.filter(
    ({ name, value }) => value === undefined && !notTraceable.some((each) => name.startsWith(each)),
  );
  test.each(traceable)('$name', (golden) => {
    const { xs, call } = callOf(golden);
    const plain = flat(call(xs));
    const step = jit((...given: Tensor[]) => flat(call(given)));
    for (let i = 0; i < 2; i++) expect(flat(step(...xs)).map(String)).toEqual(plain.map(String));
  });
});

describe('has the gradients of keras.ops', () => {
  test.each(cases.filter(({ gradients }) => gradients !== undefined))('$name', (golden) => {
    const { xs, call } = callOf(golden);
    const given = xs.map((x) => (x.dtype === 'float32' ? new Variable(x) : x));
    const variables = given.filter((x) => x instanceof Variable);
    const { gradients } = variableGradients(
      () => ops.sum(ops.multiply(flat(call(given))[0]!, array(golden.upstream!, 'float32'))),
      variables,
    );
    gradients.forEach((each, i) => {
      expectClose(each, array(golden.gradients![i]!, 'float32'), 5e-6, 1e-3);
    });
  });
});
