export { L1, L1L2, L2 } from './norms.js';
export { OrthogonalRegularizer } from './orthogonal.js';
export { Regularizer } from './regularizer.js';
export type { RegularizerSignature } from './regularizer.js';
export { deserialize, get, serialize } from './registry.js';
export type { RegularizerFunction, RegularizerIdentifier, RegularizerName } from './registry.js';
