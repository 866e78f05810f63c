import { ShapeError, ValueError } from '../../errors/index.js';
import { reshape } from '../../ops/reshape.js';
import { shapesEqual, type Tensor } from '../../tensor/index.js';

/** What to do with labels that are one number for each row of classes, where rows are wanted. */
export const hintForNumbers = 'for labels that are numbers of classes spread them with utils.toCategorical(y)';

/** Class numbers as labels, in the shape of the predictions without the axis of the classes. */
export function classLabels(where: string, yTrue: Tensor, yPred: Tensor): Tensor {
  const shape = yPred.shape.slice(0, -1);
  if (shapesEqual(yTrue.shape, shape)) return yTrue;
  if (shapesEqual(yTrue.shape, [...shape, 1])) return reshape(yTrue, shape);
  throw new ShapeError({
    where,
    expected: `one label for each row of classes, shape [${shape.join(', ')}]`,
    received: { yTrue, yPred },
    ...(shapesEqual(yTrue.shape, yPred.shape) && {
      hint: 'for labels that are rows of ones and zeros take their classes, ops.argmax(y, { axis: -1 })',
    }),
  });
}

/** Refuses labels that are not class numbers. */
export function checkClasses(where: string, yTrue: Tensor, classes: number, ignoreClass: number | null): void {
  const labels = yTrue.data;
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
