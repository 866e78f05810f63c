export * as constraints from './constraints/index.js';
export * as initializers from './initializers/index.js';
export type { InitializerIdentifier, InitializerName } from './initializers/index.js';
export * as regularizers from './regularizers/index.js';
export * from './namespace.js';
export { clearSession, uniqueName } from '../objects/naming.js';
