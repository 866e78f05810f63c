/** Each contestant is a module that is loaded on its own, so that one which cannot start does not stop the others. */
const modules = {
  Hillock: () => import('./hillock.js'),
  'TensorFlow.js': () => import('./tensorflow.js'),
  'jax-js': () => import('./jax.js'),
  'TensorFlow.js cpu': async () => ({ start: () => import('./tensorflow.js').then(({ start }) => start('cpu')) }),
  'ONNX Runtime': () => import('./onnx.js'),
};

export const contestantNames = Object.keys(modules);
export const [hillock, tensorflow, jax, tensorflowCpu, onnx] = contestantNames;

/** Those that train networks too. */
export const trainers = [hillock, tensorflow, jax];

/**
 * @param {string} name
 * @returns {Promise<import('../types.js').Contestant>}
 */
export async function loadContestant(name) {
  const { start } = await modules[name]();
  return { name, ...(await start()) };
}
