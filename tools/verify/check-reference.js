/**
 * Shows that the float64 reference is good: against truths computed with 60 digits, where the goldens have them, and against the evaluator,
 * which has no polynomial in common with it, at numbers of every exponent. With `--json`, prints points for `check_worst_cases.py`.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { evaluate } from '../../dist/formula/evaluation.js';
import { subjectOfKeras } from './keras-names.js';
import { allSubjects, labelOf } from './subjects.js';
import { Trial } from './trial.js';

/** @typedef {import('./subjects.js').Subject} Subject */

const goldens = JSON.parse(
  readFileSync(new URL('../../test/activations/goldens/activations.json', import.meta.url), 'utf8'),
);

/** @typedef {{ label: string, x: number, reference: number, truth: number }} Miss A result of the reference that does not round to the truth. */

/** Where the reference does not round to the golden truth. @returns {{ compared: number, misses: Miss[] }} */
export function compareWithGoldens() {
  const inputs = Float32Array.from(goldens.elementwise, Number);
  const cases = goldens.cases.filter(
    ({ input, kind, generation, id }) =>
      input === 'elementwise' && kind === 'activation' && (generation === 3 || id === 'hard_sigmoid'),
  );
  let compared = 0;
  const misses = cases.flatMap((golden) =>
    /** @type {const} */ (['value', 'derivative']).flatMap((kind) => {
      const subject = subjectOfKeras(golden, kind);
      const truths = Float32Array.from(golden[kind], Number);
      const references = new Trial(subject).truths(inputs);
      compared += truths.length;
      return Array.from(truths, (truth, i) => ({
        label: labelOf(subject),
        x: inputs[i],
        reference: references[i],
        truth,
      })).filter(
        ({ x, reference, truth }) => !roundsTo(reference, truth) && !(kind === 'derivative' && isEdge(golden, x)),
      );
    }),
  );
  return { compared, misses };
}

/**
 * Whether a result, give or take 2⁻⁴⁴ of it, rounds to the truth: a truth may lie so close to the middle of two float32 numbers that float64
 * cannot tell to which side, as that of gelu does at the smallest subnormal.
 */
const roundsTo = (reference, truth) =>
  [0, -1, 1].some((side) => Object.is(Math.fround(reference * (1 + side * 2 ** -44)) + 0, truth + 0));

/** The edges of what is clipped: both one-sided derivatives are right there, and TensorFlow's choice depends on the arguments. */
function isEdge({ id, generation, arguments: { max_value: most, threshold = 0 } }, x) {
  if (id === 'hard_sigmoid') return Math.abs(x) === (generation === 2 ? 2.5 : 3);
  return most !== undefined && (x === most || (x === 0 && threshold < 0));
}

/** `count` finite float32 numbers, evenly over all bit patterns. @param {number} count */
function finiteNumbers(count) {
  const patterns = Uint32Array.from({ length: count }, (_, i) => Math.imul(i, Math.floor(2 ** 32 / count) | 1) >>> 0);
  return new Float32Array(patterns.buffer).filter(Number.isFinite);
}

/** What lies below is nothing in float32, and its relative error says nothing. */
const least = 2 ** -160;

/**
 * The largest difference of reference and evaluator, relative to the value.
 *
 * @type {(subject: Subject, count: number) => { worst: number, at: number }}
 */
export function compareWithEvaluator(subject, count) {
  const inputs = finiteNumbers(count);
  const references = new Trial(subject).truths(inputs);
  let [worst, at] = [0, 0];
  inputs.forEach((x, i) => {
    const evaluated = evaluate(subject.expression, [x], subject.parameters);
    if (evaluated === references[i]) return;
    const error = Math.abs(references[i] - evaluated) / Math.max(Math.abs(evaluated), least);
    if (!(error <= worst)) [worst, at] = [error, x];
  });
  return { worst, at };
}

/** Points at which `check_worst_cases.py` compares reference and evaluator with the truth. @param {number} count */
function points(count) {
  const inputs = finiteNumbers(count);
  return allSubjects().flatMap((subject) => {
    const references = new Trial(subject).truths(inputs);
    const { name, kind, parameters, expression } = subject;
    return Array.from(inputs, (x, i) => ({
      ...{ label: labelOf(subject), name, kind, parameters, at: x, truth: references[i] },
      evaluated: evaluate(expression, [x], parameters),
    }));
  });
}

function main() {
  if (process.argv.includes('--json')) {
    process.stdout.write(JSON.stringify(points(256)));
    return;
  }
  const { compared, misses } = compareWithGoldens();
  process.stdout.write(`${compared} truths of 60 digits: ${misses.length} to which the reference does not round\n`);
  for (const { label, x, reference, truth } of misses)
    process.stdout.write(`  ${label} at ${x}: ${reference}, true ${truth}\n`);
  process.stdout.write('Largest relative difference of reference and evaluator:\n');
  for (const subject of allSubjects()) {
    const { worst, at } = compareWithEvaluator(subject, 8000);
    const size = worst === 0 ? '0' : `2^${Math.log2(worst).toFixed(1)} at ${at}`;
    process.stdout.write(`  ${labelOf(subject).padEnd(60)} ${size}\n`);
  }
  if (misses.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
