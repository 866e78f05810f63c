/** The options of Keras's cells, which the layers around the cells have, too. */
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
  /** The length of the state, which is that of the output. */
  units: positiveInteger(),
});

/** The options of every cell except its size. */
const stepOptions = () => ({
  /** Applied to the result; none by default. */
  activation: activation('tanh'),
  /** Whether a bias is added. */
  useBias: flag(true),
  /** Makes the first values of the kernel. */
  kernelInitializer: initializerOption('glorot_uniform'),
  /** Makes the first values of the recurrent kernel. */
  recurrentInitializer: initializerOption('orthogonal'),
  /** Makes the first values of the bias. */
  biasInitializer: initializerOption('zeros'),
  /** Computes what the kernel adds to the loss. */
  kernelRegularizer: regularizerOption(),
  /** Computes what the recurrent kernel adds to the loss. */
  recurrentRegularizer: regularizerOption(),
  /** Computes what the bias adds to the loss. */
  biasRegularizer: regularizerOption(),
  /** What the kernel has to be after each step. */
  kernelConstraint: constraintOption(),
  /** What the recurrent kernel has to be after each step. */
  recurrentConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  /** The share of the inputs that is dropped in training; the same elements at each step. */
  dropout: defaulted(rate(), 0),
  /** The share of the state that is dropped in training; the same elements at each step. */
  recurrentDropout: defaulted(rate(), 0),
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: seed(),
  // An option of older versions about how they computed; it has no effect.
  implementation: meaningless(),
});

/** The options of every cell. */
export const cellOptions = () => ({ ...unitsOption(), ...stepOptions() });

/** The options of cells with gates except their size. */
const gatedOptions = () => ({
  ...stepOptions(),
  /** The activation of the gates. */
  recurrentActivation: activation('sigmoid'),
});

/** The options of an LSTM's gates, whether its products are matrix products or convolutions. */
export const lstmGateOptions = () => ({
  ...gatedOptions(),
  /** Whether the bias of the forget gate is initialized with 1. Source: Jozefowicz et al., 2015. */
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

/** Whether to use a kernel of NVIDIA's library; `'auto'` means no, because there is none here. */
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
