/** Parts that the dropout layers share: their options, and a check of the rate. */
import { ValueError } from '../../errors/index.js';
import { configured, openShape, optional, rate, seed, type OptionsIn } from '../../objects/options/index.js';
import type { LayerOptions } from '../layer-options.js';
import { NoiseLayer } from './noise-layer.js';

const options = () => ({
  /** The share of the inputs that is dropped, from 0 to 1. */
  rate: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
  /** The shape of the noise: 1 where all positions along an axis share a decision, `null` for the length of the input. */
  noiseShape: optional(openShape()),
});

/** The options of `Dropout` and `AlphaDropout`. */
export interface DropoutOptions extends OptionsIn<typeof options>, LayerOptions {}

/** The base of the dropout layers, which have the same options. */
export const DropoutBase = /* @__PURE__ */ configured<
  NoiseLayer,
  LayerOptions,
  ReturnType<typeof options>,
  [rate: number],
  DropoutOptions
>(NoiseLayer, options, ['rate']);

/** Refuses a rate of 1, with which nothing would be left, because the layer divides by the share that is left. */
export function checkIsBelowOne(label: string, rate: number): void {
  if (rate < 1) return;
  throw new ValueError({ where: label, expected: 'a rate below 1 in training', received: { rate } });
}
