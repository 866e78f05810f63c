import { HillockError, inTermsOf, StateError, ValueError } from '../errors/index.js';
import { cast } from '../ops/casting.js';
import { inspectSymbol } from '../tensor/operators.js';
import { readOptions } from '../tensor/options.js';
import { asTensor, isFloating, SymbolicTensor, Tensor, Variable } from '../tensor/index.js';
import type { DType, GraphNode, SymbolicShape, TensorLike } from '../tensor/index.js';
import { checkInputs, isShape, listOf, mapEach, type AnyTensor, type InputSpec, type OneOrMore } from './input-spec.js';
import { layerOptions, type LayerOptions } from './layer-options.js';
import { uniqueName } from '../objects/naming.js';
import { classNameOf, writeConfig, type OptionTable } from '../objects/options/index.js';
import { Weighted, type CallOptions } from './weighted.js';

/** What `call` is told besides the inputs. */
export interface CallContext {
  readonly training: boolean;
  readonly mask?: Tensor | undefined;
}

/** Whether the call that is going on is part of training: a layer within a layer takes it from here. */
let isTraining = false;

/**
 * The base of all layers. A layer of your own makes its weights in `build` with `addWeight` and computes in `call`, with
 * operations; how it is called, its name, the order of its weights and its config come from here. Instances are functions:
 * `layer(x)` builds the layer for the shape of `x` the first time, and then calls `call`.
 *
 * @example
 * import { Layer, ops, Tensor, Variable } from 'hillock';
 * class Scale extends Layer {
 *   factor!: Variable;
 *   override build() {
 *     this.factor = this.addWeight({ name: 'factor', shape: [], initializer: 'ones' });
 *   }
 *   override call(x: Tensor) {
 *     return ops.multiply(x, this.factor);
 *   }
 * }
 * const scale = new Scale();
 * scale([1, 2]) // → array([1., 2.], dtype=float32)
 * scale.countParams() // → 1
 */
export abstract class Layer extends Weighted {
  static optionTable(): OptionTable {
    return layerOptions();
  }

  /** Whether the layer leaves a mask of its inputs as it is. */
  supportsMasking = false;
  /** What is expected of the one input, checked before every call; nothing if it is undefined. */
  inputSpec: InputSpec | undefined;
  readonly #inboundNodes: GraphNode[] = [];
  #hasSucceeded = false;

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  /** The mathematics, in operations, so that it runs on tensors and on symbolic tensors. */
  abstract override call(inputs: OneOrMore<AnyTensor>, context: CallContext): OneOrMore<AnyTensor>;

  /** The symbolic calls of the layer, in their order. */
  get inboundNodes(): readonly GraphNode[] {
    return this.#inboundNodes;
  }

  invoke(inputs: OneOrMore<AnyTensor> | TensorLike, options: CallOptions = {}): OneOrMore<AnyTensor> {
    const given = checkedCall(this.label, options);
    const admitted = this.#admit(inputs);
    if (this.inputSpec !== undefined) checkInputs(this.label, this.inputSpec, admitted);
    if (this.#hasSucceeded && this.built) return this.#compute(admitted, given);
    // Inputs that turn out to be wrong must not decide what the layer is built for.
    const restore = this.checkpoint();
    try {
      if (!this.built) this.build(mapEach(admitted, ({ shape }) => shape));
      this.lockWeights();
      const outputs = this.#compute(admitted, given);
      this.#hasSucceeded = true;
      return outputs;
    } catch (error) {
      restore();
      throw error;
    }
  }

  protected override checkpoint(): () => void {
    const restore = super.checkpoint();
    const { inputSpec } = this;
    const calls = this.#inboundNodes.length;
    return () => {
      restore();
      this.#inboundNodes.length = calls;
      this.inputSpec = inputSpec;
    };
  }

  #compute(admitted: OneOrMore<AnyTensor>, options: CallOptions): OneOrMore<AnyTensor> {
    return listOf(admitted).some((input) => input instanceof SymbolicTensor)
      ? this.#callSymbolically(admitted as OneOrMore<SymbolicTensor>, options)
      : this.#run(admitted, options);
  }

  /** Inputs as tensors, those of floating point in the layer's dtype. */
  #admit(inputs: OneOrMore<AnyTensor> | TensorLike): OneOrMore<AnyTensor> {
    const isList = Array.isArray(inputs) && inputs.length > 0 && inputs.every(isAnyTensor);
    return isList ? inputs.map((input) => this.#admitOne(input)) : this.#admitOne(inputs as AnyTensor | TensorLike);
  }

