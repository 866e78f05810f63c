export { Callback } from './callback.js';
export type { Logs, RunParameters, TrainingModel } from './callback.js';
export { History } from './history.js';
export { ProgressBar } from './progress-bar.js';
export type { ProgressBarOptions, ProgressValues, Verbosity } from './progress-bar.js';
export { ProgressLogger } from './progress-logger.js';
export { printLine, standardTerminal } from './terminal.js';
export type { Terminal } from './terminal.js';
