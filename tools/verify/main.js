/** `npm run verify:activations`: every activation and derivative against a float64 reference, on all float32 inputs or a sample. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from '../command-line.js';
import { evaluate } from '../../dist/formula/evaluation.js';
import { runInThreads } from './pool.js';
import { Progress } from './progress.js';
import { allInputs, sampledInputs } from './ranges.js';
import { textTable, writeDocumentation } from './report.js';
import { State } from './state.js';
import { allSubjects, boundOf, bounds, labelOf } from './subjects.js';
import { Trial } from './trial.js';

/** @typedef {import('./subjects.js').Subject} Subject */

const help = `Measures the error of every elementwise activation and its derivative, in units in the last
place (ULP) of the correctly rounded float32 result, against a float64 reference.

Without --sample all 2^32 inputs are tried, which takes hours of processor time. The run can be
interrupted at any time and goes on where it was; a function whose code changed starts again.

npm run verify:activations -- [options]

  --only NAMES      these activations only, as in --only gelu,tanh
  --value           functions without their derivatives
  --derivative      derivatives without their functions
  --sample N        about 2^N inputs of all exponents and the neighbourhoods of delicate points
  --threads N       worker threads (as many as there are processors)
  --state FILE      where the findings are kept
  --json            print the findings as JSON
  --markdown        write the findings into docs/accuracy.md (of a full run only)
  --help            this text

Exit code 1 if an error exceeds ${bounds.value} ULP (${bounds.derivative} for a derivative) or a result is not finite where the truth is.
`;

const defaultState = fileURLToPath(new URL('../../node_modules/.cache/hillock/accuracy.json', import.meta.url));

function readOptions() {
  const { values } = readCommandLine({
    options: {
      only: { type: 'string' },
      value: { type: 'boolean' },
      derivative: { type: 'boolean' },
      sample: { type: 'string' },
      threads: { type: 'string', default: String(availableParallelism()) },
      state: { type: 'string', default: defaultState },
      json: { type: 'boolean' },
      markdown: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.markdown && (values.sample || values.only || values.value || values.derivative)) {
    throw new Error('--markdown: expected a run over everything, because docs/accuracy.md says so.');
  }
  return {
    ...values,
    threads: wholeNumber('threads', values.threads, 1, 256),
    sample: values.sample === undefined ? undefined : wholeNumber('sample', values.sample, 8, 31),
  };
}

/** @type {(name: string, text: string, least: number, most: number) => number} */
function wholeNumber(name, text, least, most) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: expected a whole number from ${least} to ${most}. Received: ${text}`);
}

/** @type {(options: ReturnType<typeof readOptions>) => Subject[]} */
function chosenSubjects({ only, value, derivative }) {
  const subjects = allSubjects();
  const names = only?.split(',') ?? [];
  const unknown = names.find((name) => !subjects.some((subject) => subject.name === name));
  if (unknown !== undefined) {
    const known = [...new Set(subjects.map(({ name }) => name))];
    throw new Error(`--only: expected names of activations. Received: ${unknown}. Known: ${known.join(', ')}`);
  }
  return subjects.filter(
    ({ name, kind }) =>
      (names.length === 0 || names.includes(name)) && ((!value && !derivative) || { value, derivative }[kind]),
  );
}

const secondsBetweenSaves = 5;

/** Judges what the state does not hold yet. @type {(subjects: Subject[], ranges: readonly object[], state: State, threads: number) => Promise<void>} */
async function judgeAll(subjects, ranges, state, threads) {
  const work = subjects.flatMap((subject) => {
    const label = labelOf(subject);
    const { done } = state.entry(label, new Trial(subject).fingerprint, ranges.length);
    const known = new Set(done);
    return ranges.flatMap((range, index) => (known.has(index) ? [] : [{ subject: label, index, range }]));
  });
  const stop = () => {
    state.save();
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const progress = new Progress(work.length);
  let saved = performance.now();
  await runInThreads(new URL('worker.js', import.meta.url), work, threads, ({ subject, index, tally }) => {
    state.add(subject, index, tally);
    progress.step(subject);
    if (performance.now() - saved > 1000 * secondsBetweenSaves) {
      state.save();
      saved = performance.now();
    }
  });
  state.save();
}

/** What was found out about a subject, with the results at its worst input. @type {(subject: Subject, state: State) => import('./report.js').Finding} */
function findingOf(subject, state) {
  const { tally } = state.entries[labelOf(subject)];
  const { name, kind, parameters, expression } = subject;
  const { result, truth } = new Trial(subject).at(tally.at);
  const evaluated = evaluate(expression, [tally.at], parameters);
  return { label: labelOf(subject), name, kind, parameters, ...tally, result, truth, evaluated };
}

async function main() {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const subjects = chosenSubjects(options);
  const isSample = options.sample !== undefined;
  const state = new State(isSample ? null : options.state);
  await judgeAll(subjects, isSample ? sampledInputs(options.sample) : allInputs(), state, options.threads);
  const findings = subjects.map((subject) => findingOf(subject, state));
  if (options.markdown) writeDocumentation(findings);
  process.stdout.write(options.json ? `${JSON.stringify(findings, null, 1)}\n` : textTable(findings));
  if (findings.some((finding) => finding.worst > boundOf(finding) || finding.wild > 0)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
