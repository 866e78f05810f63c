export { Adam, AdamW } from './adam.js';
export { Optimizer } from './optimizer.js';
export type { OptimizerOptions, Update, UpdateTerms } from './optimizer.js';
export { deserialize, get, serialize } from './registry.js';
export type { OptimizerIdentifier, OptimizerName } from './registry.js';
export { RMSprop } from './rmsprop.js';
export { SGD } from './sgd.js';
