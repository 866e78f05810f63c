import { ShapeError } from '../errors/index.js';
import { asTensor, castTensor, type TensorLike } from './conversion.js';
import { checkDType, type DType } from './dtype.js';
import { readOptions } from './options.js';
import { inspectSymbol, refuseArithmetic } from './operators.js';
import { formatArray } from './printing.js';
import { formatShape, shapesEqual, type Shape } from './shape.js';
import type { Tensor } from './tensor.js';

/** What a variable may be told besides its first value. */
export interface VariableOptions {
  readonly name?: string | undefined;
  /** The name with the names of its layer and model before it; by default the name. */
  readonly path?: string | undefined;
  readonly trainable?: boolean | undefined;
  /** By default the dtype of the first value. */
  readonly dtype?: DType | undefined;
}

/**
 * A named value that can be exchanged for another of the same shape: a weight, a moment of an optimizer. It can stand
 * wherever a tensor can. Assigning exchanges the tensor, so whoever took `value` before keeps what they took.
 *
 * @example
 * import { Variable } from 'hillock';
 * const step = new Variable(0, { name: 'step', dtype: 'int32', trainable: false });
 * step.assign(3);
 * step.value // → array(3, dtype=int32)
 */
export class Variable {
  readonly name: string;
  readonly path: string;
  trainable: boolean;
  #value: Tensor;

  constructor(initial: TensorLike, options: VariableOptions = {}) {
    const defaults = { name: 'variable', path: undefined, trainable: true, dtype: undefined };
    const given = readOptions<VariableOptions>('Variable', options, defaults);
    const { name, path = name, trainable, dtype } = given as VariableOptions & typeof defaults;
    const where = `Variable "${name}"`;
    if (dtype !== undefined) checkDType(where, dtype);
    const value = asTensor(initial, dtype, where);
    this.name = name;
    this.path = path;
    this.trainable = trainable;
    this.#value = castTensor(where, value, dtype ?? value.dtype);
  }

  get value(): Tensor {
    return this.#value;
  }

  get shape(): Shape {
    return this.#value.shape;
  }

  get dtype(): DType {
    return this.#value.dtype;
  }

  get size(): number {
    return this.#value.size;
  }

  get rank(): number {
    return this.#value.rank;
  }

  /** Takes on another value of the same shape, converted to the variable's dtype. */
  assign(value: TensorLike): void {
    const where = `Variable "${this.path}".assign`;
    const next = asTensor(value, this.dtype, where);
    if (!shapesEqual(next.shape, this.shape)) {
      throw new ShapeError({
        where,
        expected: `a value of the variable's shape [${this.shape.join(', ')}]`,
        received: { value: next },
      });
    }
    this.#value = castTensor(where, next, this.dtype);
  }

  toString(): string {
    const value = formatArray(this.#value.data, this.shape, this.dtype);
    return `<Variable path=${this.path}, shape=${formatShape(this.shape)}, dtype=${this.dtype}, value=${value}>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [Symbol.toPrimitive](hint: string): string {
    return refuseArithmetic(this, 'Variable', hint);
  }
}
