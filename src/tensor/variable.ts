import { DTypeError, ShapeError } from '../errors/index.js';
import { markChanged } from './changes.js';
import { asTensor, castTensor, type TensorLike } from './conversion.js';
import { checkDType, isFloating, type DType, type TypedArray } from './dtype.js';
import { readOptions } from './options.js';
import { inspectSymbol, refuseArithmetic } from './operators.js';
import { formatArray } from './printing.js';
import { formatShape, shapesEqual, sizeOf, type Shape } from './shape.js';
import { SymbolicTensor } from './symbolic-tensor.js';
import { Tensor } from './tensor.js';
import { AnyVariable, currentAutocast, currentValues, isRecorded, noteChange } from './variable-scope.js';
import { checkArgumentCount } from './argument-count.js';

/** Computes what a weight adds to the loss (a regularizer), or what the weight becomes after a step (a constraint). */
export type VariableFunction = (value: Tensor) => Tensor;

/** What can be said about a variable besides its first value. */
export interface VariableOptions {
  /** The name; `variable` by default. */
  readonly name?: string | undefined;
  /** The name preceded by the names of its model and layer, `sequential/dense/kernel`; by default just the name. */
  readonly path?: string | undefined;
  /** Whether training changes it; true by default. */
  readonly trainable?: boolean | undefined;
  /** By default the dtype of the first value. */
  readonly dtype?: DType | undefined;
}

/** A tensor whose memory nobody else can write into: arrays that the user gave are copied, what was just made of numbers is not. */
function ownCopy(value: Tensor, given: TensorLike): Tensor {
  const isFresh = Array.isArray(given) || typeof given !== 'object';
  return isFresh ? value : new Tensor(value.data.slice(), value.shape, value.dtype);
}

class NamedValue extends AnyVariable {
  name: string;
  path: string;
  /** Computes the term that this weight adds to the loss of a model. */
  regularizer: VariableFunction | null = null;
  /** Computes what this weight becomes after each step of an optimizer. */
  constraint: VariableFunction | null = null;
  /** Whether a layer that computes in another dtype reads this variable in that dtype. */
  autocast = true;
  #value: Tensor;
  /** Reads the value from the program that keeps it in its own memory; undefined while the variable itself holds the value. */
  #away: (() => TypedArray) | undefined;
  #version = 0;
  #trainable: boolean;

  constructor(initial: TensorLike, options: VariableOptions = {}) {
    super();
    checkArgumentCount('Variable', arguments, 2);
    const defaults = { name: 'variable', path: undefined, trainable: true, dtype: undefined };
    const given = readOptions<VariableOptions>('Variable', options, defaults);
    const { name, path = name, trainable, dtype } = given as VariableOptions & typeof defaults;
    const where = `Variable "${name}"`;
    if (dtype !== undefined) checkDType(where, dtype);
    const value = asTensor(initial, dtype, where);
    this.name = name;
    this.path = path;
    this.#trainable = trainable;
    this.#value = ownCopy(castTensor(where, value, dtype ?? value.dtype), initial);
  }

