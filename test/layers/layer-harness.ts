import { expect } from 'vitest';
import { layers } from '../../src/models/index.js';
import type { Layer } from '../../src/layers/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { SymbolicTensor, tensor, Variable, type Shape, type Tensor } from '../../src/tensor/index.js';
import * as random from '../../src/ops/random.js';
import { expectClose } from '../ops/closeness.js';

interface LayerTrial {
  readonly make: () => Layer;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Whether training can lower a loss: the layer has weights, or its inputs can move. */
  readonly learns?: boolean;
}

const closeness = 2e-4;

/** What every layer has to do: shapes inferred are shapes computed, its gradients are right, its config makes it again, it learns. */
export function testLayer({ make, inputShape, outputShape, learns = true }: LayerTrial): void {
  const layer = make();
  const x = new Variable(random.uniform(inputShape, { minval: -1, maxval: 1, seed: 3 }));
  const y = layer(x);
  expect(y.shape).toEqual(outputShape);
  expect(layer.built).toBe(true);
  checkInference(make(), inputShape, outputShape);
  checkGradient(layer, x);
  checkRoundTrip(layer, x.value, y);
  if (learns) checkLearning(layer, x);
}

function checkInference(layer: Layer, inputShape: Shape, outputShape: Shape): void {
  const [, ...sample] = inputShape;
  const [, ...result] = outputShape;
  expect(layer.computeOutputShape([null, ...sample])).toEqual([null, ...result]);
  expect(layer(new SymbolicTensor({ shape: [null, ...sample] })).shape).toEqual([null, ...result]);
  expect(layer(new SymbolicTensor({ shape: inputShape })).shape).toEqual(outputShape);
}

/** Along one random direction, the gradient predicts what a small step changes. */
function checkGradient(layer: Layer, x: Variable): void {
  const variables = [x, ...layer.trainableWeights];
  const upstream = random.normal(layer(x).shape, { seed: 4 });
  const loss = (): Tensor => ops.sum(ops.multiply(layer(x), upstream));
  const { gradients } = variableGradients(loss, variables);
  const starts = variables.map(({ value }) => value);
  const directions = variables.map(({ shape }, index) => random.normal(shape, { seed: 5 + index }));
  const step = 2 ** -9;
  const at = (distance: number): number => {
    variables.forEach((variable, i) => variable.assign(ops.add(starts[i]!, ops.multiply(directions[i]!, distance))));
    return Number(loss().item());
  };
  const measured = (at(step) - at(-step)) / (2 * step);
  variables.forEach((variable, i) => variable.assign(starts[i]!));
  const predicted = gradients.reduce(
    (sum, gradient, i) => sum + Number(ops.sum(ops.multiply(gradient, directions[i]!)).item()),
    0,
  );
  expect(Math.abs(measured - predicted)).toBeLessThan(0.02 * Math.max(1, Math.abs(predicted)));
}

function checkRoundTrip(layer: Layer, x: Tensor, y: Tensor): void {
  const written = JSON.parse(JSON.stringify(layers.serialize(layer))) as Parameters<typeof layers.deserialize>[0];
  const again = layers.deserialize(written);
  expect(again).toBeInstanceOf(layer.constructor);
  expect(again.getConfig()).toEqual(layer.getConfig());
  again.setWeights(layer.getWeights());
  expectClose(again(x), y, closeness);
}

/** One step along the gradient lowers the squared distance to a target. */
function checkLearning(layer: Layer, x: Variable): void {
  const variables = layer.trainableWeights.length > 0 ? layer.trainableWeights : [x];
  const target = random.normal(layer(x).shape, { seed: 9 });
  const loss = (): Tensor => ops.mean(ops.square(ops.subtract(layer(x, { training: true }), target)));
  const { value, gradients } = variableGradients(loss, variables);
  variables.forEach((variable, i) => variable.assign(ops.subtract(variable, ops.multiply(gradients[i]!, 0.01))));
  expect(Number(loss().item())).toBeLessThan(Number(value.item()));
}

/** The message of the error that a call throws. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return `${(error as Error).name} ${(error as Error).message}`;
  }
  return 'no error';
}

export const ones = (shape: Shape): Tensor =>
  tensor(new Float32Array(shape.reduce((size, length) => size * length, 1)).fill(1), { shape });
