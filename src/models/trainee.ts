import type { SymbolicShape, Tensor, Tree } from '../tensor/index.js';
import type { TrainingModel } from '../training/callbacks/index.js';
import type { Places } from '../training/data/index.js';
import type { Compilation, StepLogs } from './compilation.js';
import type { StepData } from './steps.js';

/** The model, as the loops of fit, evaluate and predict see it. */
export interface Trainee {
  /** The model itself, which callbacks see. */
  readonly model: TrainingModel;
  /** What messages call the model. */
  readonly label: string;
  /** Undefined for users' models, which accept any form of inputs. */
  readonly inputs: Places | undefined;
  readonly outputs: Places | undefined;
  readonly outputShapes: readonly SymbolicShape[] | undefined;
  readonly compilation: Compilation | undefined;
  /** Builds the model if necessary, and refuses inputs that do not fit. */
  prepare(x: readonly Tensor[]): void;
  /** Forgets the accumulated batches. */
  resetMetrics(): void;
  trainStep(data: StepData): StepLogs;
  testStep(data: StepData): StepLogs;
  predictStep(data: StepData): Tree<Tensor>;
}
