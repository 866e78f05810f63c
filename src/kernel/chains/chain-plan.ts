/** Plans of chains: where the elements of arrays that are broadcast come from, and the run on a range of elements. */
import { type Addresses, type Plan, type Range, roundUp } from '../plan.js';
import { linked } from '../wasm/linking.js';
import type { Chain } from './chain.js';
import { chainModule, isOneVector } from './chain-module.js';
import { isSingle, isWhole } from './repetition.js';
import { spread } from './spreading.js';

const floatBytes = 4;

/** How many elements are worked on at a time where arrays have to be spread: few enough for the first cache. */
const usualWindow = 4096;
const mostWindow = 16384;

interface Compiled {
  readonly kernels: () => { readonly run: (...values: readonly number[]) => void };
  readonly elementsPerTurn: number;
}

const compiled = /* @__PURE__ */ new Map<string, Compiled>();
const mostCompiled = 512;

/** The compiled form of a chain; the same formulas give the same one. */
function compiledChain(chain: Chain): Compiled {
  const key = JSON.stringify([
    isOneVector(chain),
    chain.arrays.map(isSingle),
    chain.links.map(({ program: { roots, options }, sources }) => [
      roots.map(({ id }) => id),
      options.lanes,
      options.precision,
      options.limits,
      sources,
    ]),
    chain.outputs,
  ]);
  let made = compiled.get(key);
  if (made === undefined) {
    if (compiled.size >= mostCompiled) compiled.clear();
    const { module, elementsPerTurn } = chainModule(chain);
    compiled.set(key, (made = { kernels: linked(() => module), elementsPerTurn }));
  }
  return made;
}

/** The plan of a chain; undefined if its arrays are broadcast in a way that does not fit into windows. */
export function planChain(chain: Chain): Plan | undefined {
  const { arrays, outputs, length } = chain;
  const { kernels, elementsPerTurn } = compiledChain(chain);
  const spreads = arrays.map((each) => !isWhole(each) && !isSingle(each));
  const repeats = spreads.includes(true);
  // A window begins where a row begins in all arrays, and no turn of the loop goes beyond one.
  const unit = arrays.reduce(
    (sum, { inner }, i) => (spreads[i] ? leastCommonMultiple(sum, inner) : sum),
    elementsPerTurn,
  );
  if (repeats && unit > mostWindow && length > mostWindow) return undefined;
  const window = repeats ? Math.min(Math.max(1, Math.floor(usualWindow / unit)) * unit, roundUp(length, unit)) : length;
  // Up to a turn of elements beyond the last one are read, and some written.
  const spreadBytes = (window + 32) * floatBytes;
  const whole = roundUp(length, elementsPerTurn) * floatBytes;
  /** Rows that all windows read are repeated once. */
  const isShared = (index: number): boolean => spreads[index]! && arrays[index]!.outer === 1;
  const isOwn = (index: number): boolean => spreads[index]! && arrays[index]!.outer > 1;
  const indices = [...arrays.keys()];
  const prepared = indices.filter(isShared);
  const own = indices.filter(isOwn);
  const values = new Array<number>(arrays.length + outputs.length + 1).fill(0);
  const turnsAt = arrays.length + outputs.length;
  const everything: Range = { from: 0, to: length };
  return {
    // Rows are read in whole vectors.
    inputBytes: arrays.map((each) => (isWhole(each) ? whole : roundUp(each.outer * each.inner + 3, 4) * floatBytes)),
    outputBytes: outputs.map(() => whole),
    scratchBytes: own.length * spreadBytes,
    sharedBytes: prepared.length * spreadBytes,
    tables: [],
    units: length,
    grain: repeats ? window : elementsPerTurn,
    inPlace: indices.filter((index) => isWhole(arrays[index]!)),
    ...(prepared.length > 0 && {
      prepare(at: Addresses) {
        prepared.forEach((index, place) => {
          const count = Math.min(window, length);
          spread(arrays[index]!, at.inputs[index]!, at.shared + place * spreadBytes, 0, count);
        });
      },
    }),
    run({ inputs, outputs: results, scratch, shared, numbers }, { from, to } = everything) {
      const { run } = kernels();
      const most = repeats ? window : to - from;
      for (let start = from; start < to; start += most) {
        const count = Math.min(most, to - start);
        arrays.forEach((each, i) => (values[i] = inputs[i]! + (isWhole(each) ? start * floatBytes : 0)));
        prepared.forEach((index, place) => (values[index] = shared + place * spreadBytes));
        own.forEach((index, place) => {
          values[index] = scratch + place * spreadBytes;
          spread(arrays[index]!, inputs[index]!, values[index], start, count);
        });
        for (let i = 0; i < outputs.length; i += 1) values[arrays.length + i] = results[i]! + start * floatBytes;
        values[turnsAt] = Math.ceil(count / elementsPerTurn);
        run(...values, ...numbers);
      }
    },
  };
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
