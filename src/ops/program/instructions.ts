/** The instructions that a program consists of. */
import type { Plan } from '../../kernel/plan.js';
import { runPlan } from '../../kernel/run-plan.js';
import { kernelMemory } from '../../kernel/wasm/memory.js';
import { Tensor, type TensorData, type TypedArray } from '../../tensor/index.js';
import { computeData } from '../apply.js';
import type { ConcreteSpec, Operation } from '../operation.js';
import { copyStrided, type Layout } from '../strided-copy.js';
import type { Buffer, Value } from './values.js';

/** One instruction of a program. `bind` is called when the addresses of its buffers have changed. */
export interface Instruction {
  /** A short name for the text of the program. */
  readonly name: string;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
  bind(scratch: number, shared: number): void;
  run(): void;
}

/** A number that a kernel takes: a known one, or the only element of a value. */
export type Cell = number | Value;

interface MutableAddresses {
  inputs: number[];
  outputs: number[];
  scratch: number;
  shared: number;
  readonly tables: readonly number[];
  readonly numbers: number[];
}

/** Runs a kernel. */
export class KernelInstruction implements Instruction {
  readonly name: string;
  readonly plan: Plan;
  /** Whether the program can run again from its beginning, if this instruction was interrupted. */
  isRepeatable = false;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
  readonly #cells: readonly [index: number, value: Value][];
  readonly #at: MutableAddresses;

  constructor(
    name: string,
    plan: Plan,
    tables: readonly number[],
    reads: readonly Buffer[],
    writes: readonly Buffer[],
    numbers: readonly Cell[],
  ) {
    this.name = name;
    this.plan = plan;
    this.reads = reads;
    this.writes = writes;
    this.#cells = numbers.flatMap((each, index): [number, Value][] =>
      typeof each === 'number' ? [] : [[index, each]],
    );
    const known = numbers.map((each) => (typeof each === 'number' ? each : NaN));
    this.#at = { inputs: [], outputs: [], scratch: 0, shared: 0, tables, numbers: known };
  }

  bind(scratch: number, shared: number): void {
    const at = this.#at;
    at.inputs = this.reads.map(({ address }) => address);
    at.outputs = this.writes.map(({ address }) => address);
    at.scratch = scratch;
    at.shared = shared;
  }

  run(): void {
    const at = this.#at;
    for (const [index, value] of this.#cells) at.numbers[index] = numberIn(value);
    runPlan(this.plan, at, this.isRepeatable);
  }
}

/** The only element of a value, as a number. */
function numberIn({ arrayRoot, imageRoot }: Value): number {
  return arrayRoot.hasArray ? (arrayRoot.array![0] as number) : kernelMemory().float32[imageRoot.buffer!.address / 4]!;
}

/** Copies elements within the kernel memory. */
export class CopyInstruction implements Instruction {
  readonly name: string;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
  readonly #source: Layout;
  readonly #target: Layout;
  readonly #shape: readonly number[];
  readonly #fill: number | undefined;

  constructor(
    name: string,
    from: Buffer,
    to: Buffer,
    {
      source,
      target,
      shape,
      fill,
    }: { source: Layout; target: Layout; shape: readonly number[]; fill?: number | undefined },
  ) {
    this.name = name;
    this.reads = [from];
    this.writes = [to];
    this.#source = source;
    this.#target = target;
    this.#shape = shape;
    this.#fill = fill;
  }

  bind(): void {}

  run(): void {
    const { float32 } = kernelMemory();
    const [from] = this.reads;
    const [to] = this.writes;
    const [read, write] = [from!.address / 4, to!.address / 4];
    if (this.#fill !== undefined) float32.fill(this.#fill, write, write + to!.length);
    const source = { strides: this.#source.strides, start: this.#source.start + read };
    copyStrided(
      float32,
      source,
      float32,
      { strides: this.#target.strides, start: this.#target.start + write },
      this.#shape,
    );
  }
}

/** Copies an array into the kernel memory. */
export class UploadInstruction implements Instruction {
  readonly name = 'upload';
  readonly reads: readonly Buffer[] = [];
  readonly writes: readonly Buffer[];
  readonly #value: Value;

  constructor(value: Value, to: Buffer) {
    this.#value = value;
    this.writes = [to];
  }

  bind(): void {}

  run(): void {
    kernelMemory().float32.set(this.#value.arrayRoot.array as TypedArray, this.writes[0]!.address / 4);
  }
}

/** The elements of a value as an array of its dtype. If the value lies in the kernel memory, this is a view of it. */
export function elementsOf({ arrayRoot, imageRoot, dtype, size }: Value): TensorData {
  if (arrayRoot.hasArray) return arrayRoot.array!;
  const start = imageRoot.buffer!.address / 4;
  const view = kernelMemory().float32.subarray(start, start + size);
  return dtype === 'bool' ? Uint8Array.from(view, (value) => (value === 0 ? 0 : 1)) : view;
}

/** The elements of a value as an array of its own. */
export function copyOf(value: Value): TensorData {
  const elements = elementsOf(value);
  return isInKernelMemory(elements) ? (elements as Float32Array).slice() : elements;
}

const isInKernelMemory = (data: TensorData): boolean =>
  !Array.isArray(data) && data.buffer === kernelMemory().memory.buffer;

/** Computes an operation on arrays, as it is computed outside programs. */
export class ArrayInstruction implements Instruction {
  readonly name: string;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[] = [];
  readonly #operation: Operation;
  readonly #attributes: object;
  readonly #inputs: readonly Value[];
  readonly #outputs: readonly Value[];
  readonly #spec: ConcreteSpec | readonly ConcreteSpec[];

  constructor(
    operation: Operation,
    attributes: object,
    inputs: readonly Value[],
    outputs: readonly Value[],
    reads: readonly Buffer[],
  ) {
    this.name = operation.name;
    this.reads = reads;
    this.#operation = operation;
    this.#attributes = attributes;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#spec = operation.inferShape(inputs, attributes) as ConcreteSpec | readonly ConcreteSpec[];
  }

  bind(): void {}

  run(): void {
    const results = this.#compute();
    results.forEach((data, index) => {
      this.#outputs[index]!.array = isInKernelMemory(data) ? (data as Float32Array).slice() : data;
    });
  }

  /**
   * When the kernel memory grows, all views of it become empty. If it grew while the operation ran, the result is useless and is computed
   * again.
   */
  #compute(): readonly TensorData[] {
    for (;;) {
      const { buffer } = kernelMemory().memory;
      try {
        const inputs = this.#inputs.map(
          (value) => new Tensor(elementsOf(value) as TypedArray, value.shape, value.dtype),
        );
        const results = computeData(this.#operation, inputs, this.#attributes, this.#spec);
        if (kernelMemory().memory.buffer === buffer) return results;
      } catch (error) {
        if (kernelMemory().memory.buffer === buffer) throw error;
      }
    }
  }
}
