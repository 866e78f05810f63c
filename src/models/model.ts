import { describeValue, ShapeError, StateError, unknownNameError, ValueError } from '../errors/index.js';
import { Layer, type AnyLayer, type CallContext, type SymbolicOf } from '../layers/index.js';
import type { AnyTensor } from '../layers/input-spec.js';
import { outsideOfModels } from '../layers/call-context.js';
import { mapShapes, shapesIn, type InputShapes } from '../layers/shape-trees.js';
import { valuesWithin } from '../layers/attributes.js';
import { contextOf, type DeserializeOptions } from '../objects/config-context.js';
import { classNameOf, pathOf } from '../objects/class-name.js';
import { cast } from '../ops/casting.js';
import { withoutEffects } from '../ops/trace.js';
import {
  arrangeAs,
  flattenTree,
  isByName,
  mapTree,
  partsAt,
  SymbolicTensor,
  type DType,
  type SymbolicShape,
  type Tensor,
  type Tree,
} from '../tensor/index.js';
import { checkIsOptions, isPlainObject } from '../tensor/options.js';
import { printLine } from '../training/callbacks/terminal.js';
import type { Places } from '../training/data/index.js';
import type { FileSource } from '../saving/sources/source.js';
import { commonOptions, graphOfConfig } from './deserialization.js';
import type { BytesOptions, SavedFormat, SaveOptions } from './files/saving.js';
import type { LoadWeightsOptions } from './files/weights-loading.js';
import { runGraph, type Graph, type GraphOperation } from './graph.js';
import type { SerializedModel } from './serialized-part.js';
import { summaryText, type SummaryOptions } from './summary.js';
import { Trainer, type ModelOptions } from './trainer.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** The parts of a functional model: symbolic inputs, and outputs that were computed from them by layers and operations. */
export interface FunctionalOptions<Inputs = Tree<SymbolicTensor>, Outputs = Tree<SymbolicTensor>> extends ModelOptions {
  readonly inputs: Inputs;
  readonly outputs: Outputs;
}

/** The graph of a model, and the forms of its inputs and outputs. */
export interface ModelGraph {
  readonly graph: Graph;
  readonly inputForm: Tree<unknown>;
  readonly outputForm: Tree<unknown>;
}

/** The graph of a functional model, and the part of its config that says how its layers are connected. */
export interface FunctionalGraph extends ModelGraph {
  readonly toConfig: () => Record<string, unknown>;
}

/**
 * A layer made of layers, which can be trained. It has a graph between symbolic inputs and outputs, or a subclass with its own `call`.
 *
 * @example
 * import { Input, layers, Model } from 'hillock';
 * const inputs = Input({ shape: [3] });
 * Model({ inputs, outputs: layers.Dense(2)(inputs) }).outputShape; // → [ null, 2 ]
 */
export class ModelClass<Input = Tensor, Output = Tensor> extends Trainer<Input, Output> {
  static readonly path: string = 'keras.src.models.functional.Functional';

  /** Makes a model from a config that `getConfig` wrote; used when layers are deserialized. */
  static override fromConfig(config: Readonly<Record<string, unknown>>, options?: DeserializeOptions): ModelClass {
    if (pathOf(this) === undefined && !('layers' in config)) return super.fromConfig(config, options) as never;
    if (!('layers' in config)) return new this(commonOptions(config));
    const graph = graphOfConfig(config, contextOf('Model.fromConfig', options));
    return new this({ ...graph, ...commonOptions(config) });
  }

  readonly #graph: FunctionalGraph | undefined;

  /** `connect` makes the graph of a functional model; it is passed as an argument so that only `Model` depends on that code. */
  constructor(options: ModelOptions = {}, connect?: (where: string) => FunctionalGraph) {
    super(options);
    this.#graph = connect?.(this.label);
  }

  /** The graph of the model, if it has one and it is known. */
  protected get modelGraph(): ModelGraph | undefined {
    return this.#graph;
  }

  /** The graph between inputs and outputs; undefined if it is not known. */
  get graph(): Graph | undefined {
    return this.modelGraph?.graph;
  }

  /** The layers, in the order of their weights. */
  get layers(): readonly AnyLayer[] {
    const inGraph = (this.graph?.operations ?? []).filter(isLayer);
    if (!this.isOpen) return inGraph;
    const attributes = valuesWithin(Object.values(this), isLayer);
    return [...new Set([...inGraph, ...attributes])];
  }

