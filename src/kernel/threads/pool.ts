/** Threads that compute plans together, in memory that they share. This file is loaded when threads are first wanted. */
import { millisecondsNow } from '../clock.js';
import type { Addresses, Plan } from '../plan.js';
import type { LinkedModule } from '../wasm/linking.js';
import { kernelMemory, mostPages } from '../wasm/memory.js';
import { inSharedForm } from './shared-form.js';
import { mostChunks, wordCount, words } from './control.js';
import { runAlone, StepInterrupted, type Threads, type ThreadSettings } from './interface.js';
import { Job, type Phase } from './job.js';
import { canShareMemory, startThread, type Thread } from './start.js';
import { availableCores } from './worker-threads.js';

/** Memory that threads share, with the contents of the kernel memory to come; undefined if there is no room for it. */
function makeSharedMemory(): WebAssembly.Memory | undefined {
  const initial = kernelMemory().pages;
  for (let maximum = mostPages; maximum >= 2 * initial && maximum >= 4096; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared: true });
    } catch {
      // Some platforms reserve the addresses of the greatest size, and have less of them.
    }
  }
  return undefined;
}

const usualSettings: ThreadSettings = {
  samples: 6,
  leastTime: 0.02,
  chunkTime: 0.004,
  chunksPerThread: 4,
  patience: 2000,
  mayRest: true,
  file: undefined,
};

/** How many threads are started if nobody says how many: as many as the processor can run at once, but few. */
export const usualCount = async (): Promise<number> => Math.min(await availableCores(), 4);

/** Starts `count - 1` threads beside this one; gives undefined if they cannot share memory here. `onEnd` is called if they are given up. */
export async function startPool(
  count: number,
  onEnd: () => void,
  changes: Partial<ThreadSettings> = {},
): Promise<Pool | undefined> {
  if (!canShareMemory()) return undefined;
  const settings = { ...usualSettings, ...changes };
  let pool: Pool | undefined;
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    pool?.end();
  };
  const threads = await Promise.all(Array.from({ length: count - 1 }, () => startThread(end, settings.file)));
  const memory = hasEnded ? undefined : makeSharedMemory();
  if (memory === undefined) {
    for (const thread of threads) thread.terminate();
    return undefined;
  }
  kernelMemory().moveTo(memory, inSharedForm);
  return (pool = new Pool(threads, memory, settings, onEnd));
}

export class Pool implements Threads {
  readonly #threads: readonly Thread[];
  readonly #memory: WebAssembly.Memory;
  readonly #settings: ThreadSettings;
  readonly #onEnd: () => void;
  readonly #control: number;
  /** The words, at `#control`; and a block for commands, the threads' scratch memory, and packed panels. */
  readonly #state: Int32Array;
  readonly #commands = new Block();
  readonly #scratch = new Block();
  readonly #panels = new Block();
  readonly #modules = new Map<LinkedModule, number>();
  #jobs = new WeakMap<Addresses, Job>();
  #jobNumber = 0;
  #hasEnded = false;
  readonly #rest = { until: 0, next: 250, gained: 0, spent: 0 };

