/** Training in another thread, imported from `hillock/worker`. */
export { serveTraining, type ServeTrainingOptions } from './serve-training.js';
export { trainInWorker, type TrainInWorkerOptions, type TrainingWorker } from './train-in-worker.js';
