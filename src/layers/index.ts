export * as initializers from './initializers/index.js';
export type { InitializerIdentifier, InitializerName } from './initializers/index.js';
export * from './namespace.js';
export { clearSession, uniqueName } from '../objects/naming.js';
