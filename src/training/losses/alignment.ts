import { ShapeError } from '../../errors/index.js';
import { reshape } from '../../ops/reshape.js';
import { shapesEqual, type Tensor } from '../../tensor/index.js';

/**
 * If the ranks of two tensors differ by one, drops a last axis of length 1 from the longer shape, or adds one to a vector; so labels `[8]`
 * fit predictions `[8, 1]`. Other tensors are returned unchanged.
 */
export function alignRanks(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (a.rank === b.rank + 1) {
    const [aligned, other] = alignLonger(a, b);
    return [aligned, other];
  }
  if (b.rank === a.rank + 1) {
    const [aligned, other] = alignLonger(b, a);
    return [other, aligned];
  }
  return [a, b];
}

function alignLonger(longer: Tensor, shorter: Tensor): [Tensor, Tensor] {
  if (longer.shape[longer.shape.length - 1] !== 1) return [longer, shorter];
  if (shorter.rank === 1) return [longer, reshape(shorter, [...shorter.shape, 1])];
  return [reshape(longer, longer.shape.slice(0, -1)), shorter];
}

/**
 * Labels and predictions of the same shape, up to a last axis of length 1. `hint` is for the error if there is one label for each row of
 * predictions.
 */
export function alignShapes(where: string, yTrue: Tensor, yPred: Tensor, hint?: string): [Tensor, Tensor] {
  const [labels, predictions] = alignRanks(yTrue, yPred);
  if (shapesEqual(labels.shape, predictions.shape)) return [labels, predictions];
  const isOneForEachRow = yTrue.size * (yPred.shape[yPred.shape.length - 1] ?? 0) === yPred.size;
  throw new ShapeError({
    where,
    expected: 'labels of the shape of the predictions',
    received: { yTrue, yPred },
    ...(hint !== undefined && isOneForEachRow && { hint }),
  });
}