  constructor(threads: readonly Thread[], memory: WebAssembly.Memory, settings: ThreadSettings, onEnd: () => void) {
    this.#threads = threads;
    this.#memory = memory;
    this.#settings = settings;
    this.#onEnd = onEnd;
    this.#control = kernelMemory().allocate(4 * wordCount);
    this.#state = new Int32Array(memory.buffer, this.#control, wordCount).fill(0);
    threads.forEach((thread, index) => {
      thread.postMessage({ memory, control: this.#control, index });
    });
  }

  get count(): number {
    return this.#threads.length + 1;
  }

  get jobCount(): number {
    return this.#jobNumber;
  }

  forget(): void {
    this.#jobs = new WeakMap();
  }

  run(plan: Plan, at: Addresses, isRepeatable: boolean): void {
    // The memory stops being shared if it can not grow otherwise.
    if (kernelMemory().memory !== this.#memory) this.end();
    if (this.#hasEnded || this.#isResting()) {
      runAlone(plan, at);
      return;
    }
    plan.prepare?.(at);
    const job = this.#jobOf(plan, at);
    // A plan that overwrites its inputs can not be computed again after a thread was lost; whoever called must do it from the beginning.
    if (job.isDivided && (isRepeatable || !job.isInPlace)) this.#runTogether(job, plan, at);
    else job.runAlone(at);
  }

  #jobOf(plan: Plan, at: Addresses): Job {
    const known = this.#jobs.get(at);
    // The panels of all plans lie in the same block, which moves when a plan needs a larger one.
    const panels = plan.panels === undefined ? 0 : this.#panels.atLeast(plan.panels.bytes);
    if (known?.isFor(at, panels) === true) return known;
    const job = new Job(plan, at, panels, this.count, this.#settings, known);
    this.#jobs.set(at, job);
    return job;
  }

  #runTogether(job: Job, plan: Plan, at: Addresses): void {
    let isLeft = false;
    for (const phase of job.phases) {
      if (!this.#perform(phase, at, plan.scratchBytes)) {
        this.end();
        if (job.isInPlace) throw new StepInterrupted();
        runAlone(plan, at);
        return;
      }
      isLeft ||= this.#state[words.left] !== 0;
    }
    // Elements that a kernel left to the evaluator are rare, and their plans never overwrite their inputs.
    if (isLeft) {
      job.noteLeft();
      plan.run(at);
    }
  }

  /** Computes one phase of a job together; false if a thread was lost. */
  #perform(phase: Phase, at: Addresses, scratchBytes: number): boolean {
    const { parts } = phase;
    const commands = parts.length > 1 ? phase.commandsFor(at, this.#addressOf) : undefined;
    if (commands === undefined) {
      phase.runAlone(at);
      return true;
    }
    const begin = millisecondsNow();
    const state = this.#state;
    state[words.commands] = this.#commands.atLeast(commands.byteLength);
    this.#provideScratch(scratchBytes);
    kernelMemory().float64.set(commands, this.#commands.address / 8);
    state[words.bytes] = kernelMemory().bytes.byteLength;
    state[words.left] = 0;
    Atomics.store(state, words.done, 0);
    this.#jobNumber += 1;
    Atomics.store(state, words.claim, (this.#jobNumber << 8) | parts.length);
    if (Atomics.load(state, words.asleep) > 0) Atomics.notify(state, words.claim);
    let open = parts.length;
    for (;;) {
      const claim = Atomics.load(state, words.claim);
      const left = claim & mostChunks;
      if (left === 0) break;
      if (Atomics.compareExchange(state, words.claim, claim, claim - 1) !== claim) continue;
      phase.run(at, parts[left - 1]!);
      open -= 1;
    }
    const isDone = this.#waitFor(open);
    this.#noteTime(phase.leastTime, millisecondsNow() - begin);
    return isDone;
  }

  #provideScratch(bytes: number): void {
    const stride = Math.ceil(bytes / 4096) * 4096 + 128;
    const state = this.#state;
    if (stride <= state[words.scratchStride]!) return;
    state[words.scratch] = this.#scratch.atLeast(stride * this.#threads.length);
    state[words.scratchStride] = stride;
  }

  /** Waits until the other threads have done so many chunks; false if they do not. */
  #waitFor(count: number): boolean {
    const state = this.#state;
    let begin = 0;
    for (let look = 1; ; look += 1) {
      const done = Atomics.load(state, words.done);
      if (done === count) return true;
      if (look % 256 !== 0) continue;
      const now = millisecondsNow();
      if (begin === 0) begin = now;
      if (Atomics.load(state, words.failed) !== 0 || now - begin > this.#settings.patience) return false;
      if (now - begin > 0.2) yieldFor(state, done);
    }
  }

  readonly #addressOf = (module: LinkedModule): number => {
    let address = this.#modules.get(module);
    if (address === undefined) {
      address = kernelMemory().allocate(module.bytes.byteLength);
      kernelMemory().bytes.set(module.bytes, address);
      this.#modules.set(module, address);
    }
    return address;
  };

  /** Compares what a phase took with what one thread takes, and sends the threads to rest if they do not help. */
  #noteTime(alone: number, together: number): void {
    const rest = this.#rest;
    rest.gained += alone - together;
    rest.spent += together;
    if (rest.spent < 100) return;
    if (rest.gained >= 0) rest.next = 250;
    else {
      rest.until = millisecondsNow() + rest.next;
      rest.next = Math.min(2 * rest.next, 16_000);
    }
    rest.gained = rest.spent = 0;
  }

  #isResting(): boolean {
    return this.#settings.mayRest && this.#rest.until > 0 && millisecondsNow() < this.#rest.until;
  }

  /**
   * Ends the threads. The contents of the memory move to an ordinary one first, so that a thread that is still at work can not change
   * anything any more.
   */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (kernelMemory().memory === this.#memory) {
      kernelMemory().moveTo(new WebAssembly.Memory({ initial: kernelMemory().pages }));
    }
    for (const thread of this.#threads) thread.terminate();
    for (const address of [this.#control, ...this.#modules.values()]) kernelMemory().release(address);
    for (const block of [this.#commands, this.#scratch, this.#panels]) block.release();
    this.#onEnd();
  }
}

/** A block of the kernel memory that becomes larger when more is needed. */
class Block {
  address = 0;
  #bytes = 0;

  atLeast(bytes: number): number {
    if (bytes > this.#bytes) {
      this.release();
      this.address = kernelMemory().allocate(bytes);
      this.#bytes = bytes;
    }
    return this.address;
  }

  release(): void {
    if (this.#bytes > 0) kernelMemory().release(this.address);
    this.#bytes = 0;
  }
}

let mayWait = true;

/** Lets other threads of the processor work for a moment, unless this is the thread of a page, which must not wait. */
function yieldFor(state: Int32Array, done: number): void {
  if (!mayWait) return;
  try {
    Atomics.wait(state, words.done, done, 0.2);
  } catch {
    mayWait = false;
  }
}
