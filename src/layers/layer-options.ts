/** The options that every layer has, and their meaning. */
import { ShapeError, ValueError } from '../errors/index.js';
import type { SymbolicShape } from '../tensor/index.js';
import { floatingPolicyOption } from '../objects/dtype-policy.js';
import { regularizerOption } from './regularizers/registry.js';
import {
  flag,
  forgotten,
  openShape,
  optional,
  positiveInteger,
  unlisted,
  type DefaultedOption,
  type OptionsOf,
  type RequiredOption,
} from '../objects/options/index.js';

function layerName(): RequiredOption<string> {
  return {
    check: (given, where, name) => {
      if (typeof given === 'string' && given !== '' && !given.includes('/')) return given;
      throw new ValueError({ where, expected: `${name} to be a string without "/"`, received: { [name]: given } });
    },
  };
}

type OpenShape = readonly (number | null)[];

/** The common options in the order of Keras's config. */
type LayerOptionTable = {
  /** By default the name of the class in snake_case, followed by a number from the second layer on. */
  readonly name: DefaultedOption<string | null>;
  /** Whether training changes the weights. */
  readonly trainable: DefaultedOption<boolean>;
  /** The dtypes in which weights are kept and outputs are computed: a policy, or its name. */
  readonly dtype: ReturnType<typeof floatingPolicyOption>;
  /** The shape of the inputs without the batch; given to the first layer of a model. */
  readonly inputShape: DefaultedOption<OpenShape | null>;
  /** The shape of the inputs including the batch. */
  readonly batchShape: DefaultedOption<OpenShape | null>;
  /** The length of the batch, if it is fixed. */
  readonly batchSize: DefaultedOption<number | null>;
  /** The number of features, if the batch is the only other axis of the inputs. */
  readonly inputDim: DefaultedOption<number | null>;
  /** Whether inputs and weights of floating-point numbers are converted to the dtype in which the layer computes. */
  readonly autocast: DefaultedOption<boolean>;
  /** A regularizer that adds a loss for the outputs of each call. */
  readonly activityRegularizer: ReturnType<typeof regularizerOption>;
};

let table: LayerOptionTable | undefined;

/** The table of these options. It is made when it is first needed, so that importing this module does no work. */
export function layerOptions(): LayerOptionTable {
  return (table ??= {
    name: optional(layerName()),
    trainable: flag(true),
    dtype: floatingPolicyOption(),
    inputShape: unlisted(optional(openShape())),
    batchShape: unlisted(optional(openShape())),
    batchSize: unlisted(optional(positiveInteger())),
    inputDim: unlisted(optional(positiveInteger())),
    autocast: unlisted(flag(true)),
    activityRegularizer: forgotten(regularizerOption()),
  });
}

/** The options of every layer. */
export type LayerOptions = OptionsOf<LayerOptionTable>;

interface ShapeOptions {
  readonly shape: SymbolicShape | null;
  readonly batchShape: SymbolicShape | null;
  readonly batchSize: number | null;
}

/** The shape of a batch, by whichever of these options was given; undefined if none was. */
export function batchShapeOf(where: string, { shape, batchShape, batchSize }: ShapeOptions): SymbolicShape | undefined {
  if (batchShape !== null && (shape !== null || batchSize !== null)) {
    throw new ShapeError({
      where,
      expected: 'either the shape with the batch or the shape without it',
      received: { shape, batchShape, batchSize },
    });
  }
  if (batchShape !== null) return batchShape;
  return shape === null ? undefined : [batchSize, ...shape];
}
