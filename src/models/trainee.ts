import type { SymbolicShape, Tensor, Tree } from '../tensor/index.js';
import type { TrainingModel } from '../training/callbacks/index.js';
import type { Compilation, StepLogs } from './compilation.js';
import type { StepData } from './steps.js';

/** The places of inputs or of outputs: their names, and the form in which the model takes or gives them. */
export interface Places {
  readonly names: readonly string[];
  readonly form: Tree<unknown>;
}

/** What the loops of fit, evaluate and predict know of a model. */
export interface Trainee {
  /** The model itself, which callbacks see. */
  readonly model: TrainingModel;
  /** The model in messages. */
  readonly label: string;
  /** Undefined for models of the user's own, which take whatever they are given. */
  readonly inputs: Places | undefined;
  readonly outputs: Places | undefined;
  readonly outputShapes: readonly SymbolicShape[] | undefined;
  readonly compilation: Compilation | undefined;
  /** Makes the weights if they are not there yet, and refuses inputs that do not fit. */
  prepare(x: readonly Tensor[]): void;
  /** Forgets the batches so far. */
  resetMetrics(): void;
  trainStep(data: StepData): StepLogs;
  testStep(data: StepData): StepLogs;
  predictStep(data: StepData): Tree<Tensor>;
}
