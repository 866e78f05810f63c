export type { Compilation, CompileOptions, Outcome, StepLogs } from './compilation.js';
export type { LossOption, LossWeights } from './compiled-loss.js';
export type { MetricsOption } from './compiled-metrics.js';
export { Model } from './functional.js';
export type { ModelConstructor, ValuesOf } from './functional.js';
export { modelFromJSON, modelToJSON } from './json.js';
export { layerOutputs, type LayerOutputsOptions } from './layer-outputs.js';
export * as layers from './layers.js';
export type { AnyModel, FunctionalOptions, ModelClass } from './model.js';
export type { StepData } from './steps.js';
export type { ModelOptions } from './trainer.js';
export type {
  BatchOptions,
  CallbacksOption,
  EvaluateOptions,
  FitOptions,
  PredictOptions,
  ValidationData,
  ValidationObject,
  VerboseOption,
} from './run-options.js';
export { Sequential } from './sequential.js';
export type { SequentialOptions, SequentialPart } from './sequential.js';
export type { SerializedModel } from './serialized-part.js';
export type { SummaryOptions } from './summary.js';
export { loadModel, type LoadOptions } from './files/loading.js';
export type { BytesOptions, SavedFormat, SaveOptions } from './files/saving.js';
export type { LoadWeightsOptions } from './files/weights-loading.js';
export { cloneModel } from './cloning.js';
export type { CloneOptions } from './cloning.js';
export * as utils from './utilities.js';
