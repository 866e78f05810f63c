/** The options of the cells of Keras, which the layers around them have, too. */
/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- the types are those of the options */
import { ValueError } from '../../errors/index.js';
import {
  defaulted,
  flag,
  meaningless,
  positiveInteger,
  rate,
  seed,
  unlisted,
  type DefaultedOption,
} from '../../objects/options/index.js';
import { activationOption, type ActivationGiven } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';

const activation = (preset: ActivationGiven) => ({ ...activationOption(), default: preset });

const unitsOption = () => ({
  /** The length of the state, and of the output. */
  units: positiveInteger(),
});

/** Options of every cell, but for its size. */
const stepOptions = () => ({
  activation: activation('tanh'),
  useBias: flag(true),
  kernelInitializer: initializerOption('glorot_uniform'),
  recurrentInitializer: initializerOption('orthogonal'),
  biasInitializer: initializerOption('zeros'),
  kernelRegularizer: regularizerOption(),
  recurrentRegularizer: regularizerOption(),
  biasRegularizer: regularizerOption(),
  kernelConstraint: constraintOption(),
  recurrentConstraint: constraintOption(),
  biasConstraint: constraintOption(),
  /** The part of the inputs that is dropped in training, the same at each step. */
  dropout: defaulted(rate(), 0),
  /** The part of the state that is dropped in training, the same at each step. */
  recurrentDropout: defaulted(rate(), 0),
  seed: seed(),
  // How older versions computed.
  implementation: meaningless(),
});

/** Options of every cell. */
export const cellOptions = () => ({ ...unitsOption(), ...stepOptions() });

/** Options of cells with gates, but for their size. */
const gatedOptions = () => ({
  ...stepOptions(),
  /** The activation of the gates. */
  recurrentActivation: activation('sigmoid'),
});

/** Options of the gates of an LSTM, whatever its products are. */
export const lstmGateOptions = () => ({
  ...gatedOptions(),
  /** Whether the bias of the forget gate begins at 1. Source: Jozefowicz et al., 2015. */
  unitForgetBias: flag(true),
});

/** Options of an LSTM. */
export const lstmOptions = () => ({ ...unitsOption(), ...lstmGateOptions() });

/** Options of a GRU. */
export const gruOptions = () => ({
  ...unitsOption(),
  ...gatedOptions(),
  /** Whether the reset gate is applied after the product with the state, as CuDNN does, or before it. */
  resetAfter: flag(true),
});

/** A kernel of NVIDIA's library: `'auto'` is no, where there is none. */
export const cudnnOption = (): { readonly useCudnn: DefaultedOption<boolean | 'auto'> } => ({
  useCudnn: unlisted({
    default: 'auto',
    check: (given, where, name) => {
      if (given === 'auto' || given === false) return given;
      throw new ValueError({
        where,
        expected: `${name} to be "auto" or false, since it is a library for GPUs`,
        received: { [name]: given },
      });
    },
  }),
});
