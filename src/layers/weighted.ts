import { ShapeError, StateError, ValueError } from '../errors/index.js';
import { FunctionObject } from '../objects/callable.js';
import { Variable } from '../tensor/index.js';
import type { Shape, SymbolicShape, SymbolicTensor, Tensor, TensorLike } from '../tensor/index.js';
import { readOptions as readPlainOptions } from '../tensor/options.js';
import { snakeCase } from '../objects/spelling.js';
import { assignAll, countElements } from './assignment.js';
import { valuesWithin } from './attributes.js';
import { initialValue, get as initializerOf, type InitializerIdentifier } from './initializers/registry.js';
import type { WeightDType } from './initializers/initializer.js';
import { checkInputShape, type OneOrMore } from './input-spec.js';
import { batchShapeOf, layerOptions, type LayerOptions } from './layer-options.js';
import { uniqueName } from '../objects/naming.js';
import { checkOptionNames, classNameOf, readOptions } from '../objects/options/index.js';

/** What a layer is told in a call besides its inputs. */
export interface CallOptions {
  /** Whether the call is part of training; by default that of the layer around it, and false outside of one. */
  readonly training?: boolean | undefined;
  /** Which elements take part, for layers that use it. */
  readonly mask?: TensorLike | null | undefined;
}

/** How a layer is called: values give values, symbolic tensors add a node to a graph. */
export interface LayerSignature {
  (inputs: SymbolicTensor | readonly SymbolicTensor[], options?: CallOptions): SymbolicTensor;
  (inputs: TensorLike, options?: CallOptions): Tensor;
}

/** What `addWeight` makes a variable of. */
export interface WeightOptions {
  /** By default `variable`, and a number from the second on. */
  readonly name?: string | undefined;
  /** A scalar by default. */
  readonly shape?: SymbolicShape | undefined;
  /** `glorot_uniform` by default. */
  readonly initializer?: InitializerIdentifier | undefined;
  readonly trainable?: boolean | undefined;
  readonly dtype?: WeightDType | undefined;
}

interface WeightSettings {
  name: string | undefined;
  shape: SymbolicShape;
  initializer: InitializerIdentifier;
  trainable: boolean;
  dtype: WeightDType;
}

/** What a layer is before it computes anything: a name, a dtype, weights, and layers within. */
export abstract class Weighted extends FunctionObject<LayerSignature> {
  override readonly name: string;
  readonly dtype: WeightDType;
  /** The shape that the first layer of a model was told to expect, with the batch's axis. */
  readonly batchInputShape: SymbolicShape | undefined;
  #isBuilt: boolean;
  #buildShape: OneOrMore<SymbolicShape> | undefined;
  #isTrainable: boolean;
  /** Whether the time to make weights is over. */
  #isLocked = false;
  #trained: Variable[] = [];
  #kept: Variable[] = [];
  /** The variables that `trainable = false` has stopped. */
  #frozen: Variable[] = [];

