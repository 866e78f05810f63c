import { describeValue, ShapeError, StateError, unknownNameError, ValueError } from '../errors/index.js';
import { Layer, type AnyLayer, type CallContext, type LayerOptions } from '../layers/index.js';
import { listOf, type AnyTensor, type OneOrMore } from '../layers/input-spec.js';
import { isShape, type InputShapes } from '../layers/shape-trees.js';
import { cast } from '../ops/casting.js';
import { SymbolicTensor, type DType, type SymbolicShape, type Tensor } from '../tensor/index.js';
import type { History } from '../training/callbacks/index.js';
import { printLine } from '../training/callbacks/terminal.js';
import { tensorsFor, type ModelData } from '../training/data/index.js';
import type { Optimizer } from '../training/optimizers/index.js';
import { Compilation, type CompileOptions } from './compilation.js';
import { runGraph, type Graph } from './graph.js';
import * as loops from './loops.js';
import type { Results } from './loops.js';
import type { BatchOptions, EvaluateOptions, FitOptions, PredictOptions } from './run-options.js';
import { serializeCompilation, type SerializedModel } from './serialization.js';
import { summaryText, type SummaryOptions } from './summary.js';
import type { Trainee } from './trainee.js';

/** What every model takes. */
export type ModelOptions = Pick<LayerOptions, 'name' | 'trainable' | 'dtype'>;

/**
 * The base of all models: a layer made of layers, which can be trained. A subclass says what lies between its inputs and outputs,
 * `graph`, once that is known.
 *
 * @example
 * import { layers, Sequential, TrainableModel } from 'hillock';
 * Sequential([layers.Dense(1)]) instanceof TrainableModel; // → true
 */
