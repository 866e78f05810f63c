import { HillockError, StateError, unknownNameError, ValueError, warnOnce } from '../errors/index.js';
import { divide } from '../ops/arithmetic.js';
import { cast } from '../ops/casting.js';
import { withoutEffects } from '../ops/trace.js';
import { inspectSymbol } from '../tensor/operators.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { checkIsOptions, isPlainObject } from '../tensor/options.js';
import {
  asTensor,
  flattenTree,
  isFloating,
  isTracing,
  mapTree,
  dropMask,
  maskOf,
  SymbolicTensor,
  Tensor,
  Variable,
  withAutocast,
  withMask,
} from '../tensor/index.js';
import type { Autocast, DType, GraphNode, TensorLike, Tree } from '../tensor/index.js';
import { uniqueName } from '../objects/naming.js';
import { writeConfig, type OptionTable } from '../objects/options/index.js';
import { classNameOf } from '../objects/class-name.js';
import type { DeserializeOptions } from '../objects/config-context.js';
import { fromConfig } from '../objects/deserialization.js';
import { autocastTo } from './autocast.js';
import { checkTraining, splitArguments, symbolicTensors, treeOf } from './arguments.js';
import { currentCall, withinCall, withPath, type CallScope } from './call-scope.js';
import { checkInputs, type AnyTensor, type InputSpec } from './input-spec.js';
import { checkedOutputs, ofLayer } from './outputs.js';
import { get as regularizerOf } from './regularizers/registry.js';
import { shapesIn, symbolsFor, type InputShapes } from './shape-trees.js';
import { layerOptions, type LayerOptions } from './layer-options.js';
import type { SymbolicOf } from './signature.js';
import { outputsForSymbols, type CallInputs } from './unknown-lengths.js';
import { Weighted } from './weighted.js';

/** What `call` is told besides the inputs. */
export interface CallContext {
  readonly training: boolean;
  /** The mask of the first argument, in its form; undefined where there is none. */
  readonly mask?: Tensor | undefined;
  /** The mask of each positional argument. */
  readonly masks?: readonly (Tensor | undefined)[];
}

/** Masks in the form of what they belong to; undefined where there is none. */
export type MaskTree = Tree<Tensor | undefined>;

/* eslint-disable @typescript-eslint/no-explicit-any -- nothing is asked of inputs and outputs */

/** A layer of any signature, where only what all layers have is used. */
export type AnyLayer = Layer<any[], any, any>;

/* eslint-enable @typescript-eslint/no-explicit-any */

