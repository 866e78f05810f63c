import { ShapeError } from '../errors/index.js';
import { callable } from '../objects/callable.js';
import { SymbolicTensor, type DType, type SymbolicShape, type Tensor } from '../tensor/index.js';
import { batchShapeOf } from './layer-options.js';
import { layerWith } from './layer-with.js';
import {
  onlyFalse,
  openShape,
  optional,
  positiveInteger,
  tensorDType,
  type Leading,
} from '../objects/options/index.js';

const options = () => ({
  /** The shape of a sample; `null` is an unknown length. */
  shape: optional(openShape()),
  /** The length of the batch, if it is fixed. */
  batchSize: optional(positiveInteger()),
  /** The shape including the batch, instead of `shape` and `batchSize`. */
  batchShape: optional(openShape()),
  dtype: tensorDType(),
  sparse: onlyFalse(),
  ragged: onlyFalse(),
  optional: onlyFalse(),
});

const InputLayerBase = /* @__PURE__ */ layerWith(options, ['shape'] as Leading<[shape: SymbolicShape]>);

export class InputLayerClass extends InputLayerBase {
  static readonly path = 'keras.layers.InputLayer';
  override readonly batchInputShape: SymbolicShape;

  constructor(...parameters: ConstructorParameters<typeof InputLayerBase>) {
    super(...parameters);
    const { shape, batchShape, batchSize } = this;
    const found = batchShapeOf('InputLayer', { shape, batchShape, batchSize });
    if (found === undefined) {
      throw new ShapeError({ where: 'InputLayer', expected: 'the shape of a sample', received: { shape } });
    }
    this.batchInputShape = found;
    const output = new SymbolicTensor({ shape: found, dtype: this.dtype, name: this.name });
    this.addNode({ operation: this, inputs: [], outputs: [output], arguments: {} });
  }

  override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override getConfig(): Record<string, unknown> {
    const { batchInputShape, dtype, sparse, ragged, name, optional } = this;
    return { batch_shape: batchInputShape, dtype, sparse, ragged, name, optional };
  }
}

/**
 * The layer at which a model takes its inputs. It is usually made by `Input`, or for the `inputShape` of a model's first layer.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.InputLayer({ shape: [28, 28, 1] }).batchInputShape // → [ null, 28, 28, 1 ]
 */
export const InputLayer = /* @__PURE__ */ callable<typeof InputLayerClass, InputLayer>(InputLayerClass);
export interface InputLayer extends InputLayerClass {}

/** The options of `Input`. */
export interface InputOptions {
  /** The shape of a sample; `null` is an unknown length. */
  readonly shape?: SymbolicShape | undefined;
  /** The length of the batch, if it is fixed. */
  readonly batchSize?: number | undefined;
  /** The shape including the batch, instead of `shape` and `batchSize`. */
  readonly batchShape?: SymbolicShape | undefined;
  readonly dtype?: DType | undefined;
  readonly name?: string | undefined;
}

/**
 * A symbolic tensor that stands for the inputs of a model. Layers that are called on it form the graph from which a functional `Model` is
 * built.
 *
 * @example
 * import { Input, layers } from 'hillock';
 * const inputs = Input({ shape: [64] });
 * layers.Dense(10)(inputs).shape // → [ null, 10 ]
 */
export function Input(
  ...parameters: [shape: SymbolicShape, options?: InputOptions] | [options: InputOptions]
): SymbolicTensor {
  return new InputLayerClass(...(parameters as ConstructorParameters<typeof InputLayerBase>)).output;
}
