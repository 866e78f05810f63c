import { ValueError } from '../../errors/index.js';
import type { Tensor } from '../../tensor/index.js';

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
