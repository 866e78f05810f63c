import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { readCommandLine } from '../tools/command-line.js';
import { hillock, participants, threadsName } from './contestants/index.js';
import { groups } from './groups/index.js';
import { kerasPython, runUnder } from './installed.js';
import { closeBrowser, startMember } from './members.js';
import { startQuietness } from './quietness.js';
import { quietnessSentence, terminalTable, verdict, writeJson, writeMarkdown } from './report.js';
import { runCase } from './run-case.js';

const help = `Hillock beside those that do the same work, interleaved.

npm run bench -- [options]

  --only GROUP      one group, or several with commas: ${groups.map(({ name }) => name).join(', ')}
  --case TEXT       only cases of which "name, size" contains it
  --with NAMES      only these contestants, with commas: ${participants({ threads: 2 })
    .map(({ name }) => name)
    .join(', ')}
  --threads COUNT   how many threads the variant of Hillock with several uses; 2
  --python PATH     a Python with Keras, and JAX or TensorFlow, which takes part
  --keras           the same, with a Python environment that is made here, in bench/.venv
  --node VERSIONS   runs under these versions of Node, with commas, which are installed here, in bench/tmp
  --quick           a few samples only: shows that everything runs, measures nothing
  --json FILE       write all results
  --from FILES      measures nothing, but takes what --json wrote, with commas
  --markdown FILE   write the tables between the markers of FILE
  --help            this text

Exits with 1 if the results of two contestants differ, or if Hillock fails.`;

const options = readOptions({
  only: { type: 'string' },
  case: { type: 'string', default: '' },
  with: { type: 'string' },
  threads: { type: 'string' },
  python: { type: 'string' },
  keras: { type: 'boolean' },
  node: { type: 'string' },
  quick: { type: 'boolean' },
  json: { type: 'string' },
  from: { type: 'string' },
  markdown: { type: 'string' },
  help: { type: 'boolean' },
});

/** @param {import('node:util').ParseArgsConfig['options']} known */
function readOptions(known) {
  try {
    return readCommandLine({ options: known }).values;
  } catch (error) {
    return refuse(`${error.message}\n\n${help}`);
  }
}

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(message);
  process.exit(2);
}

/**
 * Those of a list that an option names, by default all.
 *
 * @template {{ name: string }} Named
 * @param {string} option
 * @param {readonly Named[]} all
 */
function selected(option, all) {
  if (options[option] === undefined) return all;
  const names = options[option].split(',');
  const unknown = names.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) {
    refuse(`--${option}: expected one of ${all.map(({ name }) => name).join(', ')}. Received: ${unknown}`);
  }
  return all.filter(({ name }) => names.includes(name));
}

function machineName() {
  const processors = cpus();
  return `${processors.length} × ${processors[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`;
}

const ownVersion = () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

/**
 * @param {readonly import('./contestants/index.js').Participant[]} wanted
 * @returns {Promise<Map<import('./contestants/index.js').Participant, import('./members.js').Member>>}
 */
async function startMembers(wanted) {
  const members = new Map();
  for (const participant of wanted) {
    if (participant.place === 'python' && options.python === undefined) continue;
    try {
      members.set(participant, await startMember(participant, options));
    } catch (error) {
      const reason = String(error.message).split('\n')[0];
      if (options.threads !== undefined && participant.name === threadsName(options.threads)) {
        refuse(`--threads: expected an engine that takes threads. Received: ${options.threads} (${reason})`);
      }
      console.error(`${participant.name} does not start: ${reason}`);
    }
  }
  return members;
}

/**
 * @param {import('./types.js').Group} group
 * @param {Awaited<ReturnType<typeof startMembers>>} members
 * @param {() => unknown} between
 */
async function runGroup(group, members, between) {
  const rows = [];
  const own = new Map([...members].filter(([participant]) => group.takesPart(participant)));
  const end = performance.now() + (group.minutes ?? Infinity) * 60_000;
  let index = -1;
  for (const benchmark of group.cases(options)) {
    index++;
    if (!`${benchmark.name}, ${benchmark.size}`.includes(options.case)) continue;
    if (performance.now() > end) {
      console.error(`${benchmark.name}, ${benchmark.section}: left out, the time of the group is over.`);
      continue;
    }
    rows.push(await runCase({ group: group.name, index, benchmark }, own, options, between));
  }
  return rows;
}

/** Everything that was asked for, under this Node. @returns {Promise<import('./types.js').Run>} */
async function run() {
  const chosen = selected('only', groups);
  const threads = Number(options.threads ?? 2);
  const wanted = selected('with', participants({ threads })).filter((participant) =>
    chosen.some(({ takesPart }) => takesPart(participant)),
  );
  const members = await startMembers(wanted);
  const machine = machineName();
  const node = process.versions.node;
  const versions = [...members.values()].map(({ name, version = ownVersion() }) => `${name} ${version}`);
  console.log(`${machine}, Node ${node}\n${versions.join('\n')}\n`);

  const quietness = startQuietness(Math.min(threads, cpus().length));
  const rows = [];
  for (const group of chosen) {
    const own = await runGroup(group, members, quietness.sample);
    console.log(`${terminalTable(group, own)}\n`);
    rows.push(...own);
  }
  for (const member of members.values()) await member.end();
  await closeBrowser();
  const isQuick = Boolean(options.quick);
  const result = { machine, node, versions, isQuick, quietness: quietness.result(), rows };
  console.log(`${quietnessSentence(result)}\n\n${verdict(rows)}`);
  return result;
}

/** @returns {Promise<import('./types.js').Run[]>} */
async function allRuns() {
  if (options.from) return options.from.split(',').flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
  if (options.keras) options.python = await kerasPython();
  return options.node === undefined ? [await run()] : runUnder(options.node.split(','), options);
}

async function main() {
  const runs = await allRuns();
  if (options.json) writeJson(options.json, runs);
  if (options.markdown) writeMarkdown(options.markdown, runs);
  const succeeded = runs.every(({ rows }) => rows.every(({ agrees, times }) => agrees && times[hillock] !== null));
  process.exit(succeeded ? 0 : 1);
}

// The browser's driver would close the browser and go on.
process.once('SIGTERM', () => process.exit(143));

if (options.help) console.log(help);
else await main();
