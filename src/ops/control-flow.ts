/** Choices, loops and maps over functions. They run as JavaScript does: a trace holds what came of them. */
import { ShapeError, ValueError } from '../errors/index.js';
import {
  allocate,
  checkListLength,
  flattenTree,
  isByName,
  mapTree,
  sizeOf,
  Tensor,
  Variable,
  type DType,
  type Shape,
  type Tree,
} from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { valueInScope } from './apply.js';
import { numberOf, readArguments, required, type Scalar } from './arguments.js';
import { resolveAxis } from './axes.js';
import { take } from './gathering.js';
import { stack } from './joining.js';
import { asOperand } from './operand.js';
import type { Operand } from './operation.js';

/** A truth value or a number that decides what happens next, which must be known. */
function decided(where: string, given: unknown): number {
  if (typeof given === 'boolean') return Number(given);
  if (typeof given === 'number') return given;
  const value = given instanceof Variable ? given.value : valueInScope(given as Operand, where);
  if (value instanceof Tensor && value.size === 1 && value.dtype !== 'string') return Number(value.data[0]);
  throw new ValueError({
    where,
    expected: 'one value that is known, because what happens next depends on it',
    received: { given },
    hint: 'in a trace, choose between results with ops.where',
  });
}

function checkFunctions(where: string, functions: Readonly<Record<string, unknown>>): void {
  for (const [name, each] of Object.entries(functions)) {
    if (typeof each !== 'function')
      throw new ValueError({ where, expected: `\`${name}\` to be a function`, received: { [name]: each } });
  }
}

/**
 * What the first function gives where `pred` is true, else what the second gives; only that one runs.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cond(true, () => ops.add(1, 2), () => ops.zeros([])) // → array(3., dtype=float32)
 */
export function cond<A, B>(pred: Operand, trueFn: () => A, falseFn: () => B): A | B {
  checkArgumentCount('ops.cond', arguments, 3);
  checkFunctions('ops.cond', { trueFn, falseFn });
  return decided('ops.cond', pred) === 0 ? falseFn() : trueFn();
}

/**
 * What one of some functions gives for the operands: that at `index`, held within the list.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.switch(1, [(x: number) => x + 1, (x: number) => x * 10], 5) // → 50
 */
function switchTo<Given extends readonly unknown[], Result>(
  index: number | Operand,
  branches: readonly ((...operands: Given) => Result)[],
  ...operands: Given
): Result {
  const where = 'ops.switch';
  if (!Array.isArray(branches) || branches.length === 0) {
    throw new ValueError({ where, expected: 'a list of one function or more', received: { branches } });
  }
  checkFunctions(where, Object.fromEntries(branches.map((each, i) => [`branches[${i}]`, each])));
  const place = Math.min(branches.length - 1, Math.max(0, Math.trunc(decided(where, index))));
  return (branches as readonly ((...given: Given) => Result)[])[place]!(...operands);
}
export { switchTo as switch };

/**
 * What becomes of `loopVars` while `cond` of them is true: `body` makes the next ones, a list of them or one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.whileLoop((i: number) => i < 10, (i: number) => [i * 2], [1]) // → [ 16 ]
 */
export function whileLoop<Vars extends readonly unknown[]>(
  cond: (...vars: Vars) => Operand,
  body: (...vars: Vars) => Vars | readonly unknown[],
  ...given:
    | [loopVars: Vars, options?: { readonly maximumIterations?: Scalar | null | undefined } | undefined]
    | [options: { readonly loopVars: Vars; readonly maximumIterations?: Scalar | null | undefined }]
): Vars {
  const where = 'ops.whileLoop';
  checkFunctions(where, { cond, body });
  type Read = { readonly loopVars: Vars; readonly maximumIterations: number | null };
  const { loopVars, maximumIterations } = readArguments<Read>(where, ['loopVars'], given, {
    loopVars: required,
    maximumIterations: null,
  });
  let vars: Vars = Array.isArray(loopVars) ? loopVars : ([loopVars] as unknown as Vars);
  for (let step = 0; step < (maximumIterations ?? Infinity) && decided(where, cond(...vars)) !== 0; step++) {
    const next: unknown = body(...vars);
    const list = (Array.isArray(next) ? next : [next]) as unknown as Vars;
    if (list.length !== vars.length)
      throw new ValueError({ where, expected: `${vars.length} values from \`body\``, received: { body: next } });
    vars = list;
  }
  return vars;
}

/**
 * What becomes of a value when `bodyFun(i, value)` makes the next one, for i from `lower` up to but not including `upper`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.foriLoop(0, 4, (i, sum: number) => sum + i, 0) // → 6
 */
