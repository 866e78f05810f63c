import { difference } from './agreement.js';
import { hillock } from './contestants/index.js';
import { interleave, planOf } from './measure.js';

const defaultTolerance = 1e-5;

/**
 * One row of the result: whose outputs agree with those of the first contestant is timed, beside the baselines.
 *
 * @param {string} group
 * @param {import('./types.js').Case} benchmark
 * @param {import('./types.js').Contestant[]} contestants
 * @param {{ quick?: boolean }} [options]
 * @returns {Promise<import('./types.js').Row>}
 */
export async function runCase(group, benchmark, contestants, { quick } = {}) {
  const { name, section, size, unit, unitsPerMillisecond, bars, plan, copies, baselines = {} } = benchmark;
  const { entries, notes, agrees } = await agreeing(benchmark, contestants);
  for (const [baseline, entry] of Object.entries(baselines)) entries.set(baseline, entry);
  const medians = await interleave(new Map([...entries].filter(([, entry]) => entry)), planOf(plan, quick));
  const value = (contestant) => (medians.has(contestant) ? medians.get(contestant) * unitsPerMillisecond : null);
  const peers = [...entries.keys()].filter((contestant) => contestant !== hillock);
  return {
    ...{ group, name, section, size, unit, copies, hillock: value(hillock) },
    peers: Object.fromEntries(peers.map((peer) => [peer, value(peer)])),
    ...{ bars, notes, agrees },
  };
}

/**
 * The entries of the contestants that take part; null for one that fails or whose outputs differ.
 *
 * @param {import('./types.js').Case} benchmark
 * @param {import('./types.js').Contestant[]} contestants
 */
async function agreeing({ prepare, tolerance = defaultTolerance, toleratedInaccuracy = tolerance }, contestants) {
  /** @type {Map<string, import('./types.js').Entry | null>} */
  const entries = new Map();
  const notes = [];
  let agrees = true;
  let reference = null;
  for (const contestant of contestants) {
    const { name, takeTurn, endTurn } = contestant;
    try {
      takeTurn?.();
      const entry = prepare(contestant);
      if (!entry) continue;
      entries.set(name, null);
      const outputs = await (entry.outputs?.() ?? [await entry.run()]);
      reference ??= { name, outputs };
      const error = difference(reference.outputs, outputs);
      if (error <= toleratedInaccuracy) entries.set(name, { ...entry, takeTurn, endTurn });
      else agrees = false;
      if (error > tolerance) {
        notes.push(`${name} differs from ${reference.name} by ${error.toExponential(1)} of the largest value.`);
      }
    } catch (error) {
      entries.set(name, null);
      notes.push(`${name} fails: ${reasonOf(error)}`);
    }
  }
  return { entries, notes, agrees };
}

/**
 * The line that says what went wrong, also of a child process, which prints it among the lines of its stack.
 *
 * @param {Error & { stderr?: string }} error
 */
function reasonOf(error) {
  const text = error.stderr ?? error.message;
  const [line] = text.match(/^\w*Error: .*/m) ?? text.split('\n');
  return line.replace(/^Error: /, '').slice(0, 160);
}
