/** The values that a program computes, and the buffers of the kernel memory that hold them. */
import { sizeOf, type DType, type Shape, type TensorData } from '../../tensor/index.js';

const floatBytes = 4;

/** Kernels read and write up to a whole turn of their loop, in elements, beyond the last element. */
const turn = 24;
const surplus = 32;

/** How many bytes a value of so many float32 numbers needs. */
export const bufferBytes = (length: number): number => floatBytes * (Math.ceil(length / turn) * turn + surplus);

/** A block in the kernel memory. */
export class Buffer {
  readonly length: number;
  readonly bytes: number;
  /** The buffer of which this one is a part, and the parts of this one that are variables. */
  within: Buffer | undefined;
  readonly parts: readonly Buffer[] | undefined;
  /** Where this buffer begins there, or in the kernel memory. */
  #offset = 0;
  /** The first and the last instruction that use the buffer; before and after these, other buffers may use its memory. */
  first = Infinity;
  last = -1;
  /** Whether its contents are kept from run to run. */
  readonly isLasting: boolean;

  constructor(length: number, isLasting = false) {
    this.length = length;
    this.bytes = bufferBytes(length);
    this.isLasting = isLasting;
  }

  get address(): number {
    return this.#offset + (this.within?.address ?? 0);
  }

  set address(offset: number) {
    this.#offset = offset;
  }

  useAt(instruction: number): void {
    this.within?.useAt(instruction);
    this.first = Math.min(this.first, instruction);
    this.last = Math.max(this.last, instruction);
  }
}

/** A value of a program. It may have an image, its elements as float32 numbers in the kernel memory; or an array of its own dtype; or both. */
export class Value {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly size: number;
  /** The value whose image this value uses: itself, or the value of which it is another shape. */
  imageRoot: Value = this;
  /** The value whose array this value uses. */
  arrayRoot: Value = this;
  /** The image, if this value is a root. */
  buffer: Buffer | undefined;
  /** Whether the value, if it is a root, has an array when the program runs. */
  hasArray = false;
  array: TensorData | undefined;
  /** Whether the value is the same in all runs. */
  isConstant = false;

  constructor({ shape, dtype }: { readonly shape: Shape; readonly dtype: DType }) {
    this.shape = shape;
    this.dtype = dtype;
    this.size = sizeOf(shape);
  }

  /** Makes this value another view of the same numbers. */
  aliasOf(source: Value): void {
    this.imageRoot = source.imageRoot;
    if (source.dtype !== this.dtype) return;
    this.arrayRoot = source.arrayRoot;
    if (source.isConstant) this.setConstant(source.array!);
  }

  setConstant(array: TensorData): void {
    this.array = array;
    this.hasArray = true;
    this.isConstant = true;
  }
}
