/** The file of a thread: it claims chunks of the current job and calls the kernels, and sleeps when there is nothing to do. */
import { millisecondsNow } from '../clock.js';
import { callHeader, type Beginning, words } from './control.js';
import { workerThreads } from './worker-threads.js';

type KernelFunction = (...numbers: readonly number[]) => number | undefined;

/** How long a thread waits for the next job before it sleeps, in milliseconds; to wake it takes longer than a small job. */
const patience = 0.5;
/** How many times it looks before it looks at the clock. */
const looks = 200;

/** Works for ever: the thread ends when it is terminated. */
function work({ memory, control, index }: Beginning): void {
  const state = new Int32Array(memory.buffer, control, Object.keys(words).length * 16);
  let numbers = new Float64Array(memory.buffer);
  const modules = new Map<number, readonly KernelFunction[]>();

  const functionsAt = (address: number, bytes: number): readonly KernelFunction[] => {
    let functions = modules.get(address);
    if (functions === undefined) {
      const module = new WebAssembly.Module(new Uint8Array(memory.buffer).slice(address, address + bytes));
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      modules.set(address, (functions = Object.values(exports) as KernelFunction[]));
    }
    return functions;
  };

  const perform = (chunk: number): void => {
    if (numbers.byteLength !== state[words.bytes]) numbers = new Float64Array(memory.buffer);
    const first = state[words.commands]! / 8;
    const scratch = state[words.scratch]! + index * state[words.scratchStride]!;
    let at = first + numbers[first + chunk]!;
    const end = first + numbers[first + chunk + 1]!;
    let left = 0;
    while (at < end) {
      const functions = functionsAt(numbers[at]!, numbers[at + 1]!);
      const count = numbers[at + 3]!;
      const moving = numbers[at + 4]!;
      const values: number[] = [];
      for (let i = 0; i < count; i += 1) {
        const value = numbers[at + callHeader + i]!;
        values.push((moving >> i) & 1 ? value + scratch : value);
      }
      left |= functions[numbers[at + 2]!]!(...values) ?? 0;
      at += callHeader + count;
    }
    if (left !== 0) Atomics.store(state, words.left, 1);
  };

  let since = millisecondsNow();
  try {
    for (let look = 1; ; look += 1) {
      const claim = Atomics.load(state, words.claim);
      if ((claim & 255) > 0) {
        if (Atomics.compareExchange(state, words.claim, claim, claim - 1) !== claim) continue;
        perform((claim & 255) - 1);
        Atomics.add(state, words.done, 1);
        since = millisecondsNow();
      } else if (look % looks === 0 && millisecondsNow() - since > patience) {
        Atomics.add(state, words.asleep, 1);
        Atomics.wait(state, words.claim, claim);
        Atomics.sub(state, words.asleep, 1);
        since = millisecondsNow();
      }
    }
  } catch {
    Atomics.store(state, words.failed, 1);
  }
}

interface Port {
  postMessage(message: unknown): void;
  addEventListener?(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on?(type: 'message', listener: (data: unknown) => void): void;
}

async function start(): Promise<void> {
  const own = globalThis as unknown as Partial<Port>;
  const port = (own.postMessage === undefined ? (await workerThreads()).parentPort : own) as Port;
  port.addEventListener?.('message', ({ data }) => {
    work(data as Beginning);
  });
  port.on?.('message', (data) => {
    work(data as Beginning);
  });
  port.postMessage('ready');
}

void start();
