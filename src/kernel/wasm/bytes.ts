/** Filling and copying of bytes of the kernel memory, by functions of a module, so that these too can be recorded as calls. */
import { get, memoryCopy, memoryFill, ModuleBuilder } from './assembler.js';
import { addressFunction } from './assembly.js';
import { linked } from './linking.js';

interface BytesModule {
  fill(target: number, value: number, bytes: number): void;
  /** The blocks may overlap. */
  copy(target: number, source: number, bytes: number): void;
}

function bytesModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  const fill = addressFunction(module, 'fill', ['target', 'value', 'bytes']);
  fill.f.push(memoryFill(get(fill.locals.target), get(fill.locals.value), get(fill.locals.bytes)));
  const copy = addressFunction(module, 'copy', ['target', 'source', 'bytes']);
  copy.f.push(memoryCopy(get(copy.locals.target), get(copy.locals.source), get(copy.locals.bytes)));
  return module;
}

const kernels = /* @__PURE__ */ linked<BytesModule>(bytesModule);

/** Fills the bytes from one address up to another with zeros. */
export function clearBytes(from: number, to: number): void {
  if (from < to) kernels().fill(from, 0, to - from);
}

export const copyBytes = (target: number, source: number, bytes: number): void => kernels().copy(target, source, bytes);
