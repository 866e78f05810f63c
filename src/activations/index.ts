export * from './functions.js';
export { explain, type Explanation, type OfKernels } from './explain.js';
export { facts, type FactSheet } from './facts.js';
export { deserialize, get, list, remove, serialize } from './registry.js';
export type { ActivationConfig, ActivationFunction, ActivationIdentifier, CustomActivations } from './registry.js';
export type { Describable, DescriptionOptions } from './description.js';
export type { CurveFacts, Interval } from '../formula/curve-facts.js';
export type { Kink } from '../formula/kinks.js';
export type { KerasVersions } from '../formula/activation.js';
