export { tensorsFor } from './arrays.js';
export type { ModelData } from './arrays.js';
export { weightsOfClasses } from './class-weights.js';
export type { ClassWeights } from './class-weights.js';
export { Dataset } from './dataset.js';
export type { Samples } from './dataset.js';
export { joinRows, rowsBetween } from './rows.js';
