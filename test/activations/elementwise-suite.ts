/** The elementwise activations, each with its defaults and with other arguments, for tests that hold for all of them. */
import { activations, type Tensor } from '../../src/index.js';
import type { ParameterValue } from '../../src/ops/activation-operation.js';

type Options = Readonly<Record<string, ParameterValue | boolean | null>>;

export interface ElementwiseCase {
  /** `elu { alpha: 0.5 }` */
  readonly title: string;
  readonly name: string;
  readonly options: Options;
  readonly call: (x: unknown, options?: object) => Tensor;
}

const variants: Readonly<Record<string, readonly Options[]>> = {
  celu: [{}, { alpha: 0.5 }, { alpha: 2 }],
  elu: [{}, { alpha: 0.5 }, { alpha: 2 }],
  exponential: [{}],
  gelu: [{}, { approximate: true }],
  hardShrink: [{}, { threshold: 1 }],
  hardSigmoid: [{}, { slope: 1 / 6 }, { slope: 0.5, offset: 0.25 }],
  hardSilu: [{}],
  hardTanh: [{}],
  leakyRelu: [{}, { negativeSlope: 0.01 }],
  linear: [{}],
  logSigmoid: [{}],
  mish: [{}],
  relu: [
    {},
    { negativeSlope: 0.3 },
    { threshold: 1 },
    { maxValue: 5 },
    { negativeSlope: 0.3, maxValue: 5, threshold: 1 },
    { negativeSlope: 0.3, maxValue: 5, threshold: -1 },
  ],
  relu6: [{}],
  selu: [{}],
  sigmoid: [{}],
  silu: [{}],
  softShrink: [{}, { threshold: 1 }],
  softplus: [{}],
  softsign: [{}],
  sparsePlus: [{}],
  sparseSigmoid: [{}],
  squareplus: [{}, { b: 0.25 }, { b: 0 }],
  tanh: [{}],
  tanhShrink: [{}],
  threshold: [{ threshold: 1, defaultValue: -2 }],
};

const functions = activations as unknown as Readonly<Record<string, (x: unknown, options: object) => Tensor>>;

export const elementwiseSuite: readonly ElementwiseCase[] = Object.entries(variants).flatMap(([name, list]) =>
  list.map((options) => ({
    title: Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`,
    name,
    options,
    call: (x, more = {}) => functions[name]!(x, { ...options, ...more }),
  })),
);

/** Of each function only the call with its defaults. */
export const defaultSuite = elementwiseSuite.filter(
  ({ name }, index) => elementwiseSuite.findIndex((each) => each.name === name) === index,
);