  override sublayers(): readonly AnyLayer[] {
    return this.layers;
  }

  override get built(): boolean {
    return this.graph !== undefined || super.built;
  }

  override set built(isBuilt: boolean) {
    super.built = isBuilt;
  }

  /** Makes the weights of a user's model, by a call with symbolic inputs of these shapes. */
  override build(inputShape: InputShapes): void {
    if (this.graph !== undefined) return;
    const inputs = mapShapes(inputShape, (shape) => new SymbolicTensor({ shape, dtype: this.computeDtype }));
    withoutEffects(() => (this.call as (inputs: unknown, context: CallContext) => unknown)(inputs, outsideOfModels));
  }

  #knownGraph(what: string): ModelGraph {
    const { modelGraph } = this;
    if (modelGraph !== undefined) return modelGraph;
    const hint = 'Give the first layer an inputShape, call model.build([null, …]), or train the model first';
    throw new StateError({ where: `${this.label}.${what}`, expected: 'a model whose input shape is known', hint });
  }

  /** The symbolic inputs of the model. */
  get inputs(): readonly SymbolicTensor[] {
    return this.#knownGraph('inputs').graph.inputs;
  }

  /** The symbolic outputs of the model. */
  get outputs(): readonly SymbolicTensor[] {
    return this.#knownGraph('outputs').graph.outputs;
  }

  /** The symbolic input of the model; a list or an object if there are several. */
  override get input(): SymbolicOf<Input> {
    const { graph, inputForm } = this.#knownGraph('input');
    return arrangeAs(inputForm, graph.inputs) as SymbolicOf<Input>;
  }

  /** The symbolic output of the model; a list or an object if there are several. */
  override get output(): SymbolicOf<Output> {
    const { graph, outputForm } = this.#knownGraph('output');
    return arrangeAs(outputForm, graph.outputs) as SymbolicOf<Output>;
  }

  /** The shape of the input; a list or an object of shapes if there are several. */
  get inputShape(): InputShapes {
    const { graph, inputForm } = this.#knownGraph('inputShape');
    return shapesIn(arrangeAs<AnyTensor>(inputForm, graph.inputs));
  }

  /** The shape of the output; a list or an object of shapes if there are several. */
  get outputShape(): InputShapes {
    const { graph, outputForm } = this.#knownGraph('outputShape');
    return shapesIn(arrangeAs<AnyTensor>(outputForm, graph.outputs));
  }

  /** The names of the inputs, in the order of `inputs`. */
  get inputNames(): readonly string[] {
    const { modelGraph } = this;
    return modelGraph === undefined
      ? []
      : namesIn(
          modelGraph.inputForm,
          modelGraph.graph.inputs.map(({ name }) => name),
        );
  }

  /** The names of the outputs, in the order of `outputs`: the names of the layers that compute them, or given ones. */
  get outputNames(): readonly string[] {
    const { modelGraph } = this;
    if (modelGraph === undefined) return [];
    const { graph, outputForm } = modelGraph;
    return namesIn(
      outputForm,
      graph.outputs.map(({ history }) => graph.operationAt.get(history!.node)!.name),
    );
  }

  protected override get inputPlaces(): Places | undefined {
    const { modelGraph } = this;
    return modelGraph && { names: this.inputNames, form: modelGraph.inputForm };
  }

  protected override get outputPlaces(): Places | undefined {
    const { modelGraph } = this;
    return modelGraph && { names: this.outputNames, form: modelGraph.outputForm };
  }

  protected override get knownOutputShapes(): readonly SymbolicShape[] | undefined {
    return this.graph?.outputs.map(({ shape }) => shape);
  }

  protected override prepareFor(x: readonly Tensor[]): void {
    if (this.graph === undefined) return;
    this.#checkInputs(this.graph, x);
  }

  /** The layer with a given name, or at a given index of `layers`: `getLayer('name')`, `getLayer(0)`, `getLayer({ name })`. */
  getLayer(given: string | number | { readonly name: string } | { readonly index: number }): AnyLayer {
    const where = `${this.label}.getLayer`;
    checkArgumentCount(where, arguments, 1);
    const { name, index } = Object(given) as { name?: string; index?: number };
    const nameOrIndex = name ?? index ?? (given as string | number);
    const names = this.layers.map(({ name }) => name);
    if (typeof nameOrIndex === 'string' && !names.includes(nameOrIndex))
      throw unknownNameError(where, 'layer', nameOrIndex, names);
    const layer = this.layers[typeof nameOrIndex === 'string' ? names.indexOf(nameOrIndex) : nameOrIndex];
    if (layer !== undefined) return layer;
    throw new ValueError({
      where,
      expected: `an index from 0 to ${names.length - 1}`,
      received: { index: nameOrIndex },
    });
  }

  override call(inputs: Input, context: object & CallContext = outsideOfModels): Output {
    const { graph, inputForm, outputForm } = this.#knownGraph('call');
    const values = inputsInOrder(this.label, inputs as Tree<AnyTensor>, inputForm, this.inputNames);
    this.#checkInputs(graph, values);
    // Inputs are converted to the dtypes for which the model was built.
    const admitted = values.map((value, i) => inDType(value, graph.inputs[i]!.dtype));
    return arrangeAs(outputForm, runGraph(graph, admitted, context)) as Output;
  }

  #checkInputs({ inputs }: Graph, values: readonly AnyTensor[]): void {
    values.forEach((value, i) => {
      const { shape, name } = inputs[i]!;
      const isFitting =
        value.rank === shape.length &&
        // As in Keras, a batch may have any size, even if a size was given.
        value.shape.every((length, i) => i === 0 || length === null || shape[i] === null || length === shape[i]);
      if (isFitting) return;
      throw new ShapeError({
        where: this.label,
        expected: `an input of shape ${describeValue(shape)}${inputs.length === 1 ? '' : ` for ${name}`}`,
        received: { input: value },
        ...(value.rank === shape.length - 1 && {
          hint: 'For a single sample, put it into a batch of one with ops.expandDims(x, 0)',
        }),
      });
    });
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    if (this.modelGraph === undefined && !this.isOpen) this.build(inputShape);
    if (this.modelGraph === undefined) return super.computeOutputShape(inputShape);
    const { graph, inputForm, outputForm } = this.modelGraph;
    let next = 0;
    const symbols = mapShapes(inputShape, (shape) => new SymbolicTensor({ shape, dtype: graph.inputs[next++]?.dtype }));
    const values = inputsInOrder(this.label, symbols, inputForm, this.inputNames);
    this.#checkInputs(graph, values);
    const outputs = withoutEffects(() => runGraph(graph, values, { training: false }));
    this.forgetLosses();
    return shapesIn(arrangeAs(outputForm, outputs));
  }

  /** The operations for which a summary has rows. */
  protected get shownOperations(): readonly GraphOperation[] {
    return this.graph?.operations ?? this.layers;
  }

  /** Prints a table of the layers, as Keras does. */
  summary(
    given: SummaryOptions & {
      /** What prints the table; `console.log` by default. */
      readonly printFn?: ((text: string) => void) | undefined;
    } = {},
  ): void {
    const where = `${this.label}.summary`;
    checkArgumentCount(where, arguments, 1);
    checkIsOptions(where, given, ['lineLength']);
    const { printFn = printLine, ...options } = given;
    const { label, name, graph, trainableWeights, nonTrainableWeights, optimizer, shownOperations: operations } = this;
    printFn(summaryText({ label, name, graph, operations, trainableWeights, nonTrainableWeights, optimizer }, options));
  }

  /** The entries of the config that every layer has. */
  protected layerConfig(): Record<string, unknown> {
    return super.getConfig();
  }

  override getConfig(): Record<string, unknown> {
    const { name, trainable } = this;
    return this.#graph === undefined ? super.getConfig() : { name, trainable, ...this.#graph.toConfig() };
  }

  /**
   * Writes the model to a file that Keras 3 opens: `.keras`, or `.h5`. The file is written completely or not at all, and the same model
   * gives the same bytes. `onProgress` is called with `{ written, total }`; `overwrite: false` keeps a file that is there already, and throws.
   */
  async save(path: string, options: SaveOptions = {}): Promise<void> {
    checkArgumentCount(`${this.label}.save`, arguments, 2);
    const { saveModel } = await import('./files/saving.js');
    await saveModel(this, path, options);
  }

  /** Writes the weights, and the state of the optimizer, to a `.weights.h5` that Keras 3 opens. */
  async saveWeights(path: string, options: SaveOptions = {}): Promise<void> {
    checkArgumentCount(`${this.label}.saveWeights`, arguments, 2);
    const { saveWeights } = await import('./files/saving.js');
    await saveWeights(this, path, options);
  }

  /** The bytes of the file that `save` writes (or `saveWeights`, with the format `weights.h5`), for pages and for sending over a network. */
  async toBytes(
    given: BytesOptions & {
      /** The format of the bytes; `'keras'` by default. */
      readonly format?: SavedFormat | undefined;
    } = {},
  ): Promise<Uint8Array> {
    const where = `${this.label}.toBytes`;
    checkArgumentCount(where, arguments, 1);
    checkIsOptions(where, given, ['format']);
    const { format = 'keras', ...options } = given;
    const { modelBytes } = await import('./files/saving.js');
    return modelBytes(where, this, format, options);
  }

  /**
   * Loads weights from any file that `loadModel` reads. They have to fit, layer by layer. With `skipMismatch`, layers whose weights do not
   * fit keep their own; with `byName`, layers in files of Keras 1 and 2 are found by name.
   */
  async loadWeights(source: FileSource, options: LoadWeightsOptions = {}): Promise<void> {
    checkArgumentCount(`${this.label}.loadWeights`, arguments, 2);
    const { loadWeights } = await import('./files/weights-loading.js');
    await loadWeights(this, source, options);
  }

  /** The model as Keras's JSON: `JSON.stringify(model)` writes what `model.to_json()` writes in Python. */
  toJSON(): SerializedModel {
    const { path } = this.constructor as { readonly path?: string };
    const isOwn = this.isOpen;
    return {
      module: isOwn ? null : (path ?? '').split('.').slice(0, -1).join('.'),
      class_name: classNameOf(this.constructor),
      config: this.getConfig(),
      registered_name: classNameOf(this.constructor),
      build_config: this.getBuildConfig() ?? { input_shape: null },
      compile_config: this.getCompileConfig(),
    };
  }
}

