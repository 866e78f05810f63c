/** Which engine computes: WebAssembly SIMD kernels, or plain JavaScript. */
import { ValueError } from '../errors/index.js';

/** `'wasm'`: WebAssembly SIMD kernels; `'evaluator'`: plain JavaScript. */
export type EngineName = 'wasm' | 'evaluator';

let chosen: EngineName | undefined;

/**
 * Chooses the engine that computes everything from now on: `'wasm'` (SIMD kernels, the default wherever WebAssembly is allowed)
 * or `'evaluator'` (plain JavaScript: slower, for pages whose content security policy forbids WebAssembly, and as a second opinion).
 *
 * @example
 * import { activations, setEngine } from 'hillock';
 * setEngine('evaluator');
 * activations.tanh([0, 1]); // → array([0.       , 0.7615942], dtype=float32)
 * setEngine('wasm');
 */
export function setEngine(engine: EngineName): void {
  if (engine !== 'wasm' && engine !== 'evaluator') {
    throw new ValueError({
      where: 'setEngine',
      expected: `"wasm" or "evaluator"`,
      received: { engine },
    });
  }
  if (engine === 'wasm' && !isWebAssemblyAllowed()) {
    throw new ValueError({
      where: 'setEngine',
      expected: 'an engine that runs here, and WebAssembly with SIMD does not',
      received: { engine },
      hint: `use "evaluator", or allow 'wasm-unsafe-eval' in the page's content security policy`,
    });
  }
  chosen = engine;
}

/** The engine in use; decided at the first computation, when nobody has chosen. */
export function currentEngine(): EngineName {
  return (chosen ??= defaultEngine());
}

function defaultEngine(): EngineName {
  if (isWebAssemblyAllowed()) return 'wasm';
  console.warn(
    'Hillock computes in plain JavaScript, because WebAssembly with SIMD is not available or not allowed here ' +
      `(content security policy without 'wasm-unsafe-eval'?). Results are the same to rounding, but slower.`,
  );
  return 'evaluator';
}

/** A module of one function with one vector instruction: compiles only where WebAssembly and its SIMD are allowed. */
const probe = /* @__PURE__ */ new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

function isWebAssemblyAllowed(): boolean {
  try {
    return new WebAssembly.Module(probe) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
