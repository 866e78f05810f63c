/** The options of fit, evaluate and predict. */
import { ValueError } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import {
  checkOptionNames,
  defaulted,
  type DefaultedOption,
  flag,
  keptShare,
  optional,
  type OptionsOf,
  positiveInteger,
  type RequiredOption,
} from '../objects/options/index.js';
import { Callback } from '../training/callbacks/callback.js';
import { LambdaCallback, type CallbackFunctions } from '../training/callbacks/lambda-callback.js';
import type { Verbosity } from '../training/callbacks/progress-bar.js';
import { isBatchSource, type BatchSource, type ClassWeights, type ModelData } from '../training/data/index.js';

/** How much is printed: `'auto'` and `true` mean a progress bar, 2 a line per epoch, 0 nothing. */
export type VerboseOption = 'auto' | boolean | Verbosity;

/** Inputs, labels, and optionally weights of samples. */
export type ValidationArrays = readonly [x: ModelData, y: ModelData, sampleWeight?: ModelData | null];

/** The same as an object. */
export interface ValidationObject {
  readonly x: ModelData;
  readonly y: ModelData;
  readonly sampleWeight?: ModelData | null | undefined;
}

/** Inputs, labels, and optionally weights of samples, or a source of batches. */
export type ValidationData = ValidationArrays | ValidationObject | BatchSource;

function verbose(): DefaultedOption<VerboseOption, Verbosity> {
  return {
    default: 'auto',
    check: (given, where, name) => {
      if (given === 'auto' || given === true) return 1;
      if (given === false) return 0;
      if (given === 0 || given === 1 || given === 2) return given;
      throw new ValueError({ where, expected: `${name} to be 'auto', 0, 1 or 2`, received: { [name]: given } });
    },
  };
}

/** An option that is checked where it is used. */
const passed = <Value>(): RequiredOption<Value> => ({ check: (given) => given });

/** Callbacks, or objects with some of their methods: one, or several in a list. */
export type CallbacksOption = Callback | CallbackFunctions | readonly (Callback | CallbackFunctions)[];

function listOfCallbacks(): DefaultedOption<CallbacksOption, readonly Callback[]> {
  return {
    default: [],
    check: (given, where, name) => {
      const list: readonly unknown[] = Array.isArray(given) ? given : [given];
      return list.map((each) => {
        if (each instanceof Callback) return each;
        if (isPlainObject(each) && Object.keys(each).length > 0) return LambdaCallback(each);
        throw new ValueError({
          where,
          expected: `${name} to be instances of callbacks.Callback, or objects with some of its methods`,
          received: { [name]: given },
        });
      });
    },
  };
}

function epochNumber(): RequiredOption<number> {
  return {
    check: (given, where, name) => {
      if (Number.isSafeInteger(given) && given >= 0) return given;
      throw new ValueError({ where, expected: `${name} to be an integer of at least 0`, received: { [name]: given } });
    },
  };
}

function abortSignal(): RequiredOption<AbortSignal> {
  return {
    check: (given, where, name) => {
      if (typeof (Object(given) as Partial<AbortSignal>).aborted === 'boolean') return given;
      throw new ValueError({ where, expected: `${name} to be an AbortSignal`, received: { [name]: given } });
    },
  };
}

