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
import type { CallContext } from './call-context.js';
import { currentCall, depthWithin, withinCall, withPath, type CallScope } from './call-scope.js';
import { checkInputs, type AnyTensor, type InputSpec } from './input-spec.js';
import { checkedOutputs, ofLayer } from './outputs.js';
import { get as regularizerOf } from './regularizers/registry.js';
import { shapesIn, symbolsFor, type InputShapes } from './shape-trees.js';
import { layerOptions, type LayerOptions } from './layer-options.js';
import type { SymbolicOf } from './signature.js';
import { outputsForSymbols, type CallInputs } from './unknown-lengths.js';
import { Weighted } from './weighted.js';

export type { CallContext };

/** Masks as a tree of the same form as the tensors they belong to; undefined where there is none. */
export type MaskTree = Tree<Tensor | undefined>;

/* eslint-disable @typescript-eslint/no-explicit-any -- nothing is asked of inputs and outputs */

/** A layer of any signature, for code that uses only what all layers have. */
export type AnyLayer = Layer<any[], any, any>;

/* eslint-enable @typescript-eslint/no-explicit-any */

/**
 * The base of all layers. A layer of your own makes its weights in `build` with `addWeight` and computes in `call`, with
 * operations; this class takes care of how it is called, its name, the order of its weights and its config. Instances are functions:
 * `layer(x)` builds the layer for the shape of `x` the first time, and then calls `call`.
 *
 * Inputs are trees: one tensor, several arguments, lists, or tensors by name. A plain object after the inputs contains options, which
 * `call` gets in its last argument.
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

  /** Makes a layer from a config that `getConfig` wrote. Classes whose configs contain more than options override it. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): AnyLayer {
    return fromConfig<AnyLayer>(this as never, config, options);
  }

  /** Whether the layer can deal with masks. If not, a mask of its inputs does not reach its outputs, and there is a warning. */
  supportsMasking = false;
  /** Requirements for the one input, checked in every call; undefined if there are none. */
  inputSpec: InputSpec | undefined;
  /** Computes a loss for the outputs of each call. */
  activityRegularizer: ((output: Tensor) => Tensor) | null;
  readonly #inboundNodes: GraphNode[] = [];
  #hasSucceeded = false;
  #losses: Tensor[] = [];
  /** The layers that added losses in the latest call of this layer that was not part of another layer's call. */
  #lossOwners: ReadonlySet<object> = new Set();

  constructor(options: LayerOptions = {}) {
    super(options);
    checkArgumentCount(this.label, arguments, 1);
    const { activityRegularizer: given = null } = options;
    this.activityRegularizer = given === null ? null : regularizerOf(given);
  }

  /** Computes the outputs with operations, so that it works on tensors and on symbolic tensors. */
  abstract override call(...call: [...inputs: Inputs, context?: Options & CallContext]): Output;

  /** The options of a call besides `training` and `mask`. They are checked for the library's classes; users' classes get whatever was given. */
  protected get callOptions(): readonly string[] {
    return [];
  }

  /** Whether the first argument is a list of inputs, even if it consists of plain numbers. */
  protected get takesList(): boolean {
    return false;
  }

  /** The names of the inputs of a layer that takes several arguments; `build` of such a layer gets a list of shapes. */
  protected get argumentNames(): readonly string[] {
    return [];
  }

  /** The symbolic calls of the layer, in order. */
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
    // An omitted input still takes its place, because the context has to be the last argument of `call`.
    while (admitted.length < this.argumentNames.length) admitted.push(undefined);
    const [first] = admitted;
    if (first === undefined) {
      throw new ValueError({ where: this.label, expected: 'an input', received: { input: inputs[0] } });
    }
    if (this.inputSpec !== undefined) checkInputs(this.label, this.inputSpec, first);
    if (this.#hasSucceeded && this.built) return this.#compute(admitted, options);
    // If the call fails, everything is undone, so that wrong inputs do not decide for which shape the layer is built.
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

  protected override ownCheckpoint(): () => void {
    const restore = super.ownCheckpoint();
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
    const known = this.#optionNames;
    for (const name in options) if (!known.includes(name)) throw unknownNameError(this.label, 'option', name, known);
  }

  get #optionNames(): readonly string[] {
    return ['training', 'mask', ...this.callOptions];
  }

  /** Refuses a value in the place of the options, as in `layer(x, true)`, which would otherwise be taken for another input. */
  #checkCount(inputs: readonly unknown[]): void {
    const extra = inputs.length > 1 ? inputs[inputs.length - 1] : undefined;
    if (typeof extra === 'boolean' || typeof extra === 'string')
      checkIsOptions(this.label, extra, ['training', 'mask']);
    const most = Math.max(1, this.argumentNames.length);
    if (this.isOpen || inputs.length <= most) return;
    throw new ValueError({
      where: this.label,
      expected: `${most === 1 ? 'one input' : this.argumentNames.join(', ')} and then { ${this.#optionNames.join(', ')} }`,
      received: { inputs },
      ...(this.takesList && { hint: 'Several inputs come in a list: layer([a, b])' }),
    });
  }

  #compute(inputs: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    // In a trace, and inside the call of another layer, `call` is executed; otherwise a symbolic call adds a node to a graph.
    const isNode = currentCall() === undefined && !isTracing() && symbolicTensors([inputs, options]).length > 0;
    return isNode ? this.#callSymbolically(inputs, options) : this.#run(inputs, options);
  }

  /** An input as a tensor; if it is floating-point, in the dtype in which the layer computes. */
  #admit(input: unknown): AnyTensor {
    const value = input instanceof Variable ? input.value : input;
    const x =
      value instanceof Tensor || value instanceof SymbolicTensor
        ? value
        : asTensor(value as TensorLike, this.autocast ? this.computeDtype : undefined, this.label);
    if (!this.autocast || !isFloating(x.dtype) || x.dtype === this.computeDtype) return x as AnyTensor;
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
      depth: depthWithin(around),
    };
    // Set before the call, because a call that fails may have added losses, too.
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

  /** How variables are read if the layer computes in another dtype than theirs. */
  get #autocast(): Autocast | undefined {
    const { computeDtype, variableDtype } = this;
    return !this.autocast || computeDtype === variableDtype ? undefined : autocastTo(computeDtype);
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

  /** Whether a call is for training if neither its options nor an outer call say so. */
  protected get trainsUnlessTold(): boolean {
    return false;
  }

  /** Whether the activity regularizer applies to this layer's outputs, rather than only to those of inner layers. */
  protected get regularizesOutputs(): boolean {
    return true;
  }

  #addActivityLosses(outputs: Tree<AnyTensor>): void {
    if (this.activityRegularizer === null || !this.regularizesOutputs) return;
    for (const output of flattenTree(outputs)) {
      const loss = this.activityRegularizer(output as Tensor);
      // The loss is divided by the number of samples, as in Keras since 3.0, so that it does not depend on the size of the batch.
      const samples = output.shape[0] ?? 1;
      this.addLoss(output.rank > 0 && samples > 0 ? divide(loss, samples) : loss);
    }
  }

  /** Whether a call removes the masks of its inputs, as some layers of Keras do. */
  protected get endsMasks(): boolean {
    return false;
  }

  #handOver(inputs: CallInputs, outputs: Tree<AnyTensor>, options: Record<string, unknown>): Tree<AnyTensor> {
    const masked = this.#masked(inputs, outputs, options);
    if (this.endsMasks) for (const input of inputs) if (input !== undefined) flattenTree(input).forEach(dropMask);
    return masked;
  }

  /** Attaches their masks to the outputs. */
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

  /** The masks of the outputs, from the masks of the first argument; by default these themselves. `options` are those of the call. */
  computeMask(_inputs: never, previousMask: never, _options?: never): unknown {
    return previousMask;
  }

  /** Adds scalars to the loss of the model; to be called in `call`. They count until the layer, or one around it, is called again. */
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

  /** Forgets the losses that this layer and the layers inside it have added in their latest calls. */
  protected forgetLosses(): void {
    for (const layer of this.ownAndInnerLayers) (layer as AnyLayer).#losses = [];
  }

  /** The losses of the latest call and of the weights' regularizers, for this layer and all layers inside it. */
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

  /** Records in the outputs of a call which node made them. */
  protected addNode(node: GraphNode): void {
    node.outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
    this.#inboundNodes.push(node);
  }

  /** The shapes, dtypes and masks of the outputs: from `computeOutputShape`, or by calling `call` on symbolic tensors. No variable changes. */
  #outputsFor(inputs: CallInputs, options: Record<string, unknown>): Tree<AnyTensor> {
    try {
      return withoutEffects(() => {
        if (!this.knowsOutputShape) return this.#run(inputs, options);
        return this.#handOver(inputs, this.outputSymbols(inputs, options), options);
      });
    } finally {
      this.#clearLosses();
    }
  }

  /** Whether the subclass has its own `computeOutputShape`; then `call` need not run to find the shapes. */
  protected get knowsOutputShape(): boolean {
    return this.computeOutputShape !== Layer.prototype.computeOutputShape;
  }

  /** The outputs as symbolic tensors, for layers with their own `computeOutputShape`. */
  protected outputSymbols(inputs: CallInputs, options: Readonly<Record<string, unknown>>): Tree<AnyTensor> {
    const shapes = this.outputShapesOf(shapesOf(inputs), options);
    return symbolsFor(shapes, this.outputDType(flattenTree(inputs[0]!)[0]!.dtype));
  }

  /** The shapes of the outputs for a call with options, for layers with their own `computeOutputShape`. */
  protected outputShapesOf(inputShape: InputShapes, _options: Readonly<Record<string, unknown>>): InputShapes {
    return this.computeOutputShape(inputShape);
  }

  /** The dtype of the outputs, for layers with their own `computeOutputShape`: the dtype in which the layer computes. */
  protected outputDType(_input: DType): DType {
    return this.computeDtype;
  }

  /** The shape of the output for the shape of the input, or of several inputs. Asking for it changes nothing. */
  computeOutputShape(inputShape: InputShapes): InputShapes {
    if (!this.built) this.build(inputShape);
    const inputs = symbolsFor(inputShape, this.computeDtype);
    const isSpread = this.argumentNames.length > 1 && Array.isArray(inputs);
    const outputs = withoutEffects(() => this.#run(isSpread ? (inputs as Tree<AnyTensor>[]) : [inputs], {}));
    this.#clearLosses();
    return shapesIn(outputs);
  }

  /** The symbolic input of the first symbolic call; a list if there are several. */
  get input(): SymbolicOf<Inputs[number]> {
    return oneOrMore(this.#calledNode('input').inputs) as SymbolicOf<Inputs[number]>;
  }

  /** The symbolic output of the first symbolic call; a list if there are several. */
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

  /** The options, as Keras 3 writes them. */
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

/** The masks attached to inputs, as a tree of the same form; undefined if there are none. */
function masksOf(inputs: Tree<AnyTensor>): MaskTree | undefined {
  if (!Array.isArray(inputs) && !isPlainObject(inputs)) return maskOf(inputs);
  const masks = mapTree(inputs, maskOf);
  return flattenTree<Tensor | undefined>(masks).some((mask) => mask !== undefined) ? masks : undefined;
}

/** Refuses the call of a layer with weights inside a layer that it is not part of, because its weights would never be trained or saved. */
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
