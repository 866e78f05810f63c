/** The lists of a layer's weights, made once and kept until something changes: a training step asks for them each time. */
import { changeCount, type SeedGenerator, type Variable } from '../tensor/index.js';

/** What the lists are made of: a layer, as far as its weights matter. */
export interface WeightOwner {
  readonly isOpen: boolean;
  readonly trainable: boolean;
  ownWeights(): readonly Variable[];
  seedGenerators(): readonly SeedGenerator[];
  sublayers(): readonly WeightOwner[];
}

/** What there is in a layer and the layers within, each thing once. */
interface Lists {
  /** How many changes there had been when the lists were made. */
  readonly changes: number;
  /** The layers of classes whose attributes may change at any time, with what they held. */
  readonly open: readonly (readonly [layer: WeightOwner, held: readonly unknown[]])[];
  readonly layers: ReadonlySet<WeightOwner>;
  readonly weights: readonly Variable[];
  readonly trainable: readonly Variable[];
  readonly nonTrainable: readonly Variable[];
  /** The weights and the states of seed generators. */
  readonly variables: readonly Variable[];
}

/** The lists of one layer. */
export class WeightLists {
  readonly #layer: WeightOwner;
  #known: Lists | undefined;

  constructor(layer: WeightOwner) {
    this.#layer = layer;
  }

  current(): Lists {
    const known = this.#known;
    const isCurrent = known !== undefined && known.changes === changeCount() && known.open.every(holdsTheSame);
    return isCurrent ? known : (this.#known = collect(this.#layer));
  }
}

const heldBy = (layer: WeightOwner): unknown[] => [
  ...layer.ownWeights(),
  ...layer.seedGenerators(),
  ...layer.sublayers(),
];

function holdsTheSame([layer, held]: Lists['open'][number]): boolean {
  const now = heldBy(layer);
  return now.length === held.length && now.every((each, i) => each === held[i]);
}

function collect(root: WeightOwner): Lists {
  const layers = new Set<WeightOwner>();
  const weights = new Set<Variable>();
  const variables = new Set<Variable>();
  const open: [WeightOwner, unknown[]][] = [];
  const visit = (layer: WeightOwner): void => {
    if (layers.has(layer)) return;
    layers.add(layer);
    if (layer.isOpen) open.push([layer, heldBy(layer)]);
    for (const weight of layer.ownWeights()) {
      weights.add(weight);
      variables.add(weight);
    }
    for (const { variable } of layer.seedGenerators()) variables.add(variable);
    for (const inner of layer.sublayers()) visit(inner);
  };
  visit(root);
  const all = [...weights];
  const trainable = root.trainable ? all.filter((weight) => weight.trainable) : [];
  return {
    changes: changeCount(),
    open,
    layers,
    weights: all,
    trainable,
    nonTrainable: root.trainable ? all.filter((weight) => !weight.trainable) : all,
    variables: [...variables],
  };
}
