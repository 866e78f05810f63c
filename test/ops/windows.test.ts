/** Convolution, pooling, resizing and repetition against numbers of Keras. */
import { describe, expect, test } from 'vitest';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { Variable, type DType, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';
import { camelCase } from '../../src/objects/spelling.js';
import { expectClose } from './closeness.js';
import { array, readCases } from './goldens.js';

interface TensorArgument {
  readonly tensor: NestedTensorLike;
  readonly dtype: DType;
}

interface Case {
  readonly name: string;
  readonly op: string;
  readonly arguments: readonly (TensorArgument | number | readonly number[])[];
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly output: NestedTensorLike;
  readonly dtype: DType;
  readonly upstream: NestedTensorLike;
  readonly gradients: readonly (NestedTensorLike | null)[];
  readonly disagreement?: { readonly values: Readonly<Record<string, NestedTensorLike>> };
}

type Operation = (...operands: unknown[]) => Tensor;

const isTensorArgument = (argument: unknown): argument is TensorArgument =>
  typeof argument === 'object' && argument !== null && 'tensor' in argument;

describe('agrees with keras.ops', () => {
  test.each(readCases<Case>('windows'))('$name', (golden) => {
    const operands = golden.arguments.map((argument) => {
      if (!isTensorArgument(argument)) return argument;
      const { tensor, dtype } = argument;
      return dtype === 'float32' ? new Variable(array(tensor, dtype)) : (tensor as readonly number[]);
    });
    const options = Object.fromEntries(
      Object.entries(golden.keywords).map(([name, value]) => [camelCase(name), value]),
    );
    const operation = golden.op
      .split('.')
      .reduce<unknown>((place, name) => (place as Record<string, unknown>)[camelCase(name)], ops) as Operation;
    const call = (): Tensor => operation(...operands, options);

    const { values = {} } = golden.disagreement ?? {};
    const result = call();
    expect(result.dtype).toBe(golden.dtype);
    expectClose(result, array(values['output'] ?? golden.output, golden.dtype), 2e-6);

    const variables = operands.filter((operand) => operand instanceof Variable);
    const { gradients } = variableGradients(
      () => ops.sum(ops.multiply(call(), array(golden.upstream, 'float32'))),
      variables,
    );
    gradients.forEach((gradient, index) => {
      const expected = ((values['gradients'] ?? golden.gradients) as typeof golden.gradients)[index]!;
      expectClose(gradient, array(expected, 'float32'), 2e-6);
    });
  });
});
