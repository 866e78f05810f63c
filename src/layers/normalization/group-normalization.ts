import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  defaulted,
  integer,
  positiveNumber,
  type DefaultedOption,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { reshape } from '../../ops/reshape.js';
import type { Shape, SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { affineOptions, affinePenalties, inWholePrecision, momentsAlong, standardize } from './affine.js';
import { lengthsAt, placesOf } from './axes.js';

const groupsOption = (): DefaultedOption<number> => ({
  default: 32,
  check: (given, where, name) => {
    if (Number.isSafeInteger(given) && (given > 0 || given === -1)) return given;
    throw new ValueError({
      where,
      expected: `${name} to be a positive integer, or -1 for a group for each channel`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** The number of groups of channels; -1 makes each channel a group. */
  groups: groupsOption(),
  /** The axis of the channels. */
  axis: defaulted(integer(), -1),
  /** A small number that is added to the variance, so that nothing is divided by 0. */
  epsilon: defaulted(positiveNumber(), 1e-3),
  ...affineOptions(),
  ...affinePenalties(),
});

/** The options of `GroupNormalization`. */
export interface GroupNormalizationOptions
  extends OptionsIn<typeof affineOptions>, OptionsIn<typeof affinePenalties>, OptionsIn<typeof options>, LayerOptions {}

export class GroupNormalizationLayer
  extends /* @__PURE__ */ layerWith(options, ['groups'] as Leading<[groups?: number], GroupNormalizationOptions>)
{
  static readonly path = 'keras.layers.GroupNormalization';
  override supportsMasking = true;
  gamma: Variable | null = null;
  beta: Variable | null = null;

  #placeOfAxis(shape: SymbolicShape): number {
    const [place] = placesOf(this.label, this.axis, shape);
    if (place! > 0) return place!;
    throw new ShapeError({
      where: this.label,
      expected: 'an axis of channels, which is not that of the batch',
      received: { axis: this.axis, inputShape: shape },
    });
  }

  /** The number of groups for so many channels. */
  #groupsOf(channels: number, inputShape: SymbolicShape): number {
    const { groups } = this;
    if (groups === -1) return channels;
    if (channels % groups === 0) return groups;
    throw new ShapeError({
      where: this.label,
      expected: `a number of channels that ${groups} groups divide`,
      received: { groups, channels, inputShape },
    });
  }

  override build(inputShape: SymbolicShape): void {
    const place = this.#placeOfAxis(inputShape);
    const [channels] = lengthsAt(this.label, this.axis, inputShape);
    this.#groupsOf(channels!, inputShape);
    this.inputSpec = { rank: inputShape.length, axes: { [place]: channels! } };
    if (this.scale) this.gamma = this.addWeightOf('gamma', [channels!], { autocast: false });
    if (this.center) this.beta = this.addWeightOf('beta', [channels!], { autocast: false });
  }

  override call(given: Tensor): Tensor {
    const place = this.#placeOfAxis(given.shape);
    const channels = given.shape[place]!;
    const groups = this.#groupsOf(channels, given.shape);
    /** The shape with the axis of the channels split in two: the groups, and the channels of a group. */
    const split = (shape: Shape): Shape => [
      ...shape.slice(0, place),
      groups,
      channels / groups,
      ...shape.slice(place + 1),
    ];
    const x = reshape(inWholePrecision(given), split(given.shape));
    const ofChannels = split(given.shape.map(() => 1));
    const wide = (weight: Variable | null): Tensor | null =>
      weight === null ? null : reshape(cast(weight, x.dtype), ofChannels);
    const within = [...x.shape.keys()].filter((axis) => axis !== 0 && axis !== place);
    const [average, variance] = momentsAlong(x, within);
    const { epsilon } = this;
    const normalized = standardize(x, { average, variance, epsilon, gamma: wide(this.gamma), beta: wide(this.beta) });
    return cast(reshape(normalized, given.shape), this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    this.#placeOfAxis(inputShape);
    return inputShape;
  }
}

/**
 * Divides the channels of each sample into groups and scales and shifts each group to mean 0 and variance 1 over all its elements, then
 * computes `gamma·x + beta` with weights for each channel. Source: Wu and He, 2018; with a group for each channel, instance normalization
 * of Ulyanov et al., 2016.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.GroupNormalization(2, { epsilon: 3 })([[1, 3, 5, 7]]) // → array([[-0.5,  0.5, -0.5,  0.5]], dtype=float32)
 */
export const GroupNormalization = /* @__PURE__ */ callable<typeof GroupNormalizationLayer, GroupNormalization>(
  GroupNormalizationLayer,
);
export interface GroupNormalization extends GroupNormalizationLayer {}
