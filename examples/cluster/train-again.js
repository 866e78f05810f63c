/** Third part: what the cluster trained comes back, and is trained on here. */
import { loadModel } from 'hillock';
import { loadDigits } from '../digits/data.js';
import { accuracyText, fileHere, tensorsOf } from './digits-here.js';

const { training, test } = loadDigits();
const [x, y] = tensorsOf(training);

const model = await loadModel(fileHere('from-there.keras'));
console.log(`opened again:   ${await accuracyText(model, test)}`);
await model.fit(x, y, { epochs: 1, batchSize: 32, verbose: 0 });
console.log(`trained again:  ${await accuracyText(model, test)}`);
