export { Constant, Identity, Ones, Zeros } from './constants.js';
export { Initializer } from './initializer.js';
export type { InitializerCallOptions, InitializerSignature, WeightDType } from './initializer.js';
export { Orthogonal } from './orthogonal.js';
export { RandomNormal, RandomUniform, TruncatedNormal } from './random.js';
export { deserialize, get, serialize } from './registry.js';
export type { InitializerConfig, InitializerFunction, InitializerIdentifier, InitializerName } from './registry.js';
export { STFT } from './stft.js';
export {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from './variance-scaling.js';
