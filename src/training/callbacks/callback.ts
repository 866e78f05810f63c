import { classNameOf } from '../../objects/class-name.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import type { Tensor, TensorLike, Tree, Variable } from '../../tensor/index.js';
import type { AnyMetric } from '../metrics/metric.js';
import type { Optimizer } from '../optimizers/optimizer.js';

/**
 * The latest value of each quantity by its name: `loss`, `accuracy`, `val_loss` … All callbacks get the same object: values that one
 * callback writes are seen by the next ones and by the history.
 */
export type Logs = Record<string, number>;

/** What callbacks get in predictions: the outputs of a batch, or of all batches of an execution. */
export interface PredictLogs {
  readonly outputs: Tree<Tensor>;
}

/** Facts about the run that a callback accompanies. */
export interface RunParameters {
  readonly verbose: 0 | 1 | 2;
  readonly epochs: number;
  /** Steps per epoch; null if the number is not known before the epoch ends. */
  readonly steps: number | null;
}

/**
 * The model in training, as far as the library's callbacks use it. `models/` adds the rest by merging this interface, so that users'
 * callbacks see the whole model.
 */
export interface TrainingModel {
  /** A callback sets it to end training after the current step. */
  stopTraining: boolean;
  /** What the last `fit` returned, or the running one will return. */
  history: (Callback & { readonly epoch: number[]; readonly history: Record<string, number[]> }) | undefined;
  /** The epoch that `fit` begins with. A callback that resumes a run sets it when training begins. */
  initialEpoch: number;
  readonly optimizer: Optimizer | undefined;
  readonly metrics: AnyMetric[];
  readonly trainableVariables: Variable[];
  getWeights(): Tensor[];
  setWeights(weights: readonly TensorLike[]): void;
  save(path: string): Promise<void>;
  saveWeights(path: string): Promise<void>;
  loadWeights(path: string): Promise<void>;
}

/**
 * The base of everything that is called while a model trains. The methods do nothing until a subclass overrides them; if one returns a
 * promise, it is awaited.
 *
 * @example
 * import { callbacks } from 'hillock';
 * class Counter extends callbacks.Callback {
 *   epochs = 0;
 *   override onEpochEnd() { this.epochs += 1; }
 * }
 * new Counter().epochs // → 0
 */
export class Callback {
  /** The model in training, set before the run begins. */
  declare model: TrainingModel;
  params: RunParameters = { verbose: 0, epochs: 1, steps: 0 };

  constructor() {
    checkArgumentCount(classNameOf(new.target), arguments, 0);
  }

  onTrainBegin(): void | Promise<void> {}
  onTrainEnd(_logs: Logs): void | Promise<void> {}
  onEpochBegin(_epoch: number): void | Promise<void> {}
  onEpochEnd(_epoch: number, _logs: Logs): void | Promise<void> {}
  onTrainBatchBegin(batch: number): void | Promise<void> {
    return this.onBatchBegin(batch);
  }
  onTrainBatchEnd(batch: number, logs: Logs): void | Promise<void> {
    return this.onBatchEnd(batch, logs);
  }
  /** The older name of `onTrainBatchBegin`, which calls it. */
  onBatchBegin(_batch: number): void | Promise<void> {}
  /** The older name of `onTrainBatchEnd`, which calls it. */
  onBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
  onTestBegin(): void | Promise<void> {}
  onTestEnd(_logs: Logs): void | Promise<void> {}
  onTestBatchBegin(_batch: number): void | Promise<void> {}
  onTestBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
  onPredictBegin(): void | Promise<void> {}
  onPredictEnd(): void | Promise<void> {}
  onPredictBatchBegin(_batch: number): void | Promise<void> {}
  onPredictBatchEnd(_batch: number, _logs: PredictLogs): void | Promise<void> {}
}
