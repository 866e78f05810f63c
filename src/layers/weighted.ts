import { ShapeError, StateError, ValueError } from '../errors/index.js';
import { FunctionObject } from '../objects/callable.js';
import { uniqueName } from '../objects/naming.js';
import { classNameOf, stemOf } from '../objects/class-name.js';
import { checkAreOptions, readOptions } from '../objects/options/index.js';
import { isFloating, markChanged, SeedGenerator, Tensor, Variable, withAutocast, withValues } from '../tensor/index.js';
import type { DType, Shape, SymbolicShape, TensorLike } from '../tensor/index.js';
import { checkIsOptions, readOptions as readPlainOptions } from '../tensor/options.js';
import { assignAll, countElements, inOrderOfFiles } from './assignment.js';
import { valuesWithin } from './attributes.js';
import { currentPath, withinCall, withPath } from './call-scope.js';
import type { DTypePolicy } from '../objects/dtype-policy.js';
import { get as constraintOf, type ConstraintIdentifier } from './constraints/registry.js';
import { initialValue, get as initializerOf, type InitializerIdentifier } from './initializers/registry.js';
import { get as regularizerOf, type RegularizerIdentifier } from './regularizers/registry.js';

import { batchShapeOf, layerOptions, type LayerOptions } from './layer-options.js';
import { policyOption } from '../objects/dtype-policy.js';
import type { LayerSignature } from './signature.js';
import type { WeightDType } from './initializers/initializer.js';
import { checkInputShape, type BuildConfig, type InputShapes } from './shape-trees.js';
import { WeightLists } from './weight-lists.js';
import { unsetValue } from './initializers/unset-values.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** The options of `addWeight`. */
export interface WeightOptions {
  /** By default `variable`, followed by a number from the second weight on. */
  readonly name?: string | undefined;
  /** A scalar by default. */
  readonly shape?: SymbolicShape | undefined;
  /** `glorot_uniform` by default for floating-point weights, `zeros` for others. */
  readonly initializer?: InitializerIdentifier | undefined;
  /** Computes what the weight adds to the loss. */
  readonly regularizer?: RegularizerIdentifier | null | undefined;
  /** Computes what the weight becomes after each step of an optimizer. */
  readonly constraint?: ConstraintIdentifier | null | undefined;
  /** Whether training changes the weight; true by default. */
  readonly trainable?: boolean | undefined;
  /** By default the layer's `variableDtype`. */
  readonly dtype?: DType | undefined;
  /** Whether a layer that computes in another dtype reads the weight in that dtype. */
  readonly autocast?: boolean | undefined;
}

// A layer of any signature, for code that uses only what all layers have.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyWeighted = Weighted<any[], any, any>;

/** The part of a layer that does not concern its computation: a name, a dtype, weights, and inner layers. */
export abstract class Weighted<
  Inputs extends readonly unknown[] = [x: Tensor],
  Options extends object = object,
  Output = Tensor,
