/** The metrics that need an argument. No string can name them, so programs that give strings do without them. */
export { IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } from './iou.js';
export { MeanMetricWrapper } from './mean.js';
export { PrecisionAtRecall, RecallAtPrecision } from './rate-at-rate.js';
export { SensitivityAtSpecificity, SpecificityAtSensitivity } from './rate-at-rate.js';
