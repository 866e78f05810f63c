import { ShapeError, ValueError } from '../errors/index.js';
import { callable } from '../objects/callable.js';
import { SymbolicTensor, type DType, type SymbolicShape, type Tensor } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import { batchShapeOf } from './layer-options.js';
import { layerWith } from './layer-with.js';
import {
  flag,
  onlyFalse,
  storedSparsely,
  openShape,
  optional,
  positiveInteger,
  tensorDType,
  unlisted,
  type Leading,
  type RequiredOption,
} from '../objects/options/index.js';

const symbolicTensor = (): RequiredOption<SymbolicTensor> => ({
  check: (given, where, name) => {
    if ((given as unknown) instanceof SymbolicTensor) return given;
    throw new ValueError({ where, expected: `${name} to be a symbolic tensor`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The shape of a sample; `null` is an unknown length. */
  shape: optional(openShape()),
  /** The length of the batch, if it is fixed. */
  batchSize: optional(positiveInteger()),
  /** The shape including the batch, instead of `shape` and `batchSize`. */
  batchShape: optional(openShape()),
  /** The dtype of the values; float32 by default. */
  dtype: tensorDType(),
  /** Whether Keras is given sparse tensors; here all elements are stored either way. */
  sparse: storedSparsely(),
  /** `false`: there are no ragged tensors. */
  ragged: onlyFalse(),
  /** Whether Keras may be given None for it; here it is given always. */
  optional: flag(false),
  /** A symbolic tensor that the layer stands for from now on, instead of a new one. */
  inputTensor: unlisted(optional(symbolicTensor())),
});

const InputLayerBase = /* @__PURE__ */ layerWith(options, ['shape'] as Leading<[shape: SymbolicShape]>);

export class InputLayerClass extends InputLayerBase {
  static readonly path = 'keras.layers.InputLayer';
  override readonly batchInputShape: SymbolicShape;

  constructor(...parameters: ConstructorParameters<typeof InputLayerBase>) {
    super(...parameters);
    const { shape, batchShape, batchSize, inputTensor } = this;
    const found = inputTensor?.shape ?? batchShapeOf('InputLayer', { shape, batchShape, batchSize });
    if (found === undefined) {
      throw new ShapeError({ where: 'InputLayer', expected: 'the shape of a sample', received: { shape } });
    }
    this.batchInputShape = found;
    if (inputTensor !== null) this.dtype = inputTensor.dtype;
    const output = inputTensor ?? new SymbolicTensor({ shape: found, dtype: this.dtype, name: this.name });
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
  /** Whether Keras is given sparse tensors; here all elements are stored either way. */
  readonly sparse?: boolean | undefined;
  /** Whether Keras may be given None for it; here it is given always. */
  readonly optional?: boolean | undefined;
  /** A symbolic tensor at which a model is to begin, instead of a new one. */
  readonly tensor?: SymbolicTensor | undefined;
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
  const given: readonly unknown[] = parameters;
  const last = given[given.length - 1];
  const renamed = isPlainObject(last) && 'tensor' in last ? [...given.slice(0, -1), withInputTensor(last)] : given;
  return new InputLayerClass(...(renamed as ConstructorParameters<typeof InputLayerBase>)).output;
}

/** The option that `Input` calls `tensor` under the name that the layer has for it. */
const withInputTensor = ({ tensor, ...others }: Readonly<Record<string, unknown>>): object => ({
  ...others,
  inputTensor: tensor,
});
