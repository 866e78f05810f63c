/** Variables that lie one after the other in the kernel memory. This file is loaded when a program has run for a while. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import { moves, type Resident } from './residents.js';
import { Buffer } from './values.js';

/** A block in which several variables lie one after the other, so that one kernel can compute them all. */
export class Row extends Buffer {
  override readonly parts: readonly Resident[];
  /** How many of them still lie here, and how many programs want them here. */
  #count: number;
  programs = 0;

  private constructor(members: readonly Resident[], length: number, offsets: readonly number[]) {
    super(length, true);
    this.parts = members;
    this.#count = members.length;
    this.address = kernelMemory().allocate(this.bytes);
    moves.count += 1;
    members.forEach((member, i) => {
      const from = member.address / 4;
      member.free();
      member.within = this;
      member.address = offsets[i]!;
      kernelMemory().float32.copyWithin(member.address / 4, from, from + member.length);
    });
  }

  /** Whether variables may be put in a row: no program wants one of them elsewhere. */
  static canHold(members: readonly Resident[]): boolean {
    return members.every(({ within }) => !(within instanceof Row) || within.programs === 0 || within.#holds(members));
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
      this.#count === this.parts.length &&
      members.length === this.#count &&
      members.every((member, i) => member === this.parts[i])
    );
  }

  /** Called when a variable does not lie here any more; after the last one the memory is free. */
  leave(): void {
    this.#count -= 1;
    if (this.#count === 0) kernelMemory().release(this.address);
  }
}