/** The option for validation: every how many epochs, or after which epochs, counted from 1. */
function validationFrequency(): DefaultedOption<number | readonly number[]> {
  return {
    default: 1,
    check: (given, where, name) => {
      const epochs: readonly unknown[] = Array.isArray(given) ? given : [given];
      if (epochs.every((each) => Number.isSafeInteger(each) && (each as number) > 0)) return given;
      const expected = `${name} to be a positive integer or a list of them`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  };
}

/** The option for inputs, labels and their weights, which have to be given together. */
function validationData(): RequiredOption<ValidationData, ValidationArrays | BatchSource> {
  return {
    check: (given, where, name) => {
      if (isPlainObject(given) && 'x' in given && 'y' in given) {
        const { x, y, sampleWeight = null, ...others } = given as unknown as ValidationObject;
        checkOptionNames(`${where}, ${name}`, others, ['x', 'y', 'sampleWeight']);
        return [x, y, sampleWeight];
      }
      const isData = Array.isArray(given) ? given.length === 2 || given.length === 3 : isBatchSource(given);
      if (isData) return given as ValidationArrays | BatchSource;
      throw new ValueError({
        where,
        expected: `${name} to be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }`,
        received: { [name]: given },
      });
    },
  };
}

// The tables are type aliases, because interfaces could not be used where any option table is accepted.
type SharedTable = {
  /** The number of samples in a batch. A source of batches decides this itself. */
  readonly batchSize: DefaultedOption<number>;
  /** What is printed: `'auto'` or 1 a progress bar, 2 a line for each epoch, 0 nothing. */
  readonly verbose: DefaultedOption<VerboseOption, Verbosity>;
  /** What is called while the model runs: one callback or several, or objects with some of their methods. */
  readonly callbacks: DefaultedOption<CallbacksOption, readonly Callback[]>;
  /** Ends the run after the current step. Then `fit` returns the history so far; `evaluate` and `predict` reject with the signal's reason. */
  readonly signal: DefaultedOption<AbortSignal | null>;
};

type StepsTable = {
  /** The number of batches to use; by default all. */
  readonly steps: DefaultedOption<number | null>;
};

type WeightTable = {
  /** The weight of each sample. */
  readonly sampleWeight: DefaultedOption<ModelData | null>;
};

type ResultTable = {
  /** Whether the results are returned as an object by name. */
  readonly returnDict: DefaultedOption<boolean>;
};

type ClassWeightTable = {
  /** The weight of each class's samples. */
  readonly classWeight: DefaultedOption<ClassWeights | null>;
};

type PredictTable = SharedTable & StepsTable;

type EvaluateTable = PredictTable & WeightTable & ResultTable;

type BatchTable = WeightTable & ClassWeightTable & ResultTable;

type FitTable = SharedTable &
  WeightTable &
  ClassWeightTable & {
    /** How many times the model sees all samples. */
    readonly epochs: DefaultedOption<number>;
    /** The epoch to begin with, to continue an earlier training. */
    readonly initialEpoch: DefaultedOption<number>;
    /** Whether samples are in a new random order in each epoch. For sources of batches, it applies to a `PyDataset` only. */
    readonly shuffle: DefaultedOption<boolean>;
    /** The share of the samples, taken from the end, that is used for validation. */
    readonly validationSplit: DefaultedOption<number>;
    /** What the model is validated with after each epoch: `[x, y]`, `[x, y, sampleWeight]`, the same as an object, or batches. */
    readonly validationData: DefaultedOption<ValidationData | null, ValidationArrays | BatchSource | null>;
    /** The number of batches in an epoch; by default all. The next epoch continues with the batches after these. */
    readonly stepsPerEpoch: DefaultedOption<number | null>;
    /** The number of batches to validate with; by default all. */
    readonly validationSteps: DefaultedOption<number | null>;
    /** The number of samples in a batch of the validation; by default `batchSize`. */
    readonly validationBatchSize: DefaultedOption<number | null>;
    /** Every how many epochs the model is validated, or after which epochs. */
    readonly validationFreq: DefaultedOption<number | readonly number[]>;
  };

/** Options of `predict`. */
export type PredictOptions = OptionsOf<PredictTable>;
/** Options of `evaluate`. */
export type EvaluateOptions = OptionsOf<EvaluateTable>;
/** Options of `fit`, with Keras's names and defaults. */
export type FitOptions = OptionsOf<FitTable>;
/** Options of the methods that work on one batch. */
export type BatchOptions = OptionsOf<BatchTable>;

const sharedOptions = (): SharedTable => ({
  batchSize: defaulted(positiveInteger(), 32),
  verbose: verbose(),
  callbacks: listOfCallbacks(),
  signal: optional(abortSignal()),
});

const steps = (): DefaultedOption<number | null> => optional(positiveInteger());

export function predictOptions(): PredictTable {
  return { ...sharedOptions(), steps: steps() };
}

const sampleWeight = (): DefaultedOption<ModelData | null> => optional(passed<ModelData>());

const classWeight = (): DefaultedOption<ClassWeights | null> => optional(passed<ClassWeights>());

export function evaluateOptions(): EvaluateTable {
  return { ...predictOptions(), sampleWeight: sampleWeight(), returnDict: flag(false) };
}

export function fitOptions(): FitTable {
  return {
    ...sharedOptions(),
    epochs: defaulted(epochNumber(), 1),
    initialEpoch: defaulted(epochNumber(), 0),
    shuffle: flag(true),
    validationSplit: defaulted(keptShare(), 0),
    validationData: optional(validationData()),
    stepsPerEpoch: steps(),
    validationSteps: steps(),
    validationBatchSize: steps(),
    validationFreq: validationFrequency(),
    sampleWeight: sampleWeight(),
    classWeight: classWeight(),
  };
}

export function batchOptions(): BatchTable {
  return { sampleWeight: sampleWeight(), classWeight: classWeight(), returnDict: flag(false) };
}