// Its inputs and outputs are known when it is made.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export abstract class TrainableModel extends Layer<any[], object, any> implements Trainee {
  /** Set it, from a callback, to end training after the current step. */
  stopTraining = false;
  #compilation: Compilation | undefined;

  /** What lies between inputs and outputs; undefined while the shape of the inputs is not known. */
  abstract readonly graph: Graph | undefined;

  /** The layers, without the places for inputs where those are not layers of their own. */
  abstract readonly layers: readonly AnyLayer[];

  abstract readonly outputNames: readonly string[];

  /** Whether the outputs come in a list. */
  abstract readonly hasOutputList: boolean;

  /** Whether the layers follow one another by construction. */
  abstract readonly isStack: boolean;

  override sublayers(): readonly AnyLayer[] {
    return this.layers;
  }

  #knownGraph(what: string): Graph {
    if (this.graph !== undefined) return this.graph;
    const hint = 'Give the first layer an inputShape, call model.build([null, …]), or train the model first';
    throw new StateError({ where: `${this.label}.${what}`, expected: 'a model whose input shape is known', hint });
  }

  /** The symbolic inputs of the model. */
  get inputs(): readonly SymbolicTensor[] {
    return this.#knownGraph('inputs').inputs;
  }

  /** The symbolic outputs of the model. */
  get outputs(): readonly SymbolicTensor[] {
    return this.#knownGraph('outputs').outputs;
  }

  /** The symbolic input of the model; a list for several. */
  override get input(): OneOrMore<SymbolicTensor> {
    return oneOrMore(this.#knownGraph('input').inputs);
  }

  /** The symbolic output of the model; a list for several. */
  override get output(): OneOrMore<SymbolicTensor> {
    const { outputs } = this.#knownGraph('output');
    return this.hasOutputList ? outputs : outputs[0]!;
  }

  /** The shape of the input; a list of shapes for several. */
  get inputShape(): OneOrMore<SymbolicShape> {
    return oneOrMore(this.inputs.map(({ shape }) => shape));
  }

  /** The shape of the output; a list of shapes for several. */
  get outputShape(): OneOrMore<SymbolicShape> {
    return oneOrMore(this.outputShapes);
  }

  get outputShapes(): readonly SymbolicShape[] {
    return this.outputs.map(({ shape }) => shape);
  }

  get inputNames(): readonly string[] {
    return this.graph?.inputs.map(({ name }) => name) ?? ['x'];
  }

  /** The layer with a name, or at a place in `layers`. */
  getLayer(nameOrIndex: string | number): AnyLayer {
    const where = `${this.label}.getLayer`;
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

  override call(inputs: OneOrMore<AnyTensor>, context: CallContext): OneOrMore<AnyTensor> {
    const graph = this.#knownGraph('call');
    const values = listOf(inputs);
    this.#checkInputs(graph, values);
    // In the dtypes that the model was built for.
    const admitted = values.map((value, i) => inDType(value, graph.inputs[i]!.dtype));
    const outputs = runGraph(graph, admitted, context);
    return this.hasOutputList ? outputs : outputs[0]!;
  }

  #checkInputs({ inputs }: Graph, values: readonly AnyTensor[]): void {
    if (values.length !== inputs.length) {
      throw new ValueError({ where: this.label, expected: `${inputs.length} inputs`, received: { inputs: values } });
    }
    values.forEach((value, i) => {
      const { shape, name } = inputs[i]!;
      const isFitting =
        value.rank === shape.length &&
        value.shape.every((length, axis) => length === null || shape[axis] === null || length === shape[axis]);
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
    if (!this.built) this.build(inputShape);
    const shapes = (isShape(inputShape) ? [inputShape] : inputShape) as readonly SymbolicShape[];
    const graph = this.#knownGraph('computeOutputShape');
    const symbols = shapes.map((shape, i) => new SymbolicTensor({ shape, dtype: graph.inputs[i]?.dtype }));
    this.#checkInputs(graph, symbols);
    const outputs = runGraph(graph, symbols, { training: false });
    return this.hasOutputList ? outputs.map(({ shape }) => shape) : outputs[0]!.shape;
  }

  prepare(x: readonly Tensor[]): void {
    if (!this.built) this.build(oneOrMore(x.map(({ shape }) => [null, ...shape.slice(1)])));
    this.#checkInputs(this.#knownGraph('build'), x);
  }

  run(x: readonly Tensor[], training: boolean): Tensor[] {
    return listOf(this.invoke(oneOrMore(x), { training })) as Tensor[];
  }

  /** Optimizer, losses and metrics; undefined before `compile`. */
  get compilation(): Compilation | undefined {
    return this.#compilation;
  }

  get compiled(): boolean {
    return this.#compilation !== undefined;
  }

  /** The optimizer that the model was compiled with. */
  get optimizer(): Optimizer | undefined {
    return this.#compilation?.optimizer;
  }

  /** The names of what `evaluate` returns, in its order. */
  get metricsNames(): string[] {
    return this.#compilation?.metricsNames ?? [];
  }

  /** Says how the model is to be trained. */
  compile(options: CompileOptions = {}): void {
    const where = `${this.label}.compile`;
    const compilation = new Compilation(where, options);
    if (this.graph !== undefined && (options.loss ?? null) !== null) compilation.prepare(where, this.outputNames);
    this.#compilation = compilation;
  }

  /** Does something that may build the model. If it fails before training has changed a weight, the model is as it was. */
  #attempt<Result>(action: () => Result): Result {
    if (this.built) return action();
    const restore = this.checkpoint();
    const { optimizer } = this;
    const steps = optimizer?.iterations;
    const fail = (error: unknown): never => {
      if (optimizer?.iterations === steps) restore();
      throw error;
    };
    try {
      const result = action();
      return result instanceof Promise ? (result.catch(fail) as Result) : result;
    } catch (error) {
      return fail(error);
    }
  }

  /** Trains the model: `epochs` times over all samples, in batches. */
  fit(x: ModelData, y: ModelData, options: FitOptions = {}): Promise<History> {
    return this.#attempt(() => loops.fit(this, x, y, options));
  }

  /** The loss and the metrics for samples: one number if there is only the loss, else a list that begins with it. */
  evaluate(
    x: ModelData,
    y: ModelData,
    options: EvaluateOptions & { readonly returnDict: true },
  ): Promise<Record<string, number>>;
  evaluate(x: ModelData, y: ModelData, options?: EvaluateOptions): Promise<number | number[]>;
  evaluate(x: ModelData, y: ModelData, options: EvaluateOptions = {}): Promise<Results> {
    return this.#attempt(() => loops.evaluate(this, x, y, options));
  }

  /** The outputs for samples; a list of them for several outputs. */
  async predict(x: ModelData, options: PredictOptions = {}): Promise<Tensor> {
    return this.#arranged(await this.#attempt(() => loops.predict(this, x, options)));
  }

  /** The outputs for one batch, at once. */
  predictOnBatch(x: ModelData): Tensor {
    const tensors = tensorsFor(`${this.label}.predictOnBatch`, 'x', x, this.inputNames);
    const outputs = this.#attempt(() => {
      if (!this.built) this.prepare(tensors);
      return this.run(tensors, false);
    });
    return this.#arranged(outputs);
  }

  /** Changes the weights by one batch, and returns its loss and metrics as `evaluate` does. */
  trainOnBatch(
    x: ModelData,
    y: ModelData,
    options: BatchOptions & { readonly returnDict: true },
  ): Record<string, number>;
  trainOnBatch(x: ModelData, y: ModelData, options?: BatchOptions): number | number[];
  trainOnBatch(x: ModelData, y: ModelData, options: BatchOptions = {}): Results {
    return this.#attempt(() => loops.runBatch(this, 'trainOnBatch', x, y, options));
  }

  /** The loss and the metrics for one batch, as `evaluate` returns them. */
  testOnBatch(
    x: ModelData,
    y: ModelData,
    options: BatchOptions & { readonly returnDict: true },
  ): Record<string, number>;
  testOnBatch(x: ModelData, y: ModelData, options?: BatchOptions): number | number[];
  testOnBatch(x: ModelData, y: ModelData, options: BatchOptions = {}): Results {
    return this.#attempt(() => loops.runBatch(this, 'testOnBatch', x, y, options));
  }

  /** Prints a table of the layers, as Keras does. */
  summary({
    printFn = printLine,
    ...options
  }: SummaryOptions & { readonly printFn?: ((text: string) => void) | undefined } = {}): void {
    printFn(summaryText(this, options));
  }

  /** The model as Keras's JSON: what `JSON.stringify(model)` writes, `model.to_json()` writes in Python. */
  abstract toJSON(): SerializedModel;

  /** How the model was compiled, as Keras writes it. */
  getCompileConfig(): Record<string, unknown> {
    return serializeCompilation(this.#compilation);
  }

  // For several outputs it is a list, which the type leaves to those who made the model.
  #arranged(outputs: readonly Tensor[]): Tensor {
    return (this.hasOutputList ? outputs : outputs[0]!) as Tensor;
  }
}

const inDType = (value: AnyTensor, dtype: DType): AnyTensor =>
  value instanceof SymbolicTensor || value.dtype === dtype ? value : cast(value, dtype);

export const oneOrMore = <T>(values: readonly T[]): OneOrMore<T> => (values.length === 1 ? values[0]! : values);
