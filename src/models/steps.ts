/** What a model does with one batch, unless a subclass says otherwise: forwards, and in training backwards. */
import { StateError } from '../errors/index.js';
import { variableGradients } from '../ops/gradient.js';
import type { Tensor, Tree, Variable } from '../tensor/index.js';
import type { Compilation, Outcome, StepLogs } from './compilation.js';

/** One batch: inputs, labels, and how much each sample counts, each in the form in which the model takes it. */
export type StepData = readonly [
  x: Tree<Tensor>,
  y?: Tree<Tensor> | undefined,
  sampleWeight?: Tree<Tensor | undefined> | undefined,
];

/** What a step needs of a model. */
export interface SteppingModel {
  readonly label: string;
  readonly compilation: Compilation | undefined;
  readonly trainableWeights: readonly Variable[];
  invoke(x: Tree<Tensor>, options: { readonly training: boolean }): unknown;
  computeLoss(outcome: Outcome & { readonly training: boolean }): Tensor;
  computeMetrics(outcome: Outcome): StepLogs;
}

/** The compilation of a model, without which nothing can be trained. */
export function compilationOf(where: string, { compilation }: Pick<SteppingModel, 'compilation'>): Compilation {
  if (compilation !== undefined) return compilation;
  const hint = "Call model.compile({ optimizer: 'adam', loss: 'mse' }) first";
  throw new StateError({ where, expected: 'a model that is compiled', hint });
}

/** Changes the weights by one batch. */
export function trainStep(model: SteppingModel, [x, y, sampleWeight]: StepData): StepLogs {
  const compilation = compilationOf(`${model.label}.trainStep`, model);
  const { optimizer } = compilation;
  let yPred: Tree<Tensor> | undefined;
  let loss: Tensor | undefined;
  const computeLoss = (): Tensor => {
    yPred = model.invoke(x, { training: true }) as Tree<Tensor>;
    loss = model.computeLoss({ x, y, yPred, sampleWeight, training: true });
    return optimizer.scaleLoss(loss);
  };
  const variables = model.trainableWeights;
  if (variables.length === 0) computeLoss();
  const gradients = variables.length === 0 ? [] : variableGradients(computeLoss, variables).gradients;
  compilation.trackLoss(loss!, x);
  // Before the weights change, so that a metric that does not fit leaves them as they are.
  const logs = model.computeMetrics({ x, y, yPred: yPred!, sampleWeight });
  optimizer.apply(gradients, variables);
  return logs;
}

/** Takes one batch into account and changes nothing. */
export function testStep(model: SteppingModel, [x, y, sampleWeight]: StepData): StepLogs {
  const compilation = compilationOf(`${model.label}.testStep`, model);
  const yPred = model.invoke(x, { training: false }) as Tree<Tensor>;
  const loss = model.computeLoss({ x, y, yPred, sampleWeight, training: false });
  compilation.trackLoss(loss, x);
  return model.computeMetrics({ x, y, yPred, sampleWeight });
}