export function foriLoop<Value, Next = Value>(
  lower: Scalar,
  upper: Scalar,
  // A number may become a tensor on the way, which no type of the first value can say.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  bodyFun: (i: number, value: Value extends number ? any : Value) => Value extends number ? Next : Value,
  initVal: Value,
): Value extends number ? number | Next : Value {
  checkArgumentCount('ops.foriLoop', arguments, 4);
  const where = 'ops.foriLoop';
  checkFunctions(where, { bodyFun });
  let value: unknown = initVal;
  const [first, end] = [stepOf(where, 'lower', lower), stepOf(where, 'upper', upper)];
  for (let i = first; i < end; i++) value = bodyFun(i, value as never);
  return value as ReturnType<typeof foriLoop<Value, Next>>;
}

function stepOf(where: string, name: string, given: Scalar): number {
  const step = numberOf(where, name, given);
  if (Number.isSafeInteger(step)) return step;
  throw new ValueError({ where, expected: `\`${name}\` to be an integer`, received: { [name]: step } });
}

/** Whether nested lists hold nothing but plain values, so that they are one array. */
const isPlain = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isPlain) : typeof value === 'number' || typeof value === 'boolean';

/** A tree of arrays as one of tensors; nested lists of plain values are one array each. */
function arraysOf(where: string, xs: unknown): Tree<Tensor> {
  if (isByName(xs)) return Object.fromEntries(Object.entries(xs).map(([name, each]) => [name, arraysOf(where, each)]));
  if (Array.isArray(xs) && !isPlain(xs)) return xs.map((each: unknown) => arraysOf(where, each));
  return asOperand(where, xs as Operand);
}

/** The slices of a tree of arrays along their first axes, which have one length. */
function slicesOf(where: string, xs: Tree<Operand>, axis = 0): Tree<Tensor>[] {
  const tensors = arraysOf(where, xs);
  const lengths = flattenTree(tensors).map((each) =>
    each.shape.length === 0 ? null : (each.shape[resolveAxis(where, axis, each.shape.length)] as number | null),
  );
  const [length] = lengths;
  if (length === undefined || length === null || lengths.some((each) => each !== length)) {
    throw new ShapeError({
      where,
      expected: 'arrays whose axes to walk along have one known length',
      received: { xs },
    });
  }
  checkListLength(where, length);
  return Array.from({ length }, (_, i) => mapTree(tensors, (each: Tensor) => take(each, i, { axis })));
}

/** Trees of one form as one tree of their stacks. */
function stacked(trees: readonly Tree<Tensor>[], axis = 0): Tree<Tensor> {
  const lists = trees.map((each) => flattenTree(each));
  let leaf = 0;
  return mapTree(trees[0]!, () => {
    const place = leaf++;
    return stack(
      lists.map((list) => asOperand('ops.scan', list[place]!)),
      { axis },
    );
  });
}

/** Zeros, or empty texts. */
const blank = (shape: Shape, dtype: DType): Tensor => new Tensor(allocate(dtype, sizeOf(shape)) as never, shape, dtype);

/** A blank slice, by which a function shows its results where there are no slices. */
const noSlice = (where: string, xs: Tree<Operand>): Tree<Tensor> =>
  mapTree(arraysOf(where, xs), ({ shape, dtype }: Tensor) => blank(shape.slice(1), dtype));

/** No results, of the shape and dtype of this one. */
const noneOf = (where: string, result: unknown): Tree<Tensor> =>
  mapTree(result as Tree<Tensor>, (each: Tensor) => {
    const { shape, dtype } = asOperand(where, each);
    return blank([0, ...shape], dtype);
  });

/** The results of a function for each slice, stacked. */
function mapped(where: string, f: (x: never) => unknown, xs: Tree<Operand>): Tree<Tensor> {
  const slices = slicesOf(where, xs);
  if (slices.length === 0) return noneOf(where, f(noSlice(where, xs) as never));
  return stacked(slices.map((each) => f(each as never) as Tree<Tensor>));
}

/** What `scan` may be told. */
export interface ScanOptions {
  /** How many steps, where there is nothing to walk along. */
  readonly length?: Scalar | null | undefined;
  /** Whether it walks from the end. */
  readonly reverse?: boolean | undefined;
  /** How many steps become one, which makes no difference here. */
  readonly unroll?: number | boolean | undefined;
}

interface ReadScan {
  readonly init: unknown;
  readonly xs: Tree<Operand> | null;
  readonly length: number | null;
  readonly reverse: boolean;
  readonly unroll: number | boolean;
}

