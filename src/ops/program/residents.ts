/** The memory of variables in the kernel memory: one block for each variable, shared by all programs that read or assign it. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import type { TypedArray, Variable } from '../../tensor/index.js';
import { Buffer } from './values.js';

/** The block of a variable. */
export class Resident extends Buffer {
  readonly #variable: WeakRef<Variable>;
  /** The version of the variable that the block holds; -1 if it holds none. */
  version = -1;
  #users = 0;
  /** Returns the elements as a new array. */
  readonly read: () => TypedArray;

  private constructor(variable: Variable) {
    super(variable.size, true);
    this.#variable = new WeakRef(variable);
    this.read = () => kernelMemory().float32.slice(this.address / 4, this.address / 4 + this.length);
  }

  /** The block of a float32 variable, for one more user. */
  static of(variable: Variable): Resident {
    let resident = places.get(variable);
    if (resident === undefined) {
      resident = new Resident(variable);
      resident.address = kernelMemory().allocate(resident.bytes);
      places.set(variable, resident);
    }
    resident.#users += 1;
    return resident;
  }

  /** Moves the block to a place in a row, or from one row to another. */
  moveInto(row: Row, offset: number): void {
    const from = this.address / 4;
    this.#free();
    this.within = row;
    this.address = offset;
    kernelMemory().float32.copyWithin(this.address / 4, from, from + this.length);
  }

  #free(): void {
    if (this.within instanceof Row) this.within.leave();
    else kernelMemory().release(this.address);
  }

  /** Called when a user does not need the block any more; the last one frees it. */
  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    const variable = this.#variable.deref();
    if (variable !== undefined) {
      variable.bringHome();
      places.delete(variable);
    }
    this.#free();
  }
}

/** How often variables have moved; programs look up their addresses again then. */
export let moves = 0;

/** A block in which several variables lie one after the other, so that one kernel can compute them all. */
export class Row extends Buffer {
  readonly members: readonly Resident[];
  /** How many of them still lie here, and how many programs want them here. */
  #count: number;
  programs = 0;

  private constructor(members: readonly Resident[], length: number, offsets: readonly number[]) {
    super(length, true);
    this.members = members;
    this.#count = members.length;
    this.address = kernelMemory().allocate(this.bytes);
    moves += 1;
    members.forEach((member, i) => {
      member.moveInto(this, offsets[i]!);
    });
  }

  /** Whether variables may be put in a row: no program wants one of them elsewhere. */
  static canHold(members: readonly Resident[]): boolean {
    return members.every(
      ({ within }) => !(within instanceof Row) || within.programs === 0 || within.#holds(members),
    );
  }

  /** The row of these variables, for one more program. */
  static of(members: readonly Resident[], length: number, offsets: readonly number[]): Row {
    const { within } = members[0]!;
    const row = within instanceof Row && within.#holds(members) ? within : new Row(members, length, offsets);
    row.programs += 1;
    return row;
  }

  #holds(members: readonly Resident[]): boolean {
    return (
      this.#count === this.members.length &&
      members.length === this.#count &&
      members.every((member, i) => member === this.members[i])
    );
  }

  /** Called when a variable does not lie here any more; after the last one the memory is free. */
  leave(): void {
    this.#count -= 1;
    if (this.#count === 0) kernelMemory().release(this.address);
  }
}

const places = /* @__PURE__ */ new WeakMap<Variable, Resident>();
