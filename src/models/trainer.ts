import { describeValue, ValueError } from '../errors/index.js';
import { valuesWithin } from '../layers/attributes.js';
import { Layer, type LayerOptions } from '../layers/index.js';
import { mapTree, type SymbolicShape, type Tensor, type Tree } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { isPlainObject, readOptions } from '../tensor/options.js';
import type { History, TrainingModel } from '../training/callbacks/index.js';
import { isBatchSource, type ModelData, type Places } from '../training/data/index.js';
import { Metric, type AnyMetric } from '../training/metrics/index.js';
import type { Optimizer } from '../training/optimizers/index.js';
import { Compilation, type CompileOptions, type Outcome, type StepLogs } from './compilation.js';
import type { FeedData } from './feeds.js';
import * as loops from './loops.js';
import { evaluateOptions, fitOptions, type BatchOptions } from './run-options.js';
import type { EvaluateOptions, FitOptions, PredictOptions } from './run-options.js';
import { serializeCompilation } from './compile-config.js';
import { ReplayedSteps } from './replayed-steps.js';
import * as steps from './steps.js';
import type { StepData } from './steps.js';
import type { Trainee } from './trainee.js';

/** The options of every model. */
export type ModelOptions = Pick<LayerOptions, 'name' | 'trainable' | 'dtype'>;

/** Data and options in one object. */
type Everything<Options, Data = FeedData> = Options &
  LabelOption & {
    /** The samples, or batches of samples and labels. */
    readonly x: Data;
  };

/** Labels among the options. */
interface LabelOption {
  /** The labels, in the form of the outputs. */
  readonly y?: ModelData | null;
}

/**
 * The base of models: a layer that can be compiled, fitted and evaluated, whatever it computes. Users' models override `trainStep`,
 * `testStep` and `predictStep`; data, callbacks and progress need not be written again.
 */
export abstract class Trainer<Input, Output> extends Layer<[x: Input], object, Output> {
  /** A callback sets it to end training after the current step. */
  stopTraining = false;
  /** The epoch that `fit` begins with; `fit` sets it. */
  initialEpoch = 0;
  /** What the last `fit` returned, or the running one will return; undefined before the first. */
  history: History | undefined;
  #compilation: Compilation | undefined;
  readonly #steps = new ReplayedSteps(this, () => this.ownAndInnerLayers);

  /** The names and the form of the inputs; undefined for models that accept any form. */
  protected get inputPlaces(): Places | undefined {
    return undefined;
  }

  /** The names and the form of the outputs, if the model knows them. */
  protected get outputPlaces(): Places | undefined {
    return undefined;
  }

  protected get knownOutputShapes(): readonly SymbolicShape[] | undefined {
    return undefined;
  }

  /** Builds the model for inputs, and refuses inputs that do not fit, before anything is computed. */
  protected prepareFor(_x: readonly Tensor[]): void {}

