/** `utils` as users reach it. */
export { PyDataset } from '../training/data/py-dataset.js';
