/**
 * The formulas inside the crossentropies. Input 0 is the label and input 1 the prediction, unless said otherwise. They are functions,
 * so that importing them builds nothing; equal formulas are the same object.
 */
import { input, parameter, type Expression } from '../../formula/expression.js';
import { add, divide, log, maximum, minimum, multiply, negative, softplus, subtract } from '../../formula/primitives.js';

/** Probabilities are kept this far from 0 and 1, whose logarithms are infinite. Keras's 1 - 1e-7 is this float32. */
const [least, most] = [1e-7, Math.fround(1 - 1e-7)];

const clipped = (probability: Expression): Expression => minimum(maximum(probability, least), most);

/** The label on its way to `share`, the value of a label that says nothing. */
const smoothedLabel = (): Expression =>
  add(multiply(input(0), subtract(1, parameter('smoothing'))), multiply(parameter('smoothing'), parameter('share')));

/** `-y·log(p)`, where p is one of probabilities that sum to input 2. */
export const ofProbability = (): Expression => multiply(negative(smoothedLabel()), log(clipped(divide(input(1), input(2)))));

/** `-y·log(p)` from `log(p)`. */
export const ofLogProbability = (): Expression => multiply(negative(smoothedLabel()), input(1));

/** `-log(p)`, where p, input 0, is one of probabilities that sum to input 1. */
export const ofChosenProbability = (): Expression => negative(log(clipped(divide(input(0), input(1)))));

/** `-y·log(p) - (1 - y)·log(1 - p)`. */
export function ofBinaryProbability(): Expression {
  const [y, p] = [smoothedLabel(), clipped(input(1))];
  return negative(add(multiply(y, log(p)), multiply(subtract(1, y), log(subtract(1, p)))));
}

/** `y·softplus(-x) + (1 - y)·softplus(x)`: the same for p = sigmoid(x), a sum of positive terms, so that nothing cancels. */
export function ofBinaryLogit(): Expression {
  const [y, x] = [smoothedLabel(), input(1)];
  return add(multiply(y, softplus(negative(x))), multiply(subtract(1, y), softplus(x)));
}
