/** A plan at some addresses, divided into phases and these into chunks. */
import { millisecondsNow } from '../clock.js';
import type { Addresses, Plan, Range } from '../plan.js';
import type { LinkedModule } from '../wasm/linking.js';
import { mostChunks } from './control.js';
import type { ThreadSettings } from './interface.js';
import { recordCommands } from './recording.js';

/** After so many runs that left elements to the evaluator, the plan is not divided any more. */
const mostLeft = 8;

/** Work whose parts can be done at once. */
export class Phase {
  readonly run: (at: Addresses, part: Range) => void;
  readonly #units: number;
  readonly #grain: number;
  /** The least time in milliseconds that one thread took. */
  leastTime = Infinity;
  parts: readonly Range[] = [];
  #commands: Float64Array | undefined;
  #numbers: readonly number[] = [];

  constructor(run: Phase['run'], units: number, grain: number) {
    this.run = run;
    this.#units = units;
    this.#grain = grain;
  }

  runAlone(at: Addresses): void {
    const begin = millisecondsNow();
    this.run(at, { from: 0, to: this.#units });
    this.leastTime = Math.min(this.leastTime, millisecondsNow() - begin);
  }

  /** Chooses the parts: some for each thread, but none that is too short. */
  divide(threads: number, { leastTime, chunkTime, chunksPerThread }: ThreadSettings): void {
    const grains = Math.ceil(this.#units / this.#grain);
    const worth = this.leastTime < leastTime ? 1 : Math.max(2, Math.floor(this.leastTime / chunkTime));
    const count = Math.min(threads * chunksPerThread, worth, grains, mostChunks);
    const cut = (index: number): number => Math.min(this.#units, Math.round((grains * index) / count) * this.#grain);
    this.parts = Array.from({ length: count }, (_, index) => ({ from: cut(index), to: cut(index + 1) }));
  }

  /** The commands of the parts; undefined if they can not be recorded. They are recorded again when the numbers have changed. */
  commandsFor(at: Addresses, addressOf: (module: LinkedModule) => number): Float64Array | undefined {
    const { numbers } = at;
    if (this.#commands === undefined || numbers.some((number, i) => !Object.is(number, this.#numbers[i]))) {
      this.#numbers = [...numbers];
      this.#commands = recordCommands(this.run, at, this.parts, addressOf);
      if (this.#commands === undefined) this.parts = [];
    }
    return this.#commands;
  }
}

export class Job {
  readonly phases: readonly Phase[];
  /** Whether an output lies where an input lies. */
  readonly isInPlace: boolean;
  readonly #inputs: readonly number[];
  readonly #outputs: readonly number[];
  readonly #packed: number;
  readonly #threads: number;
  readonly #settings: ThreadSettings;
  #runs = 0;
  #timesLeft = 0;
  #isDivided = false;

  /** `former` is the job of the same plan at other addresses, whose times hold here too. */
  constructor(
    plan: Plan,
    at: Addresses,
    packed: number,
    threads: number,
    settings: ThreadSettings,
    former: Job | undefined,
  ) {
    const { panels, units, grain } = plan;
    const main = new Phase(
      (where, part) => {
        plan.run(where, part, packed);
      },
      units,
      grain,
    );
    this.phases =
      panels === undefined
        ? [main]
        : [
            new Phase(
              (where, part) => {
                panels.pack(where, part, packed);
              },
              panels.units,
              1,
            ),
            main,
          ];
    this.isInPlace = at.outputs.some((output) => at.inputs.includes(output));
    this.#inputs = at.inputs;
    this.#outputs = at.outputs;
    this.#packed = packed;
    this.#threads = threads;
    this.#settings = settings;
    if (former === undefined) return;
    this.#runs = former.#runs;
    this.#timesLeft = former.#timesLeft;
    this.phases.forEach((phase, index) => (phase.leastTime = former.phases[index]!.leastTime));
    this.#divide();
  }

  /** Whether these are still the addresses that the commands were recorded for. */
  isFor(at: Addresses, packed: number): boolean {
    return at.inputs === this.#inputs && at.outputs === this.#outputs && packed === this.#packed;
  }

  get isDivided(): boolean {
    return this.#isDivided;
  }

  runAlone(at: Addresses): void {
    for (const phase of this.phases) phase.runAlone(at);
    this.#runs += 1;
    this.#divide();
  }

  #divide(): void {
    if (this.#isDivided || this.#runs < this.#settings.samples || this.#timesLeft >= mostLeft) return;
    for (const phase of this.phases) phase.divide(this.#threads, this.#settings);
    this.#isDivided = this.phases.some(({ parts }) => parts.length > 1);
  }

  /** Notes that a run left elements to the evaluator, so that everything had to be computed again. */
  noteLeft(): void {
    this.#timesLeft += 1;
    if (this.#timesLeft >= mostLeft) this.#isDivided = false;
  }
}
