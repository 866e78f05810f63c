/** Opens model files, and rewords the library's errors for the command. */
import { FileError, HillockError, inspect, loadModel, readWeights } from '#hillock';
import { Failure } from './failure.js';
import { readInput, standardStream } from './files.js';

/** @typedef {Awaited<ReturnType<typeof loadModel>>} Model */

/**
 * A file, a folder, an address, or - for standard input, which can only be read once.
 *
 * @param {string} path
 * @returns {Promise<string | Uint8Array>}
 */
export const modelSource = async (path) => (path === standardStream ? new Uint8Array(await readInput(path)) : path);

/** @param {string} path */
export const nameOfFile = (path) => (path === standardStream ? 'standard input' : `"${path}"`);

/**
 * The library's message about a file, with hints that only apply to programs marked as such.
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
 * Does something with a file; an error gets the name of the file.
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
 * The model in a file.
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

/** Groups in a file that belong to the training and not to the model. */
const trainingGroups = /^(optimizer|optimizer_weights|_?metrics|compile_metrics)\//;

/** @param {{ readonly path: string }} weight */
export const isOfTraining = ({ path }) => trainingGroups.test(path);
