/** Derivatives that a function states itself, and derivatives along a direction. */
import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import {
  flattenTree,
  isFloating,
  mapTree,
  shapesEqual,
  type Tensor,
  type TensorLike,
  type Tree,
} from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply } from './apply.js';
import { readArguments, required } from './arguments.js';
import { add, multiply } from './arithmetic.js';
import { onesLike, zerosLike } from './creation.js';
import { grad } from './gradient.js';
import { stopGradient } from './identity.js';
import { asOperand } from './operand.js';
import { defineOperation, noAttributes, type Operand, type Operation } from './operation.js';
import { sum } from './summation.js';

/** Gradients for the arguments, from those of the results. */
export type GradientRule = (...upstreams: Tensor[]) => Operand | null | readonly (Operand | null)[];

/** An operation that gives the last of its inputs, with a rule for gradients of the first. */
function withRule(count: number, results: number, rule: GradientRule): Operation<object, 'several'> {
  const where = 'ops.customGradient';
  return defineOperation<object, 'several', 'any'>({
    name: 'custom_gradient',
    where,
    inferShape: (inputs) => inputs.slice(count),
    compute: (inputs) => inputs.slice(count).map(({ data }) => data),
    gradient({ inputs }, upstreams) {
      const given = rule(...upstreams);
      const list = Array.isArray(given) ? (given as readonly (Operand | null)[]) : [given as Operand | null];
      if (list.length !== count)
        throw new ValueError({ where, expected: `a gradient for each of ${count} arguments`, received: { gradients: list.length } }); // prettier-ignore
      const gradients = list.map((each, i) =>
        each === null ? null : fitting(where, asOperand(where, each), inputs[i]!),
      );
      return [...gradients, ...Array<null>(results).fill(null)];
    },
  });
}

/** Refuses a gradient that does not have the shape and dtype of the argument. */
function fitting(where: string, gradient: Tensor, x: Tensor): Tensor {
  if (shapesEqual(gradient.shape, x.shape) && gradient.dtype === x.dtype) return gradient;
  throw new ShapeError({
    where,
    expected: 'gradients of the shapes and dtypes of the arguments',
    received: { gradient, argument: x },
  });
}

/**
 * A function with gradients of its own: `f` returns its result, or a list of results, and a function that makes gradients for the arguments from those of the results. What `f` itself
 * computes with is not followed back.
 *
 * @example
 * import { grad, ops } from 'hillock';
 * const softplus = ops.customGradient((x) => {
 *   const e = ops.exp(x);
 *   return [ops.log(ops.add(1, e)), (upstream) => ops.multiply(upstream, ops.subtract(1, ops.divide(1, ops.add(1, e))))];
 * });
 * grad(softplus)(0) // → array(0.5, dtype=float32)
 */
export function customGradient<Result extends Operand | readonly Operand[]>(
  f: (...xs: Tensor[]) => readonly [result: Result, gradient: GradientRule],
): (...xs: readonly Operand[]) => Result extends readonly unknown[] ? Tensor[] : Tensor {
  const where = 'ops.customGradient';
  checkArgumentCount(where, arguments, 1);
  if (typeof f !== 'function') throw new ValueError({ where, expected: '`f` to be a function', received: { f } });
  return (...given) => {
    const xs = given.map((x) => asOperand(where, x));
    const made: unknown = f(...xs);
    if (!(Array.isArray(made) && made.length === 2 && typeof made[1] === 'function'))
      throw new ValueError({ where, expected: '[result, gradient] from `f`, of which the second is a function', received: { result: made } }); // prettier-ignore
    const [result, rule] = made as [Operand | readonly Operand[], GradientRule];
    const isList = Array.isArray(result) && result.some((each) => typeof each === 'object');
    // Cut off from what f has done: what the rule computes with is still followed, for gradients of gradients.
    const results = (isList ? (result as readonly Operand[]) : [result as Operand]).map((each) =>
      stopGradient(asOperand(where, each)),
    );
    const operation = withRule(xs.length, results.length, rule);
    const outputs = apply<Tensor[], object>(operation, [...xs, ...results], noAttributes);
    return (isList ? outputs : outputs[0]) as Result extends readonly unknown[] ? Tensor[] : Tensor;
  };
}

