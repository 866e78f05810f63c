import * as ops from '../../src/ops/index.js';
import { Variable, type DType, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';
import { array } from './goldens.js';

interface TensorArgument {
  readonly tensor: NestedTensorLike;
  readonly dtype: DType;
}
type Argument = TensorArgument | number | string | readonly Argument[];

/** What Keras was called with and what it gave. */
export interface Case {
  readonly name: string;
  readonly op: string;
  readonly arguments: readonly Argument[];
  readonly keywords: Readonly<Record<string, Argument | boolean | null>>;
  readonly output?: NestedTensorLike;
  readonly outputs?: readonly NestedTensorLike[];
  readonly dtype?: DType;
  readonly upstream?: NestedTensorLike;
  readonly gradients?: readonly (NestedTensorLike | null)[];
  /** What the other backend of Keras has otherwise: an output, the gradients, or single ones of them as `gradients.0`. */
  readonly disagreement?: {
    readonly values: Readonly<Record<string, NestedTensorLike>> & {
      readonly output?: NestedTensorLike;
      readonly gradients?: readonly NestedTensorLike[];
    };
  };
}

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Arguments that Keras takes by position and Hillock among the options. */
const positionalOptions: Readonly<Record<string, readonly string[]>> = { squeeze: ['axis'] };

/** How many arguments stand before the options, where that is not what the case says. */
const leadingArguments: Readonly<Record<string, number>> = { arange: 3 };

const isTensorArgument = (argument: unknown): argument is TensorArgument =>
  typeof argument === 'object' && argument !== null && 'tensor' in argument;

type Operation = (...operands: unknown[]) => Tensor | Tensor[];

/** The call of a case, over tensors that stand for its tensor arguments, those of floats in another dtype if one is given. */
export function callOf(
  { op, arguments: given, keywords }: Case,
  floats: DType = 'float32',
): { inputs: Variable[]; call: () => Tensor | Tensor[] } {
  const inputs: Variable[] = [];
  const convert = (argument: Argument): unknown => {
    if (Array.isArray(argument)) return argument.map(convert);
    if (!isTensorArgument(argument)) return argument;
    const dtype = argument.dtype === 'float32' ? floats : argument.dtype;
    const input = new Variable(array(argument.tensor, dtype));
    inputs.push(input);
    return input;
  };
  /** Weights among the keywords are constants; an infinity has no word in JSON. */
  const convertOption = (value: Argument | boolean | null): unknown =>
    value === 'Infinity' ? Infinity : isTensorArgument(value) ? array(value.tensor, value.dtype) : value;
  const converted = given.map(convert);
  const asOptions = positionalOptions[op] ?? [];
  const leading = converted.length > 1 ? converted.length - asOptions.length : converted.length;
  const options: Record<string, unknown> = {};
  converted.slice(leading).forEach((value, index) => (options[asOptions[index]!] = value));
  for (const [name, value] of Object.entries(keywords)) options[camelCase(name)] = convertOption(value);
  const operands: unknown[] = converted.slice(0, leading);
  while (Object.keys(options).length > 0 && operands.length < (leadingArguments[op] ?? 0)) operands.push(undefined);
  if (op === 'eye' && operands.length < 2) operands.push(operands[0]);
  if (op === 'full' || Object.keys(options).length > 0) operands.push(options);
  if (op === 'linspace' && given.length === 3) operands.splice(2, 1, { num: given[2], ...options });
  if (op === 'linspace') operands.length = 3;
  const [namespace, name] = op.includes('.') ? [ops.image, op.split('.')[1]!] : [ops, op];
  const operation = (namespace as unknown as Record<string, Operation>)[camelCase(name)]!;
  return { inputs, call: () => operation(...operands) };
}
