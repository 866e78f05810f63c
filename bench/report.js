import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hillock } from './contestants/index.js';
import { groupNamed } from './groups/index.js';
import { deciding, format, ratioOf, timeOf } from './rows.js';
import { hasSummary, summary } from './summary.js';

/**
 * @param {import('./types.js').Row} row
 * @param {import('./types.js').Bar} bar
 */
function judge(row, { of = hillock, peer, atMost }) {
  const [ours, theirs] = [timeOf(row, of), peer ? timeOf(row, peer) : 1];
  const reached = ours === null || theirs === null ? null : ours / theirs;
  const whose = of === hillock ? '' : `${of.replace(`${hillock} `, '')} `;
  const bound = `${whose}≤ ${format(atMost)} ${peer ? `× ${peer}` : row.unit}`;
  return { bound, reached, isMet: reached === null ? null : reached <= atMost };
}

const marks = new Map([
  [true, '✓'],
  [false, '✗'],
  [null, '–'],
]);

/** The times of one contestant: that which counts, or the least and the median. */
function cell(row, contestant) {
  const times = row.times[contestant];
  if (!times) return '–';
  const ratio = ratioOf(row, contestant);
  const text = deciding(row) === 'least' ? `${format(times.least)} / ${format(times.median)}` : format(times.median);
  return ratio === null ? text : `${text} (${format(ratio)} ×)`;
}

/** The bars of a row between contestants that took part. @param {import('./types.js').Row} row */
const barsCell = (row) =>
  row.bars
    .filter(({ of = hillock, peer }) => of in row.times && (peer === undefined || peer in row.times))
    .map((bar) => judge(row, bar))
    .map(({ isMet, bound }) => `${marks.get(isMet)} ${bound}`);

/** How much of the speed of a copy Hillock reaches, for the bytes that it has to move. @param {import('./types.js').Row} row */
function shareOfCopy(row) {
  const [ours, copy] = [timeOf(row, hillock), timeOf(row, 'copy')];
  return ours === null || row.copies === undefined ? '–' : `${Math.round((100 * row.copies * copy) / ours)} %`;
}

/** More than these make a table too wide: then each has a line. */
const mostColumns = 6;

/**
 * The rows of one table as a table of strings, the first line being the headings.
 *
 * @param {import('./types.js').Row[]} rows
 */
function tableOf(rows) {
  const contestants = [...new Set(rows.flatMap(({ times }) => Object.keys(times)))];
  const hasBars = rows.some(({ bars }) => bars.length > 0);
  if (contestants.length > mostColumns) return longTable(rows, hasBars);
  const hasShare = rows.some(({ copies }) => copies !== undefined);
  const [first, ...others] = contestants;
  return [
    ['what', 'size', 'unit', first, ...(hasShare ? ['of copy'] : []), ...others, ...(hasBars ? ['bars'] : [])],
    ...rows.map((row) => [
      ...[row.name, row.size, row.unit, cell(row, first)],
      ...(hasShare ? [shareOfCopy(row)] : []),
      ...others.map((contestant) => cell(row, contestant)),
      ...(hasBars ? [barsCell(row).join(', ')] : []),
    ]),
  ];
}

/** A line for each contestant; the bars of a row stand beside them, one in each line. */
function longTable(rows, hasBars) {
  const lines = rows.flatMap((row) => {
    const names = Object.keys(row.times);
    const bars = barsCell(row);
    return Array.from({ length: Math.max(names.length, bars.length) }, (_, index) => {
      const [name = '', times] = [names[index], row.times[names[index]]];
      return [
        index === 0 ? `${row.name}, ${row.size}, ${row.unit}` : '',
        ...[name, format(times?.least), format(times?.median), name ? format(ratioOf(row, name)) : '–'],
        ...(hasBars ? [bars[index] ?? ''] : []),
      ];
    });
  });
  return [['what', 'who', 'least', 'median', `${hillock} :`, ...(hasBars ? ['bars'] : [])], ...lines];
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
  return table.map((line) => line.map((text, column) => text.padEnd(widths[column])));
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

const percent = (share) => `${Math.round(100 * share)} %`;

/** A machine is called quiet where one slice in ten at most is held up. @param {import('./types.js').Run} run */
export function quietnessSentence({ quietness, isQuick }) {
  if (!quietness) return 'Nothing was timed.';
  const { slices, least, median, disturbed } = quietness;
  const judgement =
    disturbed <= 0.1
      ? 'The machine was quiet'
      : 'The machine was busy with other things, so only ratios of minima say something, and of what takes longer than a millisecond or two hardly these';
  const shortened = isQuick ? 'A short run, which shows that everything runs. ' : '';
  return `${shortened}${judgement}: of ${slices} slices of the same arithmetic, timed between the bursts, ${percent(disturbed)} took more than 1.1 × the least, the median ${format(median / least)} ×.`;
}

/**
 * The results as data.
 *
 * @param {string} file
 * @param {import('./types.js').Run[]} runs
 */
export function writeJson(file, runs) {
  writeFileSync(file, `${JSON.stringify(runs, null, 2)}\n`);
}

/**
 * Puts the tables between the markers of a Markdown file and leaves what people wrote around them; a file that does not
 * exist is begun. A file may have two pairs of markers: `summary` for the most important, `benchmark` for everything.
 *
 * @param {string} file
 * @param {import('./types.js').Run[]} runs
 */
export function writeMarkdown(file, runs) {
  const start = existsSync(file) ? readFileSync(file, 'utf8') : `# Performance\n\n${edges('benchmark').join('\n')}\n`;
  const text = replaced(file, start, 'benchmark', runs.map(markdown).join('\n\n'));
  const wantsSummary = text.includes(edges('summary')[0]);
  writeFileSync(
    file,
    wantsSummary ? replaced(file, text, 'summary', runs.filter(hasSummary).map(markdownSummary).join('\n\n')) : text,
  );
}

const edges = (name) => [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];

function replaced(file, text, name, content) {
  const [begin, end] = edges(name);
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(`--markdown: expected a file with the lines ${begin} and ${end}. Received: ${file}`);
  }
  return `${text.slice(0, before + begin.length)}\n\n${content}\n\n${text.slice(after)}`;
}

/** @param {import('./types.js').Run} run */
const markdownSummary = (run) =>
  [`**Node ${run.node}.** ${quietnessSentence(run)}`, markdownTable(summary(run))].join('\n\n');

/** @param {import('./types.js').Run} run */
function markdown(run) {
  const { machine, node, versions, rows } = run;
  const groupNames = [...new Set(rows.map(({ group }) => group))];
  const sections = groupNames.map((name) => {
    const own = rows.filter((row) => row.group === name);
    const tables = sectionsOf(own).flatMap(([section, rows]) => [
      ...(section ? [`#### ${section[0].toUpperCase()}${section.slice(1)}`] : []),
      markdownTable(tableOf(rows)),
    ]);
    const notes = notesOf(own).map((note) => `- ${note}`);
    return [`### ${groupNamed(name).title}`, ...tables, notes.join('\n')].join('\n\n').trimEnd();
  });
  return [
    `## Node ${node}`,
    `Measured by \`npm run bench\` on ${machine}: ${versions.join('; ')}.`,
    quietnessSentence(run),
    verdict(rows),
    ...sections,
  ].join('\n\n');
}

/** @param {string[][]} table */
function markdownTable(table) {
  const [head, ...body] = aligned(table);
  const rule = head.map((text) => '-'.repeat(text.length));
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
