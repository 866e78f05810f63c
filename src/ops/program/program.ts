/** A program: a list of instructions over the kernel memory that computes a trace. */
import { millisecondsNow } from '../../kernel/clock.js';
import { noteStep } from '../../kernel/run-plan.js';
import { StepInterrupted } from '../../kernel/threads/interface.js';
import { kernelMemory } from '../../kernel/wasm/memory.js';
import { mapTree, Tensor, type TensorData, type Tree, type TypedArray, type Variable } from '../../tensor/index.js';
import { copyOf, KernelInstruction, type Instruction } from './instructions.js';
import { moves, type Resident } from './residents.js';
import { commonRoom, noteUse, type Holdings } from './room.js';
import type { Buffer, Value } from './values.js';

/** A variable that a program reads or assigns. */
export interface ProgramVariable {
  readonly variable: Variable;
  readonly value: Value;
  /** The memory of the variable; undefined for variables that are not float32, which are passed as arrays. */
  readonly resident: Resident | undefined;
}

/** An assignment: a variable and its new value. */
export interface Assignment {
  readonly variable: ProgramVariable;
  readonly value: Value;
}

/** The parts of a program. */
export interface ProgramParts {
  readonly inputs: readonly Value[];
  readonly variables: readonly ProgramVariable[];
  readonly assignments: readonly Assignment[];
  readonly output: Tree<Value>;
  readonly instructions: readonly Instruction[];
  /** The buffers in the room that programs share, and their offsets in it. */
  readonly buffers: readonly Buffer[];
  readonly offsets: readonly number[];
  readonly bytes: number;
  readonly holdings: Holdings;
}

export class Program {
  readonly parts: ProgramParts;
  readonly #scratchBytes: number;
  readonly #roomBytes: number;
  /** The address of the room, and the number of moves, for which the instructions know their addresses. */
  #room = -1;
  #moves = 0;
  /** How long all runs have taken together. */
  milliseconds = 0;

  constructor(parts: ProgramParts) {
    this.parts = parts;
    const plans = parts.instructions.flatMap((each) => (each instanceof KernelInstruction ? [each.plan] : []));
    const most = (bytes: readonly number[]): number => aligned(Math.max(0, ...bytes));
    this.#scratchBytes = most(plans.map(({ scratchBytes }) => scratchBytes));
    this.#roomBytes = aligned(parts.bytes) + this.#scratchBytes + most(plans.map(({ sharedBytes }) => sharedBytes));
    this.#bind();
    // Until the memory of a variable is overwritten, a run can begin anew.
    for (const each of parts.instructions) {
      if (each.writes.some(({ isLasting }) => isLasting)) break;
      if (each instanceof KernelInstruction) each.isRepeatable = true;
    }
  }

  /** Whether the program's memory was given to others, so that it cannot run any more. */
  get isGone(): boolean {
    return this.parts.holdings.isGone;
  }

  release(): void {
    this.parts.holdings.release();
  }

  /** Computes the trace for these inputs and the current values of the variables. The variables do not change before `commit` is called. */
  run(given: readonly Tensor[]): Tree<Tensor> {
    const { inputs, variables, instructions, output, holdings } = this.parts;
    noteUse(holdings);
    this.#bind();
    for (let i = 0; i < inputs.length; i += 1) inputs[i]!.array = given[i]!.data;
    for (const each of variables) load(each);
    try {
      const begin = millisecondsNow();
      runAll(instructions);
      const taken = millisecondsNow() - begin;
      this.milliseconds += taken;
      noteStep(taken);
    } catch (error) {
      this.forget();
      throw error;
    }
    return mapTree(output, (value) => new Tensor(copyOf(value) as TypedArray, value.shape, value.dtype));
  }

  /** Gives the variables the values that the last run computed. */
  commit(): void {
    for (const { variable, value } of this.parts.assignments) {
      if (variable.resident !== undefined) variable.variable.moveAway(variable.resident.read);
      else variable.variable.hold(new Tensor(copyOf(value) as TypedArray, value.shape, value.dtype));
    }
  }

  /**
   * Copies the values of all variables that the program assigns out of its memory, because a run that may turn out wrong will overwrite
   * them there.
   */
  bringHome(): void {
    for (const { variable } of this.parts.assignments) variable.variable.bringHome();
  }

  /**
   * Whether the variables hold, bit for bit, the values that the last run computed. If so, the program's memory counts as up to date and
   * nothing has to be copied in for the next run.
   */
  agreesWithVariables(): boolean {
    const computed = this.assignedNumbers();
    return this.parts.assignments.every(({ variable: { variable, resident } }, i) => {
      if (!areSameNumbers(computed[i]!, variable.held.data)) return false;
      if (resident !== undefined) resident.version = variable.version;
      return true;
    });
  }

  /** The values that the last run computed for the variables. */
  assignedNumbers(): readonly TensorData[] {
    return this.parts.assignments.map(({ variable: { resident }, value }) => resident?.read() ?? copyOf(value));
  }

  /** Marks the memory of the variables as outdated after a run that failed; except where a variable's value exists only there. */
  forget(): void {
    for (const { variable, resident } of this.parts.variables) {
      if (resident !== undefined && !variable.isAway) resident.version = -1;
    }
  }

  #bind(): void {
    const room = commonRoom(this.#roomBytes);
    if (room === this.#room && moves.count === this.#moves) return;
    this.#room = room;
    this.#moves = moves.count;
    const { buffers, offsets, bytes, instructions } = this.parts;
    buffers.forEach((buffer, i) => (buffer.address = room + offsets[i]!));
    const scratch = room + aligned(bytes);
    for (const instruction of instructions) instruction.bind(scratch, scratch + this.#scratchBytes);
  }
}

function runAll(instructions: readonly Instruction[]): void {
  try {
    for (const instruction of instructions) instruction.run();
  } catch (error) {
    if (!(error instanceof StepInterrupted)) throw error;
    // A thread was lost. There are no others now, so that this happens once.
    for (const instruction of instructions) instruction.run();
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

/** Whether two arrays hold the same bits; all NaNs count as equal. */
export function areSameNumbers(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!Object.is(a[i], b[i])) return false;
  return true;
}
