/**
 * All activation functions by their names in TypeScript. They have a module of their own so that the registry can read them as one
 * namespace.
 */
export * from '../ops/activations.js';
export { glu } from '../ops/glu.js';
export { logSoftmax, sparsemax } from '../ops/softmax.js';
export { gelu, hardSigmoid, softmax } from './defaults.js';
