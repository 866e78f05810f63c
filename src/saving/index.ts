export { readNpy, writeNpy } from './npy.js';
