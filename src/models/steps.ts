/** One batch: forwards, and in training backwards. */
import { StateError } from '../errors/index.js';
import { variableGradients } from '../ops/gradient.js';
import type { Tensor } from '../tensor/index.js';
import type { Samples } from '../training/data/index.js';
import type { BatchLoss, Compilation } from './compilation.js';
import type { Trainee } from './trainee.js';

/** The compilation of a model, without which nothing can be trained. */
export function compilationOf(where: string, { compilation }: Trainee): Compilation {
  if (compilation !== undefined) return compilation;
  const hint = "Call model.compile({ optimizer: 'adam', loss: 'mse' }) first";
  throw new StateError({ where, expected: 'a model that is compiled', hint });
}

/** Changes the weights by one batch. */
export function trainStep(model: Trainee, compilation: Compilation, { x, y, weights }: Samples): void {
  const variables = model.trainableWeights;
  let predictions: Tensor[] = [];
  let loss: BatchLoss | undefined;
  const computeLoss = (): Tensor => {
    predictions = model.run(x, true);
    loss = compilation.lossOf({ y, predictions, weights });
    return loss.total;
  };
  if (variables.length === 0) computeLoss();
  const gradients = variables.length === 0 ? [] : variableGradients(computeLoss, variables).gradients;
  // Before the weights change, so that a metric that does not fit leaves them as they are.
  compilation.track(loss!, { y, predictions, weights });
  compilation.optimizer.apply(gradients, variables);
}

/** Takes one batch into account and changes nothing. */
export function testStep(model: Trainee, compilation: Compilation, { x, y, weights }: Samples): void {
  const outcome = { y, predictions: model.run(x, false), weights };
  compilation.track(compilation.lossOf(outcome), outcome);
}
