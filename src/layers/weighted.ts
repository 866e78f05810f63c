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

/** What `addWeight` makes a variable of. */
export interface WeightOptions {
  /** By default `variable`, and a number from the second on. */
  readonly name?: string | undefined;
  /** A scalar by default. */
  readonly shape?: SymbolicShape | undefined;
  /** `glorot_uniform` by default for floating-point weights, `zeros` for others. */
  readonly initializer?: InitializerIdentifier | undefined;
  /** What is added to the loss for the weight. */
  readonly regularizer?: RegularizerIdentifier | null | undefined;
  /** What an optimizer makes of the weight after each step. */
  readonly constraint?: ConstraintIdentifier | null | undefined;
  readonly trainable?: boolean | undefined;
  /** By default the layer's `variableDtype`. */
  readonly dtype?: DType | undefined;
  /** Whether a layer that computes in another dtype reads the weight in that. */
  readonly autocast?: boolean | undefined;
}

// A layer of any signature, where only what all layers have is used.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyWeighted = Weighted<any[], any, any>;

/** What a layer is before it computes anything: a name, a dtype, weights, and layers within. */
export abstract class Weighted<
  Inputs extends readonly unknown[] = [x: Tensor],
  Options extends object = object,
  Output = Tensor,
> extends FunctionObject<LayerSignature<Inputs, Options, Output>> {
  override name: string;
  /** In which dtypes the layer keeps its weights and computes. */
  readonly dtypePolicy: DTypePolicy;
  /** The shape that the first layer of a model was told to expect, with the batch's axis. */
  readonly batchInputShape: SymbolicShape | undefined;
  #inputDType: DType | undefined;
  #isBuilt: boolean;
  #buildShape: InputShapes | undefined;
  #isBuilding = false;
  #isTrainable: boolean;
  /** Where the layer stands in what was being built or called around it when that was first asked for. */
  #path: string | undefined;
  /** Whether the time to make weights is over. */
  #isLocked = false;
  #trained: Variable[] = [];
  #kept: Variable[] = [];
  /** The variables that `trainable = false` has stopped. */
  #frozen: Variable[] = [];
  readonly #lists = new WeightLists(this);

  constructor(options: LayerOptions) {
    super();
    const className = classNameOf(this.constructor);
    const { takesIntegerPolicies = false } = this.constructor as { readonly takesIntegerPolicies?: boolean };
    const table = takesIntegerPolicies ? { ...layerOptions(), dtype: policyOption() } : layerOptions();
    checkIsOptions(className, options, Object.keys(table));
    checkAreOptions(className, options, table);
    const { name, dtype, trainable, inputShape, inputDim, batchShape, batchSize } = readOptions(
      className,
      table,
      options,
    );
    this.name = name ?? uniqueName(stemOf(this.constructor));
    this.dtypePolicy = dtype;
    const shape = inputShape ?? (inputDim === null ? null : [inputDim]);
    this.batchInputShape = batchShapeOf(className, { shape, batchShape, batchSize });
    this.#isTrainable = trainable;
    this.#isBuilt = this.build === Weighted.prototype.build;
    watchBuild(this);
  }

  /** The dtype of the weights. */
  get variableDtype(): DType {
    return this.dtypePolicy.variableDtype;
  }

  /** The dtype of the weights, as `variableDtype`; that of the inputs, of a layer that has only those. */
  get dtype(): DType {
    return this.#inputDType ?? this.dtypePolicy.variableDtype;
  }

  set dtype(dtype: DType) {
    this.#inputDType = dtype;
  }

  /** The dtype in which the layer computes, and that of its outputs. */
  get computeDtype(): DType {
    return this.dtypePolicy.computeDtype;
  }

  /** The class and the name, by which errors call the layer. */
  get label(): string {
    return `${classNameOf(this.constructor)} "${this.name}"`;
  }

  /** The name behind those of the layers that it was built in, as `sequential/dense`. */
  get path(): string {
    if (this.#path !== undefined) return this.#path;
    const around = currentPath();
    return (this.#path = around === '' ? this.name : `${around}/${this.name}`);
  }

  /** Whether the weights are there. A layer without a `build` has none to wait for. */
  get built(): boolean {
    return this.#isBuilt;
  }

  set built(isBuilt: boolean) {
    this.#isBuilt = isBuilt;
  }

  /** Makes the weights for inputs of a shape; for several inputs it is given a list of shapes, or shapes by name. */
  build(_inputShape: InputShapes): void {}

  /** What surrounds every `build`, whoever calls it: a path for the weights, numbers instead of traces, and all or nothing. */
  buildWith(build: (inputShape: InputShapes) => void, inputShape: InputShapes): void {
    // The build of a base class, called by that of the subclass.
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

  /** What undoes the building that happens from now on, of this layer and those within it. */
  protected checkpoint(): () => void {
    const [shape, isBuilt, isLocked, path] = [this.#buildShape, this.#isBuilt, this.#isLocked, this.#path];
    const [trained, kept] = [this.#trained, this.#kept];
    const attributes = new Map(attributesOf(this));
    const inner = this.sublayers().map((layer) => layer.checkpoint());
    return () => {
      const made = [...this.#trained, ...this.#kept].filter((each) => !trained.includes(each) && !kept.includes(each));
      const isMade = (value: unknown): boolean => made.some((each) => each === value);
      const outdated = attributesOf(this).filter(([, value]) => isMade(value));
      Object.assign(this, Object.fromEntries(outdated.map(([name]) => [name, attributes.get(name)])));
      [this.#buildShape, this.#isBuilt, this.#isLocked, this.#path] = [shape, isBuilt, isLocked, path];
      [this.#trained, this.#kept] = [trained, kept];
      for (const restore of inner) restore();
      markChanged();
    };
  }

  /** Ends the time to make weights, which for a layer without a `build` goes until the first call. */
  protected lockWeights(): void {
    this.#isLocked = true;
  }

  /** What rebuilds the layer: the shape it was built for; none if it was not. */
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
    // An own class may save no more than it cannot make again.
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

  /** Makes a weight as the options before whose names its own stands say: `kernelInitializer`, `kernelRegularizer`, `kernelConstraint`. */
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

  /** What Keras calls an attribute that holds layers, in the paths of its files. */
  savedNameOf(attribute: string): string {
    return attribute.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  /** The layers that are attributes of this one, alone or in arrays and plain objects; their weights are this layer's too. */
  sublayers(): readonly AnyWeighted[] {
    return valuesWithin(Object.values(this), isWeighted);
  }

  /** The variables of the layer itself: first those of `addWeight` that training changes, the others, the attributes. */
  ownWeights(): Variable[] {
    const attributes = valuesWithin(Object.values(this), (value) => value instanceof Variable);
    return [...new Set([...this.#trained, ...this.#kept, ...attributes])];
  }

  /** Whether the class says itself what files hold of it. */
  get hasOwnState(): boolean {
    const { saveOwnVariables, loadOwnVariables } = Weighted.prototype;
    return this.saveOwnVariables !== saveOwnVariables || this.loadOwnVariables !== loadOwnVariables;
  }

  /**
   * Puts into `store`, under names, what files of Keras 3 are to hold of the layer itself, without the layers in it: by default its weights,
   * called `0`, `1` and so on, those that are trained first. A class that keeps other things writes them here, and takes them from `loadOwnVariables`.
   */
  saveOwnVariables(store: Record<string, TensorLike>): void {
    inOrderOfFiles(this.ownWeights()).forEach((variable, i) => (store[i] = variable.value));
  }

  /** Takes what `saveOwnVariables` wrote, as tensors by their names. */
  loadOwnVariables(store: Readonly<Record<string, Tensor>>): void {
    assignAll(`${this.label}.loadOwnVariables`, inOrderOfFiles(this.ownWeights()), Object.values(store));
  }

  /** The seed generators among the attributes: their states are variables that are no weights. */
  seedGenerators(): SeedGenerator[] {
    return valuesWithin(Object.values(this), (value) => value instanceof SeedGenerator);
  }

  /** Whether attributes may be added at any time, as in classes of the user's own; those of the library know what they hold. */
  get isOpen(): boolean {
    return !Object.hasOwn(this.constructor, 'path');
  }

  /** Whether a layer is part of this one. */
  holds(layer: object): boolean {
    return this.#lists.current().layers.has(layer as never);
  }

  /** This layer and all within it, in the order of their weights. */
  protected get ownAndInnerLayers(): ReadonlySet<AnyWeighted> {
    return this.#lists.current().layers as ReadonlySet<AnyWeighted>;
  }

  /** Every weight: those of the layer itself, and then those of the layers within. */
  get weights(): Variable[] {
    return [...this.#lists.current().weights];
  }

  get trainableWeights(): Variable[] {
    return [...this.#lists.current().trainable];
  }

  get nonTrainableWeights(): Variable[] {
    return [...this.#lists.current().nonTrainable];
  }

  /** Every variable: the weights, and the states of seed generators. */
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

  /** Whether training changes the weights; setting it sets it for the layers within, too. */
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
    this.#isTrainable = isTrainable;
    const stopped = [...this.#frozen, ...this.#trained];
    this.#frozen = isTrainable ? [] : [...new Set([...stopped, ...this.ownWeights().filter((each) => each.trainable)])];
    for (const variable of isTrainable ? stopped : this.#frozen) variable.trainable = isTrainable;
    for (const layer of this.sublayers()) layer.trainable = isTrainable;
    markChanged();
  }

  /** The values of the weights, in their order; they are copies. */
  getWeights(): Tensor[] {
    checkArgumentCount(`${this.label}.getWeights`, arguments, 0);
    return this.weights.map(({ value: { data, shape, dtype } }) => new Tensor(data.slice(), shape, dtype));
  }

  /** Gives the weights new values, in their order. If any does not fit, none changes. */
  setWeights(weights: readonly TensorLike[]): void {
    checkArgumentCount(`${this.label}.setWeights`, arguments, 1);
    assignAll(`${this.label}.setWeights`, this.weights, weights);
  }

  /** The number of numbers in all weights. */
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

/** Makes weights and states in numbers, whatever is traced or called around. */
function outsideOfCalls<Result>(body: () => Result): Result {
  return withinCall(undefined, () => withValues(undefined, () => withAutocast(undefined, body)));
}

const watchedClasses = /* @__PURE__ */ new WeakSet<object>();

/**
 * However a subclass writes `build`, and whoever calls it, the layer knows that it was built, and for which shape: the method of each class
 * is wrapped the first time that the class has an instance.
 */
function watchBuild(layer: AnyWeighted): void {
  let prototype = Object.getPrototypeOf(layer) as AnyWeighted;
  for (; prototype !== Weighted.prototype; prototype = Object.getPrototypeOf(prototype) as AnyWeighted) {
    if (watchedClasses.has(prototype)) return;
    watchedClasses.add(prototype);
    const own = Object.getOwnPropertyDescriptor(prototype, 'build');
    const build = own?.value as ((inputShape: InputShapes) => void) | undefined;
    if (build === undefined) continue;
    const watched = function (this: AnyWeighted, inputShape: InputShapes): void {
      this.buildWith(build, inputShape);
    };
    Object.defineProperty(prototype, 'build', { ...own, value: watched });
  }
}
