/** Runs the program in Node: `node node.js ENGINE COUNT`. */
import * as hillock from 'hillock';
import { results } from './program.js';

const [, , engine, count] = process.argv;
hillock.setEngine(engine);
console.log(JSON.stringify(await results(hillock, Number(count))));
