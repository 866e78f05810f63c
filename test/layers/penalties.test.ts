/** Regularizers and constraints, against Keras. */
import { describe, expect, test } from 'vitest';
import { constraints, regularizers } from '../../src/layers/index.js';
import { valueAndGrad } from '../../src/ops/gradient.js';
import { replay, traceCall } from '../../src/ops/trace.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import { expectAgreement, numbers, readGoldens, type Golden } from '../training/agreement.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly input: Golden;
}

type RegularizerCase = Case & { readonly value: Golden; readonly gradient: Golden };
type ConstraintCase = Case & { readonly output: Golden };

const goldens = readGoldens<{ regularizers: RegularizerCase[]; constraints: ConstraintCase[] }>(
  'regularizers_constraints',
  import.meta.url,
);

const named = <Each extends Case>(cases: readonly Each[]): [string, Each][] => cases.map((each) => [each.name, each]);
const specOf = ({ shape, dtype }: Tensor) => [{ shape, dtype }];

function expectEveryClass(namespace: object, base: string, cases: readonly Case[]): void {
  const known = new Set(cases.map(({ class_name: name }) => name));
  const classes = Object.entries(namespace).filter(
    ([name, value]) => typeof value === 'function' && 'optionTable' in value && name !== base,
  );
  expect(classes.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
}

describe('a regularizer', () => {
  test.each(named(goldens.regularizers))('%s', (_, golden) => {
    const regularizer = regularizers.deserialize(golden);
    const x = tensor(numbers(golden.input));
    const { value, gradient } = valueAndGrad((weight: Tensor) => regularizer(weight))(x);
    expectAgreement(value, golden.value);
    expectAgreement(gradient, golden.gradient, 2e-6);
    expect(regularizer.getConfig()).toEqual(golden.config);
    expect(Object.keys(regularizer.getConfig())).toEqual(Object.keys(golden.config));
    expect(
      (
        replay(
          traceCall((weight) => regularizer(weight), specOf(x)),
          [x],
        ) as Tensor
      ).item(),
    ).toBe(value.item());
  });

  test('each has a row', () => expectEveryClass(regularizers, 'Regularizer', goldens.regularizers));

  test('is found by its names', () => {
    expect(regularizers.get('l1l2')).toBeInstanceOf(regularizers.L1L2);
    expect(regularizers.get('orthogonal_regularizer')).toBeInstanceOf(regularizers.OrthogonalRegularizer);
    expect(() => regularizers.get('l1_l2' as never)).toThrowErrorMatchingInlineSnapshot(
      `[ValueError: regularizers.get: unknown regularizer "l1_l2". Did you mean "l1l2"?]`,
    );
    expect(() => regularizers.L2(-1)).toThrowErrorMatchingInlineSnapshot(
      `[ValueError: L2: expected l2 to be a finite number that is not negative. Received: l2=-1.]`,
    );
    expect(() => regularizers.OrthogonalRegularizer()([1, 2])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: OrthogonalRegularizer: expected a matrix. Received: x=Tensor(shape=[2], dtype=float32).]`,
    );
  });
});

describe('a constraint', () => {
  test.each(named(goldens.constraints))('%s', (_, golden) => {
    const constraint = constraints.deserialize(golden);
    const w = tensor(numbers(golden.input));
    const value = constraint(w);
    expectAgreement(value, golden.output);
    expect(constraint.getConfig()).toEqual(golden.config);
    expect(Object.keys(constraint.getConfig())).toEqual(Object.keys(golden.config));
    const traced = replay(
      traceCall((weight) => constraint(weight), specOf(w)),
      [w],
    ) as Tensor;
    expect(traced.toArray()).toEqual(value.toArray());
  });

  test('each has a row', () => expectEveryClass(constraints, 'Constraint', goldens.constraints));

  test('is found by its names', () => {
    expect(constraints.get('max_norm')).toBeInstanceOf(constraints.MaxNorm);
    expect(() => constraints.get('maxnorm' as never)).toThrowErrorMatchingInlineSnapshot(
      `[ValueError: constraints.get: unknown constraint "maxnorm". Did you mean "max_norm"?]`,
    );
    expect(() => constraints.MaxNorm({ maxValue: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ValueError: MaxNorm: expected maxValue to be a number that is not negative. Received: maxValue=-1.]`,
    );
  });
});
