/**
 * Prints, as JSON, what the first training step of the convolutional network takes in a process that has done nothing yet:
 * from the weights as arrays to the first loss, compilation included, loading of the modules not.
 */
import { loadContestant } from './contestants/index.js';
import { batchOf, initialWeights, networks } from './networks.js';

const { trainer } = await loadContestant(process.argv[2]);
const { x, y } = batchOf(networks.cnn);
const weights = initialWeights(networks.cnn);

const start = performance.now();
const loss = await trainer(networks.cnn, weights).step(x, y);
const milliseconds = performance.now() - start;

console.log(JSON.stringify({ milliseconds, loss }));
process.exit();
