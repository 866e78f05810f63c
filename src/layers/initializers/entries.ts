/** Every initializer, one line for each file. Names and configs are derived from the exports. */
export { Constant, Identity, Ones, Zeros } from './constants.js';
export { Orthogonal } from './orthogonal.js';
export { STFT } from './stft.js';
export { RandomNormal, RandomUniform, TruncatedNormal } from './random.js';
export {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from './variance-scaling.js';
