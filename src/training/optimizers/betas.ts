/** The options of optimizers that keep running means of gradients and of their squares. */
import { aliasOf, defaulted, type DefaultedOption, keptShare } from '../../objects/options/index.js';

// A type, not an interface, so that it can be part of any table.
type BetaTable = {
  /** The share of the first moment that an update keeps. */
  readonly beta1: DefaultedOption<number>;
  /** The share of the second moment that an update keeps. */
  readonly beta2: DefaultedOption<number>;
  /** As configs have them. */
  readonly beta_1: DefaultedOption<number, never>;
  readonly beta_2: DefaultedOption<number, never>;
};

export const betaOptions = (beta1: number, beta2: number): BetaTable => ({
  beta1: { ...defaulted(keptShare(), beta1), key: 'beta_1' },
  beta2: { ...defaulted(keptShare(), beta2), key: 'beta_2' },
  beta_1: aliasOf<number>('beta1'),
  beta_2: aliasOf<number>('beta2'),
});

/** `1 - beta` of beta as a float32, for the optimizers for which Keras takes it so. */
export const newShare = (beta: number): number => 1 - Math.fround(beta);