  get #trainee(): Trainee {
    return {
      model: this as unknown as TrainingModel,
      label: this.label,
      inputs: this.inputPlaces,
      outputs: this.outputPlaces,
      outputShapes: this.knownOutputShapes,
      compilation: this.#compilation,
      prepare: (x) => {
        this.prepareFor(x);
      },
      resetMetrics: () => {
        this.resetMetrics();
      },
      trainStep: (data) => {
        this.#buildFor(data);
        return this.#steps.run('train', (each) => this.#checkedLogs('trainStep', this.trainStep(each)), data);
      },
      testStep: (data) => this.#steps.run('test', (each) => this.#checkedLogs('testStep', this.testStep(each)), data),
      predictStep: (data) => this.#steps.run('predict', (each) => this.predictStep(each), data),
    };
  }

  /** What a step returned, refused if it is no object of values. */
  #checkedLogs(step: string, logs: unknown): StepLogs {
    if (isPlainObject(logs)) return logs as StepLogs;
    throw new ValueError({
      where: `${this.label}.${step}`,
      expected: 'an object of scalars by their names as the result',
      received: { result: logs },
      hint: logs instanceof Promise ? 'A step is no async function' : 'return { loss }',
    });
  }

  /** The optimizer, losses and metrics; undefined before `compile`. */
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

  /** Makes the weights of a model of one's own before its first step, which would find none to train. */
  #buildFor([x]: StepData): void {
    if (this.built) return;
    const restore = this.checkpoint();
    try {
      this.build(mapTree(x, ({ shape }) => [null, ...shape.slice(1)]));
    } catch (error) {
      restore();
      // A step of one's own may call the model with something else than x, or only its parts: then the step builds what it uses.
      if (this.trainStep === Trainer.prototype.trainStep) throw error;
    }
  }

  /** The metrics: those of the compilation, with the loss first, then those that are attributes of the model and its layers. */
  get metrics(): AnyMetric[] {
    return [...(this.#compilation?.metrics ?? []), ...this.#heldMetrics()];
  }

  /** The metrics that are attributes of users' classes. */
  #heldMetrics(): AnyMetric[] {
    const layers = [...this.ownAndInnerLayers].filter(
      (layer) => layer.isOpen && (layer === this || !(layer instanceof Trainer)),
    );
    return layers.flatMap((layer) =>
      valuesWithin(Object.values(layer), (value): value is AnyMetric => value instanceof Metric),
    );
  }

  /** The names of the values that `evaluate` returns, in the same order. */
  get metricsNames(): string[] {
    return this.#compilation?.metricsNames ?? [];
  }

  /** The programs that steps were compiled to, for readers. */
  get programs(): [key: string, program: unknown][] {
    return this.#steps.programs;
  }

  /** Resets the metrics. */
  resetMetrics(): void {
    checkArgumentCount(`${this.label}.resetMetrics`, arguments, 0);
    for (const metric of new Set([...(this.#compilation?.metrics ?? []), ...this.metrics])) metric.resetState();
  }

  /** Sets the optimizer, losses and metrics for training. */
  compile(options: CompileOptions = {}): void {
    const where = `${this.label}.compile`;
    checkArgumentCount(where, arguments, 1);
    const compilation = new Compilation(where, options, this.dtypePolicy.name);
    const { outputPlaces } = this;
    if (outputPlaces !== undefined && compilation.hasLoss) compilation.prepare(where, outputPlaces.names);
    this.#compilation = compilation;
  }

  /** Trains on one batch `[x, y, sampleWeight]`, and returns values to show, by name. If the step is traced, this runs once for each shape. */
  trainStep(data: StepData): StepLogs {
    return steps.trainStep(this, data);
  }

  /** Evaluates one batch; nothing but metrics changes. */
  testStep(data: StepData): StepLogs {
    return steps.testStep(this, data);
  }

  /** The outputs for one batch. */
  predictStep([x]: StepData): Tree<Tensor> {
    return this.invoke(x, { training: false }) as Tree<Tensor>;
  }

  /** The number that a step minimises: the compiled loss of the predictions, plus the losses of layers and regularizers. */
  computeLoss({
    training: _,
    ...outcome
  }: Outcome & {
    /** Whether it is computed in training. Keras's name; nothing depends on it. */
    readonly training?: boolean;
  }): Tensor {
    const where = `${this.label}.computeLoss`;
    return steps.compilationOf(where, this).lossOf(where, outcome, this.losses);
  }

  /** Updates the metrics of the compilation with predictions, and returns the results of all metrics by name. */
  computeMetrics(outcome: Outcome): StepLogs {
    const where = `${this.label}.computeMetrics`;
    const compilation = steps.compilationOf(where, this);
    compilation.updateMetrics(where, outcome);
    const held = this.#heldMetrics();
    return held.length === 0 ? compilation.logs() : compilation.logs(held);
  }

  /** Does something that may build the model. If it fails before training has changed a weight, the model is restored. */
  #attempt<Result>(action: () => Result): Result {
    if (this.built) return action();
    const restore = this.checkpoint();
    const { optimizer } = this;
    const before = optimizer?.iterations;
    const fail = (error: unknown): never => {
      if (optimizer?.iterations === before) restore();
      throw error;
    };
    try {
      const result = action();
      return result instanceof Promise ? (result.catch(fail) as Result) : result;
    } catch (error) {
      return fail(error);
    }
  }

  /** Trains the model in another thread; if that fails before it begins, the model is restored. */
  protected trainElsewhere<Result>(run: (trainee: Trainee) => Promise<Result>): Promise<Result> {
    return this.#attempt(() => run(this.#trainee));
  }

  /**
   * Trains the model: `epochs` times over all samples, in batches. Data and options may also come as one object: `fit({ x, y, epochs })`.
   * In place of arrays, a `Dataset`, a `PyDataset`, an iterable or a generator can provide the batches, `[x, y?, sampleWeight?]` each; then
   * the options follow x, or `null` for y.
   */
  fit(x: FeedData, options: FitOptions & LabelOption): Promise<History>;
  fit(x: FeedData, y?: ModelData | null, options?: FitOptions): Promise<History>;
  fit(everything: Everything<FitOptions>): Promise<History>;
  async fit(...given: readonly unknown[]): Promise<History> {
    const [x, y, options] = runArguments<FitOptions>(`${this.label}.fit`, given);
    return this.#attempt(() => loops.fit(this.#trainee, x, y, options));
  }

  /** The loss and the metrics for samples: a list that begins with the loss; by name with `returnDict`. */
  evaluate(
    x: FeedData,
    y: ModelData | null,
    options: EvaluateOptions & { readonly returnDict: true },
  ): Promise<Record<string, number>>;
  evaluate(
    x: FeedData,
    options: EvaluateOptions & LabelOption & { readonly returnDict: true },
  ): Promise<Record<string, number>>;
  evaluate(everything: Everything<EvaluateOptions> & { readonly returnDict: true }): Promise<Record<string, number>>;
  evaluate(x: FeedData, options: EvaluateOptions & LabelOption): Promise<[loss: number, ...metrics: number[]]>;
  evaluate(x: FeedData, y?: ModelData | null, options?: EvaluateOptions): Promise<[loss: number, ...metrics: number[]]>;
  evaluate(everything: Everything<EvaluateOptions>): Promise<[loss: number, ...metrics: number[]]>;
  async evaluate(...given: readonly unknown[]): Promise<never> {
    const [x, y, options] = runArguments<EvaluateOptions>(`${this.label}.evaluate`, given);
    return this.#attempt(() => loops.evaluate(this.#trainee, x, y, options)) as Promise<never>;
  }

  /** The outputs for samples, in the form of the model's outputs. */
  async predict(x: FeedData, options: PredictOptions = {}): Promise<Output> {
    checkArgumentCount(`${this.label}.predict`, arguments, 2);
    return this.#attempt(() => loops.predict(this.#trainee, x, options)) as Promise<Output>;
  }

  /** The outputs for one batch, synchronously. */
  predictOnBatch(x: ModelData, options: Readonly<Record<string, never>> = {}): Output {
    const trainee = this.#trainee;
    const where = `${this.label}.predictOnBatch`;
    checkArgumentCount(where, arguments, 2);
    readOptions(where, options, {});
    const input = loops.batchOf(where, trainee, x);
    return this.#attempt(() => {
      if (!this.built) trainee.prepare(input.tensors);
      return trainee.predictStep([input.tree]);
    }) as Output;
  }

  /** Trains on one batch, and returns its loss and metrics as `evaluate` does. */
  trainOnBatch(
    x: ModelData,
    y: ModelData | null,
    options: BatchOptions & { readonly returnDict: true },
  ): Record<string, number>;
  trainOnBatch(x: ModelData, y?: ModelData | null, options?: BatchOptions): [loss: number, ...metrics: number[]];
  trainOnBatch(everything: Everything<BatchOptions, ModelData>): [loss: number, ...metrics: number[]];
  trainOnBatch(...given: readonly unknown[]): never {
    const [x, y, options] = runArguments<BatchOptions, ModelData>(`${this.label}.trainOnBatch`, given);
    return this.#attempt(() => loops.runBatch(this.#trainee, 'trainOnBatch', x, y, options)) as never;
  }

  /** The loss and the metrics for one batch, as `evaluate` returns them. */
  testOnBatch(
    x: ModelData,
    y: ModelData | null,
    options: BatchOptions & { readonly returnDict: true },
  ): Record<string, number>;
  testOnBatch(x: ModelData, y?: ModelData | null, options?: BatchOptions): [loss: number, ...metrics: number[]];
  testOnBatch(everything: Everything<BatchOptions, ModelData>): [loss: number, ...metrics: number[]];
  testOnBatch(...given: readonly unknown[]): never {
    const [x, y, options] = runArguments<BatchOptions, ModelData>(`${this.label}.testOnBatch`, given);
    return this.#attempt(() => loops.runBatch(this.#trainee, 'testOnBatch', x, y, options)) as never;
  }

  /** How the model was compiled, as Keras writes it. */
  getCompileConfig(): Record<string, unknown> {
    return serializeCompilation(this.#compilation);
  }
}

/** Options that Python users may give by position after y; they get a hint. */
const keywords = ['batchSize', 'epochs', 'verbose'];

/** Data and options, given by position or in one object that has an `x`. */
export function runArguments<Options extends object, Data extends FeedData = FeedData>(
  where: string,
  given: readonly unknown[],
): [x: Data, y: ModelData | null, options: Options] {
  const [first, second = null, third] = given;
  const [, , ...behind] = given;
  if (behind.length > 1 || (third !== undefined && !isPlainObject(third))) {
    const byName = behind.map((value, i) => `${keywords[i] ?? '…'}: ${describeValue(value)}`);
    const hint = isPlainObject(third) ? 'nothing stands behind the options' : `write { ${byName.join(', ')} }`;
    throw new ValueError({
      where,
      expected: 'an object of options behind x and y',
      received: { 'behind y': behind },
      hint,
    });
  }
  // A model's input may be named `x`, too; labels or options in the same object show that it contains data and options.
  const isEverything = given.length === 1 && isPlainObject(first) && 'x' in first && Object.keys(first).length > 1;
  if (isEverything) {
    const { x, y = null, ...rest } = first;
    return [x as Data, y as ModelData | null, rest as Options];
  }
  if (third === undefined && isPlainObject(second) && (isBatchSource(first) || Object.keys(second).some(isRunOption))) {
    const { y = null, ...rest } = second;
    return [first as Data, y as ModelData | null, rest as Options];
  }
  return [first as Data, second as ModelData | null, (third === undefined ? {} : third) as Options];
}

/** Whether a name is that of an option: labels and inputs may be objects by name, too. */
const isRunOption = (name: string): boolean => name in { ...fitOptions(), ...evaluateOptions() };
