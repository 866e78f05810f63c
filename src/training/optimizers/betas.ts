/** The options of optimizers that keep moving averages of gradients and of their squares. */
import { aliasOf, defaulted, type DefaultedOption, keptShare } from '../../objects/options/index.js';

// A type alias, because an interface could not be part of any option table.
/** The rows of these options in a table. */
export type BetaTable = {
  /** The share of the first moment that is kept in each update. */
  readonly beta1: DefaultedOption<number>;
  /** The share of the second moment that is kept in each update. */
  readonly beta2: DefaultedOption<number>;
  /** As `beta1`, which is so named in configs. */
  readonly beta_1: DefaultedOption<number, never>;
  /** As `beta2`, which is so named in configs. */
  readonly beta_2: DefaultedOption<number, never>;
};

export const betaOptions = (beta1: number, beta2: number): BetaTable => ({
  beta1: { ...defaulted(keptShare(), beta1), key: 'beta_1' },
  beta2: { ...defaulted(keptShare(), beta2), key: 'beta_2' },
  beta_1: aliasOf<number>('beta1'),
  beta_2: aliasOf<number>('beta2'),
});

/** `1 - beta` with beta rounded to float32, for the optimizers in which Keras computes it like that. */
export const newShare = (beta: number): number => 1 - Math.fround(beta);
