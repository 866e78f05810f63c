/** What a program computes: values, and the buffers of the kernel memory that hold them. */
import { sizeOf, type DType, type Shape, type TensorData } from '../../tensor/index.js';

const floatBytes = 4;

/** Kernels read and write some elements beyond the last one: up to a whole turn of their loop. */
const turn = 24;
const surplus = 32;

/** Bytes that a value of so many float32 numbers takes. */
export const bufferBytes = (length: number): number => floatBytes * (Math.ceil(length / turn) * turn + surplus);

/** A place in the kernel memory. */
export class Buffer {
  readonly length: number;
  readonly bytes: number;
  address = 0;
  /** The instructions that use it first and last, of a buffer that others may use before and after. */
  first = Infinity;
  last = -1;
  /** Whether its contents outlive a run. */
  readonly isLasting: boolean;

  constructor(length: number, isLasting = false) {
    this.length = length;
    this.bytes = bufferBytes(length);
    this.isLasting = isLasting;
  }

  useAt(instruction: number): void {
    this.first = Math.min(this.first, instruction);
    this.last = Math.max(this.last, instruction);
  }
}

/** A value of a program. It may lie in the kernel memory as float32 numbers, its image; in an array of its own dtype; or in both. */
export class Value {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly size: number;
  /** The value whose image this one has: itself, or what it is but another shape of. */
  imageRoot: Value = this;
  /** The value whose array this one has. */
  arrayRoot: Value = this;
  /** The image, of a root. */
  buffer: Buffer | undefined;
  /** Whether there is an array when the program runs, of a root. */
  hasArray = false;
  array: TensorData | undefined;
  /** Whether the value is always the same. */
  isConstant = false;

  constructor({ shape, dtype }: { readonly shape: Shape; readonly dtype: DType }) {
    this.shape = shape;
    this.dtype = dtype;
    this.size = sizeOf(shape);
  }

  /** Makes this value another form of the same numbers. */
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
