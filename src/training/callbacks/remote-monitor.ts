import { ValueError, warnOnce } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import { isPlainObject } from '../../tensor/options.js';
import { Callback, type Logs } from './callback.js';

const where = 'RemoteMonitor';

/** Options of `RemoteMonitor`. */
export interface RemoteMonitorOptions {
  /** The address of the server. */
  readonly root?: string | undefined;
  /** The path on the server that receives events. */
  readonly path?: string | undefined;
  /** The field of the form that contains the quantities, as JSON. */
  readonly field?: string | undefined;
  /** Additional headers. */
  readonly headers?: Readonly<Record<string, string>> | null | undefined;
  /** Whether JSON is sent instead of a form. */
  readonly sendAsJson?: boolean | undefined;
}

export class Sending extends Callback {
  readonly #address: string;
  readonly #field: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #sendsJson: boolean;

  constructor(...given: [options?: RemoteMonitorOptions | undefined]) {
    super();
    const known = ['root', 'path', 'field', 'headers', 'sendAsJson'];
    const {
      root = 'http://localhost:9000',
      path = '/publish/epoch/end/',
      field = 'data',
      headers = null,
      sendAsJson = false,
    } = gatherKnown(where, [], given, known) as RemoteMonitorOptions;
    for (const [name, given] of Object.entries({ root, path, field }))
      if (typeof given !== 'string')
        throw new ValueError({ where, expected: `${name} to be a text`, received: { [name]: given } });
    if (headers !== null && !isPlainObject(headers))
      throw new ValueError({ where, expected: 'headers to be an object of texts', received: { headers } });
    this.#address = root + path;
    this.#field = field;
    this.#headers = headers ?? {};
    this.#sendsJson = sendAsJson;
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const json = JSON.stringify({ epoch, ...logs });
    const body = this.#sendsJson ? json : new URLSearchParams({ [this.#field]: json });
    const headers = { ...(this.#sendsJson && { 'content-type': 'application/json' }), ...this.#headers };
    try {
      // eslint-disable-next-line no-restricted-globals -- the user asked for it, and named the address
      await fetch(this.#address, { method: 'POST', body, headers });
    } catch {
      warnOnce(`${where} ${this.#address}`, `${where}: nobody answers at ${this.#address}`);
    }
  }
}

/**
 * Sends the quantities of each epoch to a server, as a form with a field `data` of JSON, or as JSON. If nobody answers, training continues.
 *
 * @example
 * import { callbacks } from 'hillock';
 * callbacks.RemoteMonitor({ root: 'http://localhost:9000' }) instanceof callbacks.Callback // → true
 */
export const RemoteMonitor = /* @__PURE__ */ callable<typeof Sending, RemoteMonitor>(Sending);
export interface RemoteMonitor extends Sending {}