/**
 * The base of all layers. A layer of your own makes its weights in `build` with `addWeight` and computes in `call`, with
 * operations; how it is called, its name, the order of its weights and its config come from here. Instances are functions:
 * `layer(x)` builds the layer for the shape of `x` the first time, and then calls `call`.
 *
 * Inputs are trees: one tensor, several arguments, lists, or tensors by name. A last plain object behind the first argument holds options,
 * which `call` gets in its last argument.
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
export abstract class Layer<
  Inputs extends readonly unknown[] = [x: Tensor],
  Options extends object = object,
  Output = Tensor,
> extends Weighted<Inputs, Options, Output> {
  static optionTable(): OptionTable {
    return layerOptions();
  }

  /** Makes a layer of what its `getConfig` wrote. A class whose config holds more than options has its own. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): AnyLayer {
    return fromConfig<AnyLayer>(this as never, config, options);
  }

  /** Whether the layer knows what to do with a mask: without it, a mask ends here, with a warning. */
  supportsMasking = false;
  /** What is expected of the one input, checked before every call; nothing if it is undefined. */
  inputSpec: InputSpec | undefined;
  /** What is added to the loss of a model for the outputs of each call. */
  activityRegularizer: ((output: Tensor) => Tensor) | null;
  readonly #inboundNodes: GraphNode[] = [];
  #hasSucceeded = false;
  #losses: Tensor[] = [];
  /** The layers that added losses in the last call of this one from outside. */
  #lossOwners: ReadonlySet<object> = new Set();

  constructor(options: LayerOptions = {}) {
    super(options);
    checkArgumentCount(this.label, arguments, 1);
    const { activityRegularizer: given = null } = options;
    this.activityRegularizer = given === null ? null : regularizerOf(given);
  }

  /** The mathematics, in operations, so that it runs on tensors and on symbolic tensors. */
  abstract override call(...call: [...inputs: Inputs, context: Options & CallContext]): Output;

  /** The options of a call that the layer has besides `training` and `mask`; a class of your own gets whatever was given. */
  protected get callOptions(): readonly string[] {
    return [];
  }

  /** Whether the first argument is a list of inputs even where it is made of plain numbers. */
  protected get takesList(): boolean {
    return false;
  }

  /** The names of the inputs, for layers that take several arguments: the shapes of all of them come in a list then. */
  protected get argumentNames(): readonly string[] {
    return [];
  }

  /** The symbolic calls of the layer, in their order. */
  get inboundNodes(): readonly GraphNode[] {
    return this.#inboundNodes;
  }

  invoke(...given: readonly unknown[]): unknown {
    const { inputs, options } = splitArguments(given);
    this.#checkOptions(options);
    this.#checkCount(inputs);
    const admit = (leaf: unknown): AnyTensor => this.#admit(leaf);
    const admitted = inputs.map((input, i) =>
      input === null || input === undefined ? undefined : treeOf(input, i === 0 && this.takesList, admit),
    );
    // What is left out keeps its place before the options.
    while (admitted.length < this.argumentNames.length) admitted.push(undefined);
    const [first] = admitted;
    if (first === undefined) {
      throw new ValueError({ where: this.label, expected: 'an input', received: { input: inputs[0] } });
    }
    if (this.inputSpec !== undefined) checkInputs(this.label, this.inputSpec, first);
    if (this.#hasSucceeded && this.built) return this.#compute(admitted, options);
    // Inputs that turn out to be wrong must not decide what the layer is built for.
    const restore = this.checkpoint();
    try {
      if (!this.built) this.build(shapesOf(admitted));
      this.lockWeights();
      const outputs = this.#compute(admitted, options);
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

  #checkOptions(options: Record<string, unknown>): void {
    checkTraining(this.label, options['training']);
    if (this.isOpen) return;
    const known = ['training', 'mask', ...this.callOptions];
    for (const name in options) if (!known.includes(name)) throw unknownNameError(this.label, 'option', name, known);
  }

  /** A value in the place of options, as in `layer(x, true)`, must not be taken for another input. */
  #checkCount(inputs: readonly unknown[]): void {
    const extra = inputs.length > 1 ? inputs[inputs.length - 1] : undefined;
    if (typeof extra === 'boolean' || typeof extra === 'string')
      checkIsOptions(this.label, extra, ['training', 'mask']);
    const most = Math.max(1, this.argumentNames.length);
    if (this.isOpen || inputs.length <= most) return;
    throw new ValueError({
      where: this.label,
      expected:
        most === 1
          ? 'one input, and then an object of options'
          : `${this.argumentNames.join(', ')} and then an object of options`,
      received: { inputs },
      ...(this.takesList && { hint: 'Several inputs come in a list: layer([a, b])' }),
    });
  }

  #compute(inputs: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    // Within a trace, and within the call of another layer, layers are entered; elsewhere a symbolic call adds a node.
    const isNode = currentCall() === undefined && !isTracing() && symbolicTensors([inputs, options]).length > 0;
    return isNode ? this.#callSymbolically(inputs, options) : this.#run(inputs, options);
  }

  /** An input as a tensor, of floating point in the dtype in which the layer computes. */
  #admit(input: unknown): AnyTensor {
    const value = input instanceof Variable ? input.value : input;
    const x =
      value instanceof Tensor || value instanceof SymbolicTensor
        ? value
        : asTensor(value as TensorLike, this.computeDtype, this.label);
    if (!isFloating(x.dtype) || x.dtype === this.computeDtype) return x as AnyTensor;
    return withMask(cast(x as Tensor, this.computeDtype), maskOf(x));
  }

  #run(given: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    return outputsForSymbols(this, given, (inputs) => this.#enter(inputs, options));
  }

  #enter(inputs: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    checkHasCall(this);
    const around = currentCall();
    if (around !== undefined) checkIsHeld(around, this);
    else this.#clearLosses();
    const scope: CallScope = {
      layer: this,
      training: (options['training'] as boolean | null | undefined) ?? around?.training ?? this.trainsUnlessTold,
      parent: around,
      lossOwners: around?.lossOwners ?? new Set(),
    };
    // Known before the call, because one that fails may have added losses, too.
    if (around === undefined) this.#lossOwners = scope.lossOwners;
    const context = this.#contextOf(inputs, options, scope.training);
    const call = (): unknown => (this.call as (...call: unknown[]) => unknown)(...inputs, context);
    try {
      return withinCall(scope, () => {
        const computed = withPath(this.path, () => withAutocast(this.#autocast, call));
        const outputs = checkedOutputs(this.label, computed);
        this.#addActivityLosses(outputs);
        return this.#handOver(inputs, outputs, options);
      });
    } catch (error) {
      throw error instanceof HillockError ? ofLayer(this.label, error) : error;
    }
  }

  /** How variables are read in a layer that computes in another dtype than theirs. */
  get #autocast(): Autocast | undefined {
    const { computeDtype, variableDtype } = this;
    return computeDtype === variableDtype ? undefined : autocastTo(computeDtype);
  }

  #contextOf(
    inputs: CallInputs,
    { mask: given, ...options }: Record<string, unknown>,
    training: boolean,
  ): Record<string, unknown> {
    const masks = inputs.map((input) => (input === undefined ? undefined : masksOf(input)));
    const admitMask = (leaf: unknown): AnyTensor | undefined =>
      leaf === null || leaf === undefined ? undefined : asTensor(leaf as TensorLike, undefined, this.label);
    const mask = given === undefined || given === null ? masks[0] : treeOf(given, this.takesList, admitMask);
    return { ...options, training, mask, masks };
  }

  /** Whether a call that no other is around of is for training, where nothing says so. */
  protected get trainsUnlessTold(): boolean {
    return false;
  }

  /** Whether the activity regularizer is for the outputs of this layer, and not only for those of layers within. */
  protected get regularizesOutputs(): boolean {
    return true;
  }

  #addActivityLosses(outputs: Tree<AnyTensor>): void {
    if (this.activityRegularizer === null || !this.regularizesOutputs) return;
    for (const output of flattenTree(outputs)) {
      const loss = this.activityRegularizer(output as Tensor);
      // By sample, as Keras since 3.0: the loss of a batch does not grow with it.
      const samples = output.shape[0] ?? 1;
      this.addLoss(output.rank > 0 && samples > 0 ? divide(loss, samples) : loss);
    }
  }

  /** Whether the inputs of a call have no masks afterwards. */
  protected get endsMasks(): boolean {
    return false;
  }

  #handOver(inputs: CallInputs, outputs: Tree<AnyTensor>, options: Record<string, unknown>): Tree<AnyTensor> {
    const masked = this.#masked(inputs, outputs, options);
    if (this.endsMasks) for (const input of inputs) if (input !== undefined) flattenTree(input).forEach(dropMask);
    return masked;
  }

  /** The outputs with the masks that belong to them. */
  #masked(inputs: CallInputs, outputs: Tree<AnyTensor>, options: Record<string, unknown>): Tree<AnyTensor> {
    const previous = inputs[0] === undefined ? undefined : masksOf(inputs[0]);
    if (previous === undefined && this.computeMask === Layer.prototype.computeMask) return outputs;
    if (!this.supportsMasking) {
      if (previous === undefined) return outputs;
      const text =
        'does not support masks: the mask that came with its inputs ends here, and layers after it do not see it.';
      warnOnce(`mask ${this.label}`, `${this.label} ${text}`);
      return outputs;
    }
    const masks = this.computeMask(inputs[0] as never, previous as never, options as never) as
      MaskTree | null | undefined;
    if (masks === undefined || masks === null) return outputs;
    const flat = flattenTree(masks);
    flattenTree(outputs).forEach((output, i) => {
      if (maskOf(output) === undefined) withMask(output, flat[i]);
    });
    return outputs;
  }

  /** The masks of the outputs, from those of the first argument: the same, unless a layer says otherwise; the options are those of the call. */
  computeMask(_inputs: never, previousMask: never, _options?: never): unknown {
    return previousMask;
  }

  /** Adds scalars to the loss of the model, within `call`: they count until the next call from outside. */
  addLoss(loss: Tensor | readonly Tensor[]): void {
    checkArgumentCount(`${this.label}.addLoss`, arguments, 1);
    const where = `${this.label}.addLoss`;
    for (const each of Array.isArray(loss) ? (loss as readonly Tensor[]) : [loss as Tensor]) {
      const value = asTensor(each, undefined, where);
      if (value.rank > 0) {
        throw new ValueError({
          where,
          expected: 'a scalar',
          received: { loss: value },
          hint: 'Reduce it with ops.mean or ops.sum',
        });
      }
      this.#losses.push(value);
    }
    currentCall()?.lossOwners.add(this);
  }

  #clearLosses(): void {
    this.#losses = [];
    for (const owner of this.#lossOwners) (owner as AnyLayer).#losses = [];
  }

  /** Forgets what calls of this layer, and of the layers within by themselves, have added to the loss. */
  protected forgetLosses(): void {
    for (const layer of this.ownAndInnerLayers) (layer as AnyLayer).#losses = [];
  }

  /** What the last call and the regularizers of weights add to the loss: those of this layer and of the layers within. */
  get losses(): Tensor[] {
    const layers = [...this.ownAndInnerLayers] as AnyLayer[];
    const regularized = this.trainableWeights.flatMap((weight) =>
      weight.regularizer === null ? [] : [weight.regularizer(weight.value)],
    );
    return [...layers.flatMap((layer) => layer.#losses), ...regularized];
  }

  #callSymbolically(inputs: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    const specs = this.#outputsFor(inputs, options);
    const outputs = mapTree(specs, (spec) => {
      const { shape, dtype } = spec;
      return withMask(new SymbolicTensor({ shape, dtype, name: uniqueName('keras_tensor') }), maskOf(spec));
    });
    this.addNode({
      operation: this,
      inputs: symbolicTensors([inputs, options]),
      outputs: flattenTree<AnyTensor>(outputs) as SymbolicTensor[],
      arguments: { ...options },
      positional: inputs,
      form: mapTree(outputs, () => 0),
    });
    return outputs;
  }

  /** Tells the outputs of a call where they come from. */
  protected addNode(node: GraphNode): void {
    node.outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
    this.#inboundNodes.push(node);
  }

  /** Shape, dtype and mask of the outputs: what a subclass says of its shapes, or else what comes out of `call`. No variable changes. */
  #outputsFor(inputs: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    try {
      return withoutEffects(() => {
        if (!this.knowsOutputShape) return this.#run(inputs, options);
        const shapes = this.outputShapesOf(shapesOf(inputs), options);
        const dtype = this.outputDType(flattenTree(inputs[0]!)[0]!.dtype);
        return this.#handOver(inputs, symbolsFor(shapes, dtype), options);
      });
    } finally {
      this.#clearLosses();
    }
  }

  /** Whether `computeOutputShape` says more than what comes out of `call`. */
  protected get knowsOutputShape(): boolean {
    return this.computeOutputShape !== Layer.prototype.computeOutputShape;
  }

  /** The shapes of the outputs of a call with options, where `computeOutputShape` says their shape without any. */
  protected outputShapesOf(inputShape: InputShapes, _options: Readonly<Record<string, unknown>>): InputShapes {
    return this.computeOutputShape(inputShape);
  }

  /** The dtype of the outputs, where `computeOutputShape` says their shape: that in which the layer computes. */
  protected outputDType(_input: DType): DType {
    return this.computeDtype;
  }

  /** The shape of the output for a shape of the input, or for the shapes of several; nothing changes by asking. */
  computeOutputShape(inputShape: InputShapes): InputShapes {
    if (!this.built) this.build(inputShape);
    const inputs = symbolsFor(inputShape, this.computeDtype);
    const isSpread = this.argumentNames.length > 1 && Array.isArray(inputs);
    const outputs = withoutEffects(() => this.#run(isSpread ? (inputs as Tree<AnyTensor>[]) : [inputs], {}));
    this.#clearLosses();
    return shapesIn(outputs);
  }

  /** The symbolic input of the first symbolic call; a list where there are several. */
  get input(): SymbolicOf<Inputs[number]> {
    return oneOrMore(this.#calledNode('input').inputs) as SymbolicOf<Inputs[number]>;
  }

  /** The symbolic output of the first symbolic call; a list where there are several. */
  get output(): SymbolicOf<Output> {
    return oneOrMore(this.#calledNode('output').outputs) as SymbolicOf<Output>;
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
    const { name, trainable, dtypePolicy: dtype, activityRegularizer } = this;
    return writeConfig(layerOptions(), { name, trainable, dtype, activityRegularizer });
  }

  override toString(): string {
    return `<${classNameOf(this.constructor)} name=${this.name}, built=${this.built}>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}

/** The shape of the one input, or those of several arguments in a list. */
function shapesOf(inputs: CallInputs): InputShapes {
  const shapes = inputs.flatMap((input) => (input === undefined ? [] : [shapesIn(input)]));
  return shapes.length === 1 ? shapes[0]! : shapes;
}

/** The masks that came with inputs, in their form; undefined where none did. */
function masksOf(inputs: Tree<AnyTensor>): MaskTree | undefined {
  if (!Array.isArray(inputs) && !isPlainObject(inputs)) return maskOf(inputs);
  const masks = mapTree(inputs, maskOf);
  return flattenTree<Tensor | undefined>(masks).some((mask) => mask !== undefined) ? masks : undefined;
}

/** A layer that has weights and is called by another must be part of it, or its weights would never be trained or saved. */
function checkIsHeld(scope: CallScope, layer: AnyLayer): void {
  for (let around: CallScope | undefined = scope; around !== undefined; around = around.parent) {
    if (around.layer.holds(layer)) return;
  }
  if (layer.weights.length === 0) return;
  throw new StateError({
    where: `${scope.layer.label}.call`,
    expected: `layers that are attributes of it, alone or in arrays and plain objects, so that their weights are found`,
    received: { layer: layer.label },
    hint: 'Keep it in a public attribute (this.dense = …), not in a #private field, a Map or a variable, and make it in the constructor or in build',
  });
}

function checkHasCall(layer: AnyLayer): void {
  if (typeof layer.call === 'function') return;
  throw new StateError({
    where: layer.label,
    expected: 'a class with a method `call(inputs, { training })`, which computes the outputs',
  });
}

const oneOrMore = <T>(values: readonly T[]): T | readonly T[] => (values.length === 1 ? values[0]! : values);
