/** Filling and copying of bytes by functions of a module, so that these too can be recorded as calls. */
import { get, memoryCopy, memoryFill, ModuleBuilder } from '../wasm/assembler.js';
import { addressFunction } from '../wasm/assembly.js';
import type { BytesFunctions } from '../wasm/bytes.js';
import { linked } from '../wasm/linking.js';

function bytesModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  const fill = addressFunction(module, 'fill', ['target', 'value', 'bytes']);
  fill.f.push(memoryFill(get(fill.locals.target), get(fill.locals.value), get(fill.locals.bytes)));
  const copy = addressFunction(module, 'copy', ['target', 'source', 'bytes']);
  copy.f.push(memoryCopy(get(copy.locals.target), get(copy.locals.source), get(copy.locals.bytes)));
  return module;
}

export const bytesKernels = /* @__PURE__ */ linked<BytesFunctions>(bytesModule);
