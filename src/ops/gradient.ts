/** Gradients of functions and of computations that depend on variables, found by going through a tape backwards. */
import { DTypeError, HillockError, ShapeError, ValueError } from '../errors/index.js';
import {
  asTensor,
  isFloating,
  shapesEqual,
  SymbolicTensor,
  Tensor,
  Variable,
  type TensorLike,
} from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { readOptions } from '../tensor/options.js';
import { add } from './arithmetic.js';
import { onesLike, zerosLike } from './creation.js';
import { valueInScope } from './apply.js';
import { identity } from './identity.js';
import { Tape, withTape, type TapeEntry } from './tape.js';

/** The gradients of a result with respect to the tensors that a tape watches; zeros for those that it does not depend on. */
function gradientsOf(result: Tensor, upstream: Tensor, sources: readonly Tensor[], tape: Tape): Tensor[] {
  const gradients = new Map<Tensor, Tensor>([[result, upstream]]);
  for (let entry = tape.entries.pop(); entry !== undefined; entry = tape.entries.pop()) {
    if (!entry.outputs.some((output) => gradients.has(output))) continue;
    const upstreams = entry.outputs.map((output) => gradients.get(output) ?? zerosLike(output));
    for (const output of entry.outputs) gradients.delete(output);
    const contributions = entry.operation.gradient!(entry, upstreams);
    entry.inputs.forEach((input, index) => {
      const contribution = contributions[index];
      if (!entry.wanted[index] || contribution === undefined || contribution === null) return;
      checkGradient(entry, index, contribution);
      const others = gradients.get(input);
      gradients.set(input, others === undefined ? contribution : add(others, contribution));
    });
  }
  return sources.map((source) => gradients.get(source) ?? zerosLike(source));
}

/** Refuses a gradient of the wrong shape from a gradient rule; the mistake would show up far from here, or never. */
function checkGradient({ operation, inputs }: TapeEntry, index: number, gradient: Tensor): void {
  const input = inputs[index]!;
  if (gradient.dtype === input.dtype && shapesEqual(gradient.shape, input.shape)) return;
  throw new HillockError({
    where: `gradient of ${operation.where}`,
    expected: `a gradient of the shape and dtype of input ${index}`,
    received: { gradient, input },
  });
}

/**
 * Calls `compute`, and computes the gradients of its result with respect to the sources. The result has to be a scalar unless `upstream` is
 * given.
 */
function differentiateCall(
  where: string,
  sources: readonly Tensor[],
  compute: () => unknown,
  upstream?: Tensor,
): { value: Tensor; gradients: Tensor[] } {
  const tape = new Tape();
  for (const source of sources) tape.watch(source);
  const value = withTape(tape, compute);
  checkResult(where, value, upstream);
  return { value, gradients: gradientsOf(value, upstream ?? onesLike(value), sources, tape) };
}

function checkResult(where: string, value: unknown, upstream: Tensor | undefined): asserts value is Tensor {
  if (!(value instanceof Tensor || value instanceof SymbolicTensor)) {
    throw new ValueError({
      where,
      expected: 'a function that returns a tensor computed with ops',
      received: { result: value },
      hint: 'item(), toArray() and JavaScript arithmetic leave no trace that could be followed back; an async function cannot be either',
    });
  }
  if (upstream === undefined && value.rank > 0) {
    throw new ShapeError({
      where,
      expected: 'a function that returns a scalar',
      received: { result: value },
      hint: 'reduce the result with ops.sum or ops.mean, or pass { upstream }',
    });
  }
  if (upstream !== undefined && !(upstream.dtype === value.dtype && shapesEqual(upstream.shape, value.shape))) {
    throw new ShapeError({
      where,
      expected: '`upstream` to have the shape and dtype of the result',
      received: { upstream, result: value },
    });
  }
  if (!isFloating(value.dtype)) {
    throw new DTypeError({
      where,
      expected: 'a function that returns a floating-point number',
      received: { result: value },
    });
  }
}

/** A function of one array; further parameters, such as the options of an activation, must be optional. */
type OfOneArray = (x: Tensor) => Tensor;

/** The arguments for a function of these tensors. */
type Given<Xs extends readonly Tensor[]> = { [I in keyof Xs]: TensorLike };

/** Options of `grad`: the arguments to differentiate with respect to, and the upstream gradient. */
export interface GradientOptions<Argument extends number | readonly number[]> {
  /** The index of the argument to differentiate with respect to, by default the first; a list gives a list of gradients. */
  readonly argument?: Argument;
  /** The gradient of the final result with respect to this function's result, which then need not be a scalar; it has the result's shape. */
  readonly upstream?: TensorLike;
}

/** One gradient for one argument, or a list for a list. */
export type GradientFor<Argument> = Argument extends readonly number[] ? Tensor[] : Tensor;

/**
 * The function that computes a scalar function and its gradient with respect to an argument, or to several.
 *
 * @example
 * import { ops, valueAndGrad } from 'hillock';
 * const { value, gradient } = valueAndGrad((x) => ops.sum(ops.square(x)))([1, 2, 3]);
 * value // → array(14., dtype=float32)
 * gradient // → array([2., 4., 6.], dtype=float32)
 */
export function valueAndGrad<Xs extends readonly Tensor[], Argument extends number | readonly number[] = 0>(
  f: (...xs: Xs) => Tensor,
  options?: GradientOptions<Argument>,
): (...xs: Given<Xs>) => { value: Tensor; gradient: GradientFor<Argument> };
export function valueAndGrad<Argument extends number | readonly number[] = 0>(
  f: OfOneArray,
  options?: GradientOptions<Argument>,
): (x: TensorLike) => { value: Tensor; gradient: GradientFor<Argument> };
export function valueAndGrad(
  f: (...xs: readonly Tensor[]) => Tensor,
  options: GradientOptions<number | readonly number[]> = {},
): (...xs: readonly TensorLike[]) => { value: Tensor; gradient: Tensor | Tensor[] } {
  if (arguments.length > 2) checkArgumentCount('valueAndGrad', arguments, 2);
  return differentiated('valueAndGrad', f, options);
}

