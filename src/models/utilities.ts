/** The namespace `utils`: functions that prepare data, and functions for whole models. */
export { setRandomSeed } from '../tensor/index.js';
export { Progbar } from '../training/callbacks/progbar.js';
export type { ProgbarOptions, ProgbarValues } from '../training/callbacks/progbar.js';
export { toCategorical } from '../training/data/categorical.js';
export { normalize } from '../training/data/normalize.js';
export { packXYSampleWeight, unpackXYSampleWeight } from '../training/data/packing.js';
export { PyDataset } from '../training/data/py-dataset.js';
export { padSequences } from '../training/data/sequences.js';
export type { PadSequencesOptions } from '../training/data/sequences.js';
export { splitDataset } from '../training/data/splitting.js';
export type { SplitOptions } from '../training/data/splitting.js';
export { timeseriesDatasetFromArray } from '../training/data/timeseries.js';
export type { TimeseriesOptions } from '../training/data/timeseries.js';
export { cloneModel } from './cloning.js';
export type { CloneOptions } from './cloning.js';
