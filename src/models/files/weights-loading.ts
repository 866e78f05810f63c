/** Loads the weights of a file into an existing model. */
import { FileError, HillockError, warnOnce } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import { readTensors, type FileContents } from '../../saving/formats/contents.js';
import { openFile } from '../../saving/formats/opening.js';
import type { FileLimits } from '../../saving/sources/limits.js';
import type { FileSource } from '../../saving/sources/source.js';
import type { Tensor } from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';
import type { Optimizer } from '../../training/optimizers/optimizer.js';
import { restoreOptimizer } from './optimizer-state.js';
import { readKept } from './kept-besides.js';
import {
  namesOfWeights,
  ownStates,
  placeWeights,
  type OwnState,
  type Placement,
  type PlacingOptions,
} from './weight-places.js';

/** Options of `loadWeights`. */
export interface LoadWeightsOptions extends PlacingOptions {
  /** How much memory and time the file may take. */
  readonly limits?: Partial<FileLimits> | undefined;
}

/** The part of a model that `loadWeights` uses. */
export type WeightedModel = AnyLayer & { readonly optimizer: Optimizer | undefined };

export async function loadWeights(model: WeightedModel, source: FileSource, given: LoadWeightsOptions): Promise<void> {
  const where = `${model.label}.loadWeights`;
  const defaults = { byName: false, skipMismatch: false, limits: undefined };
  const { limits, ...options } = readOptions<LoadWeightsOptions>(where, given, defaults);
  const contents = await openFile(where, source, { limits });
  await assignWeights(where, model, contents, options);
  const { optimizer } = model;
  if (optimizer === undefined || contents.optimizer.size === 0 || options.byName || options.skipMismatch) return;
  await restoreTraining(where, model, optimizer, contents);
}

/** Gives a model's optimizer the state in a file. */
export async function restoreTraining(
  where: string,
  model: AnyLayer,
  optimizer: Optimizer,
  contents: FileContents,
): Promise<void> {
  const { trainableWeights } = model;
  optimizer.build(trainableWeights);
  const names = namesOfWeights(model, contents);
  await restoreOptimizer(
    where,
    optimizer,
    contents,
    trainableWeights.map((weight) => names.get(weight)),
  );
}

/** The value of a weight. Tensors that no older layer can have had are a fault of the file. */
function valueOf(where: string, { variable, layer, tensors, combine }: Placement, values: readonly Tensor[]): Tensor {
  const [first] = values as readonly [Tensor];
  if (combine === undefined) return first;
  const fault = (cause?: unknown): FileError => {
    const expected = `weights that give ${variable.name} of ${layer.label} with shape ${JSON.stringify(variable.shape)}`;
    const received = { shapesInFile: tensors.map(({ shape }) => shape) };
    const told = new FileError({ kind: 'mismatch', where, expected, received });
    told.cause = cause;
    return told;
  };
  let made: Tensor;
  try {
    made = combine(values);
  } catch (error) {
    throw error instanceof HillockError ? fault(error) : error;
  }
  if (made.shape.join() !== variable.shape.join()) throw fault();
  return made;
}

/** Gives a model the weights in a file. Nothing changes unless everything fits, or may be skipped. */
export async function assignWeights(
  where: string,
  model: AnyLayer,
  contents: FileContents,
  options: PlacingOptions,
): Promise<void> {
  if (!model.built) {
    const hint = 'Build it, or call it once, so that its weights exist';
    throw new FileError({ kind: 'mismatch', where, expected: 'a model whose weights exist', hint });
  }
  const skip = (reason: FileError): void => {
    warnOnce(`skipped ${reason.message}`, `${reason.message} The layer keeps its weights.`);
  };
  const placements = placeWeights(where, model, contents, options, skip);
  const values = await readTensors(placements.flatMap(({ tensors }) => tensors));
  let next = 0;
  const made = placements.map((placement) => {
    const { length } = placement.tensors;
    next += length;
    return valueOf(where, placement, values.slice(next - length, next));
  });
  const states = await readStates(ownStates(model, contents));
  const kept = await readKept(where, model, contents);
  for (const { layer, store } of states) restore(where, layer, () => layer.loadOwnVariables(store));
  for (const { layer, restore: restoreKept } of kept) restore(where, layer, restoreKept);
  placements.forEach(({ variable }, i) => variable.assign(made[i]!));
}

/** Lets a layer restore its own state; if it refuses, that is a fault of the file. */
function restore(where: string, { label }: AnyLayer, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof HillockError) || error instanceof FileError) throw error;
    const { expected, received } = error;
    const told = new FileError({ kind: 'mismatch', where: `${where}, ${label}`, expected, received });
    told.cause = error;
    throw told;
  }
}

async function readStates(
  states: readonly OwnState[],
): Promise<{ readonly layer: AnyLayer; readonly store: Record<string, Tensor> }[]> {
  const values = await readTensors(states.flatMap(({ tensors }) => [...tensors.values()]));
  let next = 0;
  return states.map(({ layer, tensors }) => {
    const store = Object.fromEntries([...tensors.keys()].map((name) => [name, values[next++]!]));
    return { layer, store };
  });
}
