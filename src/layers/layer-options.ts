/** The options that every layer has, and what they mean. */
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
  /** By default the name of the class in snake_case, and a number from the second on. */
  readonly name: DefaultedOption<string | null>;
  /** Whether training changes the weights. */
  readonly trainable: DefaultedOption<boolean>;
  /** In which dtypes weights are kept and outputs computed: a policy, or its name. */
  readonly dtype: ReturnType<typeof floatingPolicyOption>;
  /** The shape of the inputs without the batch, for the first layer of a model. */
  readonly inputShape: DefaultedOption<OpenShape | null>;
  /** The shape of the inputs with the batch. */
  readonly batchShape: DefaultedOption<OpenShape | null>;
  /** The length of the batch, where it is fixed. */
  readonly batchSize: DefaultedOption<number | null>;
  /** The number of features, where the inputs have no other axis than the batch's. */
  readonly inputDim: DefaultedOption<number | null>;
  /** What is added to the loss of a model for the outputs of each call. */
  readonly activityRegularizer: ReturnType<typeof regularizerOption>;
};

let table: LayerOptionTable | undefined;

/** The table, made at the first use, so that importing this module does no work. */
export function layerOptions(): LayerOptionTable {
  return (table ??= {
    name: optional(layerName()),
    trainable: flag(true),
    dtype: floatingPolicyOption(),
    inputShape: unlisted(optional(openShape())),
    batchShape: unlisted(optional(openShape())),
    batchSize: unlisted(optional(positiveInteger())),
    inputDim: unlisted(optional(positiveInteger())),
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

/** The shape of a batch, whichever options said it; none if none did. */
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
