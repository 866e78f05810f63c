import { DTypeError, ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import type { DTypePolicy } from '../../objects/dtype-policy.js';
import { storedSparsely, positiveInteger, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { apply } from '../../ops/apply.js';
import { defineOperation, type Operation } from '../../ops/operation.js';
import { isFloating, type DType, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import { encodeCategories, encodedShape, outputModeOption } from './category-encoding-of.js';
import { fingerprintOf } from './hashing/buckets.js';
import { joinFingerprints } from './hashing/farm-hash.js';
import { integersUnlessEncoded } from './integer-policy.js';

const options = () => ({
  /** The number of bins. */
  numBins: positiveInteger(),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['int', 'one_hot'], 'int'),
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  sparse: storedSparsely(),
});

/** The options of `HashedCrossing`. */
export interface HashedCrossingOptions extends OptionsIn<typeof options>, LayerOptions {}

/** The fingerprint that TensorFlow begins with. */
const key = 0xdecafcaffen;

const crossOperation: Operation<{ readonly numBins: number }, 'one'> = /* @__PURE__ */ defineOperation<{
  readonly numBins: number;
}>({
  name: 'hashed_crossing',
  where: 'layers.HashedCrossing',
  takesStrings: true,
  inferShape: (inputs) => ({ shape: inputs[0].shape, dtype: 'int32' }),
  compute: (inputs, { numBins }) =>
    Int32Array.from({ length: inputs[0].size }, (_, i) => {
      const joined = inputs.reduce((hash, { data }) => joinFingerprints(hash, fingerprintOf(data[i]!)), key);
      return Number(joined % BigInt(numBins));
    }),
});

export class HashedCrossingLayer
  extends /* @__PURE__ */ layerOf<[inputs: readonly Tensor[]]>()(options, ['numBins'] as Leading<
    [numBins: number],
    HashedCrossingOptions
  >)
{
  static readonly path = 'keras.layers.HashedCrossing';
  static readonly takesIntegerPolicies = true;
  override readonly dtypePolicy: DTypePolicy = integersUnlessEncoded(this);

  protected override get takesList(): boolean {
    return true;
  }

  override call(inputs: readonly Tensor[]): Tensor {
    this.#check(inputs);
    const bins: Tensor = apply(crossOperation, inputs, { numBins: this.numBins });
    return encodeCategories(bins, this.outputMode, this.numBins, this.#encodedDType);
  }

  #check(inputs: readonly Tensor[]): void {
    const where = this.label;
    const isList: boolean = Array.isArray(inputs);
    if (!isList || inputs.length < 2)
      throw new ValueError({ where, expected: 'a list of at least two inputs', received: { inputs } });
    const { shape } = inputs[0]!;
    const isColumn = shape.length < 2 || (shape.length === 2 && shape[1] === 1);
    const odd = inputs.find((each) => String(each.shape) !== String(shape));
    if (!isColumn || odd !== undefined) {
      const expected = 'inputs of one shape, [], [batch] or [batch, 1]';
      throw new ShapeError({ where, expected, received: { inputs: inputs.map((each) => each.shape) } });
    }
    const floating = inputs.find(({ dtype }) => isFloating(dtype));
    if (floating !== undefined)
      throw new DTypeError({ where, expected: 'texts or integers', received: { input: floating } });
  }

  get #encodedDType(): DType {
    return isFloating(this.computeDtype) ? this.computeDtype : 'float32';
  }

  override computeOutputShape(inputShapes: readonly SymbolicShape[]): SymbolicShape {
    return encodedShape(inputShapes[0]!, this.outputMode, this.numBins);
  }

  protected override outputDType(): DType {
    return this.outputMode === 'int' ? 'int32' : this.#encodedDType;
  }

  override getConfig(): Record<string, unknown> {
    const { trainable: _, dtype: __, name, ...own } = super.getConfig();
    return { ...own, name, dtype: this.dtypePolicy.name };
  }
}

/**
 * Crosses two or more categories into one number below `numBins`, by a hash, so that a model can learn about their combination. The results
 * are the same as in Keras.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const cities = ['a', 'b', 'c'];
 * layers.HashedCrossing(6)([cities, tensor([1, 2, 3], { dtype: 'int32' })]) // → array([1, 1, 0], dtype=int32)
 */
export const HashedCrossing = /* @__PURE__ */ callable<typeof HashedCrossingLayer, HashedCrossing>(HashedCrossingLayer);
export interface HashedCrossing extends HashedCrossingLayer {}
