/** Reads the tensors of a file without a model. */
import type { Tensor } from '../tensor/index.js';
import { readTensors } from './formats/contents.js';
import { openFile, type OpenOptions } from './formats/opening.js';
import type { FileSource } from './sources/source.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/**
 * The tensors of a file, by their paths in it: weights first, then the optimizer's variables. No model is built, so weights can even be
 * read from files whose model Hillock could not build.
 *
 * Paths are those of the file: `layers/dense/vars/0` in files of Keras 3, `dense/dense/kernel:0` in older ones, the names of the arrays in
 * `.npz`. Types that tensors do not compute in are converted: integers to int32, or to float64 where int32 is too narrow.
 *
 * @param source - path (in Node), URL, bytes, `Blob`, `File`, `Response`, or a list of `File`s
 * @param options - `limits`: `{ bytes, members, json, seconds }`, how much the file may ask for
 *
 * @example
 * import { readWeights, writeNpz } from 'hillock';
 * const weights = await readWeights(writeNpz({ kernel: [[1, 2]], bias: [3] }));
 * [...weights.keys()] // → [ 'kernel', 'bias' ]
 * weights.get('bias') // → array([3.], dtype=float32)
 */
export async function readWeights(source: FileSource, options: OpenOptions = {}): Promise<Map<string, Tensor>> {
  checkArgumentCount('readWeights', arguments, 2);
  const { weights, optimizer } = await openFile('readWeights', source, options);
  const tensors = [...weights.values(), ...optimizer.values()];
  const values = await readTensors(tensors);
  return new Map(tensors.map(({ path }, i) => [path, values[i]!]));
}
