/** The most important of a run: a line for each network, and what the fastest of others needs. */
import { hillock, jax, kerasOnJax, kerasOnTensorflow, onnx, onnxWeb, tensorflow } from './contestants/index.js';
import { format, ratioOf, timeOf } from './rows.js';

const summarized = ['training', 'prediction'];
const inJavaScript = [tensorflow, jax, onnxWeb];
const native = [kerasOnJax, kerasOnTensorflow, onnx];

const isSummarized = ({ group }) => summarized.includes(group);

/** Whether it has something that belongs there. @param {import('./types.js').Run} run */
export const hasSummary = ({ rows }) => rows.some(isSummarized);

/** The fastest of some, with Hillock's time as a multiple of its time. */
function fastestOf(row, names) {
  const timed = names.filter((name) => timeOf(row, name) !== null);
  if (timed.length === 0) return '–';
  const fastest = timed.reduce((best, name) => (timeOf(row, name) < timeOf(row, best) ? name : best));
  return `${fastest} ${format(timeOf(row, fastest))} (${format(ratioOf(row, fastest))} ×)`;
}

/** @param {import('./types.js').Run} run */
export function summary({ rows }) {
  const everybody = [...new Set(rows.flatMap(({ times }) => Object.keys(times)))];
  const own = everybody.filter((name) => name.startsWith(hillock));
  const lines = rows
    .filter(isSummarized)
    .map((row) => [
      `${row.name}, ${row.section.split(',')[0]}`,
      row.unit,
      ...own.map((name) => format(timeOf(row, name))),
      fastestOf(row, inJavaScript),
      fastestOf(row, native),
    ]);
  return [['least', 'unit', ...own, 'the fastest of JavaScript and WebAssembly', 'the fastest native'], ...lines];
}
