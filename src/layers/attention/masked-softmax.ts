import { where as choose } from '../../ops/comparison.js';
import { expandDims } from '../../ops/reshape.js';
import { softmaxAlong } from '../../ops/softmax.js';
import type { Tensor } from '../../tensor/index.js';

/** The softmax of scores over the keys that may be attended to. If there is no such key, the result is 0, or else the same for all keys. */
export function maskedSoftmax(
  where: string,
  scores: Tensor,
  mask: Tensor | undefined,
  axes: readonly number[],
  isZeroWithout: boolean,
): Tensor {
  if (mask === undefined) return softmaxAlong(where, scores, axes);
  let wide = mask;
  while (wide.rank < scores.rank) wide = expandDims(wide, -axes.length * 2 - 1);
  if (isZeroWithout) return choose(wide, softmaxAlong(where, choose(wide, scores, -Infinity), axes), 0);
  const least = scores.dtype === 'float16' ? -3e4 : -1e9;
  return softmaxAlong(where, choose(wide, scores, least), axes);
}
