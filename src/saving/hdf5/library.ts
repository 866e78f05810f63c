/**
 * libhdf5, compiled to WebAssembly by `h5wasm`, in a confined instance: its memory is limited, its work is counted and ends, and the only file it can open
 * lies in memory. Other names that it tries to open are refused and recorded, and after a fault it is reset to its initial state.
 */
import { StateError } from '../../errors/index.js';
import { withMaximumPages } from './capped-memory.js';
import { budgetName, bytesPerUnit, withCountedWork } from './counted-work.js';
import { addLzf, filterFile, filterFolder } from './filters.js';
import { section, sectionsOf, withSections } from './module-binary.js';

/** The part of the module that we call; `h5wasm` types it loosely. */
export interface Hdf5Module {
  readonly HEAPU8: Uint8Array;
  readonly FS: {
    writeFile(path: string, data: Uint8Array, options: { readonly canOwn: boolean }): void;
    unlink(path: string): void;
    mkdir(path: string): void;
    readonly streams: readonly unknown[];
    close(stream: unknown): void;
  };
  _malloc(bytes: number): number;
  _free(address: number): void;
  UTF8ToString(address: number): string;
  open(path: string, mode: number, trackOrder: boolean, least: number, most: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_type(file: bigint, path: string): number;
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { readonly filename?: string };
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): StoredType;
  get_attribute_data(file: bigint, path: string, name: string, address: bigint): number;
  get_dataset_metadata(file: bigint, path: string): StoredType;
  get_dataset_filters(file: bigint, path: string): { readonly id: number; readonly name: string }[];
  get_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[] | null,
    offset: readonly bigint[] | null,
    stride: readonly bigint[] | null,
    address: bigint,
  ): number;
  get_plugin_search_paths(): string[];
  insert_plugin_search_path(path: string, index: number): number;
  create_object_reference(file: bigint, path: string): Uint8Array;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, address: bigint): number;
}

/** The element type of a dataset or an attribute, as the library describes it. */
export interface StoredType {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly shape: number[] | null;
  readonly total_size: number;
  readonly vlen: boolean;
  readonly cset?: number;
  readonly virtual_sources?: readonly unknown[];
  readonly enum_type?: { readonly type: number; readonly members: Readonly<Record<string, number>> };
}

export interface Hdf5Instance {
  readonly module: Hdf5Module;
  /** Names, except that of the file, that the library has tried to open since `watch`. */
  readonly refused: string[];
  /** What the library has printed since `watch`. */
  readonly printed: () => string;
  /** Clears these records. */
  watch(): void;
  /** How much work the library may still do, in turns of loops and what takes as long; at zero it traps. */
  budget: number;
  /** Resets memory and open files to their state before the first file. */
  restore(): void;
}

/** 256 MiB. Larger datasets are read in pieces. */
const mostPages = 4096;

/** The only name that the library may open. */
export const filePath = '/model.h5';

const noSuchFile = -44;

/** The budget of work before the first file. */
const startBudget = 2 ** 31 - 1;

let instance: Promise<Hdf5Instance> | undefined;

export function hdf5Library(): Promise<Hdf5Instance> {
  instance ??= instantiate().catch((error: unknown) => {
    instance = undefined;
    throw error;
  });
  return instance;
}

interface Notes {
  readonly plugins: string[];
  /** The functions of the filter that libhdf5 may load, by name. */
  filter: ReadonlyMap<string, number>;
  readonly refused: string[];
  printed: string;
}

async function instantiate(): Promise<Hdf5Instance> {
  const notes: Notes = { plugins: [], filter: new Map(), refused: [], printed: '' };
  const found = await whileInterceptingInstantiation(notes, async () => {
    const { ready } = await import('h5wasm');
    return (await ready) as unknown as Hdf5Module;
  });
  const { result: module, exports } = found;
  if (exports === undefined) {
    throw new StateError({
      where: 'HDF5',
      expected: 'a copy of h5wasm that nothing else has loaded before',
      hint: 'load models before using h5wasm yourself, or use it in a worker',
    });
  }
  // The library looks for unknown filters in these places by itself; a file did not ask for that.
  notes.plugins.push(...module.get_plugin_search_paths());
  notes.filter = addFilter(module, exports);
  const initial = takeSnapshot(exports);
  return {
    module,
    refused: notes.refused,
    printed: () => notes.printed,
    watch: () => {
      notes.refused.length = 0;
      notes.printed = '';
    },
    get budget() {
      return exports[budgetName].value;
    },
    set budget(turns) {
      exports[budgetName].value = turns;
    },
    restore: () => {
      initial.restore();
      for (const stream of module.FS.streams.slice(3)) if (stream) module.FS.close(stream);
    },
  };
}

/** Makes libhdf5 find the filter LZF when a file needs it. */
function addFilter(module: Hdf5Module, exports: Exports): ReadonlyMap<string, number> {
  module.FS.mkdir(filterFolder);
  module.FS.writeFile(filterFile, new Uint8Array(), { canOwn: true });
  module.insert_plugin_search_path(filterFolder, 0);
  return addLzf({
    memory: exports.memory,
    table: exports.__indirect_function_table,
    malloc: (bytes) => module._malloc(bytes),
    free: (address) => module._free(address),
    chargeBytes: (bytes) => charge(exports, bytes >>> bytesPerUnit),
  });
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __indirect_function_table: WebAssembly.Table;
  readonly __stack_pointer: WebAssembly.Global<'i32'>;
  readonly [budgetName]: WebAssembly.Global<'i32'>;
  readonly [name: string]: WebAssembly.ExportValue;
}

