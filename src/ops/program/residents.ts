/** The memory of variables in the kernel memory: one block for each variable, shared by all programs that read or assign it. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import type { TypedArray, Variable } from '../../tensor/index.js';
import { Buffer } from './values.js';

/** How often variables have moved; programs look up their addresses again then. */
export const moves = { count: 0 };

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

  /** The block that this one is a part of, if it is (`rows.ts`). */
  declare within: (Buffer & { leave(): void }) | undefined;

  /** Gives the memory back. */
  free(): void {
    if (this.within === undefined) kernelMemory().release(this.address);
    else this.within.leave();
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
    this.free();
  }
}

const places = /* @__PURE__ */ new WeakMap<Variable, Resident>();
