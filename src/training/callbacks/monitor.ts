/** The base of callbacks that watch one quantity and look for its best value. */
import { unknownNameError, ValueError, warnOnce } from '../../errors/index.js';
import { snakeCase } from '../../objects/spelling.js';
import { Callback, type TrainingModel } from './callback.js';

/** Whether the best value is the smallest or the largest; `'auto'` asks the metric. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** Which quantity is watched, and when a value is better. */
export interface MonitorOptions {
  readonly monitor: string;
  readonly mode: MonitorMode;
  /** The least change that counts as an improvement. */
  readonly minDelta: number;
}

const modes: readonly string[] = ['auto', 'min', 'max'];

/** Checks that a mode is one of those that exist. */
export function checkMode(where: string, mode: string): asserts mode is MonitorMode {
  if (!modes.includes(mode)) throw unknownNameError(where, 'mode', mode, modes);
}

/** The base of callbacks that watch one quantity. */
export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  readonly #mode: MonitorMode;
  readonly #minDelta: number;
  #sign: 1 | -1 | undefined;
  /** The best value so far. */
  best: number | null = null;

  constructor({ monitor, mode, minDelta }: MonitorOptions) {
    super();
    this.monitor = monitor;
    this.#mode = mode;
    this.#minDelta = Math.abs(minDelta);
  }

  /** The name of the callback in messages. */
  protected abstract readonly label: string;

  /** Decides whether larger or smaller values are better; the metrics, which may have to be asked, exist only when training has begun. */
  protected settle(): void {
    this.#sign ??= this.#mode === 'auto' ? this.#signOfMetric(this.model) : this.#mode === 'max' ? 1 : -1;
  }

  #signOfMetric({ metrics }: TrainingModel): 1 | -1 {
    const name = this.monitor.replace(/^val_/, '');
    const direction = metrics.find((metric) => metric.name === name)?.direction ?? null;
    if (direction !== null) return direction === 'up' ? 1 : -1;
    if (name === 'loss') return -1;
    throw new ValueError({
      where: this.label,
      expected: 'a monitor of which it is known whether more is better',
      received: { monitor: this.monitor },
      hint: "say it with { mode: 'min' } or { mode: 'max' }",
    });
  }

  /** Whether a value is better than another; any value is better than none. As in Keras, they are compared in float32. */
  protected isImprovement(value: number, than: number | null): boolean {
    if (than === null) return true;
    const sign = this.#sign!;
    const [a, b] = [Math.fround(value - sign * this.#minDelta), Math.fround(than)];
    return sign === 1 ? a > b : a < b;
  }

  /** The value of the watched quantity in the logs; if it is missing, undefined and a warning. */
  protected valueIn(logs: Readonly<Record<string, number>>, consequence: string): number | undefined {
    const value = logs[this.monitor];
    if (value === undefined) {
      const text = `${this.label}: ${consequence}, because there is no "${this.monitor}" among ${Object.keys(logs).join(', ')}.`;
      warnOnce(`${this.label} ${this.monitor} ${snakeCase(consequence)}`, text);
    }
    return value;
  }
}
