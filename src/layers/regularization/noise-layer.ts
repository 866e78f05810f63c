import { cast } from '../../ops/casting.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { SeedGenerator } from '../../tensor/seed-generator.js';
import { outsideOfModels } from '../call-context.js';
import { Layer, type CallContext } from '../layer.js';

/** The base of the layers that disturb their inputs in training, and return them unchanged otherwise. */
export abstract class NoiseLayer extends Layer {
  abstract readonly seedGenerator: SeedGenerator;
  override supportsMasking = true;

  /** How much the inputs are disturbed: the option by which the layer is known. With 0 they are not. */
  protected abstract get strength(): number;

  protected abstract disturb(x: Tensor): Tensor;

  override call(x: Tensor, { training }: CallContext = outsideOfModels): Tensor {
    return training && this.strength > 0 ? this.disturb(x) : cast(x, this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}
