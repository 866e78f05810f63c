/** Layers that keep their weights in float32 and compute in 16 bits. */
import { describe, expect, test } from 'vitest';
import { dtypePolicies } from '../../src/index.js';
import { Layer } from '../../src/layers/index.js';
import type { AnyLayer } from '../../src/layers/layer.js';
import { layers } from '../../src/models/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import type { Tensor } from '../../src/tensor/index.js';
import {
  tensor,
  Variable,
  type DType,
  type HalfDType,
  type NestedTensorLike,
  type Shape,
} from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Case {
  readonly name: string;
  readonly class: string;
  readonly policy: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: NestedTensorLike;
  readonly inputDtype: DType;
  readonly call: { readonly training?: boolean };
  readonly weights: readonly { readonly path: string; readonly dtype: DType; readonly value: NestedTensorLike }[];
  readonly output: NestedTensorLike;
  readonly outputDtype: DType;
  readonly upstream: NestedTensorLike;
  /** By the trainable weights, and by the input if it has floats. */
  readonly gradients: readonly NestedTensorLike[];
  readonly gradientDtypes: readonly DType[];
  /** The dtypes that a user's layer meets. */
  readonly seen?: Readonly<Record<string, DType>>;
}

interface Goldens {
  readonly policies: readonly {
    readonly name: string;
    readonly computeDtype: DType;
    readonly variableDtype: DType;
    readonly config: unknown;
    readonly repr: string;
  }[];
  readonly cases: readonly Case[];
  readonly maskedSoftmax: readonly {
    readonly policy: string;
    readonly input: NestedTensorLike;
    readonly mask: NestedTensorLike;
    readonly output: NestedTensorLike;
    readonly outputDtype: HalfDType;
  }[];
}

const goldens = readGoldens<Goldens>('mixed-precision');

/** The layer of the same name among the goldens, as a user writes it. */
class CenteredScale extends Layer {
  gamma!: Variable;
  beta!: Variable;
  count!: Variable;
  exact!: Variable;
  seen: Record<string, DType> = {};

  override build([, length]: Shape): void {
    const shape = [length!];
    this.gamma = this.addWeight({ name: 'gamma', shape, initializer: 'ones' });
    this.beta = this.addWeight({ name: 'beta', shape, initializer: 'zeros' });
    this.count = this.addWeight({ name: 'count', shape: [], dtype: 'int32', initializer: 'zeros', trainable: false });
    this.exact = this.addWeight({ name: 'exact', shape, initializer: 'ones', autocast: false });
  }

  override call(x: Tensor): Tensor {
    const { gamma, beta, count, exact } = this;
    const values = { x, gamma: gamma.value, count: count.value, exact: exact.value };
    this.seen = Object.fromEntries(Object.entries(values).map(([name, { dtype }]) => [name, dtype]));
    const centered = ops.subtract(x, ops.mean(x, { axis: -1, keepdims: true }));
    const variance = ops.mean(ops.square(centered), { axis: -1, keepdims: true });
    return ops.add(ops.multiply(gamma, ops.multiply(centered, ops.rsqrt(ops.add(variance, 1e-3)))), beta);
  }
}

const made = (golden: Case): AnyLayer =>
  golden.class === 'CenteredScale'
    ? new CenteredScale({ dtype: golden.policy as 'float16' })
    : layers.deserialize({ class_name: golden.class, config: golden.config });

/** How far results may be off, relative to the largest: Keras rounds after every step, and some of its steps are one here. */
const tolerances: Readonly<Record<string, number>> = { float16: 4 * 2 ** -11, bfloat16: 4 * 2 ** -8, float32: 1e-5 };

/** What is rounded in each of four steps is off by more: here Keras and we lie on both sides of the float32 result. */
const roundings: Readonly<Record<string, number>> = { lstm: 3, gru: 3, 'simple rnn': 3 };

const known = goldens.cases.filter((each) => each.class === 'CenteredScale' || each.class in layers);

test('most of the layers exist', () => expect(known.length).toBeGreaterThan(13));

describe('layers compute what Keras computes', () => {
  test.each(known)('$name, $policy', (golden) => {
    const layer = made(golden);
    const x = new Variable(tensor(goldenTensor(golden.input), { dtype: golden.inputDtype }));
    layer.build([null, ...x.shape.slice(1)] as never);
    expect(layer.weights.map(({ name, dtype }) => ({ name, dtype }))).toEqual(
      golden.weights.map(({ path, dtype }) => ({ name: path.split('/').at(-1), dtype })),
    );
    layer.setWeights(golden.weights.map(({ value, dtype }) => tensor(goldenTensor(value), { dtype })));
    const call = (): Tensor => layer(x, golden.call) as Tensor;
    const y = call();
    expect(y.dtype).toBe(golden.outputDtype);
    const tolerance = tolerances[golden.outputDtype]! * (roundings[golden.name] ?? 1);
    expectClose(y, tensor(goldenTensor(golden.output), { dtype: y.dtype }), tolerance);
    if (layer instanceof CenteredScale) expect(layer.seen).toEqual(golden.seen);
    const variables = [...layer.trainableWeights, ...(golden.inputDtype === 'float32' ? [x] : [])];
    if (variables.length === 0) return;
    const { gradients } = variableGradients(
      () => ops.sum(ops.multiply(ops.cast(call(), 'float32'), goldenTensor(golden.upstream))),
      variables,
    );
    expect(gradients.map(({ dtype }) => dtype)).toEqual(golden.gradientDtypes);
    gradients.forEach((gradient, i) => expectClose(gradient, goldenTensor(golden.gradients[i]!), tolerance));
  });
});

test.each(goldens.policies)('the policy $name means what it means to Keras', (golden) => {
  const policy = dtypePolicies.DTypePolicy(golden.name as 'float32');
  const { name, computeDtype, variableDtype } = policy;
  expect({ name, computeDtype, variableDtype }).toEqual({
    name: golden.name,
    computeDtype: golden.computeDtype,
    variableDtype: golden.variableDtype,
  });
  expect(layers.Dense(1, { dtype: golden.name as 'float32' }).getConfig()['dtype']).toEqual(golden.config);
  expect(String(policy)).toBe(golden.repr);
});

test.each(goldens.maskedSoftmax)('a masked Softmax of $policy', ({ policy, input, mask, output, outputDtype }) => {
  const layer = layers.Softmax({ dtype: policy as 'mixed_float16' });
  const y = layer(goldenTensor(input), { mask: tensor(mask, { dtype: 'bool' }) });
  expect(y.dtype).toBe(outputDtype);
  expectClose(y, tensor(goldenTensor(output), { dtype: outputDtype }), tolerances[outputDtype]);
});
