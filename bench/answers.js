/**
 * What a contestant answers, in its process or page:
 *
 * - `start`: its version, where it says one;
 * - `prepare`: makes a case of a group ready; whether it takes part;
 * - `outputs`: what has to agree;
 * - `burst`: the times of some samples, of the work or of a baseline.
 */
import { encode } from './encoding.js';
import { startLibrary } from './contestants/index.js';
import { groupNamed } from './groups/index.js';
import { burstOf } from './measure.js';

/** Of longer outputs, evenly spread numbers are compared. */
const mostCompared = 2 ** 20;

/** @param {ArrayLike<number>} values */
function thinned(values) {
  const step = Math.ceil(values.length / mostCompared);
  return step === 1 ? values : Float32Array.from({ length: values.length / step }, (_, index) => values[index * step]);
}

/** Reads the cases of groups by number. They are made one after the other, because their inputs may be large. */
function caseReader() {
  let reading = { group: null, next: 0, cases: null };
  return (group, index, options) => {
    if (reading.group !== group || reading.next > index) {
      reading = { group, next: 0, cases: groupNamed(group).cases(options)[Symbol.iterator]() };
    }
    let found;
    for (; reading.next <= index; reading.next++) found = reading.cases.next().value;
    return found;
  };
}

/**
 * @param {{ library: string, settings?: object }} contestant
 * @returns {Promise<(question: any) => Promise<object>>}
 */
export async function answering({ library, settings }) {
  const caseAt = caseReader();
  let contestant;
  /** @type {Map<string, import('./types.js').Entry>} */
  let entries;

  const answers = {
    async start() {
      contestant = await startLibrary(library, settings);
      return { version: contestant.version };
    },
    async prepare({ group, index, options }) {
      const { prepare, baselines = {} } = caseAt(group, index, options);
      const entry = await prepare(contestant);
      entries = new Map([['', entry], ...Object.entries(baselines)]);
      return { takesPart: Boolean(entry) };
    },
    async outputs() {
      const entry = entries.get('');
      const outputs = await (entry.outputs?.() ?? [await entry.run()]);
      return { outputs: (await Promise.all(outputs)).map((values) => encode(thinned(values))) };
    },
    burst: async ({ entry = '', plan }) => ({ samples: await burstOf(entries.get(entry), plan) }),
  };

  return async (question) => {
    try {
      return await answers[question.ask](question);
    } catch (error) {
      return { error: String(error?.message ?? error) };
    }
  };
}
