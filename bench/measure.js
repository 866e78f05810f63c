/**
 * How long a contestant may sample, in turn with the others.
 *
 * @typedef {object} Plan
 * @property {number} rounds
 * @property {number} burst  Milliseconds of sampling for each contestant in each round; at least one sample is taken.
 * @property {number} most  Samples at most in each burst.
 * @property {number} calls  Calls in one sample, where a single one is too short to time.
 * @property {boolean} isWarm  Whether the run that has to agree is enough to compile everything, because one run takes long.
 * @property {boolean} isFresh  Whether each sample is the first thing that a process does.
 */

/** @type {Plan} */
const defaultPlan = { rounds: 12, burst: 40, most: 30, calls: 1, isWarm: false, isFresh: false };

/**
 * The plan of a case, or a shorter one that only shows that the case runs.
 *
 * @param {Partial<Plan>} [plan]
 * @param {boolean} [quick]
 * @returns {Plan}
 */
export function planOf(plan, quick) {
  const full = { ...defaultPlan, ...plan };
  return quick ? { ...full, rounds: 2, burst: Math.min(full.burst, 20), most: Math.min(full.most, 10) } : full;
}

// Results are kept here, so that no engine can leave out the work.
let lastResult;
export const escaped = () => lastResult;

/**
 * One sample: milliseconds per call.
 *
 * @param {import('./types.js').Entry} entry
 * @param {number} calls
 */
async function sample({ run }, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call++) {
    lastResult = run();
    // Awaiting what is no promise would add a turn of the event loop to microseconds of work.
    if (lastResult instanceof Promise) lastResult = await lastResult;
  }
  return (performance.now() - start) / calls;
}

/**
 * The samples of one burst. The first one meets the caches as the contestant before left them, so it only counts alone.
 *
 * @param {import('./types.js').Entry} entry
 * @param {Pick<Plan, 'burst' | 'most' | 'calls'>} plan
 */
export async function burstOf(entry, { burst, most, calls }) {
  const start = performance.now();
  const samples = [await sample(entry, calls)];
  while (samples.length <= most && performance.now() < start + burst) samples.push(await sample(entry, calls));
  return samples.length > 1 ? samples.slice(1) : samples;
}

/**
 * Times all contestants in the same stretch of time: in every round each one samples for a short burst, and each round begins
 * with another one. Gives the least and the median of each in milliseconds.
 *
 * @param {Map<string, (plan: Plan) => Promise<number[]>>} bursts  By contestant, the times of one burst.
 * @param {Plan} plan
 * @param {() => unknown} between  Called before each burst.
 * @returns {Promise<Map<string, import('./types.js').Times>>}
 */
export async function interleave(bursts, plan, between) {
  const order = [...bursts];
  const samples = new Map(order.map(([name]) => [name, []]));
  // The first bursts compile: the library's own kernels, and the engine's optimising compilers.
  if (!plan.isWarm && !plan.isFresh) for (const [, burst] of order) await burst(plan);
  for (let round = 0; round < plan.rounds; round++) {
    for (const [name, burst] of order) {
      await between();
      samples.get(name).push(...(await burst(plan)));
    }
    order.push(...order.splice(0, 1));
  }
  return new Map([...samples].filter(([, values]) => values.length).map(([name, values]) => [name, timesOf(values)]));
}

/** @param {number[]} values @returns {import('./types.js').Times} */
export function timesOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { least: sorted[0], median };
}
