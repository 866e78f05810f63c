export { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy-classes.js';
export { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './crossentropy.js';
export type { CrossentropyOptions, SparseCrossentropyOptions } from './crossentropy.js';
export { Loss } from './loss.js';
export type { LossCallOptions, LossFunction, LossOptions, LossSignature } from './loss.js';
export type { Reduction } from './reduction.js';
export { deserialize, get, serialize } from './registry.js';
export type { LossIdentifier, LossName } from './registry.js';
export { meanAbsoluteError, MeanAbsoluteError, meanSquaredError, MeanSquaredError } from './regression.js';
