/** The memory in which all programs compute, one after the other, and what each of them keeps besides. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import type { Plan } from '../../kernel/plan.js';
import { releaseTables } from '../../kernel/eager.js';
import type { Resident } from './residents.js';

const room = { address: 0, bytes: 0 };

/** The address of so many bytes, whose contents nobody expects to find again. It changes when somebody needs more. */
export function commonRoom(bytes: number): number {
  if (bytes <= room.bytes) return room.address;
  if (room.bytes > 0) kernelMemory().release(room.address);
  // Left so if there is no memory.
  room.bytes = 0;
  room.address = kernelMemory().allocate(bytes);
  room.bytes = bytes;
  return room.address;
}

/** What a program keeps in the kernel memory as long as it can run. */
export class Holdings {
  readonly #blocks: number[] = [];
  readonly #residents: Resident[] = [];
  readonly #plans: Plan[] = [];
  #bytes = 0;
  #isGone = false;

  get isGone(): boolean {
    return this.#isGone;
  }

  get bytes(): number {
    return this.#bytes;
  }

  allocate(bytes: number): number {
    const address = kernelMemory().allocate(bytes);
    this.#blocks.push(address);
    this.#bytes += bytes;
    return address;
  }

  keepResident(resident: Resident): void {
    this.#residents.push(resident);
    this.#bytes += resident.bytes;
  }

  keepPlan(plan: Plan): void {
    this.#plans.push(plan);
  }

  /** Gives everything back. Variables bring their values home. */
  release(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    inUse.delete(this);
    for (const address of this.#blocks) kernelMemory().release(address);
    for (const resident of this.#residents) resident.leave();
    for (const plan of this.#plans) releaseTables(plan);
  }
}

/** What programs hold, those that ran long ago first. Programs that nobody can call any more are among them. */
const inUse = /* @__PURE__ */ new Set<Holdings>();
let latest: Holdings | undefined;
const mostPrograms = 64;
const mostBytes = 1 << 29;

/** Notes that a program runs, and gives up others when there are too many. */
export function noteUse(holdings: Holdings): void {
  if (holdings === latest) return;
  latest = holdings;
  inUse.delete(holdings);
  inUse.add(holdings);
  let bytes = 0;
  for (const each of inUse) bytes += each.bytes;
  for (const each of inUse) {
    if (each === holdings || (inUse.size <= mostPrograms && bytes <= mostBytes)) break;
    bytes -= each.bytes;
    each.release();
  }
}
