/**
 * One contestant in a process of its own: each line that comes in is a question, each line that goes out an answer.
 *
 *     node member.js '{"library":"hillock"}'
 */
import { createInterface } from 'node:readline';
import { answering } from './answers.js';

// Whatever a library has to say, the lines of the output are answers.
console.log = console.error;

const answer = await answering(JSON.parse(process.argv[2]));
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
process.exit();
