/** The memory that all programs share, because they run one after the other, and what each keeps for itself. */
import { kernelMemory } from '../../kernel/wasm/memory.js';
import type { Plan } from '../../kernel/plan.js';
import { releaseTables } from '../../kernel/eager.js';
import type { Resident } from './residents.js';

const room = { address: 0, bytes: 0 };

/** The address of at least so many bytes. Each run overwrites them. The address changes when a program needs more memory. */
export function commonRoom(bytes: number): number {
  if (bytes <= room.bytes) return room.address;
  if (room.bytes > 0) kernelMemory().release(room.address);
  // Set before the allocation, so that it is right if the allocation throws.
  room.bytes = 0;
  room.address = kernelMemory().allocate(bytes);
  room.bytes = bytes;
  return room.address;
}

/** What a program keeps in the kernel memory as long as it can run. */
export class Holdings {
  readonly #blocks: number[] = [];
  readonly #residents: Resident[] = [];
  readonly #rows: { programs: number }[] = [];
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

  keepRow(row: { programs: number }): void {
    this.#rows.push(row);
  }

  keepPlan(plan: Plan): void {
    this.#plans.push(plan);
  }

  /** Frees everything. Variables whose values lie here copy them out first. */
  release(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    inUse.delete(this);
    for (const address of this.#blocks) kernelMemory().release(address);
    for (const row of this.#rows) row.programs -= 1;
    for (const resident of this.#residents) resident.leave();
    for (const plan of this.#plans) releaseTables(plan);
  }
}

/** What programs keep, in the order in which they last ran. It includes programs that nobody can call any more, because nothing tells us so. */
const inUse = /* @__PURE__ */ new Set<Holdings>();
let latest: Holdings | undefined;
const mostPrograms = 64;
const mostBytes = 1 << 29;

/** Records that a program runs, and releases the oldest ones if there are too many. */
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