  constructor(options: LayerOptions) {
    super();
    const className = classNameOf(this.constructor);
    const table = layerOptions();
    checkOptionNames(className, options, Object.keys(table));
    const { name, dtype, trainable, inputShape, inputDim, batchShape, batchSize } = readOptions(
      className,
      table,
      options,
    );
    this.name = name ?? uniqueName(snakeCase(className));
    this.dtype = dtype;
    const shape = inputShape ?? (inputDim === null ? null : [inputDim]);
    this.batchInputShape = batchShapeOf(className, { shape, batchShape, batchSize });
    this.#isTrainable = trainable;
    this.#isBuilt = this.build === Weighted.prototype.build;
    // However a subclass writes `build`, and whoever calls it, the layer knows that it was built, and for which shape.
    Object.defineProperty(this, 'build', { value: this.#buildFor });
  }

  /** The class and the name, by which errors call the layer. */
  get label(): string {
    return `${classNameOf(this.constructor)} "${this.name}"`;
  }

  /** Whether the weights are there. A layer without a `build` has none to wait for. */
  get built(): boolean {
    return this.#isBuilt;
  }

  /** Makes the weights for inputs of a shape. */
  build(_inputShape: OneOrMore<SymbolicShape>): void {}

  #buildFor(inputShape: OneOrMore<SymbolicShape>): void {
    checkInputShape(`${this.label}.build`, inputShape);
    const { build } = Object.getPrototypeOf(this) as Weighted;
    const restore = this.checkpoint();
    try {
      build.call(this, inputShape);
    } catch (error) {
      restore();
      throw error;
    }
    this.#buildShape = inputShape;
    this.#isBuilt = true;
    this.#isLocked = true;
  }

  /** What undoes the building that happens from now on, of this layer and those within it. */
  protected checkpoint(): () => void {
    const [shape, isBuilt, isLocked] = [this.#buildShape, this.#isBuilt, this.#isLocked];
    const [trained, kept] = [this.#trained, this.#kept];
    const attributes = new Map(attributesOf(this));
    const inner = this.sublayers().map((layer) => layer.checkpoint());
    return () => {
      const made = [...this.#trained, ...this.#kept].filter((each) => !trained.includes(each) && !kept.includes(each));
      const isMade = (value: unknown): boolean => made.some((each) => each === value);
      const outdated = attributesOf(this).filter(([, value]) => isMade(value));
      Object.assign(this, Object.fromEntries(outdated.map(([name]) => [name, attributes.get(name)])));
      [this.#buildShape, this.#isBuilt, this.#isLocked] = [shape, isBuilt, isLocked];
      [this.#trained, this.#kept] = [trained, kept];
      for (const restore of inner) restore();
    };
  }

  /** Ends the time to make weights, which for a layer without a `build` goes until the first call. */
  protected lockWeights(): void {
    this.#isLocked = true;
  }

  /** What rebuilds the layer: the shape it was built for; none if it was not. */
  getBuildConfig(): { input_shape: OneOrMore<SymbolicShape> } | undefined {
    return this.#buildShape === undefined ? undefined : { input_shape: this.#buildShape };
  }

  /** Makes a weight: a variable that is trained, counted and saved with the layer. */
  protected addWeight(options: WeightOptions = {}): Variable {
    const where = `${this.label}.addWeight`;
    const { shape, initializer, trainable, dtype, ...given } = readPlainOptions<WeightSettings>(where, options, {
      name: undefined,
      shape: [],
      initializer: 'glorot_uniform',
      trainable: true,
      dtype: this.dtype,
    });
    const name = given.name ?? uniqueName('variable');
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
    const value = initialValue(`${where} of ${name}`, initializerOf(initializer), shape as Shape, dtype);
    const path = `${this.name}/${name}`;
    const variable = new Variable(value, { name, path, trainable: trainable && this.#isTrainable });
    if (trainable) this.#trained = [...this.#trained, variable];
    else this.#kept = [...this.#kept, variable];
    return variable;
  }

  /** The layers that are attributes of this one, alone or in arrays and plain objects; their weights are this layer's too. */
  protected sublayers(): readonly Weighted[] {
    return valuesWithin(Object.values(this), (value) => value instanceof Weighted);
  }

  /** The variables of the layer itself: first those of `addWeight` that training changes, the others, the attributes. */
  #ownWeights(): Variable[] {
    const attributes = valuesWithin(Object.values(this), (value) => value instanceof Variable);
    return [...new Set([...this.#trained, ...this.#kept, ...attributes])];
  }

  /** Every weight: those of the layer itself, and then those of the layers within. */
  get weights(): Variable[] {
    return [...new Set([...this.#ownWeights(), ...this.sublayers().flatMap((layer) => layer.weights)])];
  }

  get trainableWeights(): Variable[] {
    return this.trainable ? this.weights.filter(({ trainable }) => trainable) : [];
  }

  get nonTrainableWeights(): Variable[] {
    return this.trainable ? this.weights.filter(({ trainable }) => !trainable) : this.weights;
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
    this.#frozen = isTrainable
      ? []
      : [...new Set([...stopped, ...this.#ownWeights().filter((each) => each.trainable)])];
    for (const variable of isTrainable ? stopped : this.#frozen) variable.trainable = isTrainable;
    for (const layer of this.sublayers()) layer.trainable = isTrainable;
  }

  /** The values of the weights, in their order. */
  getWeights(): Tensor[] {
    return this.weights.map(({ value }) => value);
  }

  /** Gives the weights new values, in their order. If any does not fit, none changes. */
  setWeights(weights: readonly TensorLike[]): void {
    assignAll(`${this.label}.setWeights`, this.weights, weights);
  }

  /** The number of numbers in all weights. */
  countParams(): number {
    if (this.built) return countElements(this.weights);
    throw new StateError({
      where: `${this.label}.countParams`,
      expected: 'a layer that is built',
      hint: 'Call it on inputs, or build it with layer.build(inputShape)',
    });
  }
}

const attributesOf = (instance: object): [name: string, value: unknown][] => Object.entries(instance);
