import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hillock } from './contestants/index.js';

/** @param {number | null} value */
const format = (value) => (value === null ? '–' : String(Number(value.toPrecision(3))));

/**
 * @param {import('./types.js').Row} row
 * @param {import('./types.js').Bar} bar
 */
function judge({ hillock: ours, peers, unit }, { peer, atMost }) {
  const theirs = peer ? (peers[peer] ?? null) : 1;
  const reached = ours === null || theirs === null ? null : ours / theirs;
  const bound = peer ? `≤ ${format(atMost)} × ${peer}` : `≤ ${format(atMost)} ${unit}`;
  return { bound, reached, isMet: reached === null ? null : reached <= atMost };
}

const marks = new Map([
  [true, '✓'],
  [false, '✗'],
  [null, '–'],
]);

/**
 * @param {import('./types.js').Row} row
 * @param {string} peer
 */
function peerCell({ hillock: ours, peers }, peer) {
  const theirs = peers[peer] ?? null;
  return ours === null || theirs === null ? format(theirs) : `${format(theirs)} (${format(ours / theirs)} ×)`;
}

/** @param {import('./types.js').Row} row */
const barsCell = (row) =>
  row.bars.map((bar) => `${marks.get(judge(row, bar).isMet)} ${judge(row, bar).bound}`).join(', ');

/** How much of the speed of a copy Hillock reaches, for the bytes that it has to move. @param {import('./types.js').Row} row */
function shareOfCopy({ hillock: ours, peers: { copy }, copies }) {
  return ours === null || copies === undefined ? '–' : `${Math.round((100 * copies * copy) / ours)} %`;
}

/**
 * The rows of one table as a table of strings, the first line being the headings.
 *
 * @param {import('./types.js').Row[]} rows
 */
function tableOf(rows) {
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.peers)))];
  const hasBars = rows.some(({ bars }) => bars.length > 0);
  const hasShare = rows.some(({ copies }) => copies !== undefined);
  const head = [
    'what',
    'size',
    'unit',
    hillock,
    ...(hasShare ? ['of copy'] : []),
    ...peers,
    ...(hasBars ? ['bars'] : []),
  ];
  const body = rows.map((row) => [
    row.name,
    row.size,
    row.unit,
    format(row.hillock),
    ...(hasShare ? [shareOfCopy(row)] : []),
    ...peers.map((peer) => peerCell(row, peer)),
    ...(hasBars ? [barsCell(row)] : []),
  ]);
  return [head, ...body];
}

/**
 * The rows of one group for a terminal.
 *
 * @param {import('./types.js').Group} group
 * @param {import('./types.js').Row[]} rows
 */
export function terminalTable({ title }, rows) {
  const tables = sectionsOf(rows).map(([section, own]) => {
    const lines = aligned(tableOf(own)).map((line) => line.join('  ').trimEnd());
    return [...(section ? ['', section] : []), ...lines].join('\n');
  });
  return [title, ...tables, ...notesOf(rows)].join('\n');
}

/**
 * The rows of each table, by its heading.
 *
 * @param {import('./types.js').Row[]} rows
 */
function sectionsOf(rows) {
  const names = [...new Set(rows.map(({ section }) => section))];
  return names.map((name) => [name, rows.filter(({ section }) => section === name)]);
}

/**
 * @param {string[][]} table
 */
function aligned(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  return table.map((line) => line.map((cell, column) => cell.padEnd(widths[column])));
}

/** What is to be said of several sizes is said once. @param {import('./types.js').Row[]} rows */
const notesOf = (rows) => [...new Set(rows.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)))];

/**
 * How many bars are met, and by how much the others are missed.
 *
 * @param {import('./types.js').Row[]} rows
 */
export function verdict(rows) {
  const judged = rows.flatMap((row) => row.bars.map((bar) => ({ row, ...judge(row, bar) })));
  const decided = judged.filter(({ isMet }) => isMet !== null);
  const missed = decided.filter(({ isMet }) => !isMet);
  const count = `Bars met: ${decided.length - missed.length} of ${decided.length}.`;
  const lines = missed.map(
    ({ row, bound, reached }) => `- ${row.name}, ${row.size}: ${format(reached)} instead of ${bound}`,
  );
  return missed.length ? [`${count} Missed:`, '', ...lines].join('\n') : count;
}

/**
 * The result as data.
 *
 * @param {string} file
 * @param {{ machine: string, node: string, rows: import('./types.js').Row[] }} result
 */
export function writeJson(file, { machine, node, rows }) {
  const values = rows.map(({ group, name, size, unit, hillock, peers }) => ({
    group,
    name,
    size,
    unit,
    hillock,
    peers,
  }));
  writeFileSync(file, `${JSON.stringify({ machine, node, rows: values }, null, 2)}\n`);
}

const begin = '<!-- benchmark: begin -->';
const end = '<!-- benchmark: end -->';

/**
 * Puts the tables between the two markers of a Markdown file and leaves what people wrote around them; a file that does not
 * exist is begun.
 *
 * @param {string} file
 * @param {{ machine: string, node: string, versions: string[], groups: import('./types.js').Group[], rows: import('./types.js').Row[] }} result
 */
export function writeMarkdown(file, result) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : `# Performance\n\n${begin}\n${end}\n`;
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(`--markdown: expected a file with the lines ${begin} and ${end}. Received: ${file}`);
  }
  writeFileSync(file, `${text.slice(0, before + begin.length)}\n\n${markdown(result)}\n\n${text.slice(after)}`);
}

function markdown({ machine, node, versions, groups, rows }) {
  const sections = groups.map((group) => {
    const own = rows.filter((row) => row.group === group.name);
    const tables = sectionsOf(own).flatMap(([section, rows]) => [
      ...(section ? [`### ${section[0].toUpperCase()}${section.slice(1)}`] : []),
      markdownTable(rows),
    ]);
    const notes = notesOf(own).map((note) => `- ${note}`);
    return [`## ${group.title}`, ...tables, notes.join('\n')].join('\n\n').trimEnd();
  });
  return [
    `Measured by \`npm run bench\` on ${machine}, Node ${node}; ${versions.join('; ')}. Times are medians of samples taken in turn within one process, one thread. In brackets: Hillock's time as a multiple of the peer's, so less is better.`,
    verdict(rows),
    ...sections,
  ].join('\n\n');
}

/** @param {import('./types.js').Row[]} rows */
function markdownTable(rows) {
  const [head, ...body] = aligned(tableOf(rows));
  const rule = head.map((cell) => '-'.repeat(cell.length));
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
