/** The one WebAssembly memory in which all kernels work, and the allocation of blocks in it. `linking.ts` connects modules to it. */
const bytesPerWasmPage = 65536;

/** The most pages that a WebAssembly memory can have. */
export const mostPages = 65536;

/**
 * Large blocks start 128 bytes after a page boundary. JavaScript arrays start 16 bytes after one, and on some processors a copy is 13 times
 * slower if its destination, modulo 4096, lies a few bytes behind its source.
 */
export const pageBytes = 4096;
export const pageOffset = 128;

/** Every block starts on a cache line. */
const lineBytes = 64;

/** The address at which a block of so many bytes may begin: `address` or the next suitable one. */
export const blockStart = (address: number, bytes: number): number =>
  bytes < pageBytes
    ? Math.ceil(address / lineBytes) * lineBytes
    : Math.ceil((address - pageOffset) / pageBytes) * pageBytes + pageOffset;

interface Gap {
  readonly from: number;
  to: number;
}

class KernelMemory {
  #memory = new WebAssembly.Memory({ initial: 32 });
  #float32 = new Float32Array(this.#memory.buffer);
  #float64 = new Float64Array(this.#memory.buffer);
  #int32 = new Int32Array(this.#memory.buffer);
  #bytes = new Uint8Array(this.#memory.buffer);
  /** The free memory, in ascending order; no two gaps touch. Address 0 is left out because kernels take it for "no array". */
  #gaps: Gap[] = [{ from: lineBytes, to: this.#memory.buffer.byteLength }];
  readonly #used = new Map<number, number>();

  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /** Makes a module of memory that threads share of one of ordinary memory; undefined while the memory is not shared. */
  inSharedForm: ((bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) | undefined;

  /** How many pages of WebAssembly it has. */
  get pages(): number {
    return this.#memory.buffer.byteLength / bytesPerWasmPage;
  }

  /**
   * Puts another memory in the place of this one, with the same contents at the same addresses. It must be at least as large. One that
   * threads share needs modules in another form.
   */
  moveTo(memory: WebAssembly.Memory, inSharedForm?: typeof this.inSharedForm): void {
    this.inSharedForm = inSharedForm;
    const from = this.#memory.buffer.byteLength;
    new Uint8Array(memory.buffer).set(this.#bytes);
    this.#memory = memory;
    this.#look();
    const to = memory.buffer.byteLength;
    if (to > from) this.#addGap({ from, to });
  }

  /** Allocates a block of so many bytes, and returns its address. */
  allocate(wanted: number): number {
    const bytes = Math.max(wanted, 1);
    const index = this.#gaps.findIndex(({ from, to }) => blockStart(from, bytes) + bytes <= to);
    if (index < 0) {
      this.#grow(bytes + 2 * pageBytes);
      return this.allocate(bytes);
    }
    const { from, to } = this.#gaps[index]!;
    const address = blockStart(from, bytes);
    const end = address + bytes;
    this.#gaps.splice(index, 1, { from, to: address }, { from: end, to });
    this.#used.set(address, end);
    return address;
  }

  release(address: number): void {
    const to = this.#used.get(address)!;
    this.#used.delete(address);
    this.#addGap({ from: address, to });
  }

  /** A view of the memory. It becomes invalid when the memory grows, so never keep one across a call to `allocate`. */
  get float32(): Float32Array<ArrayBuffer> {
    return this.#float32;
  }

  get float64(): Float64Array<ArrayBuffer> {
    return this.#float64;
  }

  get int32(): Int32Array<ArrayBuffer> {
    return this.#int32;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  #addGap(added: Gap): void {
    const merged: Gap[] = [];
    for (const gap of [...this.#gaps, added].sort((a, b) => a.from - b.from)) {
      const last = merged[merged.length - 1];
      if (last?.to === gap.from) last.to = gap.to;
      else merged.push(gap);
    }
    this.#gaps = merged;
  }

  #grow(bytes: number): void {
    const from = this.#memory.buffer.byteLength;
    // The memory grows by at least half, so that a slowly growing model does not make all views invalid at every step.
    const pages = Math.ceil(Math.max(bytes, from >> 1) / bytesPerWasmPage);
    try {
      this.#memory.grow(pages);
    } catch (error) {
      if (this.inSharedForm === undefined) throw error;
      // Memory that threads share has a greatest size, which may be less than what an ordinary one can have.
      this.moveTo(new WebAssembly.Memory({ initial: this.pages + pages }));
      return;
    }
    this.#look();
    this.#addGap({ from, to: this.#memory.buffer.byteLength });
  }

  #look(): void {
    const { buffer } = this.#memory;
    this.#float32 = new Float32Array(buffer);
    this.#float64 = new Float64Array(buffer);
    this.#int32 = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }
}

let shared: KernelMemory | undefined;

/** The memory, which is made when a kernel is first called. */
export function kernelMemory(): KernelMemory {
  return (shared ??= new KernelMemory());
}
