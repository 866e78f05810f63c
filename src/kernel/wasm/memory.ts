/**
 * The one WebAssembly memory in which all kernels work. Tensors live in ordinary garbage-collected arrays; a kernel copies its
 * operands into a window, computes, and copies the result out. Nothing in here outlives a call.
 */
const bytesPerPage = 65536;

/**
 * Windows start 128 bytes after a page boundary. JavaScript arrays start 16 bytes after one, and on some processors a copy whose
 * destination lies a few bytes behind its source modulo 4096 is 13 times slower.
 */
const windowOffset = 128;

/** Every window starts on a cache line. */
const alignment = 64;

class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 32 });
  #float32 = new Float32Array(this.memory.buffer);
  #float64 = new Float64Array(this.memory.buffer);
  #int32 = new Int32Array(this.memory.buffer);
  #bytes = new Uint8Array(this.memory.buffer);

  /** Places windows of these byte lengths one after the other and returns their addresses; grows the memory if it must. */
  windows(...byteLengths: readonly number[]): number[] {
    let end = windowOffset;
    const addresses = byteLengths.map((length) => {
      const address = end;
      end += Math.ceil(length / alignment) * alignment;
      return address;
    });
    this.#reserve(end);
    return addresses;
  }

  /** A fresh view whenever the memory has grown: never keep one across a call to `windows`. */
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

  #reserve(byteLength: number): void {
    const missing = byteLength - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    // Grown by half at least, so that a slowly growing model does not move the memory at every step.
    const wanted = Math.max(missing, this.memory.buffer.byteLength >> 1);
    this.memory.grow(Math.ceil(wanted / bytesPerPage));
    this.#float32 = new Float32Array(this.memory.buffer);
    this.#float64 = new Float64Array(this.memory.buffer);
    this.#int32 = new Int32Array(this.memory.buffer);
    this.#bytes = new Uint8Array(this.memory.buffer);
  }
}

let shared: KernelMemory | undefined;

/** The memory, made at the first kernel call. */
export function kernelMemory(): KernelMemory {
  return (shared ??= new KernelMemory());
}

/** Compiles a module against the kernel memory and returns its exported functions. */
export function instantiate<Exports>(bytes: Uint8Array<ArrayBuffer>): Exports {
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory: kernelMemory().memory },
  });
  return exports as Exports;
}
