/** The options of fit, evaluate and predict. */
import { ValueError } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import {
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
import type { ClassWeights, ModelData } from '../training/data/index.js';

/** How much is shown while a model works: `'auto'` and `true` mean a progress bar, 2 a line per epoch, 0 nothing. */
export type VerboseOption = 'auto' | boolean | Verbosity;

/** Inputs, labels and perhaps weights of samples. */
export type ValidationData = readonly [x: ModelData, y: ModelData, sampleWeight?: ModelData | null];

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

/** Something that is checked where it is used. */
const passed = <Value>(): RequiredOption<Value> => ({ check: (given) => given });

/** What is called while a model works: callbacks, or objects with some of their methods; one, or several in a list. */
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

/** Inputs, labels and their weights, which must be given together. */
function validationData(): RequiredOption<ValidationData> {
  return {
    check: (given, where, name) => {
      if (Array.isArray(given) && (given.length === 2 || given.length === 3)) return given;
      throw new ValueError({
        where,
        expected: `${name} to be [x, y] or [x, y, sampleWeight]`,
        received: { [name]: given },
      });
    },
  };
}

// The tables are types, not interfaces, so that they can stand where any table can.
type SharedTable = {
  /** The number of samples that are worked on together. */
  readonly batchSize: DefaultedOption<number>;
  readonly verbose: DefaultedOption<VerboseOption, Verbosity>;
  readonly callbacks: DefaultedOption<CallbacksOption, readonly Callback[]>;
};

type WeightTable = {
  /** How much each sample counts. */
  readonly sampleWeight: DefaultedOption<ModelData | null>;
};

type ResultTable = {
  /** Whether the results come as an object by their names. */
  readonly returnDict: DefaultedOption<boolean>;
};

type ClassWeightTable = {
  /** How much the samples of each class count. */
  readonly classWeight: DefaultedOption<ClassWeights | null>;
};

type EvaluateTable = SharedTable & WeightTable & ResultTable;

type BatchTable = WeightTable & ClassWeightTable & ResultTable;

type FitTable = SharedTable &
  WeightTable &
  ClassWeightTable & {
    readonly epochs: DefaultedOption<number>;
    /** The epoch to begin with, when training goes on. */
    readonly initialEpoch: DefaultedOption<number>;
    /** Whether the samples come in another order in each epoch. */
    readonly shuffle: DefaultedOption<boolean>;
    /** The share of the samples, the last ones, that is kept for validation. */
    readonly validationSplit: DefaultedOption<number>;
    readonly validationData: DefaultedOption<ValidationData | null>;
  };

/** Options of `predict`. */
export type PredictOptions = OptionsOf<SharedTable>;
/** Options of `evaluate`. */
export type EvaluateOptions = OptionsOf<EvaluateTable>;
/** Options of `fit`, with Keras's names and defaults. */
export type FitOptions = OptionsOf<FitTable>;
/** Options of the methods that work on one batch. */
export type BatchOptions = OptionsOf<BatchTable>;

export function predictOptions(): SharedTable {
  return { batchSize: defaulted(positiveInteger(), 32), verbose: verbose(), callbacks: listOfCallbacks() };
}

const sampleWeight = (): DefaultedOption<ModelData | null> => optional(passed<ModelData>());

const classWeight = (): DefaultedOption<ClassWeights | null> => optional(passed<ClassWeights>());

export function evaluateOptions(): EvaluateTable {
  return { ...predictOptions(), sampleWeight: sampleWeight(), returnDict: flag(false) };
}

export function fitOptions(): FitTable {
  return {
    ...predictOptions(),
    epochs: defaulted(positiveInteger(), 1),
    initialEpoch: defaulted(epochNumber(), 0),
    shuffle: flag(true),
    validationSplit: defaulted(keptShare(), 0),
    validationData: optional(validationData()),
    sampleWeight: sampleWeight(),
    classWeight: classWeight(),
  };
}

export function batchOptions(): BatchTable {
  return { sampleWeight: sampleWeight(), classWeight: classWeight(), returnDict: flag(false) };
}
