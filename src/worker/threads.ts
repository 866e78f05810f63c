/** Workers as there are where the program runs: web workers, or Node's worker threads. */
import { StateError } from '../errors/index.js';
import { workerThreads } from '../saving/sources/node-modules.js';
import type { PortEnd } from './port.js';

/** A worker that can be ended. */
export type WorkerEnd = PortEnd & { terminate(): unknown };

type WorkerConstructor = new (address: URL | string, options: { readonly type: 'module' }) => WorkerEnd;

const webWorker = (): WorkerConstructor | undefined => (globalThis as { readonly Worker?: WorkerConstructor }).Worker;

/** The worker that runs a file. */
export async function startWorker(address: URL | string): Promise<WorkerEnd> {
  const Web = webWorker();
  if (Web !== undefined) return new Web(address, { type: 'module' });
  const { Worker: Thread } = await workerThreads();
  return new Thread(address);
}

/** The worker of the library, which knows the classes of the library. */
export async function startDefaultWorker(): Promise<WorkerEnd> {
  if (webWorker() === undefined) return startWorker(new URL('./training-worker.js', import.meta.url));
  // Bundlers look for just this.
  return new Worker(new URL('./training-worker.js', import.meta.url), { type: 'module' });
}

/** What connects a thread of Node's with the one that started it. */
export async function parentPort(where: string): Promise<PortEnd> {
  const { parentPort: port } = await workerThreads();
  if (port !== null) return port;
  throw new StateError({ where, expected: 'to be called in a worker' });
}
