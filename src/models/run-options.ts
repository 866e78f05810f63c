/** The options of fit, evaluate and predict. */
import { ValueError } from '../errors/index.js';
import { defaulted, flag, optional, positiveInteger, type DefaultedOption, type OptionsOf, type RequiredOption } from '../layers/options/index.js';
import type { Callback, Verbosity } from '../training/callbacks/index.js';
import type { ClassWeights, ModelData } from '../training/data/index.js';
import { keptShare } from '../training/option-kinds.js';

/** How much is shown while a model works: `'auto'` and `true` mean a progress bar, 2 a line per epoch, 0 nothing. */
export type VerboseOption = 'auto' | boolean | Verbosity;

/** Inputs, labels and perhaps weights of samples. */
export type ValidationData = readonly [x: ModelData, y: ModelData, sampleWeight?: ModelData | null];

function verbose(): DefaultedOption<VerboseOption, Verbosity> {
  return {
    otherwise: 'auto',
    read: (given, where, name) => {
      if (given === 'auto' || given === true) return 1;
      if (given === false) return 0;
      if (given === 0 || given === 1 || given === 2) return given;
      throw new ValueError({ where, expected: `${name} to be 'auto', 0, 1 or 2`, received: { [name]: given } });
    },
  };
}

/** Something that is checked where it is used. */
const passed = <Value>(): RequiredOption<Value> => ({ read: (given) => given });

function listOfCallbacks(): DefaultedOption<readonly Callback[]> {
  return {
    otherwise: [],
    read: (given, where, name) => {
      if (Array.isArray(given)) return given;
      throw new ValueError({ where, expected: `${name} to be a list of callbacks`, received: { [name]: given } });
    },
  };
}

function epochNumber(): RequiredOption<number> {
  return {
    read: (given, where, name) => {
      if (Number.isSafeInteger(given) && given >= 0) return given;
      throw new ValueError({ where, expected: `${name} to be an integer of at least 0`, received: { [name]: given } });
    },
  };
}

/** Inputs, labels and their weights, which must be given together. */
function validationData(): RequiredOption<ValidationData> {
  return {
    read: (given, where, name) => {
      if (Array.isArray(given) && (given.length === 2 || given.length === 3)) return given as unknown as ValidationData;
      throw new ValueError({ where, expected: `${name} to be [x, y] or [x, y, sampleWeight]`, received: { [name]: given } });
    },
  };
}

const sharedOptions = () => ({
  batchSize: defaulted(positiveInteger(), 32),
  verbose: verbose(),
  callbacks: listOfCallbacks(),
});

export const predictOptions = sharedOptions;

export const evaluateOptions = () => ({
  ...sharedOptions(),
  /** How much each sample counts. */
  sampleWeight: optional(passed<ModelData>()),
  /** Whether the results come as an object by their names. */
  returnDict: flag(false),
});

export const fitOptions = () => ({
  ...sharedOptions(),
  epochs: defaulted(positiveInteger(), 1),
  /** The epoch to begin with, when training goes on. */
  initialEpoch: defaulted(epochNumber(), 0),
  /** Whether the samples come in another order in each epoch. */
  shuffle: flag(true),
  /** The share of the samples, the last ones, that is kept for validation. */
  validationSplit: defaulted(keptShare(), 0),
  validationData: optional(validationData()),
  sampleWeight: optional(passed<ModelData>()),
  /** How much the samples of each class count. */
  classWeight: optional(passed<ClassWeights>()),
});

export const batchOptions = () => ({
  sampleWeight: optional(passed<ModelData>()),
  classWeight: optional(passed<ClassWeights>()),
  returnDict: flag(false),
});

export type PredictOptions = OptionsOf<ReturnType<typeof predictOptions>>;
export type EvaluateOptions = OptionsOf<ReturnType<typeof evaluateOptions>>;
export type FitOptions = OptionsOf<ReturnType<typeof fitOptions>>;
export type BatchOptions = OptionsOf<ReturnType<typeof batchOptions>>;
