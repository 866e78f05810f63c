import { millisecondsNow } from '../../kernel/clock.js';
import type { Terminal } from './terminal.js';

/** How much is shown: nothing, a bar that moves, or one line per epoch. */
export type Verbosity = 0 | 1 | 2;

/** The options of a progress bar. */
export interface ProgressBarOptions {
  /** The number of steps; absent if it is not known before the end. */
  readonly target?: number | undefined;
  readonly verbose: Verbosity;
  readonly terminal: Terminal;
  /** The characters of a full bar; 20 if absent. */
  readonly width?: number;
  /** The least number of seconds between two drawings; if absent, more than which nobody could read. */
  readonly interval?: number;
  /** What is counted; `step` if absent. */
  readonly unitName?: string;
  /** A clock in seconds that never goes backwards. */
  readonly now?: () => number;
}

/** The latest value of each quantity, in the order in which they are shown. */
export type ProgressValues = Readonly<Record<string, number>>;

const usual = { width: 20, interval: 0.05, unitName: 'step' };

const escape = '\u001b';
const bold = `${escape}[1m`;
const green = `${escape}[32m`;
const white = `${escape}[37m`;
const plain = `${escape}[0m`;

const secondsNow = (): number => millisecondsNow() / 1000;

const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');

function formatRemaining(seconds: number): string {
  if (seconds > 3600)
    return `${Math.floor(seconds / 3600)}:${twoDigits((seconds % 3600) / 60)}:${twoDigits(seconds % 60)}`;
  if (seconds > 60) return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
  return `${Math.floor(seconds)}s`;
}

/** Ties go to the even number, as Python writes them. */
function formatWhole(value: number): string {
  const below = Math.floor(value);
  const isTie = value - below === 0.5;
  return String(isTie ? below + (below % 2) : Math.round(value));
}

function formatStepTime(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${formatWhole(seconds)}s`;
  if (seconds >= 1e-3) return `${formatWhole(seconds * 1e3)}ms`;
  return `${formatWhole(seconds * 1e6)}us`;
}

/** Four digits after the point; a number whose `size` shows that all of these would be 0 is written with an exponent of at least two digits. */
export function formatValue(value: number, size = Math.abs(value)): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (size > 1e-3) return value.toFixed(4);
  return value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * Keras's progress bar: `45/45 ━━━━━━━━━━━━━━━━━━━━ 0s 3ms/step - accuracy: 0.9100 - loss: 0.3000`, redrawn in place if the terminal
 * supports that, otherwise written once at the end.
 */
export class ProgressBar {
  readonly #options: ProgressBarOptions & typeof usual;
  readonly #now: () => number;
  readonly #start: number;
  #timeAfterFirstStep: number | undefined;
  #lastDrawing = -Infinity;
  #lastWidth = 0;

  constructor(options: ProgressBarOptions) {
    this.#options = { ...usual, ...options };
    this.#now = options.now ?? secondsNow;
    this.#start = this.#now();
  }

  /** Records that `current` steps are done. */
  update(current: number, values: ProgressValues): void {
    const now = this.#now();
    if (current === 1) this.#timeAfterFirstStep = now;
    const { verbose, terminal, interval } = this.#options;
    if (verbose !== 1 || !terminal.canRedraw || now - this.#lastDrawing < interval) return;
    this.#lastDrawing = now;
    this.#redraw(this.#line(current, values, now, false), '');
  }

  /** Shows the last values of the epoch and ends the line. A target that was not known before may be known now. */
  finish(current: number, values: ProgressValues, target = this.#options.target): void {
    const { verbose, terminal } = this.#options;
    if (verbose === 0) return;
    const line = this.#line(current, values, this.#now(), true, target);
    if (verbose === 1 && terminal.canRedraw) this.#redraw(line, '\n');
    else terminal.write(`${line}\n`);
  }

  #redraw(line: string, end: string): void {
    const shown = [bold, green, white, plain].reduce((text, style) => text.replaceAll(style, ''), line).length;
    this.#options.terminal.write(`\r${line}${' '.repeat(Math.max(0, this.#lastWidth - shown))}${end}`);
    this.#lastWidth = shown;
  }

  #line(current: number, values: ProgressValues, now: number, isLast: boolean, target = this.#options.target): string {
    const { verbose, unitName } = this.#options;
    const stepTime = this.#stepTime(current, now);
    const elapsed = `${formatWhole(now - this.#start)}s`;
    const time = isLast || target === undefined ? elapsed : formatRemaining(stepTime * (target - current));
    // In a line for an epoch Keras writes every negative number with an exponent.
    const shownValues = Object.entries(values).map(
      ([name, value]) => ` - ${name}: ${verbose === 1 ? formatValue(value) : formatValue(value, value)}`,
    );
    const progress = verbose === 1 ? this.#bar(current, target) : `${count(current, target)} -`;
    const separator = verbose === 1 ? '' : ' -';
    return `${progress} ${this.#styled(bold, time, verbose === 1)}${separator} ${formatStepTime(stepTime)}/${unitName}${shownValues.join('')}`;
  }

  #bar(current: number, target: number | undefined): string {
    if (target === undefined) return count(current, target);
    const { width } = this.#options;
    const steps = this.#styled(bold, count(current, target));
    const done = target === 0 ? width : Math.min(width, Math.floor((width * current) / target));
    const [left, right] = ['━'.repeat(done), '━'.repeat(width - done)];
    // Without colours the two halves would look the same, so the missing part is left blank.
    if (!this.#options.terminal.hasColors) return `${steps} ${left}${' '.repeat(width - done)}`;
    return `${steps} ${done === 0 ? '' : this.#styled(green, left)}${this.#styled(white, right)}`;
  }

  #styled(style: string, text: string, isStyled = true): string {
    return isStyled && this.#options.terminal.hasColors ? `${style}${text}${plain}` : text;
  }

  /** The seconds per step. The first step, which builds and compiles, counts only as long as it is the only one. */
  #stepTime(current: number, now: number): number {
    if (current === 0) return 0;
    if (this.#timeAfterFirstStep === undefined || current === 1) return (now - this.#start) / current;
    return (now - this.#timeAfterFirstStep) / (current - 1);
  }
}

function count(current: number, target: number | undefined): string {
  if (target === undefined) return `${String(current).padStart(7)}/Unknown`;
  return `${String(current).padStart(String(target).length)}/${target}`;
}
