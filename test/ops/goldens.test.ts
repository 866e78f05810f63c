import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import type { Variable } from '../../src/tensor/index.js';
import { Tensor, type NestedTensorLike } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { callOf, type Case } from './golden-calls.js';
import { array, readCases } from './goldens.js';

const cases = readCases<Case>('ops');

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
