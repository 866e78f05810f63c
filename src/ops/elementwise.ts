/**
 * Makes the public elementwise operations from functions that build formulas. The same public function takes expressions, tensors and
 * symbolic tensors.
 */
import { Expression, input } from '../formula/expression.js';
import type { Term } from '../formula/primitives.js';
import type { Tensor } from '../tensor/index.js';
import { asTensor, isFloating, promoteDTypes, type DType } from '../tensor/index.js';
import { apply } from './apply.js';
import { secondOperand } from './arguments.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import {
  elementwiseOperation,
  type ElementwiseDefinition,
  type ElementwiseParameters,
  type Integers,
} from './elementwise-operation.js';
import { sumTo } from './summation.js';
import { isPlain } from './operand.js';
import { noAttributes, type Operand, type Operation, type ResultOf } from './operation.js';

/** The operand of an elementwise operation: anything array-like, or a formula, which gives a formula. */
export type ElementwiseOperand = Operand | Expression;

/** A formula if one of the operands is a formula; else a tensor or a symbolic tensor. */
export type ElementwiseResult<A, B = Tensor, C = Tensor> = A extends Expression
  ? Expression
  : B extends Expression
    ? Expression
    : C extends Expression
      ? Expression
      : ResultOf<A, B, C>;

/** An elementwise operation of one array or formula. */
export type UnaryOperation = <X extends ElementwiseOperand>(x: X) => ElementwiseResult<X>;

/** An elementwise operation of two arrays or formulas that broadcast together. */
export type BinaryOperation = <A extends ElementwiseOperand, B extends ElementwiseOperand>(
  a: A,
  b: B | { readonly x2: B },
) => ElementwiseResult<A, B>;

/** An elementwise operation of three arrays or formulas that broadcast together. */
export type TernaryOperation = <
  A extends ElementwiseOperand,
  B extends ElementwiseOperand,
  C extends ElementwiseOperand,
>(
  a: A,
  b: B,
  c: C,
) => ElementwiseResult<A, B, C>;

interface Options extends Omit<ElementwiseDefinition, 'name' | 'expression' | 'derivative'> {
  /** The derivatives with respect to the operands, where they are more exact than the derived ones. */
  readonly derivatives?: (...operands: Expression[]) => readonly Expression[];
}

/** The operation for the formula that `build` makes. It is built when it is first used, so that importing it costs nothing. */
function lazyOperation(
  name: string,
  arity: number,
  build: (...operands: Expression[]) => Expression,
  { derivatives, ...options }: Options,
): () => Operation<ElementwiseParameters, 'one'> {
  const create = (): Operation<ElementwiseParameters, 'one'> => {
    const operands = Array.from({ length: arity }, (_, index) => input(index));
    return elementwiseOperation({
      name,
      expression: build(...operands),
      derivative: derivatives?.(...operands),
      sumTo,
      ...options,
    });
  };
  let operation: Operation<ElementwiseParameters, 'one'> | undefined;
  return () => (operation ??= create());
}

/** The public function for a formula of one operand. */
export function unary(name: string, build: (x: Term) => Expression, options: Options = {}): UnaryOperation {
  const operation = lazyOperation(name, 1, build, options);
  return function (x: ElementwiseOperand) {
    if (arguments.length > 1) checkArgumentCount(operation().where, arguments, 1);
    return x instanceof Expression ? build(x) : apply(operation(), [x], noAttributes);
  } as UnaryOperation;
}

const oneByOne = 'for more than two operands, call it on the result of the first two';

/** The public function for a formula of two operands. Plain numbers take the dtype of the array beside them. */
export function binary(name: string, build: (a: Term, b: Term) => Expression, options: Options = {}): BinaryOperation {
  return binaryOf(lazyOperation(name, 2, build, options), build, options.integers);
}

/** The public function that computes arrays by an operation, and of formulas builds one. */
export function binaryOf(
  operation: () => Operation<ElementwiseParameters, 'one'>,
  build: (a: Term, b: Term) => Expression,
  integers?: Integers,
): BinaryOperation {
  return function (a: ElementwiseOperand, second: ElementwiseOperand | { readonly x2: ElementwiseOperand }) {
    if (arguments.length > 2) checkArgumentCount(operation().where, arguments, 2, oneByOne);
    const b = secondOperand(operation().where, second);
    if (isFormula(a) || isFormula(b)) return build(a as Term, b as Term);
    return apply(operation(), withWeakNumbers(operation().where, [a, b], integers), noAttributes);
  } as BinaryOperation;
}

/** The public function for a formula of three operands. */
export function ternary(
  name: string,
  build: (a: Term, b: Term, c: Term) => Expression,
  options: Options = {},
): TernaryOperation {
  const operation = lazyOperation(name, 3, build, options);
  return function (a: ElementwiseOperand, b: ElementwiseOperand, c: ElementwiseOperand) {
    const { where } = operation();
    if (arguments.length > 3) checkArgumentCount(where, arguments, 3);
    if (isFormula(a) || isFormula(b) || isFormula(c)) return build(a as Term, b as Term, c as Term);
    const operands: readonly Operand[] = [a, b, c];
    // The condition does not affect the dtype of the result, so only the other operands are converted together.
    const converted = options.isSelection
      ? [operands[0]!, ...withWeakNumbers(where, operands.slice(1))]
      : withWeakNumbers(where, operands);
    return apply(operation(), converted, noAttributes);
  } as TernaryOperation;
}

const isFormula = (operand: ElementwiseOperand): operand is Expression => operand instanceof Expression;

/**
 * The operands, of which plain numbers take the dtype of the arrays beside them. Numbers that are only compared with integers need not be
 * integers, and can be of any size.
 */
export function withWeakNumbers(where: string, operands: readonly Operand[], integers?: Integers): readonly Operand[] {
  if (!operands.some(isPlain)) return operands;
  let beside: DType | undefined;
  for (const operand of operands) {
    if (isPlain(operand)) continue;
    const dtype = dtypeOf(operand, where);
    beside = beside === undefined ? dtype : promoteDTypes(where, beside, dtype);
  }
  const numeric = beside === 'string' ? undefined : beside;
  const isExact = integers === 'compared' && numeric !== undefined && !isFloating(numeric);
  return operands.map((operand) => {
    if (!isPlain(operand)) return operand;
    return asTensor(operand, isExact && !areInt32(operand) ? 'float64' : numeric, where);
  });
}

/** Whether plain numbers are integers that int32 can hold. */
const areInt32 = (values: unknown): boolean => {
  if (Array.isArray(values)) return values.every(areInt32);
  return typeof values !== 'number' || values === (values | 0);
};

const dtypeOf = (operand: Operand, where: string): DType =>
  (operand instanceof Object && 'dtype' in operand ? operand : asTensor(operand, undefined, where)).dtype;
