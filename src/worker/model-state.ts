/** The state of a model in training, as arrays that can be sent to another thread. */
import { StateError } from '../errors/index.js';
import type { AnyLayer } from '../layers/index.js';
import { savedObjects } from '../models/files/saved-objects.js';
import type { AnyModel } from '../models/model.js';
import {
  asTensor,
  globalSeedGenerator,
  Tensor,
  type TensorData,
  type TensorLike,
  type TypedArray,
  type Variable,
} from '../tensor/index.js';
import { setGlobalSeed } from './settings.js';

/** Weights, seeds, the variables of the optimizer, and which of the variables are trained. */
export interface ModelState {
  readonly variables: readonly TensorData[];
  readonly trainable: readonly boolean[];
  /** Before the first step the optimizer has no slots yet. */
  readonly isOptimizerBuilt: boolean;
  readonly optimizer: readonly TensorData[];
  readonly seed: readonly [seed: number, draws: number];
}

const valuesOf = (variables: readonly Variable[]): TensorData[] => variables.map(({ held }) => held.data.slice());

/** The state of a layer that has more to keep than variables, and saves it by itself. */
export interface OwnState {
  readonly store: Readonly<Record<string, Tensor>>;
  /** Vocabularies and other texts, by name. */
  readonly assets: ReadonlyMap<string, string>;
}

/** The methods of layers that keep texts. */
interface AssetKeeper {
  saveAssets(): ReadonlyMap<string, string>;
  loadAssets(assets: ReadonlyMap<string, string>): void;
}

const keepsAssets = (layer: object): layer is AssetKeeper => 'saveAssets' in layer;

const layersWithOwnState = (model: AnyModel): AnyLayer[] =>
  [...new Set(savedObjects(model).map(({ layer }) => layer))].filter(
    (layer) => layer.hasOwnState || keepsAssets(layer),
  );

/** The state that layers keep besides variables. */
export function ownStatesOf(model: AnyModel): OwnState[] {
  return layersWithOwnState(model).map((layer) => {
    const given: Record<string, TensorLike> = {};
    if (layer.hasOwnState) layer.saveOwnVariables(given);
    const where = `${layer.label}.saveOwnVariables`;
    const store = Object.entries(given).map(([name, value]): [string, Tensor] => [
      name,
      asTensor(value, undefined, where),
    ]);
    return { store: Object.fromEntries(store), assets: keepsAssets(layer) ? layer.saveAssets() : new Map() };
  });
}

/** Restores the state that layers keep besides variables. */
export function adoptOwnStates(model: AnyModel, states: readonly OwnState[]): void {
  layersWithOwnState(model).forEach((layer, i) => {
    const { store, assets } = states[i]!;
    const tensors = Object.entries(store).map(([name, value]): [string, Tensor] => [name, asTensor(value)]);
    if (layer.hasOwnState) layer.loadOwnVariables(Object.fromEntries(tensors));
    if (keepsAssets(layer)) layer.loadAssets(assets);
  });
}

/** The state of a model, copied into memory of its own. */
export const stateOf = (model: AnyModel): ModelState => ({
  variables: valuesOf(model.variables),
  trainable: model.variables.map(({ trainable }) => trainable),
  isOptimizerBuilt: model.optimizer?.built === true,
  optimizer: valuesOf(model.optimizer?.variables ?? []),
  seed: globalSeedGenerator().state,
});

/** The memory of a state, to be transferred to the other thread instead of copied. */
export const buffersOf = ({ variables, optimizer }: ModelState): ArrayBuffer[] =>
  [...variables, ...optimizer].flatMap((data) => (Array.isArray(data) ? [] : [data.buffer as ArrayBuffer]));

/** Gives a built model the state of another model that has the same layers. */
export function adoptState(where: string, model: AnyModel, state: ModelState): void {
  const { variables, optimizer } = model;
  const isFitting = variables.length === state.variables.length;
  if (isFitting && state.isOptimizerBuilt) optimizer?.build(model.trainableVariables);
  const kept = optimizer?.variables ?? [];
  if (!isFitting || kept.length !== state.optimizer.length) {
    throw new StateError({
      where,
      expected: 'the same model on both sides',
      received: { variables: [variables.length, state.variables.length] },
      hint: 'Its class has to make the same layers and weights whenever its getConfig gives the same',
    });
  }
  hold(variables, state.variables);
  variables.forEach((variable, i) => (variable.trainable = state.trainable[i]!));
  hold(kept, state.optimizer);
  setGlobalSeed(state.seed);
}

function hold(variables: readonly Variable[], values: readonly TensorData[]): void {
  variables.forEach((variable, i) => {
    variable.hold(new Tensor(values[i] as TypedArray, variable.shape, variable.dtype));
  });
}

/** Returns a function that tells whether anything in the model has changed since this call. */
export function changesOf(model: AnyModel): () => boolean {
  const held = (): Variable[] => [...model.variables, ...(model.optimizer?.variables ?? [])];
  const before = held().map((variable) => [variable, variable.version, variable.trainable] as const);
  return () => {
    const now = held();
    return (
      now.length !== before.length ||
      now.some((variable, i) => {
        const [known, version, trainable] = before[i]!;
        return variable !== known || variable.version !== version || variable.trainable !== trainable;
      })
    );
  };
}
