export { MaxNorm, MinMaxNorm, NonNeg, UnitNorm } from './norms.js';
export { Constraint } from './constraint.js';
export type { ConstraintSignature } from './constraint.js';
export { deserialize, get, serialize } from './registry.js';
export type { ConstraintFunction, ConstraintIdentifier, ConstraintName } from './registry.js';
