/** What is verified: every elementwise activation with its defaults and some other parameters, and the derivative of each. */
import { ActivationFormula } from '../../dist/formula/activation.js';
import * as formulas from '../../dist/formula/activations.js';
import { input } from '../../dist/formula/expression.js';
import { kernelOptions } from '../../dist/ops/activation-operation.js';
import { timesDerivative } from '../../dist/ops/elementwise-operation.js';

/**
 * @typedef {import('../../dist/formula/expression.js').Expression} Expression
 * @typedef {'value' | 'derivative'} Kind
 * @typedef {object} Subject One function that maps a float32 to a float32.
 * @property {string} name of the activation
 * @property {Kind} kind
 * @property {Readonly<Record<string, number>>} parameters as the kernel gets them
 * @property {Expression} expression of the function itself, for the reference
 * @property {import('../../dist/kernel/elementwise/elementwise.js').ElementwiseOptions} options with which the library compiles it
 * @property {Expression} root what the library compiles: of a derivative, its product with the upstream gradient
 */

/** Parameters besides the defaults. @type {Record<string, Record<string, number>[]>} */
const otherParameters = {
  celu: [{ alpha: 0.5 }, { alpha: 2 }],
  elu: [{ alpha: 0.5 }, { alpha: 2 }],
  hard_shrink: [{ threshold: 1 }],
  hard_sigmoid: [{ slope: 1 / 6, offset: 0.5 }],
  leaky_relu: [{ negativeSlope: 0.01 }],
  relu_clipped: [{ negativeSlope: 0.5, maxValue: 5, threshold: 1 }],
  relu_threshold: [
    { negativeSlope: 0, threshold: 1 },
    { negativeSlope: 0.1, threshold: 0 },
  ],
  soft_shrink: [{ threshold: 1 }],
  squareplus: [{ b: 0.25 }, { b: 1 }],
  threshold: [
    { threshold: 1, defaultValue: 0 },
    { threshold: -0.5, defaultValue: 0.25 },
  ],
};

const activations = Object.values(formulas).filter((each) => each instanceof ActivationFormula);
const /** @type {Kind[]} */ kinds = ['value', 'derivative'];

/** @returns {Subject[]} */
export function allSubjects() {
  return activations.flatMap(({ name, parameters }) => {
    const hasDefaults = Object.values(parameters).every((value) => !Number.isNaN(value));
    const parameterSets = [...(hasDefaults ? [parameters] : []), ...(otherParameters[name] ?? [])];
    return parameterSets.flatMap((given) => kinds.map((kind) => subjectOf(name, given, kind)));
  });
}

/** An activation with some parameters, and defaults for the others. @type {(name: string, given: Readonly<Record<string, number>>, kind: Kind) => Subject} */
export function subjectOf(name, given, kind) {
  const formula = activations.find((each) => each.name === name);
  const { expression, derivative, numerics, parameters: defaults } = formula;
  const entries = Object.entries({ ...defaults, ...given });
  const parameters = Object.fromEntries(
    entries.map(([key, value]) => [key, numerics.hasExactParameters ? value : Math.fround(value)]),
  );
  const subject = { name, kind, parameters };
  if (kind === 'value')
    return { ...subject, expression, options: kernelOptions(formula, 'value', parameters), root: expression };
  const root = timesDerivative(input(1), derivative);
  return { ...subject, expression: derivative, options: { limits: 'inline', precision: 'full' }, root };
}

/** The largest error that passes, in ULP. */
export const bounds = { value: 2, derivative: 4 };

/** The same for one function, which may state a larger one. @type {(subject: Pick<Subject, 'name' | 'kind'>) => number} */
export function boundOf({ name, kind }) {
  const stated = formulas.factsOf(activations.find((each) => each.name === name)).worstError;
  return (kind === 'value' && stated?.ulp) || bounds[kind];
}

/** `elu(alpha=0.5)`, `elu(alpha=0.5)'` @type {(subject: Pick<Subject, 'name' | 'parameters' | 'kind'>) => string} */
export function labelOf({ name, parameters, kind }) {
  const list = Object.entries(parameters).map(([key, value]) => `${key}=${Number(value.toPrecision(7))}`);
  return `${name}${list.length > 0 ? `(${list.join(', ')})` : ''}${kind === 'derivative' ? "'" : ''}`;
}
