/** Access to the optimizer of the model in training, for callbacks. */
import { StateError } from '../../errors/index.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { TrainingModel } from './callback.js';

/** The optimizer of the model. */
export function optimizerOf(where: string, { optimizer }: TrainingModel): Optimizer {
  if (optimizer !== undefined) return optimizer;
  throw new StateError({ where, expected: 'a model that is compiled with an optimizer' });
}

/** The optimizers whose learning rates are logged, each with the name of its learning rate in the logs. */
export function learningRatesOf(where: string, model: TrainingModel): [name: string, optimizer: Optimizer][] {
  const optimizer = optimizerOf(where, model);
  const { optimizers } = optimizer as { optimizers?: readonly Optimizer[] };
  if (optimizers === undefined) return [['learning_rate', optimizer]];
  return optimizers.map((each) => [`learning_rate_${each.name}`, each]);
}
