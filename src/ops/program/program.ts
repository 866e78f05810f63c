/** A list of instructions over the kernel memory that computes a trace. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import { mapTree, Tensor, type Tree, type TypedArray, type Variable } from '../../tensor/index.js';
import { copyOf, elementsOf, KernelInstruction, type Instruction } from './instructions.js';
import type { Resident } from './residents.js';
import { commonRoom, noteUse, type Holdings } from './room.js';
import type { Buffer, Value } from './values.js';

/** A variable that a program reads or assigns. */
export interface ProgramVariable {
  readonly variable: Variable;
  readonly value: Value;
  /** Its place in the kernel memory; variables of other dtypes than float32 come as arrays. */
  readonly resident: Resident | undefined;
}

/** What a variable becomes. */
export interface Assignment {
  readonly variable: ProgramVariable;
  readonly value: Value;
}

/** What a program is made of. */
export interface ProgramParts {
  readonly inputs: readonly Value[];
  readonly variables: readonly ProgramVariable[];
  readonly assignments: readonly Assignment[];
  readonly output: Tree<Value>;
  readonly instructions: readonly Instruction[];
  /** The buffers in the common room, and where in it they begin. */
  readonly buffers: readonly Buffer[];
  readonly offsets: readonly number[];
  readonly bytes: number;
  readonly holdings: Holdings;
}

export class Program {
  readonly #parts: ProgramParts;
  readonly #scratchBytes: number;
  readonly #roomBytes: number;
  #room = -1;

  constructor(parts: ProgramParts) {
    this.#parts = parts;
    const plans = parts.instructions.flatMap((each) => (each instanceof KernelInstruction ? [each.plan] : []));
    const most = (bytes: readonly number[]): number => aligned(Math.max(0, ...bytes));
    this.#scratchBytes = most(plans.map(({ scratchBytes }) => scratchBytes));
    this.#roomBytes = aligned(parts.bytes) + this.#scratchBytes + most(plans.map(({ sharedBytes }) => sharedBytes));
    this.#bind();
  }

  /** Whether the memory was given to others, so that the program cannot run. */
  get isGone(): boolean {
    return this.#parts.holdings.isGone;
  }

  release(): void {
    this.#parts.holdings.release();
  }

  /** Computes the trace for these inputs and what variables hold now. The variables change when `commit` is called. */
  run(given: readonly Tensor[]): Tree<Tensor> {
    const { inputs, variables, instructions, output, holdings } = this.#parts;
    noteUse(holdings);
    this.#bind();
    for (let i = 0; i < inputs.length; i += 1) inputs[i]!.array = given[i]!.data;
    for (const each of variables) load(each);
    try {
      for (const instruction of instructions) instruction.run();
    } catch (error) {
      this.forget();
      throw error;
    }
    return mapTree(output, (value) => new Tensor(copyOf(value) as TypedArray, value.shape, value.dtype));
  }

  /** Makes the variables what the last run computed. */
  commit(): void {
    for (const { variable, value } of this.#parts.assignments) {
      if (variable.resident !== undefined) variable.variable.moveAway(variable.resident.read);
      else variable.variable.hold(new Tensor(copyOf(value) as TypedArray, value.shape, value.dtype));
    }
  }

  /** Brings home all that is assigned, before it is computed in a way that may turn out wrong. */
  bringHome(): void {
    for (const { variable } of this.#parts.assignments) variable.variable.bringHome();
  }

  /** Whether the variables hold, to the bit, what the last run computed. If so, nothing need be uploaded for the next. */
  agreesWithVariables(): boolean {
    return this.#parts.assignments.every(({ variable: { variable, resident }, value }) => {
      const computed = resident === undefined ? elementsOf(value) : resident.read();
      if (!areSameNumbers(computed, variable.held.data)) return false;
      if (resident !== undefined) resident.version = variable.version;
      return true;
    });
  }

  /** Forgets what lies in the places of variables, after a run that went wrong; where nothing else is known of a value, it stays. */
  forget(): void {
    for (const { variable, resident } of this.#parts.variables) {
      if (resident !== undefined && !variable.isAway) resident.version = -1;
    }
  }

  #bind(): void {
    const room = commonRoom(this.#roomBytes);
    if (room === this.#room) return;
    this.#room = room;
    const { buffers, offsets, bytes, instructions } = this.#parts;
    buffers.forEach((buffer, i) => (buffer.address = room + offsets[i]!));
    const scratch = room + aligned(bytes);
    for (const instruction of instructions) instruction.bind(scratch, scratch + this.#scratchBytes);
  }

  /** The program as text: its buffers and instructions. */
  toString(): string {
    const { instructions, buffers, bytes, variables } = this.#parts;
    const names = new Map<Buffer, string>(buffers.map((buffer, i) => [buffer, `b${i}`]));
    for (const { variable, resident } of variables) if (resident !== undefined) names.set(resident, variable.path);
    const named = (list: readonly Buffer[]): string => list.map((buffer) => names.get(buffer) ?? 'constant').join(', ');
    return [
      `${instructions.length} instructions, ${buffers.length} buffers in ${bytes} bytes`,
      ...instructions.map(({ name, reads, writes }) => `${named(writes)} ← ${name}(${named(reads)})`),
    ].join('\n');
  }
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

function load({ variable, value, resident }: ProgramVariable): void {
  if (resident === undefined) value.array = variable.held.data;
  else if (resident.version !== variable.version) {
    kernelMemory().float32.set(variable.held.data, resident.address / 4);
    resident.version = variable.version;
  }
}

/** The same bits, but that one NaN is as good as another. */
export function areSameNumbers(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!Object.is(a[i], b[i])) return false;
  return true;
}
