/** The memory that all programs share, because they run one after the other, and what each keeps for itself. */
import { kernelMemory } from '../../kernel/wasm/memory.js';

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
  readonly #releases: (() => void)[] = [];
  isGone = false;
  bytes = 0;

  /** Keeps a block of so many bytes until `release` is called. Variables whose values lie there are to be copied out first. */
  keep(bytes: number, release: () => void): void {
    this.bytes += bytes;
    this.#releases.push(release);
  }

  allocate(bytes: number): number {
    const address = kernelMemory().allocate(bytes);
    this.keep(bytes, () => {
      kernelMemory().release(address);
    });
    return address;
  }

  /** Frees everything. */
  release(): void {
    if (this.isGone) return;
    this.isGone = true;
    inUse.delete(this);
    for (const release of this.#releases) release();
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
