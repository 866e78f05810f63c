/** Modules linked to the kernel memory, and other functions in their place while calls are recorded. */
import type { ModuleBuilder } from './assembler.js';
import { kernelMemory } from './memory.js';

export type KernelFunction = (...numbers: readonly number[]) => number | undefined;

type ModuleBytes = ReturnType<ModuleBuilder['encode']>;

export interface LinkedModule {
  /** The module in the form that suits the memory. */
  readonly bytes: ModuleBytes;
  readonly exports: Readonly<Record<string, KernelFunction>>;
}

/** What gives functions in the place of a module's own ones, while calls are recorded. */
let standIn: ((module: LinkedModule) => LinkedModule['exports']) | undefined;

/**
 * A function that returns what a module exports, linked to the kernel memory. Plans call it in each run, because the memory may be
 * exchanged between two runs.
 */
/* @__NO_SIDE_EFFECTS__ */
export function linked<Exports>(makeModule: () => ModuleBuilder): () => Exports {
  let make: typeof makeModule | undefined = makeModule;
  const forms: Partial<Record<'ordinary' | 'shared', CompiledForm>> = {};
  let memory: WebAssembly.Memory | undefined;
  let latest: LinkedModule;
  const compiled = (bytes: ModuleBytes): CompiledForm => ({ bytes, module: new WebAssembly.Module(bytes) });
  const link = (): LinkedModule => {
    if (make !== undefined) forms.ordinary = compiled(make().encode());
    // The tree of instructions is not kept.
    make = undefined;
    const { inSharedForm } = kernelMemory();
    const { bytes, module } =
      inSharedForm === undefined ? forms.ordinary! : (forms.shared ??= compiled(inSharedForm(forms.ordinary!.bytes)));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: kernelMemory().memory } });
    return { bytes, exports: exports as LinkedModule['exports'] };
  };
  return () => {
    const current = kernelMemory().memory;
    if (memory !== current) latest = link();
    memory = current;
    return (standIn === undefined ? latest.exports : standIn(latest)) as Exports;
  };
}

interface CompiledForm {
  readonly bytes: ModuleBytes;
  readonly module: WebAssembly.Module;
}

/** Runs `body` with other functions in the place of those of all modules. */
export function withStandIn(functionsOf: NonNullable<typeof standIn>, body: () => void): void {
  standIn = functionsOf;
  try {
    body();
  } finally {
    standIn = undefined;
  }
}
