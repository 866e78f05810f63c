/** A process that saves two files in turn over the same path until it is killed. */
import { writeFileAtomically } from '../../dist/saving/writing/atomic-file.js';
import { contentOf } from './content.js';

const [path, size] = process.argv.slice(2);
const contents = [0, 1].map((letter) => contentOf(letter, Number(size)));
process.send('ready');
for (let i = 0; ; i++) await writeFileAtomically('saver', path, contents[i % 2]);
