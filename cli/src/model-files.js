/** Model files at a terminal: what opens them, and what is wrong with one. */
import { FileError, HillockError, inspect, loadModel, readWeights } from '#hillock';
import { Failure } from './failure.js';
import { readInput, standardStream } from './files.js';

/** @typedef {Awaited<ReturnType<typeof loadModel>>} Model */

/**
 * A file, a folder, an address, or - for standard input, which can be read once.
 *
 * @param {string} path
 * @returns {Promise<string | Uint8Array>}
 */
export const modelSource = async (path) => (path === standardStream ? new Uint8Array(await readInput(path)) : path);

/** @param {string} path */
export const nameOfFile = (path) => (path === standardStream ? 'standard input' : `"${path}"`);

/**
 * What the library says of a file; what only a program can do is said to be so.
 *
 * @param {HillockError} error
 */
export const fileMessage = ({ message, where }) =>
  message
    .slice(where.length + 2)
    .replace(/\{ customObjects: .*\}(?=\.$)/, (options) => `${options} to loadModel, in a program of yours`)
    .replace(
      'make the model, and call model.loadWeights',
      'in a program of yours, make the model and call model.loadWeights',
    );

/**
 * Does something with a file, and names the file where it fails.
 *
 * @template Result
 * @param {string} path
 * @param {() => Promise<Result>} action
 * @returns {Promise<Result>}
 */
export async function concerning(path, action) {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof HillockError)) throw error;
    const message = fileMessage(error);
    const isNamed = error instanceof FileError && error.kind === 'access';
    throw new Failure(isNamed ? message : `${nameOfFile(path)}: ${message}`);
  }
}

/**
 * The model of a file.
 *
 * @param {string} path
 * @param {import('hillock').LoadOptions} [options]
 * @returns {Promise<Model>}
 */
export const openModel = (path, options) => concerning(path, async () => loadModel(await modelSource(path), options));

/** @param {string} path @param {string | Uint8Array} source */
export const inspectFile = (path, source) => concerning(path, () => inspect(source));

/** @param {string} path @param {string | Uint8Array} source */
export const weightsIn = (path, source) => concerning(path, () => readWeights(source));

/** Groups of a file that hold what training leaves behind, not the model itself. */
const trainingGroups = /^(optimizer|optimizer_weights|_?metrics|compile_metrics)\//;

/** @param {{ readonly path: string }} weight */
export const isOfTraining = ({ path }) => trainingGroups.test(path);