function takeSnapshot(exports: Exports): { restore(): void } {
  const { memory, __stack_pointer: stack } = exports;
  const words = new Uint32Array(memory.buffer);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0) end--;
  const content = new Uint8Array(memory.buffer).slice(0, end * words.BYTES_PER_ELEMENT);
  const top = stack.value;
  return {
    restore() {
      const now = new Uint8Array(memory.buffer);
      now.fill(0, content.length);
      now.set(content);
      stack.value = top;
    },
  };
}

/**
 * Runs `load`, during which the library is instantiated. `h5wasm` instantiates its module while it is imported, and takes no settings. So
 * the only place to limit its memory and to guard its imports is the call of `WebAssembly.instantiate`; other modules pass through it
 * unchanged.
 */
async function whileInterceptingInstantiation<T>(
  notes: Notes,
  load: () => Promise<T>,
): Promise<{ readonly result: T; readonly exports: Exports | undefined }> {
  const original = WebAssembly.instantiate as (source: unknown, imports?: WebAssembly.Imports) => Promise<unknown>;
  let exports: Exports | undefined;
  const intercepting = async (source: unknown, imports?: WebAssembly.Imports): Promise<unknown> => {
    if (!(source instanceof Uint8Array) || imports === undefined || !isLibrary(source))
      return original(source, imports);
    const module = await WebAssembly.compile(caged(source));
    const guarded = guardedImports(imports, notes, () => exports!);
    const made = (await original(module, guarded)) as WebAssembly.Instance;
    exports = made.exports as Exports;
    exports[budgetName].value = startBudget;
    return { module, instance: made };
  };
  const wasm = WebAssembly as unknown as { instantiate: unknown };
  wasm.instantiate = intercepting;
  try {
    return { result: await load(), exports };
  } finally {
    if (wasm.instantiate === intercepting) wasm.instantiate = original;
  }
}

/** Whether these bytes are libhdf5, which exports its own initialization. */
function isLibrary(module: Uint8Array): boolean {
  const exports = sectionsOf(module).find(({ id }) => id === section.exports);
  if (exports === undefined || module[0] !== 0) return false;
  return new TextDecoder('latin1').decode(module.subarray(exports.start, exports.end)).includes('H5_libinit_g');
}

/** The module with less memory, and with work that ends. */
function caged(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const contents = withCountedWork(module);
  const memory = sectionsOf(module).find(({ id }) => id === section.memory);
  const capped = memory && withMaximumPages(module.subarray(memory.start, memory.end), mostPages);
  if (capped !== undefined) contents.set(section.memory, capped);
  return withSections(module, contents);
}

type Imported = (...args: number[]) => number;

const longestMessage = 4096;

/** What a call of an import uses up of the budget: it takes as long as a hundred turns of a loop, or less. */
const unitsPerImport = 100;

/** Uses up some of the budget, and stops the library where it is not enough. */
function charge(exports: Exports, units: number): void {
  const budget = exports[budgetName];
  budget.value = Math.max(0, budget.value - units);
  if (budget.value === 0) throw new Error('the library worked for too long');
}

/** The imports of the library, without those that reach beyond its file. What they do counts as its work. */
function guardedImports(imports: WebAssembly.Imports, notes: Notes, exports: () => Exports): WebAssembly.Imports {
  const memory = (): WebAssembly.Memory => exports().memory;
  const counted = (functions: Record<string, Imported>): Record<string, Imported> =>
    Object.fromEntries(
      Object.entries(functions).map(([name, imported]) => [
        name,
        (...args) => {
          charge(exports(), unitsPerImport);
          return imported(...args);
        },
      ]),
    );
  /** A read, with the bytes that came counted; their number lies where the last argument says. */
  const countedRead =
    (read: Imported): Imported =>
    (...args) => {
      const outcome = read(...args);
      const bytes = new DataView(memory().buffer).getUint32(args[args.length - 1]!, true);
      if (outcome === 0) charge(exports(), bytes >>> bytesPerUnit);
      return outcome;
    };
  const textAt = (address: number, length?: number): string => {
    const bytes = new Uint8Array(memory().buffer);
    const end = length === undefined ? bytes.indexOf(0, address) : address + length;
    return new TextDecoder().decode(bytes.slice(address, end));
  };
  const system = counted(imports.env as Record<string, Imported>);
  const streams = counted(imports.wasi_snapshot_preview1 as Record<string, Imported>);
  const openFile: Imported = (folder, path, ...rest) => {
    const name = textAt(path);
    if (name === filePath || name === filterFolder || name === filterFile)
      return system.__syscall_openat!(folder, path, ...rest);
    if (!notes.plugins.includes(name)) notes.refused.push(name);
    return noSuchFile;
  };
  const write: Imported = (stream, vectors, count, written) => {
    if (stream > 2) return streams.fd_write!(stream, vectors, count, written);
    const view = new DataView(memory().buffer);
    let bytes = 0;
    for (let i = 0; i < count; i++) {
      const length = view.getUint32(vectors + 8 * i + 4, true);
      if (notes.printed.length < longestMessage) notes.printed += textAt(view.getUint32(vectors + 8 * i, true), length);
      bytes += length;
    }
    view.setUint32(written, bytes, true);
    return 0;
  };
  // Only the file of the filter is there to be loaded.
  const symbol: Imported = (_handle, name) => notes.filter.get(textAt(name)) ?? 0;
  const stop = (): never => {
    throw new Error('the library gave up');
  };
  return {
    ...imports,
    env: {
      ...system,
      ...{ __syscall_openat: openFile, _abort_js: stop, exit: stop },
      ...{ _dlopen_js: () => 1, _dlsym_js: symbol },
    },
    wasi_snapshot_preview1: {
      ...streams,
      fd_write: write,
      fd_read: countedRead(streams.fd_read!),
      fd_pread: countedRead(streams.fd_pread!),
    },
  };
}
