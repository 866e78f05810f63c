import { ShapeError, ValueError } from '../../errors/index.js';
import { Tensor, type TypedArray } from '../../tensor/index.js';

/** Integer labels, ready to look up: one index for each row of classes, and which of them count. */
export interface ClassIndices {
  /** The shape of the predictions, with 1 in place of the number of classes. */
  readonly indices: Tensor;
  /** 1 where a label counts and 0 where it is ignored; undefined if all count. */
  readonly mask: Tensor | undefined;
  /** The shape of the values: the predictions' without the classes. */
  readonly shape: readonly number[];
}

/** Where the classes lie in predictions. */
export interface ClassLayout {
  /** The axis of the predictions along which the classes lie, counted from the front. */
  readonly axis: number;
  /** A label that stands for no class. */
  readonly ignoreClass: number | null;
}

/** Checks integer labels against the predictions and brings them into the form for `ops.takeAlongAxis`. */
export function classIndices(where: string, yTrue: Tensor, yPred: Tensor, { axis, ignoreClass }: ClassLayout): ClassIndices {
  const shape = yPred.shape.filter((_, i) => i !== axis);
  checkLabelShape(where, yTrue, yPred, shape);
  const classes = yPred.shape[axis]!;
  const labels = yTrue.data as TypedArray;
  const indices = new Int32Array(labels.length);
  const mask = ignoreClass === null ? undefined : new Float32Array(labels.length).fill(1);
  checkClasses(where, yTrue, classes, ignoreClass);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === ignoreClass) mask![i] = 0;
    else indices[i] = labels[i]!;
  }
  const kept = yPred.shape.map((length, i) => (i === axis ? 1 : length));
  return { indices: new Tensor(indices, kept, 'int32'), mask: mask && new Tensor(mask, shape, 'float32'), shape };
}

function checkLabelShape(where: string, yTrue: Tensor, yPred: Tensor, shape: readonly number[]): void {
  // Labels may have a last axis of length 1, so that only what is longer counts.
  const isOnePerRow = yTrue.size === shape.reduce((size, length) => size * length, 1) && yTrue.shape[0] === shape[0];
  if (isOnePerRow && (yTrue.rank === shape.length || yTrue.rank === shape.length + 1)) return;
  throw new ShapeError({
    where,
    expected: `one integer label for each row of classes, shape [${shape.join(', ')}]`,
    received: { yTrue, yPred },
    hint: 'For labels that are one-hot rows take categorical_crossentropy and categorical_accuracy',
  });
}

/** Refuses labels that are not the number of a class. */
export function checkClasses(where: string, yTrue: Tensor, classes: number, ignoreClass: number | null): void {
  const labels = yTrue.data as TypedArray;
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    const isClass = label >= 0 && label < classes && Math.floor(label) === label;
    if (isClass || label === ignoreClass) continue;
    throw new ValueError({
      where,
      expected: `integer labels from 0 to ${classes - 1}, because the predictions have ${classes} classes`,
      received: { label, index },
    });
  }
}
