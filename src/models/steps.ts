/** The steps of a model on one batch, unless a subclass overrides them. */
import { StateError } from '../errors/index.js';
import { variableGradients } from '../ops/gradient.js';
import type { Tensor, Tree, Variable } from '../tensor/index.js';
import type { Compilation, Outcome, StepLogs } from './compilation.js';

/** A batch: inputs, labels, and weights of samples, each in the form in which the model takes it. */
export type StepData = readonly [
  x: Tree<Tensor>,
  y?: Tree<Tensor> | undefined,
  sampleWeight?: Tree<Tensor | undefined> | undefined,
];

/** The part of a model that a step uses. */
export interface SteppingModel {
  readonly label: string;
  readonly compilation: Compilation | undefined;
  readonly trainableWeights: readonly Variable[];
  invoke(x: Tree<Tensor>, options: { readonly training: boolean }): unknown;
  computeLoss(outcome: Outcome & { readonly training: boolean }): Tensor;
  computeMetrics(outcome: Outcome): StepLogs;
}

/** The compilation of a model; throws if there is none. */
export function compilationOf(where: string, { compilation }: Pick<SteppingModel, 'compilation'>): Compilation {
  if (compilation !== undefined) return compilation;
  const hint = "Call model.compile({ optimizer: 'adam', loss: 'mse' }) first";
  throw new StateError({ where, expected: 'a model that is compiled', hint });
}

/** Trains on one batch. */
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
  // Metrics are computed before the weights change, so that a metric that does not fit leaves them unchanged.
  const logs = model.computeMetrics({ x, y, yPred: yPred!, sampleWeight });
  optimizer.apply(gradients, variables);
  return logs;
}

/** Evaluates one batch. */
export function testStep(model: SteppingModel, [x, y, sampleWeight]: StepData): StepLogs {
  const compilation = compilationOf(`${model.label}.testStep`, model);
  const yPred = model.invoke(x, { training: false }) as Tree<Tensor>;
  const loss = model.computeLoss({ x, y, yPred, sampleWeight, training: false });
  compilation.trackLoss(loss, x);
  return model.computeMetrics({ x, y, yPred, sampleWeight });
}
