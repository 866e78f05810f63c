import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import { Tensor, Variable, type DType, type NestedTensorLike } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { array, readCases } from './goldens.js';

interface TensorArgument {
  readonly tensor: NestedTensorLike;
  readonly dtype: DType;
}
type Argument = TensorArgument | number | string | readonly Argument[];

interface Case {
  readonly name: string;
  readonly op: string;
  readonly arguments: readonly Argument[];
  readonly keywords: Readonly<Record<string, number | boolean | string | readonly number[]>>;
  readonly output?: NestedTensorLike;
  readonly outputs?: readonly NestedTensorLike[];
  readonly dtype?: DType;
  readonly upstream?: NestedTensorLike;
  readonly gradients?: readonly (NestedTensorLike | null)[];
  readonly disagreement?: { readonly values: { readonly output?: NestedTensorLike } };
}

const cases = readCases<Case>('ops');

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Arguments that Keras takes by position and Hillock among the options. */
const positionalOptions: Readonly<Record<string, readonly string[]>> = { squeeze: ['axis'] };

/** How many arguments stand before the options, where that is not what the case says. */
const leadingArguments: Readonly<Record<string, number>> = { arange: 3 };

const isTensorArgument = (argument: unknown): argument is TensorArgument =>
  typeof argument === 'object' && argument !== null && 'tensor' in argument;

type Operation = (...operands: unknown[]) => Tensor | Tensor[];

/** The call of a case, over tensors that stand for its tensor arguments. */
function callOf({ op, arguments: given, keywords }: Case): { inputs: Variable[]; call: () => Tensor | Tensor[] } {
  const inputs: Variable[] = [];
  const convert = (argument: Argument): unknown => {
    if (Array.isArray(argument)) return argument.map(convert);
    if (!isTensorArgument(argument)) return argument;
    const input = new Variable(array(argument.tensor, argument.dtype));
    inputs.push(input);
    return input;
  };
  const converted = given.map(convert);
  const asOptions = positionalOptions[op] ?? [];
  const leading = converted.length > 1 ? converted.length - asOptions.length : converted.length;
  const options: Record<string, unknown> = {};
  converted.slice(leading).forEach((value, index) => (options[asOptions[index]!] = value));
  for (const [name, value] of Object.entries(keywords)) if (name !== 'mode') options[camelCase(name)] = value;
  const operands: unknown[] = converted.slice(0, leading);
  while (Object.keys(options).length > 0 && operands.length < (leadingArguments[op] ?? 0)) operands.push(undefined);
  if (op === 'eye' && operands.length < 2) operands.push(operands[0]);
  if (op === 'full' || Object.keys(options).length > 0) operands.push(options);
  if (op === 'linspace' && given.length === 3) operands.splice(2, 1, { num: given[2], ...options });
  if (op === 'linspace') operands.length = 3;
  const operation = (ops as unknown as Record<string, Operation>)[camelCase(op)]!;
  return { inputs, call: () => operation(...operands) };
}

describe('agrees with keras.ops', () => {
  test.each(cases)('$name', (golden) => {
    const result = callOf(golden).call();
    const results = Array.isArray(result) ? result : [result];
    const expected =
      golden.disagreement?.values.output === undefined
        ? (golden.outputs ?? [golden.output!])
        : [golden.disagreement.values.output];
    expect(results).toHaveLength(expected.length);
    if (golden.dtype !== undefined) expect(results[0]!.dtype).toBe(golden.dtype);
    results.forEach((each, index) => expectClose(each, array(expected[index]!, each.dtype)));
  });
});

/** The gradients that a case states: of all tensors, or only of those that are no scalars. */
function statedGradients({ gradients = [] }: Case, inputs: readonly Variable[]): Map<Variable, NestedTensorLike> {
  const differentiated = gradients.length === inputs.length ? inputs : inputs.filter(({ rank }) => rank > 0);
  const stated = differentiated.map((input, index) => [input, gradients[index]] as const);
  return new Map(
    stated.filter((entry): entry is [Variable, NestedTensorLike] => entry[1] !== null && entry[1] !== undefined),
  );
}

/** Where Keras has no gradient but NaN, or drops the one of a NaN, ours is whatever it is. */
function withoutNaN(expected: Tensor, actual: Tensor, input: Variable): Tensor {
  const [wanted, values, given] = [expected, actual, input.value].map(({ data }) => data as Float32Array);
  return new Tensor(
    wanted!.map((value, index) => (Number.isNaN(value) || Number.isNaN(given![index]) ? values![index]! : value)),
    expected.shape,
    expected.dtype,
  );
}

/** TensorFlow gives the whole gradient to the first of two equal numbers, where each has half of it. */
const wrongInKeras = ['logaddexp(V[1000.0, -1000.0, -inf], V[1000.0, 0.0, -inf])'];

describe('has the gradients of keras.ops', () => {
  const differentiable = cases.filter(({ name, gradients }) => gradients !== undefined && !wrongInKeras.includes(name));
  test.each(differentiable)('$name', (golden) => {
    const { inputs, call } = callOf(golden);
    const stated = statedGradients(golden, inputs);
    const upstream = array(golden.upstream!, 'float32');
    const variables = [...stated.keys()];
    const { gradients } = variableGradients(() => {
      const result = call();
      return ops.sum(ops.multiply(Array.isArray(result) ? result[0]! : result, upstream));
    }, variables);
    gradients.forEach((gradient, index) => {
      const input = variables[index]!;
      expectClose(gradient, withoutNaN(array(stated.get(input)!, 'float32'), gradient, input), 2e-6);
    });
  });
});
