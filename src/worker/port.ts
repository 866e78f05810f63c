/** Messages between two threads, whichever kind of thread the other one is. */

/** One end of a connection. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Calls `receive` with each message that arrives, and `fail` if the other side has died. Returns a function that stops both. */
  listen(receive: (message: unknown) => void, fail: (reason: string) => void): () => void;
}

/** Anything that can connect threads: a worker, the global scope of one, or a message port, of the web or of Node. */
export interface PortEnd {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

type Listener = (given: never) => void;

/** Those of the web, which have event listeners. */
interface EventEnd extends PortEnd {
  addEventListener(type: string, listener: Listener): void;
  removeEventListener(type: string, listener: Listener): void;
  start?: () => void;
}

/** Those of Node, which are event emitters. */
interface EmitterEnd extends PortEnd {
  on(type: string, listener: Listener): unknown;
  off(type: string, listener: Listener): unknown;
}

/** The text that is reported in place of a message that could not be copied between the threads. */
const unreadable = 'a message could not be read';

/** The connection over a worker or a port. */
export function portOf(given: PortEnd): Port {
  const end = given as EventEnd | EmitterEnd;
  return {
    post: (message, transfer = []) => end.postMessage(message, [...transfer]),
    listen(receive, fail) {
      const failed = (event: { readonly message?: string }): void => fail(event.message ?? 'it could not be started');
      const listeners: [type: string, listener: Listener][] =
        'on' in end
          ? [
              ['message', receive],
              ['error', failed],
              ['messageerror', () => fail(unreadable)],
              ['exit', (code: number) => fail(`it ended with exit code ${code}`)],
            ]
          : [
              ['message', ({ data }: { readonly data: unknown }) => receive(data)],
              ['error', failed],
              ['messageerror', () => fail(unreadable)],
            ];
      for (const [type, listener] of listeners) {
        if ('on' in end) end.on(type, listener);
        else end.addEventListener(type, listener);
      }
      if (!('on' in end)) end.start?.();
      return () => {
        for (const [type, listener] of listeners) {
          if ('on' in end) end.off(type, listener);
          else end.removeEventListener(type, listener);
        }
      };
    },
  };
}
