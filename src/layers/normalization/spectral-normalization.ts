import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { defaulted, positiveInteger, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { divide, maximum, multiply, rsqrt, square } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { equal, where as choose } from '../../ops/comparison.js';
import { stopGradient, straightThrough } from '../../ops/identity.js';
import { matmul } from '../../ops/matmul.js';
import { all } from '../../ops/reductions.js';
import { reshape } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import { transpose } from '../../ops/transpose.js';
import { lengthAt, Variable, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import { TruncatedNormal } from '../initializers/random.js';
import { layerOption } from '../layer-option.js';
import { outsideOfModels } from '../call-context.js';
import { type AnyLayer, type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';

const options = () => ({
  /** The layer whose kernel, or embedding table, is normalized. */
  layer: layerOption(),
  /** How many times the estimate of the largest singular value is improved in each step. */
  powerIterations: defaulted(positiveInteger(), 1),
});

/** The options of `SpectralNormalization`. */
export interface SpectralNormalizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class SpectralNormalizationLayer
  extends /* @__PURE__ */ layerWith(options, ['layer'] as Leading<[layer: AnyLayer], SpectralNormalizationOptions>)
{
  static readonly path = 'keras.layers.SpectralNormalization';
  kernel!: Variable;
  vectorU!: Variable;

  override build(inputShape: SymbolicShape): void {
    if (!this.layer.built) this.layer.build(inputShape);
    this.inputSpec = { leastRank: 1, axes: { [-1]: lengthAt(inputShape, -1)! } };
    const { kernel, embeddings } = this.layer as { kernel?: unknown; embeddings?: unknown };
    const found = kernel ?? embeddings;
    if (!(found instanceof Variable)) {
      throw new ValueError({
        where: this.label,
        expected: 'a layer with a kernel or embeddings',
        received: { layer: this.layer.label },
      });
    }
    this.kernel = found;
    this.vectorU = this.addWeight({
      name: 'vector_u',
      shape: [1, lengthAt(found.shape, -1)!],
      initializer: TruncatedNormal({ stddev: 0.02 }),
      trainable: false,
      dtype: found.dtype,
    });
  }

  /** As in Keras, the kernel of the inner layer counts as a weight of this layer, and comes first. */
  override ownWeights(): Variable[] {
    return this.built ? [this.kernel, this.vectorU] : super.ownWeights();
  }

  override call(x: Tensor, { training }: CallContext = outsideOfModels): Tensor {
    if (training) this.#normalize();
    return cast(this.layer(x) as Tensor, x.dtype);
  }

  /** Divides the kernel by its largest singular value, which power iteration estimates. A kernel of zeros is not changed. */
  #normalize(): void {
    const kernel = this.kernel.value;
    const matrix = stopGradient(reshape(kernel, [-1, lengthAt(kernel.shape, -1)!]));
    let u = cast(this.vectorU, kernel.dtype);
    let v = u;
    for (let i = 0; i < this.powerIterations; i++) {
      v = unit(matmul(u, transpose(matrix)));
      u = unit(matmul(v, matrix));
    }
    const sigma = matmul(matmul(v, matrix), transpose(u));
    const isZero = all(equal(matrix, 0));
    const old = stopGradient(kernel);
    const kept = (before: Tensor, after: Tensor): Tensor => choose(isZero, before, after);
    const normalized = kept(old, divide(old, reshape(sigma, [])));
    const vector = kept(cast(this.vectorU, u.dtype), u);
    this.vectorU.assign(cast(vector, this.vectorU.dtype));
    // The gradient with respect to the normalized kernel is passed on unchanged, because training continues from the normalized kernel.
    this.kernel.assign(cast(straightThrough(kernel, normalized), this.kernel.dtype));
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    return this.layer.computeOutputShape(inputShape);
  }
}

/** x as a vector of length 1. */
const unit = (x: Tensor): Tensor => multiply(x, rsqrt(maximum(sum(square(x)), leastSquare)));

/** The square of Keras's epsilon, which keeps the divisor from being 0. */
const leastSquare = 1e-14;

/**
 * A wrapper that divides the kernel of a layer by its largest singular value at each step of training, so that the layer lengthens no
 * vector. Power iteration estimates that value: `v = u·Wᵀ / |u·Wᵀ|`, `u = v·W / |v·W|`, `W = W / (v·W·uᵀ)`. Source: Miyato et al., 2018.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const kernelInitializer = () => ops.multiply(ops.eye(3), 5);
 * const layer = layers.SpectralNormalization(layers.Dense(3, { useBias: false, kernelInitializer }));
 * layer([[1, 2, 3]]) // → array([[ 5., 10., 15.]], dtype=float32)
 * ops.max(ops.abs(ops.subtract(layer([[1, 2, 3]], { training: true }), [[1, 2, 3]]))).item() < 1e-5 // → true
 */
export const SpectralNormalization = /* @__PURE__ */ callable<typeof SpectralNormalizationLayer, SpectralNormalization>(
  SpectralNormalizationLayer,
);
export interface SpectralNormalization extends SpectralNormalizationLayer {}
