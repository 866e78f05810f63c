import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import { Callback, type Logs } from './callback.js';
import { learningRatesOf } from './model-access.js';
import { floatRepr } from './python-text.js';
import { printLine } from './terminal.js';

/** Returns the learning rate of an epoch, given its number from 0 and the current learning rate. */
export type EpochSchedule = (epoch: number, learningRate: number) => number;

export class LearningRateSchedulerCallback extends Callback {
  readonly #schedule: EpochSchedule;
  readonly #isVerbose: boolean;

  constructor(
    ...given:
      | [schedule: EpochSchedule, options?: { readonly verbose?: number | undefined } | undefined]
      | [options: { readonly verbose?: number | undefined } & { readonly schedule: EpochSchedule }]
  ) {
    super();
    const where = 'LearningRateScheduler';
    const { schedule, verbose } = gatherKnown(where, ['schedule'], given, ['verbose']);
    if (typeof schedule !== 'function') {
      throw new ValueError({ where, expected: 'a function of an epoch and a learning rate', received: { schedule } });
    }
    this.#schedule = schedule as EpochSchedule;
    this.#isVerbose = Number(verbose ?? 0) > 0;
  }

  override onEpochBegin(epoch: number): void {
    const where = 'LearningRateScheduler';
    const optimizers = learningRatesOf(where, this.model);
    for (const [, optimizer] of optimizers) {
      const next: unknown = this.#schedule(epoch, optimizer.learningRate);
      if (!Number.isFinite(next)) {
        throw new ValueError({
          where,
          expected: 'a schedule that gives a finite number',
          received: { learningRate: next },
        });
      }
      optimizer.learningRate = next as number;
      const name = optimizers.length > 1 ? `${optimizer.name} ` : '';
      if (!this.#isVerbose) continue;
      printLine(
        `\nEpoch ${epoch + 1}: LearningRateScheduler setting ${name}learning rate to ${floatRepr(next as number)}.`,
      );
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    for (const [name, optimizer] of learningRatesOf('LearningRateScheduler', this.model)) {
      logs[name] = optimizer.learningRate;
    }
  }
}

/**
 * Sets the learning rate at the beginning of each epoch to the result of a function, which gets the number of the epoch, from 0, and the
 * current learning rate.
 *
 * @example
 * import { callbacks, layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1, { inputShape: [1] })]);
 * model.compile({ optimizer: 'sgd', loss: 'mse' });
 * const halving = callbacks.LearningRateScheduler((epoch) => 0.5 ** epoch);
 * const { history } = await model.fit([[1]], [[2]], { epochs: 3, verbose: 0, callbacks: [halving] });
 * history.learning_rate // → [ 1, 0.5, 0.25 ]
 */
export const LearningRateScheduler = /* @__PURE__ */ callable<
  typeof LearningRateSchedulerCallback,
  LearningRateScheduler
>(LearningRateSchedulerCallback);
export interface LearningRateScheduler extends LearningRateSchedulerCallback {}
