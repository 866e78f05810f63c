/** The operations on images: what `ops.image` holds. */
export { resize, type ResizeOptions } from './resize.js';
export type { Interpolation } from './interpolation.js';
