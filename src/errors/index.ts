export { describeValue } from './describe.js';
export { DTypeError, HillockError, inTermsOf, ShapeError, StateError, ValueError } from './errors.js';
export type { ErrorDetails } from './errors.js';
export { nearestName, unknownNameError, type Place } from './names.js';
export { forgetWarnings, warnOnce } from './warnings.js';
