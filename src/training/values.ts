import { ValueError } from '../errors/index.js';
import { Tensor } from '../tensor/index.js';

/** Refuses what a loss or a metric of the user's own returned, unless it is a tensor. */
export function checkValues(where: string, values: unknown): asserts values is Tensor {
  if (values instanceof Tensor) return;
  const hint = 'Compute and return a tensor, with the operations in ops';
  throw new ValueError({ where, expected: 'a function that returns a tensor', received: { returned: values }, hint });
}
