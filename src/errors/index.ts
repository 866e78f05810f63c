export { describeValue } from './describe.js';
export {
  DTypeError,
  FileError,
  HillockError,
  inTermsOf,
  inTheNameOf,
  ShapeError,
  StateError,
  ValueError,
} from './errors.js';
export type { ErrorDetails, FileErrorDetails, FileErrorKind } from './errors.js';
export { nearestName, unknownNameError, type Place } from './names.js';
export { forgetWarnings, warnOnce } from './warnings.js';
