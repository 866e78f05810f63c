/** Which engine computes: WebAssembly SIMD kernels, or plain JavaScript. */
import { ValueError } from '../errors/index.js';
import { useThreads } from './run-plan.js';

/** `'wasm'`: WebAssembly SIMD kernels; `'evaluator'`: plain JavaScript. */
export type EngineName = 'wasm' | 'evaluator';

let chosen: EngineName | undefined;

let isRelaxingAsked = false;

/** The settings of the engine. */
export interface EngineOptions {
  /** By default the current engine. */
  readonly engine?: EngineName | undefined;
  /**
   * Whether matrix products and convolutions may use relaxed multiply-add instructions, which Chromium, Node 22 and later have. They are
   * faster by a quarter to a third, but may round once instead of twice, so that the last bit of results may differ between machines.
   */
  readonly relaxed?: boolean | undefined;
  /**
   * On how many threads kernels compute, this one included. By default one, and several once training has gone on for a while with steps that
   * are long enough. Results have the same bits on any number of threads. The threads start when the program next waits for something, and do
   * not keep a process alive. A page has threads if it is isolated from other origins (`Cross-Origin-Opener-Policy: same-origin` and
   * `Cross-Origin-Embedder-Policy: require-corp`).
   */
  readonly threads?: number | undefined;
}

/**
 * Chooses the engine that computes everything from now on: `'wasm'` (SIMD kernels, the default wherever WebAssembly is allowed)
 * or `'evaluator'` (plain JavaScript: slower, for pages whose content security policy forbids WebAssembly, and as a second opinion);
 * and, with `{ relaxed: true }`, whether products may be computed faster, with a last bit that is not the same on every machine.
 *
 * @example
 * import { activations, setEngine } from 'hillock';
 * setEngine('evaluator');
 * activations.tanh([0, 1]); // → array([0.       , 0.7615942], dtype=float32)
 * setEngine({ engine: 'wasm', relaxed: false });
 */
export function setEngine(given: EngineName | EngineOptions): void {
  const options: unknown = typeof given === 'string' ? { engine: given } : given;
  const settings = Object(options) as Record<keyof EngineOptions, unknown>;
  const { engine, relaxed = isRelaxingAsked, threads, ...others } = settings;
  const isKnown = engine === undefined || engine === 'wasm' || engine === 'evaluator';
  const isAlone = arguments.length < 2 && Object.keys(others).length === 0;
  const areSettings = typeof relaxed === 'boolean' && (threads === undefined || isThreadCount(threads));
  if (!isKnown || !areSettings || options !== Object(options) || !isAlone) {
    throw new ValueError({
      where: 'setEngine',
      expected: `"wasm" or "evaluator", or { engine, relaxed, threads } of which relaxed is a boolean and threads an integer from 1 to ${mostThreads}`,
      received: isKnown
        ? { options: given, ...(arguments.length > 1 && { 'argument 2': arguments[1] as unknown }) }
        : { engine },
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
  if (engine !== undefined) chosen = engine;
  isRelaxingAsked = relaxed;
  void useThreads(threads as number | undefined);
}

const mostThreads = 64;

const isThreadCount = (count: unknown): boolean =>
  Number.isInteger(count) && (count as number) >= 1 && (count as number) <= mostThreads;

/** Whether relaxed multiply-add was asked for. */
export const isRelaxing = (): boolean => isRelaxingAsked;

/** Whether products use relaxed multiply-add: it was asked for, and WebAssembly has it here. */
export const isRelaxed = (): boolean => isRelaxingAsked && (hasRelaxed ??= isCompiled(relaxedProbe));

let hasRelaxed: boolean | undefined;

/** The current engine. If none was chosen, the first computation decides: wasm where it is allowed. */
export function currentEngine(): EngineName {
  return (chosen ??= defaultEngine());
}

function defaultEngine(): EngineName {
  if (isWebAssemblyAllowed()) return 'wasm';
  console.warn(
    'Hillock computes in plain JavaScript, because WebAssembly with SIMD is missing or not allowed ' +
      `(content security policy without 'wasm-unsafe-eval'?). Results are the same to rounding, at many times the time.`,
  );
  return 'evaluator';
}

/** A module with a single vector instruction, which compiles only where WebAssembly and its SIMD are allowed. */
const probe = /* @__PURE__ */ new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** A module with a single relaxed multiply-add. */
const relaxedProbe = /* @__PURE__ */ new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
]);

const isWebAssemblyAllowed = (): boolean => isCompiled(probe);

function isCompiled(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    return new WebAssembly.Module(bytes) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
