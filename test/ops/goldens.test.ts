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

interface StatedGradient {
  readonly input: Variable;
  readonly gradient: NestedTensorLike;
  /** That of the other backend of Keras, where it differs. */
  readonly other: NestedTensorLike | undefined;
}

/** The gradients that a case states: of all tensors, or only of those that are no scalars. */
function statedGradients({ gradients = [], disagreement }: Case, inputs: readonly Variable[]): StatedGradient[] {
  const differentiated = gradients.length === inputs.length ? inputs : inputs.filter(({ rank }) => rank > 0);
  const others = disagreement?.values;
  return differentiated.flatMap((input, index) => {
    const gradient = gradients[index];
    const other = others?.[`gradients.${index}`] ?? others?.gradients?.[index];
    return gradient === null || gradient === undefined ? [] : [{ input, gradient, other }];
  });
}

/** Where the backends differ, at a kink for one, each element has to be what one of them says: the one that is nearer. */
function nearerOf(expected: Tensor, other: Tensor | undefined, actual: Tensor): Tensor {
  if (other === undefined) return expected;
  const [wanted, otherwise, values] = [expected, other, actual].map(({ data }) => data as Float32Array);
  const chosen = wanted!.map((value, index) => {
    const distance = (each: number): number => (Number.isNaN(each) ? Infinity : Math.abs(each - values![index]!));
    return distance(otherwise![index]!) < distance(value) ? otherwise![index]! : value;
  });
  return new Tensor(chosen, expected.shape, expected.dtype);
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

/**
 * The elements of gradients that Keras does not have: of a projection, TensorFlow has none at all, and JAX none by the last two numbers, which it does not
 * read as such. `derivatives.test.ts` has them.
 */
const notInKeras = (name: string, gradient: Tensor): readonly number[] =>
  name.startsWith('image.affine_transform') && gradient.size === 8 ? [6, 7] : [];

/** TensorFlow gives the whole gradient to the first of two equal numbers, where each has half of it. */
const wrongInKeras = ['logaddexp(V[1000.0, -1000.0, -inf], V[1000.0, 0.0, -inf])'];

describe('has the gradients of keras.ops', () => {
  const differentiable = cases.filter(({ name, gradients }) => gradients !== undefined && !wrongInKeras.includes(name));
  test.each(differentiable)('$name', (golden) => {
    const { inputs, call } = callOf(golden);
    const stated = statedGradients(golden, inputs);
    const upstream = array(golden.upstream!, 'float32');
    const variables = stated.map(({ input }) => input);
    const { gradients } = variableGradients(() => {
      const result = call();
      return ops.sum(ops.multiply(Array.isArray(result) ? result[0]! : result, upstream));
    }, variables);
    stated.forEach(({ input, gradient: wanted, other }, index) => {
      const gradient = gradients[index]!;
      const otherwise = other === undefined ? undefined : array(other, 'float32');
      const expected = nearerOf(array(wanted, 'float32'), otherwise, gradient);
      for (const place of notInKeras(golden.name, gradient)) expected.data[place] = gradient.data[place]!;
      expectClose(gradient, withoutNaN(expected, gradient, input), 2e-6);
    });
  });
});
