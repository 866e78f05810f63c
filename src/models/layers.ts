/** The layers as users reach them: what `layers` holds. */
export * from '../layers/namespace.js';
export { deserialize, get, serialize } from './layer-objects.js';
