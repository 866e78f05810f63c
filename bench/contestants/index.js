/**
 * Who takes part. Each works in a process or a page of its own, so that one that cannot start does not stop the others, and
 * that none collects another's garbage or finds its kernels compiled for another's numbers.
 *
 * @typedef {object} Participant
 * @property {string} name
 * @property {'node' | 'chromium' | 'python'} place
 * @property {string} library  A module of this folder; in Python the backend of Keras.
 * @property {object} [settings]
 */

/** The libraries, each a module that is loaded on its own. */
const modules = {
  hillock: () => import('./hillock.js'),
  tensorflow: () => import('./tensorflow.js'),
  jax: () => import('./jax.js'),
  onnx: () => import('./onnx.js'),
};

/** @param {number} threads */
export const threadsName = (threads) => `Hillock ${threads} threads`;

export const hillock = 'Hillock';
export const relaxed = 'Hillock relaxed';
export const twoThreads = threadsName(2);
export const tensorflow = 'TensorFlow.js';
export const tensorflowCpu = 'TensorFlow.js cpu';
export const jax = 'jax-js';
export const onnx = 'ONNX Runtime';
export const onnxWeb = 'ONNX Runtime Web';
export const kerasOnJax = 'Keras on JAX';
export const kerasOnTensorflow = 'Keras on TensorFlow';

/** @param {...string} names @returns {(participant: Participant) => boolean} */
export const isOneOf =
  (...names) =>
  ({ name }) =>
    names.includes(name);

/** @param {Participant} participant */
export const isHillockInNode = ({ library, place }) => library === 'hillock' && place === 'node';

/** Those that train networks, and are not too slow for it. @param {Participant} participant */
export const trains = ({ library, name }) => library !== 'onnx' && name !== tensorflowCpu;

const inChromium = (name) => `${name} in Chromium`;

/**
 * @param {{ threads: number }} options
 * @returns {Participant[]}
 */
export function participants({ threads }) {
  const own = [
    { name: hillock },
    { name: relaxed, settings: { relaxed: true } },
    { name: threadsName(threads), settings: { threads } },
  ].map((variant) => ({ ...variant, library: 'hillock' }));
  return [
    ...own.map((variant) => ({ ...variant, place: 'node' })),
    ...own.map((variant) => ({ ...variant, place: 'chromium', name: inChromium(variant.name) })),
    { name: tensorflow, place: 'node', library: 'tensorflow' },
    { name: tensorflowCpu, place: 'node', library: 'tensorflow', settings: { backend: 'cpu' } },
    { name: jax, place: 'node', library: 'jax' },
    { name: onnx, place: 'node', library: 'onnx' },
    { name: onnxWeb, place: 'node', library: 'onnx', settings: { package: 'onnxruntime-web' } },
    { name: kerasOnJax, place: 'python', library: 'jax' },
    { name: kerasOnTensorflow, place: 'python', library: 'tensorflow' },
  ];
}

/**
 * @param {string} library
 * @param {object} [settings]
 * @returns {Promise<import('../types.js').Contestant>}
 */
export async function startLibrary(library, settings) {
  const { start } = await modules[library]();
  return start(settings);
}
