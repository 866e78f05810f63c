/** Hillock: Keras for TypeScript. This is everything that users import. */
export { DTypeError, FileError, HillockError, ShapeError, StateError, ValueError } from './errors/index.js';
export type { FileErrorKind } from './errors/index.js';
export { setEngine, type EngineName, type EngineOptions } from './kernel/engine.js';
export {
  setRandomSeed,
  SymbolicTensor,
  tensor,
  Tensor,
  type DType,
  type ImageDataLike,
  type PostedTensor,
  type TensorLike,
  type TensorOptions,
  Variable,
  type VariableConstructor,
  type VariableFunction,
  type VariableOptions,
} from './tensor/index.js';
export * as ops from './ops/index.js';
export * as random from './ops/random.js';
export { grad, valueAndGrad, variableGradients } from './ops/gradient.js';
export { jit } from './ops/program/jit.js';
export * as activations from './activations/index.js';
export { defineActivation } from './activations/define.js';
export type { ActivationIdentifier, CustomActivations } from './activations/index.js';
export {
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  withCustomObjects,
  type CustomObjects,
  type RegistrationOptions,
} from './objects/custom-objects.js';
export * as config from './objects/config.js';
export * as dtypePolicies from './objects/dtype-policies.js';
export { setDTypePolicy } from './objects/dtype-policy.js';
export { clearSession, constraints, initializers, Input, Layer, regularizers } from './layers/index.js';
export { Dataset } from './training/data/dataset.js';
export { callbacks, losses, metrics, optimizers } from './training/index.js';
export { download, inspect, readNpy, readNpz, readWeights, writeNpy, writeNpz, type NpyDType } from './saving/index.js';
export type { FileFormat, FileLimits, FileSource, InspectedLayer, Inspection, OpenOptions } from './saving/index.js';
export {
  cloneModel,
  layerOutputs,
  layers,
  loadModel,
  Model,
  modelFromJSON,
  modelToJSON,
  Sequential,
  utils,
} from './models/index.js';
export type {
  BytesOptions,
  LayerOutputsOptions,
  LoadOptions,
  LoadWeightsOptions,
  SavedFormat,
  SaveOptions,
} from './models/index.js';
export type {
  CompileOptions,
  EvaluateOptions,
  FitOptions,
  FunctionalOptions,
  PredictOptions,
  SequentialOptions,
  SummaryOptions,
} from './models/index.js';

/* What the types of public things mention, so that declarations of programs can name it. */
export type { ActivationGiven } from './layers/activation-option.js';
export type { Interval } from './layers/augmentation/augmentation-options.js';
export type {
  DrawOptions,
  LabelledImages,
  Transformation,
  TransformOptions,
} from './layers/augmentation/image-layer.js';
export type { Compilation, ModelClass } from './models/index.js';
export type { ConfigContext, DeserializeOptions } from './objects/config-context.js';
export type {
  AnyOption,
  DefaultedOption,
  OptionsOf,
  OptionTable,
  RequiredOption,
  ValuesOf,
  Without,
} from './objects/options/option.js';
export type { Margin } from './objects/options/spatial.js';
export type { ThresholdFunction } from './ops/activations.js';
export type { ActivationIdentity, ActivationOptions, ElementwiseActivation } from './ops/activation-function.js';
export type { ParameterValue } from './ops/activation-operation.js';
export type { GeluOptions } from './ops/activation-variants.js';
export type { GradientRule } from './ops/derivatives.js';
export type { BinaryOperation, UnaryOperation } from './ops/elementwise.js';
export type { GluOptions } from './ops/glu.js';
export type { Operand, ResultOf } from './ops/operation.js';
export type { OutputOption } from './ops/output.js';
export type { RowActivation, RowOptions } from './ops/softmax.js';
export type { DataByDType, Nested, NestedTensorLike, Shape, SymbolicShape, TypedArray } from './tensor/index.js';
export type { Seed, SeedGenerator } from './tensor/seed-generator.js';
export type { CrossentropyTable } from './training/losses/binary-crossentropy.js';
export type { CircleReferences, CircleTable } from './training/losses/circle.js';
export type { DefinedLoss, DefinedLossFunction, DefinedLossMetric } from './training/losses/definition.js';
export type { SavingFrequency } from './training/callbacks/saving-frequency.js';
export type { SparseCrossentropyTable } from './training/losses/sparse-crossentropy.js';
