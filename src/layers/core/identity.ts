import { callable } from '../../objects/callable.js';
import type { DType, SymbolicShape, Tensor } from '../../tensor/index.js';
import { layerWith } from '../layer-with.js';

const options = () => ({});

export class IdentityLayer extends /* @__PURE__ */ layerWith(options, []) {
  static readonly path = 'keras.layers.Identity';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    return x;
  }

  protected override outputDType(input: DType): DType {
    return input;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/**
 * Returns its inputs unchanged.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Identity()([1, 2]) // → array([1., 2.], dtype=float32)
 */
export const Identity = /* @__PURE__ */ callable<typeof IdentityLayer, Identity>(IdentityLayer);
export interface Identity extends IdentityLayer {}
