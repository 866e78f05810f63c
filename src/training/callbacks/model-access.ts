/** What callbacks need of the model that trains. */
import { StateError } from '../../errors/index.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { TrainingModel } from './callback.js';

/** The optimizer of the model. */
export function optimizerOf(where: string, { optimizer }: TrainingModel): Optimizer {
  if (optimizer !== undefined) return optimizer;
  throw new StateError({ where, expected: 'a model that is compiled with an optimizer' });
}

/** A method of the model that not every model has. */
export function methodOf<Name extends 'getWeights' | 'setWeights' | 'save' | 'saveWeights'>(
  where: string,
  model: TrainingModel,
  name: Name,
): NonNullable<TrainingModel[Name]> {
  const method = model[name];
  if (typeof method === 'function') return method.bind(model) as NonNullable<TrainingModel[Name]>;
  throw new StateError({ where, expected: `a model that has ${name}` });
}

/** The optimizers whose learning rates are logged, each with the name that its learning rate goes by. */
export function learningRatesOf(where: string, model: TrainingModel): [name: string, optimizer: Optimizer][] {
  const optimizer = optimizerOf(where, model);
  const { optimizers } = optimizer as { optimizers?: readonly Optimizer[] };
  if (optimizers === undefined) return [['learning_rate', optimizer]];
  return optimizers.map((each) => [`learning_rate_${each.name}`, each]);
}
