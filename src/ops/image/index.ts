/** The operations on images: what `ops.image` holds. */
export { hsvToRgb, rgbToGrayscale, rgbToHsv } from './colors.js';
export { gaussianBlur, sobelEdges, type GaussianBlurOptions } from './filtering.js';
export type { FormatOption } from './images.js';
export type { Interpolation } from './interpolation.js';
export {
  cropImages,
  extractPatches,
  extractPatches3d,
  padImages,
  type CropImagesOptions,
  type ExtractPatchesOptions,
  type PadImagesOptions,
} from './parts.js';
export { resize, type ResizeOptions } from './resize.js';
export type { FillMode } from './sampling.js';
export { scaleAndTranslate, type ScalingArguments, type ScalingMethod, type ScalingOptions } from './scaling.js';
export { ssim, type SsimOptions } from './similarity.js';
export {
  affineTransform,
  elasticTransform,
  mapCoordinates,
  perspectiveTransform,
  type AffineTransformOptions,
  type ElasticTransformOptions,
  type MapCoordinatesOptions,
  type WarpInterpolation,
  type WarpOptions,
} from './warping.js';
