import { ValueError } from '../../errors/index.js';
import { Tensor } from '../../tensor/index.js';

/** The weight of each class's samples; classes that are not listed have weight 1. */
export type ClassWeights = Readonly<Record<number, number>>;

/** The weight of each sample by its class, which is given by an integer label, or by the largest entry of a one-hot row. */
export function weightsOfClasses(where: string, y: Tensor, classWeight: ClassWeights): Tensor {
  if (Object.getPrototypeOf(Object(classWeight)) !== Object.prototype) {
    throw new ValueError({ where, expected: 'classWeight to be an object of weights by class', received: { classWeight } });
  }
  for (const [label, weight] of Object.entries(classWeight)) {
    if (/^\d+$/.test(label) && typeof weight === 'number' && weight >= 0 && weight < Infinity) continue;
    throw new ValueError({ where, expected: 'classWeight to have a weight of at least 0 for each class', received: { [`classWeight[${label}]`]: weight } });
  }
  const rows = y.shape[0]!;
  const length = y.size / rows;
  if (y.rank > 2) throw new ValueError({ where, expected: 'labels of rank 1 or 2 beside classWeight', received: { y } });
  const labels = y.data;
  const weights = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = row * length;
    for (let i = best + 1; i < (row + 1) * length; i++) if (labels[i]! > labels[best]!) best = i;
    weights[row] = classWeight[length === 1 ? Math.round(labels[row]!) : best - row * length] ?? 1;
  }
  return new Tensor(weights, [rows], 'float32');
}
