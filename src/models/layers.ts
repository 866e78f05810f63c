/** The namespace `layers`. */
export * from '../layers/namespace.js';
export { deserialize, get, serialize } from './layer-objects.js';
