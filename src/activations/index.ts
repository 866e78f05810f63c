export * from './functions.js';
export { deserialize, get, list, remove, serialize } from './registry.js';
export type { ActivationConfig, ActivationFunction, ActivationIdentifier, CustomActivations } from './registry.js';
