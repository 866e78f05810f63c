/** Makes a function over arrays, symbolic tensors and formulas from the formula of an activation. */
import { ValueError, unknownNameError } from '../errors/index.js';
import type { ActivationFormula } from '../formula/activation.js';
import { constant, Expression, input, parameter, substitute } from '../formula/expression.js';
import {
  type ElementwiseOptions,
  elementwiseProgram,
  type Precision,
  runElementwise,
} from '../kernel/elementwise/elementwise.js';
import {
  AnyVariable,
  asTensor,
  isTypedArray,
  roundTo,
  SymbolicTensor,
  Tensor,
  type DType,
  type TypedArray,
  type Variable,
} from '../tensor/index.js';
import { applyElementwise, type Integers, type SumTo } from './elementwise-operation.js';
import type { ElementwiseOperand, ElementwiseResult } from './elementwise.js';
import type { Operand } from './operation.js';
import { fillOutput } from './output.js';

/** The value of a parameter: a number, or a tensor or variable that is trained or differentiated. */
export type ParameterValue = number | Tensor | Variable | SymbolicTensor | Expression;

/** Options for computing an activation. `integers: 'kept'` is for formulas that give integers for integers. */
export interface ActivationOperationOptions {
  readonly where: string;
  readonly integers?: Integers | undefined;
  /** The precision of the polynomials. Built-in formulas are proven to need no more than `'value'`. */
  readonly precision?: Precision;
  /** Sums gradients of parameters that are tensors and were broadcast; needed by formulas with parameters. */
  readonly sumTo?: SumTo | undefined;
}

/** The options of the kernel of an activation with these parameters, not counting parameters that are tensors. */
export const kernelOptions = (
  { numerics: { lanes }, parameters: defaults }: ActivationFormula,
  precision: Precision,
  parameters: Readonly<Record<string, number>>,
): ElementwiseOptions => {
  const isProven = precision === 'value' && Object.keys(defaults).every((name) => name in parameters);
  const isFloat32 = lanes?.(parameters) === 'float32';
  return { limits: isProven ? 'inline' : 'apart', precision, lanes: isFloat32 ? 'float32' : undefined };
};

/**
 * Computes an activation. Parameters that are numbers become arguments of the kernel; those that are tensors become inputs, so that they
 * get gradients.
 */
export function applyActivation<X extends ElementwiseOperand>(
  formula: ActivationFormula,
  x: X,
  parameters: Readonly<Record<string, ParameterValue>>,
  { where, integers = 'promoted', precision = 'value', sumTo }: ActivationOperationOptions,
  out?: Tensor | TypedArray,
): ElementwiseResult<X> {
  if (x instanceof Expression) {
    if (out !== undefined) throw new ValueError({ where, expected: 'no `out` inside a formula', received: { out } });
    return substituteAll(where, formula.expression, x, parameters) as ElementwiseResult<X>;
  }
  const names = Object.keys(formula.parameters);
  const numbers: Record<string, number> = {};
  const operands: Operand[] = [x];
  let { expression } = formula;
  let derivative: readonly Expression[] = [formula.derivative];
  const { hasExactParameters } = formula.numerics;
  for (const name of names) {
    const value = parameters[name]!;
    if (typeof value === 'number') numbers[name] = hasExactParameters ? value : roundTo(value, dtypeBeside(x));
    else if (value instanceof Expression) throw mixedError(where, name);
    else {
      const replacement = new Map([[parameter(name), input(operands.length)]]);
      expression = substitute(expression, replacement);
      derivative = [...derivative, formula.parameterDerivative(name)].map((each) => substitute(each, replacement));
      operands.push(value);
    }
  }
  if (out !== undefined) {
    const owner = names.find((name) => typeof parameters[name] !== 'number');
    if (owner !== undefined) throw tensorError(where, owner, parameters[owner]!, 'where a result goes into `out`');
    return fillOutput(x, { out, where, integers }, ({ data, size }, target) =>
      runElementwise(
        elementwiseProgram([expression], kernelOptions(formula, precision, numbers)),
        [data],
        [target],
        size,
        numbers,
      ),
    ) as ElementwiseResult<X>;
  }
  // The options are passed one by one, because spreading objects would take longer than the kernel of a small array.
  const { limits, lanes } = kernelOptions(formula, precision, numbers);
  return applyElementwise(
    {
      name: formula.name,
      where,
      expression,
      derivative,
      limits,
      precision,
      lanes,
      integers,
      sumTo,
      parameters: numbers,
    },
    operands,
  );
}

/** The dtype that plain numbers take beside x. */
const dtypeBeside = (x: Operand): DType =>
  ((isTypedArray(x) ? asTensor(x) : x) as { readonly dtype?: DType } | null)?.dtype ?? 'float32';

function substituteAll(
  where: string,
  expression: Expression,
  x: Expression,
  parameters: Readonly<Record<string, ParameterValue>>,
): Expression {
  const replacements = new Map([[input(0), x]]);
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'number') replacements.set(parameter(name), constant(value));
    else if (value instanceof Expression) replacements.set(parameter(name), value);
    else throw tensorError(where, name, value, 'or an expression inside a formula');
  }
  return substitute(expression, replacements);
}

const tensorError = (where: string, name: string, value: ParameterValue, circumstances: string): ValueError =>
  new ValueError({ where, expected: `\`${name}\` to be a number ${circumstances}`, received: { [name]: value } });

const mixedError = (where: string, name: string): ValueError =>
  new ValueError({
    where,
    expected: 'a formula for x where a parameter is one',
    received: { [name]: 'an expression' },
  });

/** Checks the options of an activation: names have to be known, numbers have to be numbers, and required ones have to be given. */
export function checkActivationParameters(
  where: string,
  defaults: Readonly<Record<string, number>>,
  given: Readonly<Record<string, unknown>>,
  otherOptions: readonly string[] = [],
): Record<string, ParameterValue> {
  const known = [...Object.keys(defaults), ...otherOptions, 'out'];
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw unknownNameError(where, 'option', name, known);
  }
  const values: Record<string, ParameterValue> = {};
  for (const [name, fallback] of Object.entries(defaults)) {
    const value = given[name] === undefined ? fallback : given[name];
    if (isTrainable(value)) values[name] = value;
    else if (typeof value === 'number' && !Number.isNaN(value)) values[name] = value;
    else throw parameterError(where, name, given[name], Number.isNaN(fallback));
  }
  return values;
}

const isTrainable = (value: unknown): value is Exclude<ParameterValue, number> =>
  value instanceof Expression ||
  ((value instanceof Tensor || value instanceof AnyVariable || value instanceof SymbolicTensor) &&
    (value as Tensor).dtype !== 'string');

function parameterError(where: string, name: string, value: unknown, isRequired: boolean): ValueError {
  return new ValueError({
    where,
    expected: `\`${name}\` to be a number`,
    received: { [name]: value },
    ...(isRequired && value === undefined ? { hint: `\`${name}\` has no default` } : {}),
  });
}
