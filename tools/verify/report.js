/** The findings as a table for the terminal, and as those of docs/accuracy.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { subjectOfKeras } from './keras-names.js';
import { boundOf, labelOf } from './subjects.js';

/**
 * @typedef {import('./comparison.js').Tally & {
 *   label: string, name: string, kind: 'value' | 'derivative', parameters: Readonly<Record<string, number>>,
 *   result: number, truth: number, evaluated: number,
 * }} Finding What was found out about one function, and the results at its worst input: float32, reference, evaluator.
 */

/** Errors in ULP are rounded up, shares down, so that no figure promises too much. @param {number} worst */
const ulp = (worst) => (Math.ceil(worst * 1000) / 1000).toFixed(3);
const share = ({ correct, count }) => `${(Math.floor((correct / count) * 1e6) / 1e4).toFixed(4)} %`;
const place = ({ worst, at }) => (worst === 0 ? '' : String(Number(at.toPrecision(9))));

/** @param {readonly Finding[]} findings */
export function textTable(findings) {
  const rows = findings.map((finding) => [
    finding.label,
    ulp(finding.worst),
    place(finding),
    share(finding),
    finding.wild === 0 ? '' : `${finding.wild} not finite, as at ${finding.wildAt}`,
    finding.worst > boundOf(finding) ? 'beyond the bound' : '',
  ]);
  const table = [['function', 'worst ULP', 'at x =', 'correctly rounded', '', ''], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const documentation = new URL('../../docs/accuracy.md', import.meta.url);

/** @param {string} name */
const readJson = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** @typedef {{ worst: number | null, wild: number }} PeerError The largest error in ULP, null for at most 4; results wrongly finite or not. */

/**
 * What others reach, by name of the peer and label: as `bench/accuracy.js` measured it, and as `keras_errors.py` found it in the goldens.
 *
 * @returns {Record<string, Record<string, PeerError>>}
 */
function peerErrors() {
  const [wasm, cpu, jax] = Object.values(readJson('data/peer-errors.json'));
  const peers = {
    'TF.js wasm': wasm,
    'TF.js cpu': cpu,
    'jax-js': jax,
    'Keras TF': {},
    'Keras JAX': {},
    'Keras PyTorch': {},
  };
  const backends = { 'Keras TF': 'tensorflow', 'Keras JAX': 'jax', 'Keras PyTorch': 'torch' };
  for (const { kind, errors, ...call } of readJson('data/keras-errors.json').cases) {
    const label = labelOf(subjectOfKeras(call, kind));
    for (const [name, backend] of Object.entries(backends)) {
      peers[name][label] = errors[backend] ?? { worst: null, wild: 0 };
    }
  }
  return peers;
}

/** From here on, half of the number and more is wrong: no digit is right. */
const nothingRight = 2 ** 22;

/** @param {PeerError | undefined} error */
function peerCell(error) {
  if (error === undefined) return '';
  const { worst, wild } = error;
  const size = worst === null ? '≤ 4' : worst >= nothingRight ? 'all' : rounded(worst);
  return wild === 0 ? size : `${size}, ∞`;
}

/** Three digits, rounded up. @param {number} worst */
function rounded(worst) {
  if (worst < 100) return String(Math.ceil(worst * 100) / 100);
  const unit = 10 ** (Math.floor(Math.log10(worst)) - 2);
  return String(Math.ceil(worst / unit) * unit);
}

/** @type {(findings: readonly Finding[], peers: ReturnType<typeof peerErrors>) => string} */
function markdownTable(findings, peers) {
  const names = Object.keys(peers);
  const header = ['Function', 'Worst ULP', 'at x =', 'Correctly rounded', ...names];
  const rows = findings.map((finding) => [
    `\`${finding.label}\``,
    ulp(finding.worst),
    place(finding),
    share(finding),
    ...names.map((name) => peerCell(peers[name][finding.label])),
  ]);
  const rule = header.map((_, column) => (column === 0 ? '---' : '--:'));
  return [header, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Puts the tables between their markers in docs/accuracy.md. @param {readonly Finding[]} findings */
export function writeDocumentation(findings) {
  const peers = peerErrors();
  let text = readFileSync(documentation, 'utf8');
  for (const kind of /** @type {const} */ (['value', 'derivative'])) {
    const [begin, end] = [`<!-- ${kind}s: begin -->`, `<!-- ${kind}s: end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/accuracy.md: expected the markers ${begin} and ${end}.`);
    const table = markdownTable(
      findings.filter((finding) => finding.kind === kind),
      peers,
    );
    text = `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
  }
  writeFileSync(documentation, text);
}