  #admitOne(input: AnyTensor | TensorLike): AnyTensor {
    if (input instanceof SymbolicTensor) return input;
    const x = asTensor(input, this.dtype, this.label);
    return isFloating(x.dtype) && x.dtype !== this.dtype ? cast(x, this.dtype) : x;
  }

  #run(inputs: OneOrMore<AnyTensor>, { training = isTraining, mask }: CallOptions): OneOrMore<AnyTensor> {
    const context = {
      training,
      mask: mask === undefined || mask === null ? undefined : asTensor(mask, undefined, this.label),
    };
    checkHasCall(this);
    const before = isTraining;
    isTraining = training;
    try {
      return checkedOutputs(this.label, this.call(inputs, context));
    } catch (error) {
      throw error instanceof HillockError ? ofLayer(this.label, error) : error;
    } finally {
      isTraining = before;
    }
  }

  #callSymbolically(inputs: OneOrMore<SymbolicTensor>, options: CallOptions): OneOrMore<SymbolicTensor> {
    const specs = this.#outputsFor(inputs, options);
    const outputs = mapEach(
      specs,
      ({ shape, dtype }) => new SymbolicTensor({ shape, dtype, name: uniqueName('keras_tensor') }),
    );
    this.addNode({ operation: this, inputs: listOf(inputs), outputs: listOf(outputs), arguments: { ...options } });
    return outputs;
  }

  /** Tells the outputs of a call where they come from. */
  protected addNode(node: GraphNode): void {
    node.outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
    this.#inboundNodes.push(node);
  }

  /** Shape and dtype of the outputs: what a subclass says of its shapes, or else what comes out of `call`. */
  #outputsFor(inputs: OneOrMore<SymbolicTensor>, options: CallOptions): OneOrMore<AnyTensor> {
    if (this.computeOutputShape === Layer.prototype.computeOutputShape) return this.#run(inputs, options);
    const dtype = this.outputDType(listOf(inputs)[0]!.dtype);
    return this.#symbolic(this.computeOutputShape(mapEach(inputs, ({ shape }) => shape)), dtype);
  }

  /** The dtype of the outputs, where `computeOutputShape` says their shape: that in which the layer computes. */
  protected outputDType(_input: DType): DType {
    return this.dtype;
  }

  #symbolic(shapes: OneOrMore<SymbolicShape>, dtype: DType = this.dtype): OneOrMore<SymbolicTensor> {
    const toTensor = (shape: SymbolicShape): SymbolicTensor => new SymbolicTensor({ shape, dtype });
    return isShape(shapes) ? toTensor(shapes) : shapes.map(toTensor);
  }

  /** The shape of the output for a shape of the input; a subclass that does not say it is built and traced. */
  computeOutputShape(inputShape: OneOrMore<SymbolicShape>): OneOrMore<SymbolicShape> {
    if (!this.built) this.build(inputShape);
    return mapEach(this.#run(this.#symbolic(inputShape), {}), ({ shape }) => shape);
  }

  /** The symbolic input of the first symbolic call; a list where there are several. */
  get input(): OneOrMore<SymbolicTensor> {
    return oneOrMore(this.#calledNode('input').inputs);
  }

  /** The symbolic output of the first symbolic call; a list where there are several. */
  get output(): OneOrMore<SymbolicTensor> {
    return oneOrMore(this.#calledNode('output').outputs);
  }

  #calledNode(property: string): GraphNode {
    const [first] = this.inboundNodes;
    if (first !== undefined) return first;
    throw new StateError({
      where: `${this.label}.${property}`,
      expected: 'a layer that was called on a symbolic tensor, such as Input gives',
    });
  }

  /** The options as Keras 3 writes them. */
  getConfig(): Record<string, unknown> {
    return writeConfig(layerOptions(), this);
  }

  override toString(): string {
    return `<${classNameOf(this.constructor)} name=${this.name}, built=${this.built}>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}

/** The options of a call, known and of the right kind: `layer(x, true)` must not mean nothing. */
function checkedCall(where: string, given: CallOptions): CallOptions {
  const options = readOptions<CallOptions>(where, given, { training: undefined, mask: undefined });
  const { training } = options;
  if (training === undefined || typeof training === 'boolean') return given;
  throw new ValueError({ where, expected: 'training to be true or false', received: { training } });
}

function checkHasCall(layer: Layer): void {
  if (typeof layer.call === 'function') return;
  throw new StateError({
    where: layer.label,
    expected: 'a class with a method `call(inputs, { training })`, which computes the outputs',
  });
}

/** What `call` gave, which JavaScript lets be anything. */
function checkedOutputs(label: string, outputs: OneOrMore<AnyTensor>): OneOrMore<AnyTensor> {
  if (listOf(outputs).every(isAnyTensor)) return outputs;
  throw new ValueError({
    where: `${label}.call`,
    expected: 'a tensor, or a list of tensors, as the result',
    received: { result: outputs },
    ...(outputs === undefined && { hint: 'Return what the layer computes' }),
  });
}

const isAnyTensor = (value: unknown): value is AnyTensor =>
  value instanceof Tensor || value instanceof SymbolicTensor || value instanceof Variable;

const oneOrMore = <T>(values: readonly T[]): OneOrMore<T> => (values.length === 1 ? values[0]! : values);

/** An error of an operation, told of the layer that called it; one that speaks of a layer already is left as it is. */
const ofLayer = (label: string, error: HillockError): HillockError =>
  /^(ops|activations|random)\./.test(error.where) ? inTermsOf(label, error) : error;
