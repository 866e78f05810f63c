/** Messages between two threads, whatever kind of thread the other is. */

/** One end of a connection. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Calls `receive` with each message that comes; `fail` when the other side has died. Returns what ends that. */
  listen(receive: (message: unknown) => void, fail: (reason: string) => void): () => void;
}

/** One of whatever threads are connected by: a worker, the scope of one, or a message port, of the web or of Node. */
export interface PortEnd {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

type Listener = (given: never) => void;

/** Those of the web. */
interface EventEnd extends PortEnd {
  addEventListener(type: string, listener: Listener): void;
  removeEventListener(type: string, listener: Listener): void;
  start?: () => void;
}

/** Those of Node. */
interface EmitterEnd extends PortEnd {
  on(type: string, listener: Listener): unknown;
  off(type: string, listener: Listener): unknown;
}

/** What a message arrives as where it could not be copied. */
const unreadable = 'a message could not be read';

/** A connection over whatever threads are connected by. */
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
