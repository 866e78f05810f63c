/** Weights of a file into a model that is there. */
import { FileError, warnOnce } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import { readTensors, type FileContents } from '../../saving/formats/contents.js';
import { openFile } from '../../saving/formats/opening.js';
import type { FileLimits } from '../../saving/sources/limits.js';
import type { FileSource } from '../../saving/sources/source.js';
import type { Optimizer } from '../../training/optimizers/optimizer.js';
import { restoreOptimizer } from './optimizer-state.js';
import { placeWeights, type PlacingOptions } from './weight-places.js';

/** How weights find their places. */
export interface LoadWeightsOptions extends PlacingOptions {
  /** How much the file may ask for. */
  readonly limits?: Partial<FileLimits> | undefined;
}

/** What `loadWeights` needs to know of a model. */
export type WeightedModel = AnyLayer & { readonly optimizer: Optimizer | undefined };

export async function loadWeights(
  model: WeightedModel,
  source: FileSource,
  { limits, ...options }: LoadWeightsOptions,
): Promise<void> {
  const where = `${model.label}.loadWeights`;
  const contents = await openFile(where, source, { limits });
  await assignWeights(where, model, contents, options);
  const { optimizer } = model;
  if (optimizer === undefined || contents.optimizer.size === 0 || options.byName || options.skipMismatch) return;
  optimizer.build(model.trainableWeights);
  await restoreOptimizer(where, optimizer, contents);
}

/** Gives a model the weights of a file. Nothing changes unless everything fits, or may be skipped. */
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
  const values = await readTensors(placements.map(({ tensor }) => tensor));
  placements.forEach(({ variable }, i) => variable.assign(values[i]!));
}