> extends FunctionObject<LayerSignature<Inputs, Options, Output>> {
  override name: string;
  /** The dtypes in which the layer keeps its weights and computes. */
  readonly dtypePolicy: DTypePolicy;
  /** Whether floating-point inputs and weights are converted to the dtype in which the layer computes. */
  readonly autocast: boolean;
  /** The shape that the first layer of a model was told to expect, including the batch. */
  readonly batchInputShape: SymbolicShape | undefined;
  #inputDType: DType | undefined;
  #isBuilt: boolean;
  #buildShape: InputShapes | undefined;
  #isBuilding = false;
  #isTrainable: boolean;
  /** The path of the layer among the layers that were being built or called when the path was first asked for. */
  #path: string | undefined;
  /** Whether weights can no longer be added. */
  #isLocked = false;
  #trained: Variable[] = [];
  #kept: Variable[] = [];
  /** The variables that are not trained because `trainable` was set to false. */
  #frozen: Variable[] = [];
  readonly #lists = new WeightLists(this);

  constructor(options: LayerOptions) {
    super();
    const className = classNameOf(this.constructor);
    const { takesIntegerPolicies = false } = this.constructor as { readonly takesIntegerPolicies?: boolean };
    const table = takesIntegerPolicies ? { ...layerOptions(), dtype: policyOption() } : layerOptions();
    checkIsOptions(className, options, Object.keys(table));
    checkAreOptions(className, options, table);
    const { name, dtype, trainable, autocast, inputShape, inputDim, batchShape, batchSize } = readOptions(
      className,
      table,
      options,
    );
    this.name = name ?? uniqueName(stemOf(this.constructor));
    this.dtypePolicy = dtype;
    this.autocast = autocast;
    const shape = inputShape ?? (inputDim === null ? null : [inputDim]);
    this.batchInputShape = batchShapeOf(className, { shape, batchShape, batchSize });
    this.#isTrainable = trainable;
    this.#isBuilt = this.build === Weighted.prototype.build;
    watchMethods(this);
  }

  /** The dtype of the weights. */
  get variableDtype(): DType {
    return this.dtypePolicy.variableDtype;
  }

  /** The dtype of the weights, as `variableDtype`; for a layer that only has inputs, the dtype of these. */
  get dtype(): DType {
    return this.#inputDType ?? this.dtypePolicy.variableDtype;
  }

  set dtype(dtype: DType) {
    this.#inputDType = dtype;
  }

  /** The dtype in which the layer computes, and which its outputs have. */
  get computeDtype(): DType {
    return this.dtypePolicy.computeDtype;
  }

  /** The class and the name of the layer, as errors state them. */
  get label(): string {
    return `${classNameOf(this.constructor)} "${this.name}"`;
  }

  /** The name of the layer after the names of the layers around it: `sequential/dense`. */
  get path(): string {
    if (this.#path !== undefined) return this.#path;
    const around = currentPath();
    return (this.#path = around === '' ? this.name : `${around}/${this.name}`);
  }

  /** Whether the weights exist. A layer without a `build` has no weights to wait for. */
  get built(): boolean {
    return this.#isBuilt;
  }

  set built(isBuilt: boolean) {
    this.#isBuilt = isBuilt;
  }

  /** Makes the weights for inputs of a shape. For several inputs the argument is a list of shapes, or an object of shapes. */
  build(_inputShape: InputShapes): void {}

  /** Wraps every `build`, whoever calls it: weights get a path, their values are computed even inside a trace, and a failed build is undone. */
  buildWith(build: (inputShape: InputShapes) => void, inputShape: InputShapes): void {
    // This is the `build` of a base class, called by the `build` of its subclass.
    if (this.#isBuilding) {
      build.call(this, inputShape);
      return;
    }
    checkInputShape(`${this.label}.build`, inputShape);
    const restore = this.checkpoint();
    this.#isBuilding = true;
    try {
      withPath(this.path, () => outsideOfCalls(() => build.call(this, inputShape)));
    } catch (error) {
      restore();
      throw error;
    } finally {
      this.#isBuilding = false;
    }
    this.#buildShape = inputShape;
    this.#isBuilt = true;
    this.#isLocked = true;
    markChanged();
  }

  /** Wraps every `call`: if it fails because it was called by itself on a layer without weights, the error says so. */
  callWith(call: (...given: readonly unknown[]) => unknown, given: readonly unknown[]): unknown {
    try {
      return call.apply(this, given as unknown[]);
    } catch (error) {
      if (this.built || this.#isBuilding) throw error;
      const unbuilt = new StateError({
        where: `${this.label}.call`,
        expected: 'a layer that is built',
        received: { error: (error as Error).message },
        hint: 'Call the layer itself, layer(x), which builds it, or layer.build(inputShape) before',
      });
      unbuilt.cause = error;
      throw unbuilt;
    }
  }

  /** Returns a function that undoes whatever is built from now on, in this layer and the layers inside it. */
  protected checkpoint(): () => void {
    const restores = [...this.ownAndInnerLayers].map((layer) => layer.ownCheckpoint());
    return () => {
      for (const restore of restores) restore();
      markChanged();
    };
  }

  /** The same for this layer alone. */
  protected ownCheckpoint(): () => void {
    const [shape, isBuilt, isLocked, path] = [this.#buildShape, this.#isBuilt, this.#isLocked, this.#path];
    const [trained, kept] = [this.#trained, this.#kept];
    const attributes = new Map(attributesOf(this));
    return () => {
      const made = [...this.#trained, ...this.#kept].filter((each) => !trained.includes(each) && !kept.includes(each));
      const isMade = (value: unknown): boolean => made.some((each) => each === value);
      const outdated = attributesOf(this).filter(([, value]) => isMade(value));
      Object.assign(this, Object.fromEntries(outdated.map(([name]) => [name, attributes.get(name)])));
      [this.#buildShape, this.#isBuilt, this.#isLocked, this.#path] = [shape, isBuilt, isLocked, path];
      [this.#trained, this.#kept] = [trained, kept];
    };
  }

  /** Ends the time in which weights can be added. For a layer without a `build` it lasts until the first call. */
  protected lockWeights(): void {
    this.#isLocked = true;
  }

  /** What is needed to build the layer again: the shape it was built for; undefined if it was not built. */
  getBuildConfig(): BuildConfig | undefined {
    return this.#buildShape === undefined ? undefined : { input_shape: this.#buildShape };
  }

  /** Makes a weight: a variable that is trained, counted and saved with the layer. */
  addWeight(options: WeightOptions = {}): Variable {
    checkArgumentCount(`${this.label}.addWeight`, arguments, 1);
    const where = `${this.label}.addWeight`;
    const settings = readPlainOptions<WeightOptions>(where, options, {
      name: undefined,
      shape: [],
      initializer: undefined,
      regularizer: null,
      constraint: null,
      trainable: true,
      dtype: this.variableDtype,
      autocast: true,
    });
    const { shape = [], trainable = true, dtype = this.variableDtype } = settings;
    const { name = uniqueName('variable'), initializer = isFloating(dtype) ? 'glorot_uniform' : 'zeros' } = settings;
    if (this.#isLocked) {
      throw new StateError({
        where,
        expected: 'to be called before the layer is built, in its build or constructor',
        received: { name },
      });
    }
    if (shape.includes(null)) {
      throw new ShapeError({ where, expected: `a shape of known lengths for the weight ${name}`, received: { shape } });
    }
    const place = `${where} of ${name}`;
    // A class that saves its own state may not save all its weights, so these need their initial values even when a file is loaded.
    const unset = this.hasOwnState ? undefined : unsetValue(place, shape as Shape, dtype);
    const value =
      unset ??
      outsideOfCalls(() => initialValue(place, initializerOf(initializer), shape as Shape, dtype as WeightDType));
    const variable = new Variable(value, {
      name,
      path: `${this.path}/${name}`,
      trainable: trainable && this.#isTrainable,
    });
    const { regularizer = null, constraint = null } = settings;
    variable.regularizer = regularizer === null ? null : regularizerOf(regularizer);
    variable.constraint = constraint === null ? null : constraintOf(constraint);
    variable.autocast = settings.autocast ?? true;
    if (trainable) this.#trained = [...this.#trained, variable];
    else this.#kept = [...this.#kept, variable];
    markChanged();
    return variable;
  }

  /** Makes a weight with the options whose names begin with its name: `kernelInitializer`, `kernelRegularizer`, `kernelConstraint`. */
  protected addWeightOf(option: string, shape: SymbolicShape, settings: WeightOptions = {}): Variable {
    const options = this as unknown as Readonly<Record<string, never>>;
    return this.addWeight({
      name: option,
      shape,
      initializer: options[`${option}Initializer`],
      regularizer: options[`${option}Regularizer`] ?? null,
      constraint: options[`${option}Constraint`] ?? null,
      ...settings,
    });
  }

  /** The name that Keras's files have for an attribute that holds layers. */
  savedNameOf(attribute: string): string {
    return attribute.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  /** The layers that are attributes of this layer, directly or in arrays and plain objects. Their weights belong to this layer, too. */
  sublayers(): readonly AnyWeighted[] {
    return valuesWithin(Object.values(this), isWeighted);
  }

  /** The variables of the layer itself: those of `addWeight` that are trained, the other ones of `addWeight`, and those that are attributes. */
  ownWeights(): Variable[] {
    const attributes = valuesWithin(Object.values(this), (value) => value instanceof Variable);
    return [...new Set([...this.#trained, ...this.#kept, ...attributes])];
  }

  /** Whether the class decides itself what files contain of it. */
  get hasOwnState(): boolean {
    const { saveOwnVariables, loadOwnVariables } = Weighted.prototype;
    return this.saveOwnVariables !== saveOwnVariables || this.loadOwnVariables !== loadOwnVariables;
  }

  /**
   * Puts into `store`, by name, what files of Keras 3 contain of the layer itself, without the layers inside it: by default its weights,
   * named `0`, `1` and so on, trainable ones first. A class that keeps other things writes them here, and reads them in `loadOwnVariables`.
   */
  saveOwnVariables(store: Record<string, TensorLike>): void {
    inOrderOfFiles(this.ownWeights()).forEach((variable, i) => (store[i] = variable.value));
  }

  /** Restores what `saveOwnVariables` wrote, given as tensors by name. */
  loadOwnVariables(store: Readonly<Record<string, Tensor>>): void {
    assignAll(`${this.label}.loadOwnVariables`, inOrderOfFiles(this.ownWeights()), Object.values(store));
  }

  /** The seed generators among the attributes. Their states are variables, but no weights. */
  seedGenerators(): SeedGenerator[] {
    return valuesWithin(Object.values(this), (value) => value instanceof SeedGenerator);
  }

  /** Whether attributes may be added at any time, as in users' classes; the library's classes know what they contain. */
  get isOpen(): boolean {
    return !Object.hasOwn(this.constructor, 'path');
  }

  /** Whether another layer is part of this one. */
  holds(layer: object): boolean {
    return this.#lists.current().layers.has(layer as never);
  }

  /** This layer and all layers inside it, in the order of their weights. */
  protected get ownAndInnerLayers(): ReadonlySet<AnyWeighted> {
    return this.#lists.current().layers as ReadonlySet<AnyWeighted>;
  }

  /** All weights: first those of the layer itself, then those of the layers inside it. */
  get weights(): Variable[] {
    return [...this.#lists.current().weights];
  }

  get trainableWeights(): Variable[] {
    return [...this.#lists.current().trainable];
  }

  get nonTrainableWeights(): Variable[] {
    return [...this.#lists.current().nonTrainable];
  }

  /** All variables: the weights, and the states of seed generators. */
  get variables(): Variable[] {
    return [...this.#lists.current().variables];
  }

  /** The weights that training changes. */
  get trainableVariables(): Variable[] {
    return this.trainableWeights;
  }

  /** The variables that training does not change by gradients. */
  get nonTrainableVariables(): Variable[] {
    const trained = new Set(this.#lists.current().trainable);
    return this.variables.filter((variable) => !trained.has(variable));
  }

  /** Whether training changes the weights. Setting it also sets it for all layers inside. */
  get trainable(): boolean {
    return this.#isTrainable;
  }

  set trainable(isTrainable: boolean) {
    if (typeof isTrainable !== 'boolean') {
      throw new ValueError({
        where: `${this.label}.trainable`,
        expected: 'true or false',
        received: { trainable: isTrainable },
      });
    }
    for (const layer of this.ownAndInnerLayers) layer.#train(isTrainable);
    markChanged();
  }

  #train(isTrainable: boolean): void {
    this.#isTrainable = isTrainable;
    const stopped = [...this.#frozen, ...this.#trained];
    this.#frozen = isTrainable ? [] : [...new Set([...stopped, ...this.ownWeights().filter((each) => each.trainable)])];
    for (const variable of isTrainable ? stopped : this.#frozen) variable.trainable = isTrainable;
  }

  /** Copies of the values of the weights, in their order. */
  getWeights(): Tensor[] {
    checkArgumentCount(`${this.label}.getWeights`, arguments, 0);
    return this.weights.map(({ value: { data, shape, dtype } }) => new Tensor(data.slice(), shape, dtype));
  }

  /** Gives the weights new values, in their order. If one of the values does not fit, no weight changes. */
  setWeights(weights: readonly TensorLike[]): void {
    checkArgumentCount(`${this.label}.setWeights`, arguments, 1);
    assignAll(`${this.label}.setWeights`, this.weights, weights);
  }

  /** The total number of numbers in all weights. */
  countParams(): number {
    checkArgumentCount(`${this.label}.countParams`, arguments, 0);
    if (this.built) return countElements(this.weights);
    throw new StateError({
      where: `${this.label}.countParams`,
      expected: 'a layer that is built',
      hint: 'Call it on inputs, or build it with layer.build(inputShape)',
    });
  }
}

const isWeighted = (value: unknown): value is AnyWeighted => value instanceof Weighted;

const attributesOf = (instance: object): [name: string, value: unknown][] => Object.entries(instance);

/** Runs `body` as if nothing were being traced or called, so that weights and states get numbers as values. */
function outsideOfCalls<Result>(body: () => Result): Result {
  return withinCall(undefined, () => withValues(undefined, () => withAutocast(undefined, body)));
}

const watchedClasses = /* @__PURE__ */ new WeakSet<object>();

/**
 * Wraps the methods `build` and `call` of a class, when the first instance is made. So the layer knows that it was built, and for which
 * shape, however a subclass writes `build` and whoever calls it; and that it was not, when `call` fails.
 */
function watchMethods(layer: AnyWeighted): void {
  let prototype = Object.getPrototypeOf(layer) as AnyWeighted;
  for (; prototype !== Weighted.prototype; prototype = Object.getPrototypeOf(prototype) as AnyWeighted) {
    if (watchedClasses.has(prototype)) return;
    watchedClasses.add(prototype);
    watch(
      prototype,
      'build',
      (build) =>
        function (this: AnyWeighted, ...given) {
          this.buildWith(build, given[0] as InputShapes);
        },
    );
    watch(
      prototype,
      'call',
      (call) =>
        function (this: AnyWeighted, ...given) {
          return this.callWith(call, given);
        },
    );
  }
}

type Method = (this: AnyWeighted, ...given: readonly unknown[]) => unknown;

/** Replaces a method of a class, if the class has one of its own. */
function watch(prototype: object, name: string, wrapped: (method: Method) => Method): void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  if (typeof own?.value === 'function')
    Object.defineProperty(prototype, name, { ...own, value: wrapped(own.value as Method) });
}
