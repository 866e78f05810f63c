import type { SymbolicShape, Tensor, Variable } from '../tensor/index.js';
import type { TrainingModel } from '../training/callbacks/index.js';
import type { Compilation } from './compilation.js';

/** What the loops of fit, evaluate and predict know of a model. */
export interface Trainee extends TrainingModel {
  /** The model in messages. */
  readonly label: string;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly outputShapes: readonly SymbolicShape[];
  readonly trainableWeights: readonly Variable[];
  readonly compilation: Compilation | undefined;
  /** Makes the weights if they are not there yet, and refuses inputs that do not fit. */
  prepare(x: readonly Tensor[]): void;
  /** The outputs for a batch. */
  run(x: readonly Tensor[], training: boolean): Tensor[];
}
