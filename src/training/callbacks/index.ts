/** The callbacks as users reach them. */
export { BackupAndRestore } from './backup-and-restore.js';
export { Callback } from './callback.js';
export type { Logs, PredictLogs, RunParameters, TrainingModel } from './callback.js';
export { CSVLogger } from './csv-logger.js';
export { EarlyStopping } from './early-stopping.js';
export { History } from './history.js';
export { LambdaCallback } from './lambda-callback.js';
export type { CallbackFunctions, CallbackMoment } from './lambda-callback.js';
export { LearningRateScheduler } from './learning-rate-scheduler.js';
export type { EpochSchedule } from './learning-rate-scheduler.js';
export { ModelCheckpoint } from './model-checkpoint.js';
export type { MonitorMode } from './monitor.js';
export { ProgbarLogger } from './progress-logger.js';
export { ReduceLROnPlateau } from './reduce-lr-on-plateau.js';
export { SwapEMAWeights } from './swap-ema-weights.js';
export type { Terminal } from './terminal.js';
export { TerminateOnNaN } from './terminate-on-nan.js';
