/** Starts threads: web workers, or worker threads of Node, which do not keep the process alive. */
import { type NodeThread, workerThreads } from './worker-threads.js';

/** A started thread. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** Whether threads can share memory here: everywhere but in pages that are not isolated from other origins. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer === 'function' &&
  (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/** A thread that runs `file`, by default the library's own one, and is ready. `onEnd` is called if it ends by an error or from outside. */
export async function startThread(onEnd: () => void, file?: URL): Promise<Thread> {
  const isWeb = typeof Worker === 'function';
  // Bundlers recognise a worker's file by exactly this expression.
  const worker: Worker | NodeThread = isWeb
    ? file === undefined
      ? new Worker(new URL('./thread.js', import.meta.url), { type: 'module' })
      : new Worker(file, { type: 'module' })
    : new (await workerThreads()).Worker(file ?? new URL('./thread.js', import.meta.url), { execArgv: [] });
  const listen = (type: string, listener: () => void): void => {
    if ('on' in worker) worker.on(type, listener);
    else worker.addEventListener(type, listener);
  };
  await new Promise<void>((resolve, reject) => {
    listen('message', resolve);
    for (const type of ['error', 'exit']) {
      listen(type, () => {
        reject(new Error(`a thread ended before it was ready (${type})`));
        onEnd();
      });
    }
    // A listener for messages would keep the process alive, so this comes after it.
    if ('unref' in worker) worker.unref();
  });
  return worker;
}
