/** `npm run verify:models -- FOLDER`: opens every model of a folder that has an index.json, and says what came of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkMadeModel } from './made-models.js';
import { checkPublicModel } from './public-models.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: npm run verify:models -- FOLDER (a folder of models with an index.json)');
  process.exit(2);
}

const entries = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const outcomes = new Map();
let failures = 0;
for (const entry of entries) {
  const isMade = !Array.isArray(entry.files);
  for (const { what, outcome, problem } of await (isMade ? checkMadeModel : checkPublicModel)(folder, entry)) {
    const key = `${what}: ${outcome}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    if (problem === undefined) continue;
    failures++;
    console.log(`${entry.name ?? entry.id}, ${what}: ${problem}`);
  }
}
console.log(`${entries.length} models`);
for (const [key, count] of [...outcomes].sort()) console.log(`${String(count).padStart(6)}  ${key}`);
process.exitCode = failures === 0 ? 0 : 1;
