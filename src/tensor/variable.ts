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
import { AnyVariable, currentAutocast, currentValues, isRecorded } from './variable-scope.js';
import { checkArgumentCount } from './argument-count.js';

/** What training adds to the loss for a weight, or makes of a weight after each step. */
export type VariableFunction = (value: Tensor) => Tensor;

/** What a variable may be told besides its first value. */
export interface VariableOptions {
  readonly name?: string | undefined;
  /** The name with the names of its layer and model before it; by default the name. */
  readonly path?: string | undefined;
  readonly trainable?: boolean | undefined;
  /** By default the dtype of the first value. */
  readonly dtype?: DType | undefined;
}

/** A tensor in memory of its own: what was made of numbers is, what was given as an array may be written into by whoever gave it. */
function ownCopy(value: Tensor, given: TensorLike): Tensor {
  const isFresh = Array.isArray(given) || typeof given !== 'object';
  return isFresh ? value : new Tensor(value.data.slice(), value.shape, value.dtype);
}

class NamedValue extends AnyVariable {
  name: string;
  path: string;
  /** What is added to the loss of a model for this weight. */
  regularizer: VariableFunction | null = null;
  /** What an optimizer makes of this weight after each step. */
  constraint: VariableFunction | null = null;
  /** Whether a layer that computes in another dtype reads the variable in it. */
  autocast = true;
  #value: Tensor;
  /** Reads the value from where a program keeps it; undefined when it is here. */
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

  /** The value now: in a layer that computes in another dtype, a floating variable is read in that. */
  get value(): Tensor {
    const values = currentValues();
    const value = values === undefined ? this.#present : (values.read(this) as Tensor);
    const autocast = currentAutocast();
    return autocast === undefined || !this.autocast || autocast.dtype === value.dtype || !isFloating(value.dtype)
      ? value
      : autocast.cast(value, autocast.dtype);
  }

  /** The value outside of every trace, in the variable's own dtype. */
  get held(): Tensor {
    return this.#present;
  }

  /** Grows whenever another value is assigned, so that whoever has a copy knows whether it is still right. */
  get version(): number {
    return this.#version;
  }

  /** Says that the value lies elsewhere from now on: it is brought here when somebody asks for it. */
  moveAway(read: () => TypedArray): void {
    if (this.#away === read) return;
    this.#away = read;
    // What was here is not the value any more, and need not be kept.
    if (this.#value.size > 0) this.#value = new Tensor(this.#value.data.subarray(0, 0), this.shape, this.dtype);
  }

  /** Whether the value lies elsewhere. */
  get isAway(): boolean {
    return this.#away !== undefined;
  }

  /** Brings the value here, if it lies elsewhere. */
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
   * Takes on another value of the same shape, converted to the variable's dtype: a copy of what is given, or that itself while gradients are
   * recorded, which then flow through it.
   */
  assign(value: TensorLike): void {
    checkArgumentCount(`Variable "${this.path}".assign`, arguments, 1);
    const isSymbolic = (value as unknown) instanceof SymbolicTensor;
    if (isSymbolic || isRecorded() || currentValues() !== undefined) this.adopt(value);
    else this.hold(ownCopy(asTensor(value, this.dtype, `Variable "${this.path}".assign`), value));
  }

  /** Takes on a value that nobody will write into: the result of a computation. */
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

  /** Takes on another value, whatever is traced. */
  hold(value: TensorLike): void {
    const where = `Variable "${this.path}".assign`;
    const next = value instanceof Tensor ? (value as Tensor) : asTensor(value, this.dtype, where);
    this.#checkShape(where, next);
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
    const value = formatArray(this.#present.data, this.shape, this.dtype);
    return `<Variable path=${this.path}, shape=${formatShape(this.shape)}, dtype=${this.dtype}, value=${value}>`;
  }

  /** Goes through the value, as a tensor does. */
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

/** `Variable`, which makes variables with and without `new`, and can be extended. */
export interface VariableConstructor {
  new (initial: TensorLike, options?: VariableOptions): Variable;
  (initial: TensorLike, options?: VariableOptions): Variable;
  readonly prototype: Variable;
}

/** A function, not a proxy: `instanceof Variable` is asked for each operand of each operation. */
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
 * wherever a tensor can. Assigning exchanges the tensor, so whoever took `value` before keeps what they took. While a step is
 * traced, `value` is the symbolic tensor that stands for it there.
 *
 * @example
 * import { Variable } from 'hillock';
 * const step = Variable(0, { name: 'step', dtype: 'int32', trainable: false });
 * step.assign(3);
 * step.value // → array(3, dtype=int32)
 */
export const Variable = /* @__PURE__ */ variableConstructor();
export interface Variable extends NamedValue {}
