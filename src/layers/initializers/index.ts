export * from './entries.js';
export { Initializer } from './initializer.js';
export type { InitializerCallOptions, InitializerSignature, WeightDType } from './initializer.js';
export { deserialize, get, serialize } from './registry.js';
export type { InitializerConfig, InitializerFunction, InitializerIdentifier, InitializerName } from './registry.js';
