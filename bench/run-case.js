import { difference } from './agreement.js';
import { hillock } from './contestants/index.js';
import { decode } from './encoding.js';
import { interleave, planOf } from './measure.js';
import { startMember } from './members.js';

const defaultTolerance = 1e-5;

/**
 * One row of the result: whose outputs agree with those of the first contestant is timed, beside the baselines.
 *
 * @param {{ group: string, index: number, benchmark: import('./types.js').Case }} which
 * @param {Map<import('./contestants/index.js').Participant, import('./members.js').Member>} members  Those who may take part.
 * @param {{ quick?: boolean, python?: string }} options
 * @param {() => unknown} between  Called before each burst.
 * @returns {Promise<import('./types.js').Row>}
 */
export async function runCase({ group, index, benchmark }, members, options, between) {
  const { name, section, size, unit, unitsPerMillisecond, bars, copies, task, baselines = {} } = benchmark;
  const plan = planOf(benchmark.plan, options.quick);
  const question = { ask: 'prepare', group, index, options: { quick: options.quick } };
  /** Only who cannot read the case by its number is told what it holds. */
  const prepare = ({ place }, member) => member.ask(place === 'python' ? { ...question, task } : question);

  const { bursts, notes, agrees } = await agreeing(benchmark, members, prepare, async (participant, burst) => {
    if (!plan.isFresh) return (await members.get(participant).ask({ ask: 'burst', plan: burst })).samples;
    const fresh = await startMember(participant, options);
    try {
      await prepare(participant, fresh);
      return (await fresh.ask({ ask: 'burst', plan: burst })).samples;
    } finally {
      await fresh.end();
    }
  });
  const [own] = [...members].find(([participant]) => participant.name === hillock) ?? [];
  if (bursts.get(hillock)) {
    for (const entry of Object.keys(baselines)) {
      bursts.set(entry, async (burst) => (await members.get(own).ask({ ask: 'burst', entry, plan: burst })).samples);
    }
  }

  const timed = new Map([...bursts].filter(([, burst]) => burst));
  const times = await interleave(timed, plan, between);
  const inUnits = ({ least, median }) => ({ least: least * unitsPerMillisecond, median: median * unitsPerMillisecond });
  const values = [...bursts.keys()].map((key) => [key, times.has(key) ? inUnits(times.get(key)) : null]);
  return { group, name, section, size, unit, copies, times: Object.fromEntries(values), bars, notes, agrees };
}

/**
 * How the contestants that take part are timed; null for one that fails or whose outputs differ.
 */
async function agreeing(benchmark, members, prepare, burstOf) {
  const { tolerance = defaultTolerance, toleratedInaccuracy = tolerance, without = [] } = benchmark;
  /** @type {Map<string, ((plan: import('./measure.js').Plan) => Promise<number[]>) | null>} */
  const bursts = new Map();
  const notes = [];
  let agrees = true;
  let reference = null;
  const fails = ({ name }, error) => {
    bursts.set(name, null);
    notes.push(`${name} fails: ${reasonOf(error)}`);
  };
  const timed = (participant) => async (plan) => {
    try {
      return await burstOf(participant, plan);
    } catch (error) {
      fails(participant, error);
      return [];
    }
  };
  for (const [participant, member] of members) {
    const { name } = participant;
    if (without.includes(name)) continue;
    try {
      const { takesPart } = await prepare(participant, member);
      if (!takesPart) continue;
      bursts.set(name, null);
      const outputs = (await member.ask({ ask: 'outputs' })).outputs.map(decode);
      reference ??= { name, outputs };
      const error = difference(reference.outputs, outputs);
      if (error <= toleratedInaccuracy) bursts.set(name, timed(participant));
      else agrees = false;
      if (error > tolerance) {
        notes.push(`${name} differs from ${reference.name} by ${error.toExponential(1)} of the largest value.`);
      }
    } catch (error) {
      fails(participant, error);
    }
  }
  return { bursts, notes, agrees };
}

/** The line that says what went wrong. @param {Error} error */
const reasonOf = ({ message }) =>
  message
    .split('\n')[0]
    .replace(/^(\w*Error: )+/, '')
    .slice(0, 160);