/**
 * The function that computes the gradient of a scalar function, with respect to its first argument or to `argument`; a list of arguments
 * gives a list of gradients. The returned function can be differentiated again.
 *
 * @example
 * import { grad, ops } from 'hillock';
 * grad((x) => ops.sin(x))(0) // → array(1., dtype=float32)
 * grad(grad((x) => ops.power(x, 3)))(2) // → array(12., dtype=float32)
 * grad((x, y) => ops.multiply(x, y), { argument: [0, 1] })(2, 3)
 * // → [ array(3., dtype=float32), array(2., dtype=float32) ]
 * grad((x) => ops.square(x), { upstream: [1, 10] })([2, 3]) // → array([ 4., 60.], dtype=float32)
 */
export function grad<Xs extends readonly Tensor[], Argument extends number | readonly number[] = 0>(
  f: (...xs: Xs) => Tensor,
  options?: GradientOptions<Argument>,
): (...xs: Given<Xs>) => GradientFor<Argument>;
export function grad<Argument extends number | readonly number[] = 0>(
  f: OfOneArray,
  options?: GradientOptions<Argument>,
): (x: TensorLike) => GradientFor<Argument>;
export function grad(
  f: (...xs: readonly Tensor[]) => Tensor,
  options: GradientOptions<number | readonly number[]> = {},
): (...xs: readonly TensorLike[]) => Tensor | Tensor[] {
  if (arguments.length > 2) checkArgumentCount('grad', arguments, 2);
  const compute = differentiated('grad', f, options);
  return (...xs) => compute(...xs).gradient;
}

function differentiated<Xs extends readonly Tensor[], Argument extends number | readonly number[]>(
  where: string,
  f: (...xs: Xs) => Tensor,
  options: GradientOptions<Argument>,
): (...xs: Given<Xs>) => { value: Tensor; gradient: GradientFor<Argument> } {
  const defaults = { argument: undefined, upstream: undefined };
  const { argument, upstream } = readOptions<Partial<GradientOptions<Argument>>>(where, options, defaults as object);
  const givenUpstream = upstream === undefined ? undefined : asTensor(upstream, undefined, where);
  const positions: readonly number[] = typeof argument === 'object' ? argument : [argument ?? 0];
  return (...xs) => {
    // Each argument becomes a new tensor, because two arguments may be the same tensor. It is made by an operation, so that open tapes see
    // that it depends on the given one.
    const tensors = xs.map((x) => identity(valueInScope(x, where)) as Tensor);
    const sources = positions.map((position) => checkedSource(where, tensors, position));
    const compute = (): Tensor => f(...(tensors as readonly Tensor[] as Xs));
    const { value, gradients } = differentiateCall(where, sources, compute, givenUpstream);
    return { value, gradient: (typeof argument === 'object' ? gradients : gradients[0]) as GradientFor<Argument> };
  };
}

function checkedSource(where: string, tensors: readonly Tensor[], position: number): Tensor {
  const source = tensors[position];
  if (source === undefined) {
    throw new ValueError({
      where,
      expected: `an argument from 0 to ${tensors.length - 1}`,
      received: { argument: position },
    });
  }
  if (isFloating(source.dtype)) return source;
  throw new DTypeError({
    where,
    expected: 'a floating-point tensor to differentiate by',
    received: { [`argument ${position}`]: source },
    hint: 'convert it with ops.cast',
  });
}

/**
 * Computes a scalar that depends on variables, and its gradients with respect to them, in their order. Variables that it does not depend
 * on have gradient 0.
 *
 * @example
 * import { ops, Variable, variableGradients } from 'hillock';
 * const weight = new Variable([1, 2]);
 * const { value, gradients } = variableGradients(() => ops.sum(ops.square(weight)), [weight]);
 * value // → array(5., dtype=float32)
 * gradients // → [ array([2., 4.], dtype=float32) ]
 */
export function variableGradients(
  computeLoss: () => Tensor,
  variables: readonly Variable[],
): { value: Tensor; gradients: Tensor[] } {
  const where = 'variableGradients';
  if (arguments.length > 2) checkArgumentCount(where, arguments, 2);
  const isList: boolean = Array.isArray(variables);
  if (!isList || typeof computeLoss !== 'function') {
    const expected = 'a function that gives the loss, and a list of variables to differentiate by';
    throw new ValueError({ where, expected, received: { computeLoss, variables } });
  }
  const holders = new Map<Tensor, Variable>();
  for (const variable of variables) {
    if (!(variable instanceof Variable)) {
      throw new ValueError({
        where,
        expected: 'a list of variables to differentiate by',
        received: { variable },
        hint: 'grad differentiates a function by its arguments, which may be tensors',
      });
    }
    const { held } = variable;
    if (!isFloating(held.dtype)) {
      throw new DTypeError({ where, expected: 'floating-point variables', received: { [variable.path]: held } });
    }
    // Variables that hold the same tensor get a tensor each; otherwise their gradients would be added up, because tapes tell variables
    // apart by their tensors.
    const isShared = (holders.get(held) ?? variable) !== variable;
    if (isShared) variable.hold(new Tensor(held.data, held.shape, held.dtype));
    holders.set(variable.held, variable);
  }
  return differentiateCall(
    where,
    variables.map(({ value }) => value),
    computeLoss,
  );
}
