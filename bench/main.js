import { cpus, totalmem } from 'node:os';
import { readCommandLine } from '../tools/command-line.js';
import { contestantNames, loadContestant, trainers } from './contestants/index.js';
import { groups } from './groups/index.js';
import { terminalTable, verdict, writeJson, writeMarkdown } from './report.js';
import { runCase } from './run-case.js';

const help = `Hillock beside its JavaScript peers, interleaved in one process.

npm run bench -- [options]

  --only GROUP      one group, or several with commas: ${groups.map(({ name }) => name).join(', ')}
  --quick           a few samples only: shows that everything runs, measures nothing
  --json FILE       write { machine, node, rows }
  --markdown FILE   write the tables between the benchmark markers of FILE
  --help            this text

Exits with 1 if the results of two contestants differ, or if Hillock fails.`;

const options = readOptions({
  only: { type: 'string' },
  quick: { type: 'boolean' },
  json: { type: 'string' },
  markdown: { type: 'string' },
  help: { type: 'boolean' },
});

/** @param {import('node:util').ParseArgsConfig['options']} known */
function readOptions(known) {
  try {
    return readCommandLine({ options: known }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}

/** @param {string | undefined} only */
function selectGroups(only) {
  if (only === undefined) return groups;
  const names = only.split(',');
  const unknown = names.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) {
    const known = groups.map(({ name }) => name).join(', ');
    console.error(`--only: expected one of ${known}. Received: ${unknown}`);
    process.exit(2);
  }
  return groups.filter(({ name }) => names.includes(name));
}

function machineName() {
  const processors = cpus();
  return `${processors.length} × ${processors[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`;
}

const participants = ({ contestants = trainers }) => contestants;

/** @param {import('./types.js').Group[]} selected */
async function loadContestants(selected) {
  const contestants = [];
  const wanted = new Set(selected.flatMap(participants));
  for (const name of contestantNames.filter((each) => wanted.has(each))) {
    try {
      contestants.push(await loadContestant(name));
    } catch (error) {
      console.error(`${name} does not start: ${String(error.message).split('\n')[0]}`);
    }
  }
  return contestants;
}

/**
 * @param {import('./types.js').Group} group
 * @param {import('./types.js').Contestant[]} contestants
 */
async function runGroup(group, contestants) {
  const rows = [];
  const own = contestants.filter(({ name }) => participants(group).includes(name));
  const end = performance.now() + (group.minutes ?? Infinity) * 60_000;
  for (const benchmark of group.cases(options)) {
    if (performance.now() < end) rows.push(await runCase(group.name, benchmark, own, options));
    else console.error(`${benchmark.name}, ${benchmark.section}: left out, the time of the group is over.`);
  }
  return rows;
}

async function main() {
  const selected = selectGroups(options.only);
  const contestants = await loadContestants(selected);
  const machine = machineName();
  const node = process.versions.node;
  const versions = contestants.map(({ name, version }) => `${name} ${version}`);
  console.log(`${machine}, Node ${node}\n${versions.join('\n')}\n`);

  const rows = [];
  for (const group of selected) {
    const own = await runGroup(group, contestants);
    console.log(`${terminalTable(group, own)}\n`);
    rows.push(...own);
  }
  console.log(verdict(rows));

  if (options.json) writeJson(options.json, { machine, node, rows });
  if (options.markdown) writeMarkdown(options.markdown, { machine, node, versions, groups: selected, rows });
  // The peers keep timers and memories that would hold the process open.
  process.exit(rows.every(({ agrees, hillock }) => agrees && hillock !== null) ? 0 : 1);
}

if (options.help) console.log(help);
else await main();
