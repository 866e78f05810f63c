/** Starts the kind of worker that the platform has: web workers, or Node's worker threads. */
import { StateError } from '../errors/index.js';
import { workerThreads } from '../kernel/threads/worker-threads.js';
import type { PortEnd } from './port.js';

/** A worker that can be terminated. */
export type WorkerEnd = PortEnd & { terminate(): unknown };

type WorkerConstructor = new (address: URL | string, options: { readonly type: 'module' }) => WorkerEnd;

const webWorker = (): WorkerConstructor | undefined => (globalThis as { readonly Worker?: WorkerConstructor }).Worker;

/** A worker that runs the given file. */
export async function startWorker(address: URL | string): Promise<WorkerEnd> {
  const Web = webWorker();
  if (Web !== undefined) return new Web(address, { type: 'module' });
  const { Worker: Thread } = await workerThreads();
  return new Thread(address);
}

/** The library's own worker, which knows the library's classes. */
export async function startDefaultWorker(): Promise<WorkerEnd> {
  if (webWorker() === undefined) return startWorker(new URL('./training-worker.js', import.meta.url));
  // Bundlers recognise a worker's file by exactly this expression.
  return new Worker(new URL('./training-worker.js', import.meta.url), { type: 'module' });
}

/** The port between one of Node's worker threads and the thread that started it. */
export async function parentPort(where: string): Promise<PortEnd> {
  const { parentPort: port } = await workerThreads();
  if (port !== null) return port;
  throw new StateError({ where, expected: 'to be called in a worker' });
}