/** What `jvp` may be told. */
export interface JvpOptions {
  /** Whether the function returns `[result, auxiliary]`, of which the second is returned as it is. */
  readonly hasAux?: boolean | undefined;
}

interface ReadJvp {
  readonly primals: readonly TensorLike[];
  readonly tangents: readonly TensorLike[];
  readonly hasAux: boolean;
}

/**
 * The result of a function at `primals`, and its derivative along `tangents`: the Jacobian matrix times a vector. The function may return several arrays, in lists or objects.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.jvp((x) => ops.sin(x), [0], [2]) // → [ array(0., dtype=float32), array(2., dtype=float32) ]
 */
export function jvp(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  fun: (...xs: any[]) => unknown,
  ...given:
    | [primals: readonly TensorLike[], tangents: readonly TensorLike[], options?: JvpOptions | undefined]
    | [primals: readonly TensorLike[], options: JvpOptions & { readonly tangents: readonly TensorLike[] }]
    | [options: JvpOptions & { readonly primals: readonly TensorLike[]; readonly tangents: readonly TensorLike[] }]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): any[] {
  const where = 'ops.jvp';
  if (typeof fun !== 'function') throw new ValueError({ where, expected: '`fun` to be a function', received: { fun } });
  const read = readArguments<ReadJvp>(where, ['primals', 'tangents'], given, {
    primals: required,
    tangents: required,
    hasAux: false,
  });
  const { primals, tangents, hasAux } = read;
  if (!(Array.isArray(primals) && Array.isArray(tangents) && primals.length === tangents.length && primals.length > 0))
    throw new ValueError({ where, expected: 'lists of as many primals as tangents', received: { primals, tangents } });
  const [xs, vs] = [primals as TensorLike[], tangents as TensorLike[]].map((list) =>
    list.map((x) => asOperand(where, x)),
  );
  xs!.forEach((x, i) => {
    const tangent = vs![i]!;
    if (!isFloating(x.dtype))
      throw new DTypeError({ where, expected: 'floating-point primals', received: { primal: x } });
    if (!shapesEqual(x.shape, tangent.shape) || x.dtype !== tangent.dtype)
      throw new ShapeError({
        where,
        expected: 'tangents of the shapes and dtypes of the primals',
        received: { primal: x, tangent },
      });
  });
  const resultOf = (...at: readonly Tensor[]): [result: Tree<Tensor>, aux: unknown] => {
    const made: unknown = fun(...at);
    if (!hasAux) return [made as Tree<Tensor>, undefined];
    if (Array.isArray(made) && made.length === 2) return made as [Tree<Tensor>, unknown];
    throw new ValueError({ where, expected: '[result, auxiliary] from `fun`', received: { result: made } });
  };
  const [made, aux] = resultOf(...xs!);
  const result = mapTree(made, (each: Operand) => asOperand(where, each));
  const outputs = flattenTree(result);
  const isDifferentiable = outputs.map(({ dtype }) => isFloating(dtype));
  const sources = outputs.filter((_, i) => isDifferentiable[i]);
  /** Σ results · weights: its gradients by the primals depend on the weights linearly, with the derivative along a direction as the slope. */
  const weightedSum =
    (weights: readonly Tensor[]) =>
    (...at: readonly Tensor[]): Tensor => {
      const floats = flattenTree(resultOf(...at)[0]).filter((_, i) => isDifferentiable[i]);
      return total(floats.map((each, i): Tensor => sum(multiply(each, weights[i]!))));
    };
  const along = (...weights: readonly Tensor[]): Tensor => {
    const argument = [...xs!.keys()];
    const gradients = grad(weightedSum(weights), { argument })(...xs!);
    return total(gradients.map((each, i): Tensor => sum(multiply(each, vs![i]!))));
  };
  const slopes =
    sources.length === 0
      ? []
      : grad(along, { argument: [...sources.keys()] })(...sources.map((each) => onesLike(each)));
  let next = 0;
  let place = 0;
  const derivative = mapTree(result, (each: Tensor) => (isDifferentiable[place++] ? slopes[next++]! : zerosLike(each)));
  return hasAux ? [result, derivative, aux] : [result, derivative];
}

const total = (terms: readonly Tensor[]): Tensor => terms.reduce((a, b): Tensor => add(a, b));
