export { changeCount, markChanged } from './changes.js';
export { asTensor, asTensorOf, castTensor, fittingTensor, numericData, tensor } from './conversion.js';
export type { NestedTensorLike, TensorHolder, TensorLike, TensorOptions } from './conversion.js';
export {
  allocate,
  castData,
  checkDType,
  checkListLength,
  fittingData,
  inPlace,
  integerRange,
  isDType,
  isFloating,
  isHalf,
  leastDType,
  promoteDTypes,
  roundTo,
  weakDType,
} from './dtype.js';
export type { DataByDType, DType, FloatingDType, TensorData, TypedArray } from './dtype.js';
export { isPostedTensor } from './foreign-tensors.js';
export type { ImageDataLike, PostedTensor } from './foreign-tensors.js';
export { fillIntegers, fillNormal, fillTruncatedNormal, fillUniform, permutation } from './distributions.js';
export {
  betaNumber,
  binomialNumber,
  classNumbers,
  gammaNumber,
  unitSequence,
  type UnitSequence,
} from './gamma-distributions.js';
export { decodeHalves, encodeHalves, roundInPlace, roundToHalf } from './half-precision.js';
export type { HalfDType } from './half-precision.js';
export type { Nested, NestedArray, Scalar } from './nesting.js';
export type { Draw } from './philox.js';
export { formatArray, formatTensor } from './printing.js';
export { dropMask, maskOf, withMask } from './mask.js';
export { globalSeedGenerator, nextDraw, randomSeed, SeedGenerator, seedOf, setRandomSeed } from './seed-generator.js';
export type { Seed } from './seed-generator.js';
export { checkShape, checkSize, formatShape, lengthAt, shapesEqual, sizeOf } from './shape.js';
export type { Shape, SymbolicShape } from './shape.js';
export { decodeStorage, encodeIntegers, encodeStorage, isTypedArray } from './storage.js';
export type { AnyTypedArray, Float16ArrayLike, StorageDType, StoredIntegerDType } from './storage.js';
export { SymbolicTensor } from './symbolic-tensor.js';
export type { GraphNode, SymbolicTensorOptions, TensorHistory } from './symbolic-tensor.js';
export { Tensor } from './tensor.js';
export { arrangeAs, flattenTree, mapTree, partsAt, sameForm, isByName } from './tree.js';
export type { Tree } from './tree.js';
export { Variable } from './variable.js';
export type { VariableConstructor, VariableFunction, VariableOptions } from './variable.js';
export { AnyVariable, currentAutocast, currentValues, isRehearsal, isTracing } from './variable-scope.js';
export { rehearse, withAutocast, withValues } from './variable-scope.js';
export type { Autocast, VariableValues } from './variable-scope.js';
