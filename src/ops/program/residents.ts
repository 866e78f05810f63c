/** Variables in the kernel memory: one place for each, shared by all programs that read or assign it. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import type { TypedArray, Variable } from '../../tensor/index.js';
import { Buffer } from './values.js';

/** The place of a variable. */
export class Resident extends Buffer {
  readonly #variable: WeakRef<Variable>;
  /** The version of the variable that lies here; -1 for none. */
  version = -1;
  #users = 0;
  /** The elements as an array of their own. */
  readonly read: () => TypedArray;

  private constructor(variable: Variable) {
    super(variable.size, true);
    this.#variable = new WeakRef(variable);
    this.read = () => kernelMemory().float32.slice(this.address / 4, this.address / 4 + this.length);
  }

  /** The place of a float32 variable, which somebody more uses now. */
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

  /** Says that somebody does not use the place any more. */
  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    const variable = this.#variable.deref();
    if (variable !== undefined) {
      variable.bringHome();
      places.delete(variable);
    }
    kernelMemory().release(this.address);
  }
}

const places = /* @__PURE__ */ new WeakMap<Variable, Resident>();
