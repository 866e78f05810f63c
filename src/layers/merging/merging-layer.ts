import { ShapeError } from '../../errors/index.js';
import { logicalOr } from '../../ops/comparison.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import { layerOf } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';

/** The base class of layers that take a list of inputs. */
export const MergingBase = /* @__PURE__ */ layerOf<[xs: readonly Tensor[]]>();

/** Refuses anything but the shapes of several inputs. */
export function checkShapes(where: string, given: InputShapes, least: number): readonly SymbolicShape[] {
  const isList = Array.isArray(given) && given.length >= least && given.every((shape) => Array.isArray(shape));
  if (isList) return given;
  throw new ShapeError({
    where,
    expected: `a list of at least ${least} inputs`,
    received: { inputShape: given },
    hint: 'Call it with a list: layer([a, b])',
  });
}

/** The mask of merged inputs: an element counts if it counts in any of them. There is no mask if one of the inputs has none. */
export function eitherMask(masks: readonly (Tensor | undefined)[] | undefined): Tensor | undefined {
  if (masks === undefined || masks.includes(undefined)) return undefined;
  return (masks as readonly Tensor[]).reduce((a, b) => logicalOr(a, b));
}
