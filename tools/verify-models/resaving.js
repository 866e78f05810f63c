/** `node tools/verify-models/resaving.js FOLDER OUT`: every model of a folder that opens, written anew by Hillock, for `reopening.py`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../dist/index.js';

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined) {
  console.error('usage: node tools/verify-models/resaving.js FOLDER OUT');
  process.exit(2);
}
// That a model comes uncompiled is told by a warning.
console.warn = () => {};
const written = [];
for (const { name, files, inputs, predictions, tolerance } of JSON.parse(
  readFileSync(join(folder, 'index.json'), 'utf8'),
)) {
  const path = files.keras ?? files.h5;
  if (path === undefined) continue;
  const model = await loadModel(join(folder, path)).catch(() => undefined);
  if (model === undefined) continue;
  mkdirSync(join(out, name), { recursive: true });
  const forms = {};
  for (const form of ['keras', 'h5']) {
    const file = join(name, `model.${form}`);
    try {
      await model.save(join(out, file));
      forms[form] = file;
    } catch (error) {
      console.log(`${name}, ${form}: ${error.message}`);
    }
  }
  written.push({ name, forms, originals: files, inputs, predictions, tolerance });
}
writeFileSync(join(out, 'written.json'), JSON.stringify(written));
console.log(`${written.length} models written`);
