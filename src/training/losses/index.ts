export * from './entries.js';
export type { ComputedLoss, ComputedMetric } from './definition.js';
export { Loss } from './loss.js';
export type { LossCallOptions, LossFunction, LossOptions, LossSignature } from './loss.js';
export type { Reduction } from './reduction.js';
export { deserialize, get, serialize } from './registry.js';
export type { LossIdentifier, LossName } from './registry.js';
