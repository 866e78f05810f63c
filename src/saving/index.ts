export { readNpy, writeNpy, type NpyDType } from './arrays/npy.js';
export { readNpz, writeNpz } from './arrays/npz.js';
export type { FileFormat } from './formats/contents.js';
export type { OpenOptions } from './formats/opening.js';
export { inspect, type InspectedLayer, type Inspection } from './inspection.js';
export type { FileLimits } from './sources/limits.js';
export type { FileSource } from './sources/source.js';
export { readWeights } from './weights-reading.js';
export { download } from './writing/download.js';
