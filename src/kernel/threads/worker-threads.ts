/** Node's worker threads, imported under a name that bundlers do not resolve, so that a page can load the modules that use them. */

/** The part of them that is used. */
interface WorkerThreads {
  readonly Worker: new (address: URL | string, options?: { readonly execArgv: readonly string[] }) => NodeThread;
  readonly parentPort: Omit<NodeThread, 'terminate' | 'unref'> | null;
}

export interface NodeThread {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  on(type: string, listener: (given: never) => void): unknown;
  off(type: string, listener: (given: never) => void): unknown;
  terminate(): Promise<number>;
  unref(): void;
}

export const workerThreads = async (): Promise<WorkerThreads> =>
  (await importModule('worker_threads')) as WorkerThreads;

/** How many threads can run at once. */
export async function availableCores(): Promise<number> {
  const { navigator } = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  if (navigator?.hardwareConcurrency !== undefined) return navigator.hardwareConcurrency;
  const { availableParallelism } = (await importModule('os')) as { availableParallelism(): number };
  return availableParallelism();
}

const importModule = async (name: string): Promise<unknown> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`);
