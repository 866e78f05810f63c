import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import { Callback, type Logs } from './callback.js';
import { fileAccess } from '../file-access.js';
import { floatRepr } from './python-text.js';

const where = 'CSVLogger';
const instead = 'In a page keep the history that fit returns';

/** A value as Keras writes it. All numbers are written as floats, because JavaScript does not distinguish floats from integers. */
function cell(value: unknown): string {
  if (value === undefined) return 'NA';
  if (value === null) return '';
  if (typeof value === 'number') return floatRepr(value);
  if (Array.isArray(value)) return `"[${value.map(cell).join(', ')}]"`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value as string;
}

/** Options of `CSVLogger`. */
export interface CSVLoggerOptions {
  /** The separator between two cells; a comma by default. */
  readonly separator?: string | undefined;
  /** Whether rows are added to an existing file instead of replacing it. */
  readonly append?: boolean | undefined;
}

export class CSVLoggerCallback extends Callback {
  readonly #filename: string;
  readonly #separator: string;
  readonly #appends: boolean;
  #keys: string[] | undefined;
  #isHeaderWritten = false;

  constructor(
    ...given:
      | [filename: string, options?: CSVLoggerOptions | undefined]
      | [options: CSVLoggerOptions & { readonly filename: string }]
  ) {
    super();
    const options = gatherKnown(where, ['filename'], given, ['separator', 'append']) as CSVLoggerOptions & {
      readonly filename?: string;
    };
    const { filename, separator = ',', append = false } = options;
    if (typeof filename !== 'string' || filename === '') {
      throw new ValueError({ where, expected: 'the path of a file', received: { filename } });
    }
    this.#filename = filename;
    this.#separator = separator;
    this.#appends = append;
  }

  override async onTrainBegin(): Promise<void> {
    const { appendFile, readFile, writeFile } = await fileAccess(where, instead);
    const before = this.#appends ? await readFile(this.#filename, 'utf8').catch(() => '') : '';
    this.#isHeaderWritten = before !== '';
    this.#keys = undefined;
    // Written at once, so that a path where nothing can be written ends the run before an epoch is computed.
    await (this.#appends ? appendFile : writeFile)(this.#filename, '');
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { appendFile } = await fileAccess(where, instead);
    const keys = (this.#keys ??= columnsOf(logs));
    const header = this.#isHeaderWritten ? '' : this.#row(['epoch', ...keys]);
    this.#isHeaderWritten = true;
    await appendFile(this.#filename, header + this.#row([String(epoch), ...keys.map((key) => cell(logs[key]))]));
  }

  #row(cells: readonly string[]): string {
    const quoted = cells.map((text) =>
      /["\r\n]/.test(text) || text.includes(this.#separator) ? `"${text.replaceAll('"', '""')}"` : text,
    );
    return `${quoted.join(this.#separator)}\r\n`;
  }
}

/** The names of the quantities, sorted. Columns for validation are included even if it has not run yet. */
function columnsOf(logs: Logs): string[] {
  const keys = Object.keys(logs).sort();
  return keys.some((key) => key.startsWith('val_')) ? keys : [...keys, ...keys.map((key) => `val_${key}`)];
}

/**
 * Writes the quantities of each epoch as a row of a CSV file, as Keras does. It needs files, which pages do not have.
 *
 * @example
 * import { callbacks } from 'hillock';
 * const logger = callbacks.CSVLogger('training.csv', { separator: ';', append: true });
 * logger instanceof callbacks.Callback // → true
 */
export const CSVLogger = /* @__PURE__ */ callable<typeof CSVLoggerCallback, CSVLogger>(CSVLoggerCallback);
export interface CSVLogger extends CSVLoggerCallback {}
