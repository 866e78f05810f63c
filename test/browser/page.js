/** Runs the program in the page that loads it, and shows its results as text. */
import * as hillock from '/dist/index.js';
import { results } from './program.js';

const count = Number(new URLSearchParams(location.search).get('count'));
const output = document.createElement('pre');
output.id = 'results';
try {
  output.textContent = JSON.stringify(await results(hillock, count));
} catch (error) {
  output.textContent = JSON.stringify({ error: String(error?.stack ?? error) });
}
document.body.append(output);
