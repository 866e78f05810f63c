/** The lists of a layer's weights. They are cached until something changes, because each training step asks for them. */
import { changeCount, type SeedGenerator, type Variable } from '../tensor/index.js';

/** A layer, as far as it is needed for the lists. */
export interface WeightOwner {
  readonly isOpen: boolean;
  readonly trainable: boolean;
  ownWeights(): readonly Variable[];
  seedGenerators(): readonly SeedGenerator[];
  sublayers(): readonly WeightOwner[];
}

/** The weights in a layer and in the layers inside it; nothing occurs twice. */
interface Lists {
  /** The value of `changeCount()` when the lists were made. */
  readonly changes: number;
  /** The layers whose attributes may change at any time, with the attributes they had when the lists were made. */
  readonly open: readonly (readonly [layer: WeightOwner, held: readonly unknown[]])[];
  readonly layers: ReadonlySet<WeightOwner>;
  readonly weights: readonly Variable[];
  readonly trainable: readonly Variable[];
  readonly nonTrainable: readonly Variable[];
  /** The weights, and the states of seed generators. */
  readonly variables: readonly Variable[];
}

/** The cached lists of one layer. */
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