/* eslint-disable @typescript-eslint/no-explicit-any -- nothing is asked of inputs and outputs */

/** A model with any inputs and outputs. */
export type AnyModel = ModelClass<any, any>;

/* eslint-enable @typescript-eslint/no-explicit-any */

/** Names for the parts of a tree: the keys of an object, else the given names. */
function namesIn(form: Tree<unknown>, names: readonly string[]): string[] {
  if (!isPlainObject(form)) return [...names];
  const own: string[] = [];
  mapTree(form, (_, path) => own.push(path));
  return own;
}

/** The inputs of a call in the order of the model's inputs; they may be given in the model's form, as a list, or by the names of the inputs. */
function inputsInOrder(
  where: string,
  given: Tree<AnyTensor>,
  form: Tree<unknown>,
  names: readonly string[],
): AnyTensor[] {
  const parts = partsAt(form, given);
  if (parts?.every((part) => !Array.isArray(part) && !isByName(part)) === true) return parts as AnyTensor[];
  if (isByName(given)) {
    const entries = given as Readonly<Record<string, Tree<AnyTensor>>>;
    const missing = names.filter((name) => !(name in entries));
    if (missing.length === 0) return names.map((name) => entries[name] as AnyTensor);
    for (const name of Object.keys(entries))
      if (!names.includes(name)) throw unknownNameError(where, 'input', name, names);
    throw new ValueError({ where, expected: `inputs ${names.join(', ')}`, received: { missing } });
  }
  const values = flattenTree(given);
  if (values.length === names.length) return values;
  throw new ValueError({
    where,
    expected: names.length === 1 ? 'one input' : `${names.length} inputs, for ${names.join(', ')}`,
    received: { inputs: values },
  });
}

const isLayer = (value: unknown): value is AnyLayer => value instanceof Layer;

const inDType = (value: AnyTensor, dtype: DType): AnyTensor =>
  value instanceof SymbolicTensor || value.dtype === dtype ? value : cast(value, dtype);

declare module '../training/callbacks/callback.js' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever it takes and gives
  interface TrainingModel extends Pick<ModelClass<any, any>, keyof ModelClass> {}
}
