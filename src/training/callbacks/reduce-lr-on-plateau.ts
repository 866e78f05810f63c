import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  gatherKnown,
  defaulted,
  finiteNumber,
  integerOfAtLeast,
  numberOfAtLeastZero,
  oneOf,
  readOptions,
  text,
  type OptionsOf,
  type RequiredOption,
} from '../../objects/options/index.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Logs } from './callback.js';
import { learningRatesOf } from './model-access.js';
import { MonitorCallback } from './monitor.js';
import { floatRepr } from './python-text.js';
import { printLine } from './terminal.js';

const shrinkingFactor = (): RequiredOption<number> => ({
  check: (given, where, name) => {
    if (typeof given === 'number' && given < 1) return given;
    throw new ValueError({ where, expected: `${name} to be a number below 1`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The quantity that is watched. */
  monitor: defaulted(text(), 'val_loss'),
  /** The factor by which the learning rate is multiplied. */
  factor: defaulted(shrinkingFactor(), 0.1),
  /** After how many epochs without an improvement the learning rate is reduced. */
  patience: defaulted(integerOfAtLeast(0), 10),
  /** 1 prints when it is reduced. */
  verbose: defaulted(integerOfAtLeast(0), 0),
  /** Whether the best value is the smallest or the largest; `'auto'` asks the metric. */
  mode: oneOf(['auto', 'min', 'max'], 'auto'),
  /** The least change that counts as better. */
  minDelta: defaulted(finiteNumber(), 1e-4),
  /** For how many epochs after a reduction nothing is counted. */
  cooldown: defaulted(integerOfAtLeast(0), 0),
  /** The lower limit of the learning rate. */
  minLr: defaulted(numberOfAtLeastZero(), 0),
});

export class ReduceLROnPlateauCallback extends MonitorCallback {
  protected override readonly label = 'ReduceLROnPlateau';
  readonly #options;
  /** The number of epochs without an improvement so far. */
  wait = 0;
  /** The number of epochs for which nothing is counted yet. */
  cooldownCounter = 0;

  constructor(...given: [options?: OptionsOf<ReturnType<typeof options>> | undefined]) {
    const table = options();
    const values = readOptions(
      'ReduceLROnPlateau',
      table,
      gatherKnown('ReduceLROnPlateau', [], given, Object.keys(table)),
    );
    super(values);
    this.#options = values;
  }

  override onTrainBegin(): void {
    this.best = null;
    this.wait = 0;
    this.cooldownCounter = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.settle();
    const optimizers = learningRatesOf(this.label, this.model);
    for (const [name, optimizer] of optimizers) logs[name] = optimizer.learningRate;
    const current = this.valueIn(logs, 'the learning rate stays');
    if (current === undefined) return;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter -= 1;
      this.wait = 0;
    }
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.wait = 0;
    } else if (this.cooldownCounter === 0) {
      this.wait += 1;
      if (this.wait < this.#options.patience) return;
      const fell = optimizers.map(([, optimizer]) => this.#reduce(optimizer, epoch, optimizers.length > 1));
      if (!fell.includes(true)) return;
      this.cooldownCounter = this.#options.cooldown;
      this.wait = 0;
    }
  }

  #reduce(optimizer: Optimizer, epoch: number, isOneOfSeveral: boolean): boolean {
    const { factor, minLr, verbose } = this.#options;
    if (optimizer.learningRate <= Math.fround(minLr)) return false;
    const next = Math.max(optimizer.learningRate * factor, minLr);
    optimizer.learningRate = next;
    const name = isOneOfSeveral ? ` ${optimizer.name}` : '';
    if (verbose > 0) {
      printLine(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing${name} learning rate to ${floatRepr(next)}.`);
    }
    return true;
  }
}

/**
 * Multiplies the learning rate by `factor`, 0.1 by default, when a quantity, `'val_loss'` by default, has not improved for `patience`
 * epochs. The history contains the learning rate.
 *
 * @example
 * import { callbacks, layers, optimizers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
 * model.compile({ optimizer: optimizers.SGD(0.25), loss: 'mse' });
 * const reducing = callbacks.ReduceLROnPlateau({ monitor: 'loss', minDelta: 9, patience: 1, factor: 0.5 });
 * const { history } = await model.fit([[1]], [[2]], { epochs: 3, verbose: 0, callbacks: [reducing] });
 * history.learning_rate // → [ 0.25, 0.25, 0.125 ]
 */
export const ReduceLROnPlateau = /* @__PURE__ */ callable<typeof ReduceLROnPlateauCallback, ReduceLROnPlateau>(
  ReduceLROnPlateauCallback,
);
export interface ReduceLROnPlateau extends ReduceLROnPlateauCallback {}
