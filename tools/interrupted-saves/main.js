/** `npm run verify:saves -- [TIMES]`: kills a process that saves, again and again (1000 times), and looks whether the file is whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interruptSaves } from './interruption.js';

const times = Number(process.argv[2] ?? 1000);
const folder = mkdtempSync(join(tmpdir(), 'hillock-saves-'));
const outcome = await interruptSaves(join(folder, 'model.keras'), { times, size: 3_000_000 });
rmSync(folder, { recursive: true });
console.log(`${times} saves killed: the file was there ${outcome.found} times and broken ${outcome.broken} times;`);
console.log(`at most ${outcome.leftovers} unfinished files lay beside it`);
process.exitCode = outcome.broken === 0 ? 0 : 1;
