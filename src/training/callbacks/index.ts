/** The callbacks as users reach them. */
export { Callback } from './callback.js';
export type { Logs, RunParameters, TrainingModel } from './callback.js';
export { History } from './history.js';
