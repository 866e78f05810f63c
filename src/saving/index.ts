export { readNpy, writeNpy, type NpyDType } from './npy.js';
