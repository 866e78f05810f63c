/** What a model has learnt so far, as arrays that can be sent to another thread. */
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

/** Weights, seeds, what the optimizer keeps, and what is trained of it all. */
export interface ModelState {
  readonly variables: readonly TensorData[];
  readonly trainable: readonly boolean[];
  /** Before the first step there are no slots. */
  readonly isOptimizerBuilt: boolean;
  readonly optimizer: readonly TensorData[];
  readonly seed: readonly [seed: number, draws: number];
}

const valuesOf = (variables: readonly Variable[]): TensorData[] => variables.map(({ held }) => held.data.slice());

/** What a layer keeps that says itself what is to be kept. */
export interface OwnState {
  readonly store: Readonly<Record<string, Tensor>>;
  /** Vocabularies and the like, by names. */
  readonly assets: ReadonlyMap<string, string>;
}

/** What layers have that keep texts. */
interface AssetKeeper {
  saveAssets(): ReadonlyMap<string, string>;
  loadAssets(assets: ReadonlyMap<string, string>): void;
}

const keepsAssets = (layer: object): layer is AssetKeeper => 'saveAssets' in layer;

const layersWithOwnState = (model: AnyModel): AnyLayer[] =>
  [...new Set(savedObjects(model).map(({ layer }) => layer))].filter(
    (layer) => layer.hasOwnState || keepsAssets(layer),
  );

/** What layers keep besides variables. */
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

/** Gives layers what they keep besides variables. */
export function adoptOwnStates(model: AnyModel, states: readonly OwnState[]): void {
  layersWithOwnState(model).forEach((layer, i) => {
    const { store, assets } = states[i]!;
    const tensors = Object.entries(store).map(([name, value]): [string, Tensor] => [name, asTensor(value)]);
    if (layer.hasOwnState) layer.loadOwnVariables(Object.fromEntries(tensors));
    if (keepsAssets(layer)) layer.loadAssets(assets);
  });
}

/** The state of a model, in memory of its own. */
export const stateOf = (model: AnyModel): ModelState => ({
  variables: valuesOf(model.variables),
  trainable: model.variables.map(({ trainable }) => trainable),
  isOptimizerBuilt: model.optimizer?.built === true,
  optimizer: valuesOf(model.optimizer?.variables ?? []),
  seed: globalSeedGenerator().state,
});

/** The memory of a state, which can be handed over instead of copied. */
export const buffersOf = ({ variables, optimizer }: ModelState): ArrayBuffer[] =>
  [...variables, ...optimizer].flatMap((data) => (Array.isArray(data) ? [] : [data.buffer as ArrayBuffer]));

/** Gives a model that is built the state of another one of the same layers. */
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

/** Tells whether anything in a model has changed since. */
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