  /** Whether training changes the variable. */
  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(trainable: boolean) {
    if (trainable === this.#trainable) return;
    this.#trainable = trainable;
    markChanged();
  }

  /**
   * The current value. In a layer that computes in another dtype, a floating-point variable is read in that dtype. It is no copy, as that of
   * `getWeights` is: what changes a variable is `assign`, and not writing into the elements of its value.
   */
  get value(): Tensor {
    const values = currentValues();
    const value = values === undefined ? this.#present : (values.read(this) as Tensor);
    const autocast = currentAutocast();
    return autocast === undefined || !this.autocast || autocast.dtype === value.dtype || !isFloating(value.dtype)
      ? value
      : autocast.cast(value, autocast.dtype);
  }

  /** The value in the variable's own dtype, even while something is traced. */
  get held(): Tensor {
    return this.#present;
  }

  /** Grows with every new value, so that code that keeps a copy can tell whether the copy is still right. */
  get version(): number {
    return this.#version;
  }

  /** Says that the value is kept in another place from now on; `read` fetches it when somebody asks for it. */
  moveAway(read: () => TypedArray): void {
    if (this.#away === read) return;
    this.#away = read;
    // The tensor that was held here is outdated; an empty one takes its place, so that its memory can be freed.
    if (this.#value.size > 0) this.#value = new Tensor(this.#value.data.subarray(0, 0), this.shape, this.dtype);
  }

  /** Whether the value is kept in another place. */
  get isAway(): boolean {
    return this.#away !== undefined;
  }

  /** Fetches the value, if it is kept in another place. */
  bringHome(): void {
    const read = this.#away;
    if (read === undefined) return;
    this.#away = undefined;
    this.#value = new Tensor(read(), this.shape, this.dtype);
  }

  get #present(): Tensor {
    if (this.#away !== undefined) this.bringHome();
    return this.#value;
  }

  get shape(): Shape {
    return this.#value.shape;
  }

  get dtype(): DType {
    return this.#value.dtype;
  }

  get size(): number {
    return sizeOf(this.#value.shape);
  }

  get rank(): number {
    return this.#value.rank;
  }

  /** The number of axes, as NumPy calls it. */
  get ndim(): number {
    return this.#value.rank;
  }

  /**
   * Assigns another value of the same shape, converted to the variable's dtype. The value is copied, except while gradients are recorded:
   * then the given tensor itself is kept, because gradients flow through it.
   */
  assign(value: TensorLike): void {
    checkArgumentCount(`Variable "${this.path}".assign`, arguments, 1);
    const isSymbolic = (value as unknown) instanceof SymbolicTensor;
    if (isSymbolic || isRecorded() || currentValues() !== undefined) this.adopt(value);
    else this.hold(ownCopy(asTensor(value, this.dtype, `Variable "${this.path}".assign`), value));
  }

  /** Assigns a value without copying it: the result of a computation, which nobody else will write into. */
  adopt(value: TensorLike): void {
    const values = currentValues();
    if (values === undefined && !((value as unknown) instanceof SymbolicTensor)) {
      this.hold(value);
      return;
    }
    const where = `Variable "${this.path}".assign`;
    const next = (value as unknown) instanceof SymbolicTensor ? (value as Tensor) : asTensor(value, this.dtype, where);
    this.#checkShape(where, next);
    if (values === undefined || next.dtype !== this.dtype) {
      throw new DTypeError({
        where,
        expected: `a value of dtype ${this.dtype} while a step is traced`,
        received: { value: next },
      });
    }
    values.assign(this, next);
  }

  /** Assigns a value to the variable itself, even while something is traced. */
  hold(value: TensorLike): void {
    const where = `Variable "${this.path}".assign`;
    const next = value instanceof Tensor ? (value as Tensor) : asTensor(value, this.dtype, where);
    this.#checkShape(where, next);
    noteChange(this);
    this.#value = castTensor(where, next, this.dtype);
    this.#away = undefined;
    this.#version += 1;
  }

  #checkShape(where: string, value: Tensor): void {
    if (shapesEqual(value.shape, this.shape)) return;
    throw new ShapeError({
      where,
      expected: `a value of the variable's shape [${this.shape.join(', ')}]`,
      received: { value },
    });
  }

  override toString(): string {
    checkArgumentCount('Variable.toString', arguments, 0);
    const value = formatArray(this.#present.data, this.shape, this.dtype);
    return `<Variable path=${this.path}, shape=${formatShape(this.shape)}, dtype=${this.dtype}, value=${value}>`;
  }

  /** Iterates over the value, as over a tensor. */
  [Symbol.iterator](): ReturnType<Tensor[typeof Symbol.iterator]> {
    return this.value[Symbol.iterator]();
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [Symbol.toPrimitive](hint: string): string {
    return refuseArithmetic(this, 'Variable', hint);
  }
}

/** The type of `Variable`: it makes variables with and without `new`, and can be extended. */
export interface VariableConstructor {
  new (initial: TensorLike, options?: VariableOptions): Variable;
  (initial: TensorLike, options?: VariableOptions): Variable;
  readonly prototype: Variable;
}

/** A function and not a proxy, because `instanceof Variable` is evaluated for each operand of each operation and has to be fast. */
function variableConstructor(): VariableConstructor {
  function Variable(...parameters: [initial: TensorLike, options?: VariableOptions]): NamedValue {
    return Reflect.construct(NamedValue, parameters, new.target ?? NamedValue) as NamedValue;
  }
  Variable.prototype = NamedValue.prototype;
  Object.defineProperty(NamedValue.prototype, 'constructor', { value: Variable, writable: true, configurable: true });
  return Variable as unknown as VariableConstructor;
}

/**
 * A named value that can be exchanged for another of the same shape: a weight, a moment of an optimizer, a sum of a metric. It can stand
 * wherever a tensor can. Assigning replaces the tensor, so a tensor that was read from `value` before does not change. While a step is
 * traced, `value` is a symbolic tensor that stands for the variable.
 *
 * @example
 * import { Variable } from 'hillock';
 * const step = Variable(0, { name: 'step', dtype: 'int32', trainable: false });
 * step.assign(3);
 * step.value // → array(3, dtype=int32)
 */
export const Variable = /* @__PURE__ */ variableConstructor();
export interface Variable extends NamedValue {}
