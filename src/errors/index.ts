export { describeValue } from './describe.js';
export { DTypeError, HillockError, ShapeError, StateError, ValueError } from './errors.js';
export type { ErrorDetails } from './errors.js';
export { nearestName, unknownNameError } from './names.js';
export { forgetWarnings, warnOnce } from './warnings.js';