/**
 * Walks along the first axis: `f(carry, x)` gives the next carry and an output, `[carry, y]`. Gives the last carry and the outputs, stacked. Arrays by name are given
 * as an option: `{ xs: { a, b } }`. Where there is nothing to walk along, `f` is called once, with zeros, to show the shape of its output.
 *
 * @example
 * import { ops } from 'hillock';
 * const [sum, sums] = ops.scan((total, x) => [ops.add(total, x), ops.add(total, x)], 0, [1, 2, 3]);
 * sums // → array([1., 3., 6.], dtype=float32)
 */
export function scan(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  f: (carry: any, x: any) => readonly [carry: unknown, y: unknown],
  ...given:
    | [init: unknown, xs?: Tree<Operand> | null, options?: ScanOptions | undefined]
    | [init: unknown, options: ScanOptions & { readonly xs?: Tree<Operand> | null }]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): [carry: any, ys: any] {
  const where = 'ops.scan';
  checkFunctions(where, { f });
  const { init, xs, length, reverse } = readArguments<ReadScan>(where, ['init', 'xs'], given, {
    ...{ init: required, xs: null, length: null, reverse: false, unroll: 1 },
  });
  if (xs === null && length === null)
    throw new ValueError({ where, expected: '`xs` or a `length`', received: { xs, length } });
  if (length !== null && !(Number.isSafeInteger(length) && length >= 0))
    throw new ValueError({ where, expected: '`length` to be an integer ≥ 0', received: { length } });
  if (xs === null) checkListLength(where, length!);
  const steps = xs === null ? Array.from({ length: length! }, () => null) : slicesOf(where, xs);
  if (length !== null && steps.length !== length)
    throw new ValueError({ where, expected: `a length of ${steps.length}`, received: { length } });
  let carry: unknown = init;
  const step = (each: unknown): unknown => {
    const result: unknown = f(carry, each);
    if (!Array.isArray(result) || result.length !== 2)
      throw new ValueError({ where, expected: '[carry, output] from `f`', received: { result } });
    if (steps.length > 0) carry = result[0];
    return result[1];
  };
  if (steps.length === 0) {
    const output = step(xs === null ? null : noSlice(where, xs));
    return [carry, output === null ? null : noneOf(where, output)];
  }
  const outputs = (reverse ? [...steps].reverse() : steps).map(step) as Tree<Tensor>[];
  if (reverse) outputs.reverse();
  return [carry, outputs[0] === null ? null : stacked(outputs)];
}

/** What `associativeScan` may be told. */
export interface AssociativeScanOptions {
  readonly reverse?: boolean | undefined;
  readonly axis?: Scalar | undefined;
}

/**
 * The results of combining all slices up to each one by an associative function: with an addition, running sums.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.associativeScan(ops.multiply, [1, 2, 3, 4]) // → array([ 1.,  2.,  6., 24.], dtype=float32)
 */
export function associativeScan(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  f: (a: any, b: any) => any,
  ...given:
    | [elems: Tree<Operand>, options?: AssociativeScanOptions | undefined]
    | [options: AssociativeScanOptions & { readonly elems: Tree<Operand> }]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): any {
  const where = 'ops.associativeScan';
  checkFunctions(where, { f });
  type Read = { readonly elems: Tree<Operand>; readonly reverse: boolean; readonly axis: number };
  const { elems, reverse, axis } = readArguments<Read>(where, ['elems'], given, {
    elems: required,
    reverse: false,
    axis: 0,
  });
  const slices = slicesOf(where, elems, axis);
  if (slices.length === 0) return mapTree(elems, (each: Operand) => asOperand(where, each));
  const ordered = reverse ? [...slices].reverse() : slices;
  const results: Tree<Tensor>[] = [ordered[0]!];
  for (const each of ordered.slice(1)) results.push(f(results[results.length - 1], each) as Tree<Tensor>);
  return stacked(reverse ? results.reverse() : results, axis);
}

/**
 * The results of a function for each slice along the first axis, stacked. Where there are none, `f` is called once, with zeros, to show
 * their shape.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.map((row) => ops.sum(row), [[1, 2], [3, 4]]) // → array([3., 7.], dtype=float32)
 */
export function map(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  f: (x: any) => unknown,
  xs: Tree<Operand>,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): any {
  checkArgumentCount('ops.map', arguments, 2);
  checkFunctions('ops.map', { f });
  return mapped('ops.map', f, xs);
}

/**
 * The results of a function for each slice along the first axis, stacked, as `ops.map`: nothing is gained by doing them at once here.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.vectorizedMap((row) => ops.sum(row), [[1, 2], [3, 4]]) // → array([3., 7.], dtype=float32)
 */
export function vectorizedMap(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  fn: (x: any) => unknown,
  elements: Tree<Operand>,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): any {
  checkArgumentCount('ops.vectorizedMap', arguments, 2);
  checkFunctions('ops.vectorizedMap', { fn });
  return mapped('ops.vectorizedMap', fn, elements);
}
