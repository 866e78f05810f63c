import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  checkOptionsObject,
  defaulted,
  numberOfAtLeastZero,
  positiveInteger,
  readOptions,
  text,
  type DefaultedOption,
  type OptionsOf,
} from '../../objects/options/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { ProgressBar, type Verbosity } from './progress-bar.js';
import { standardTerminal, type Terminal } from './terminal.js';

const names = (): DefaultedOption<Iterable<string> | null, ReadonlySet<string> | null> => ({
  default: null,
  check: (given, where, name) => {
    if (given === null) return null;
    const list = typeof given === 'string' ? [] : [...given];
    if (typeof given !== 'string' && list.every((each) => typeof each === 'string')) return new Set(list);
    throw new ValueError({ where, expected: `${name} to be a list of names`, received: { [name]: given } });
  },
});

const terminal = (): DefaultedOption<Terminal | null, Terminal> => ({
  default: null,
  check: (given, where, name) => {
    if (given === null) return standardTerminal();
    if (typeof given.write === 'function') return given;
    const expected = `${name} to be a terminal with a function \`write\`, or null for that of the process`;
    throw new ValueError({ where, expected, received: { [name]: given } });
  },
});

const verbosity = (): DefaultedOption<Verbosity> => ({
  default: 1,
  check: (given, where, name) => {
    if (given === 0 || given === 1 || given === 2) return given;
    throw new ValueError({ where, expected: `${name} to be 0, 1 or 2`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The characters of a full bar. */
  width: defaulted(positiveInteger(), 20),
  /** 0 shows nothing, 1 a bar that moves, 2 one line at the end. */
  verbose: verbosity(),
  /** The least number of seconds between two drawings. */
  interval: defaulted(numberOfAtLeastZero(), 0.05),
  /** The quantities of which the latest value is shown; of all others the mean over the steps is. */
  statefulMetrics: names(),
  /** The quantities of which the mean over the steps is shown; of all others the latest value is. */
  statelessMetrics: names(),
  /** What is counted, as in `3ms/step`. */
  unitName: defaulted(text(), 'step'),
  /** Where it is drawn, if not on the standard output of the process or the console of the page. */
  terminal: terminal(),
});

/** Options of `utils.Progbar`. */
export type ProgbarOptions = OptionsOf<ReturnType<typeof options>>;

/** Quantities to be shown by their names. */
export type ProgbarValues = Readonly<Record<string, number>> | Iterable<readonly [name: string, value: number]>;

class ProgressOfLoop {
  readonly target: number | null;
  readonly #bar: ProgressBar;
  readonly #isAveraged: (name: string) => boolean;
  /** For each quantity the sum over the steps and the number of these. */
  readonly #sums = new Map<string, readonly [sum: number, steps: number]>();
  #stepsDone = 0;

  constructor(target: number | null, given: ProgbarOptions = {}) {
    checkArgumentCount('utils.Progbar', arguments, 2);
    const where = 'utils.Progbar';
    if (target !== null && (!Number.isSafeInteger(target) || target < 0)) {
      const expected = 'target to be the number of steps, or null if it is not known';
      throw new ValueError({ where, expected, received: { target } });
    }
    const table = options();
    checkOptionsObject(where, given, Object.keys(table));
    const { statefulMetrics, statelessMetrics, ...shown } = readOptions(where, table, given);
    if (statefulMetrics !== null && statelessMetrics !== null) {
      const expected = 'statefulMetrics or statelessMetrics, not both';
      throw new ValueError({ where, expected, received: { statefulMetrics, statelessMetrics } });
    }
    this.target = target;
    this.#isAveraged = (name) => statelessMetrics?.has(name) ?? !statefulMetrics?.has(name);
    this.#bar = new ProgressBar({ ...shown, target: target === null || target === 0 ? undefined : target });
  }

  /**
   * Shows that `current` steps are done, and the values of the last of them. The line ends when the target is reached, or with
   * `finalize: true`.
   */
  update(
    current: number,
    values: ProgbarValues = {},
    given: {
      /** Whether the line is ended. */
      readonly finalize?: boolean | null;
    } = {},
  ): void {
    const where = 'utils.Progbar.update';
    checkArgumentCount(where, arguments, 3);
    if (!Number.isFinite(current)) {
      throw new ValueError({ where, expected: 'the number of steps done', received: { current } });
    }
    checkOptionsObject(where, given, ['finalize']);
    const isLast = given.finalize ?? (this.target !== null && current >= this.target);
    const pairs = Symbol.iterator in values ? [...values] : Object.entries(values);
    for (const [name, value] of pairs) {
      if (typeof value !== 'number') {
        throw new ValueError({ where, expected: 'numbers by names', received: { [`values[${name}]`]: value } });
      }
      this.#record(name, value, isLast ? undefined : Math.max(current - this.#stepsDone, 1));
    }
    this.#stepsDone = current;
    const shown = Object.fromEntries([...this.#sums].map(([name, [sum, steps]]) => [name, sum / steps]));
    this.#bar[isLast ? 'finish' : 'update'](current, shown);
  }

  /** Shows that `count` more steps are done. */
  add(count: number, values: ProgbarValues = {}): void {
    checkArgumentCount('utils.Progbar.add', arguments, 2);
    this.update(this.#stepsDone + count, values);
  }

  /** A value that holds for a number of steps, or, without one, for all so far. */
  #record(name: string, value: number, steps: number | undefined): void {
    const isLatest = steps === undefined || !this.#isAveraged(name);
    const [sum, before] = this.#sums.get(name) ?? [0, 0];
    this.#sums.set(name, isLatest ? [value, 1] : [sum + value * steps, before + steps]);
  }
}

/**
 * Shows the progress of a loop of one's own, as `fit` shows its: `45/45 ━━━━━━━━━━━━━━━━━━━━ 0s 3ms/step - loss: 0.3000`. Of each quantity
 * the mean over the steps so far is shown, in the end what is given last. `target` is the number of steps, or null if that is not known. Where nothing can be redrawn, as
 * in a file, only the last line is written. As `keras.utils.Progbar`.
 *
 * @example
 * import { utils } from 'hillock';
 * const written: string[] = [];
 * const terminal = { canRedraw: true, hasColors: false, write: (text: string) => void written.push(text) };
 * const bar = utils.Progbar(2, { width: 4, verbose: 2, terminal });
 * bar.update(1, { loss: 3 });
 * bar.update(2, { loss: 1 });
 * written.join('').replace(/\d+[mu]?s/g, '0s').trim() // → 2/2 - 0s - 0s/step - loss: 1.0000
 */
export const Progbar = /* @__PURE__ */ callable<typeof ProgressOfLoop, Progbar>(ProgressOfLoop);
export interface Progbar extends ProgressOfLoop {}
