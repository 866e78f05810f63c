/** The judge, in WebAssembly: how far float32 results are from float64 ones, in units in the last place (ULP) of the correct result. */
import {
  branchIf,
  f64x2,
  get,
  i32,
  i64x2,
  loop,
  memory,
  ModuleBuilder,
  op,
  set,
  tee,
} from '../../dist/kernel/wasm/assembler.js';

/**
 * @typedef {object} Tally What was found in some inputs; tallies of different inputs can be merged.
 * @property {number} count inputs that are numbers
 * @property {number} correct of them, those whose result is the float32 nearest to the truth
 * @property {number} worst largest error in ULP
 * @property {number} at the x where it is
 * @property {number} wild results that are NaN or infinite where the truth is not, or the other way round
 * @property {number | null} wildAt one x where that happens
 */

/** @returns {Tally} */
export const emptyTally = () => ({ count: 0, correct: 0, worst: 0, at: 0, wild: 0, wildAt: null });

/** @type {(a: Tally, b: Tally) => Tally} */
export function mergeTallies(a, b) {
  const worse = b.worst > a.worst ? b : a;
  return {
    count: a.count + b.count,
    correct: a.correct + b.correct,
    worst: worse.worst,
    at: worse.at,
    wild: a.wild + b.wild,
    wildAt: a.wildAt ?? b.wildAt,
  };
}

const exponentBits = 0x7ff0_0000_0000_0000n;
const lanes = 2;

/** Places of the running totals, two lanes each. */
const places = { worst: 0, at: 16, count: 32, correct: 48, wild: 64, wildAt: 80 };
export const tallyBytes = 96;

/**
 * The module `compare(x, result, truth, tally, turns)`: addresses of float32, float32 and float64 arrays, of a tally, and the number of
 * pairs of elements. It adds to the tally.
 */
export function comparisonModule() {
  const module = new ModuleBuilder();
  const compare = module.function('compare', ['i32', 'i32', 'i32', 'i32', 'i32']);
  const [xs, results, truths, tally, turns] = compare.parameters;
  const vector = () => compare.local('v128');
  const [x, y, truth, nearest, error, finiteY, finiteNearest, isEqual, bothFinite, isWorse, isWild] = Array.from(
    { length: 11 },
    vector,
  );
  const totals = Object.entries(places).map(([name, place]) => ({ name, place, local: vector() }));
  const total = Object.fromEntries(totals.map(({ name, local }) => [name, local]));
  const isNumber = vector();

  const promoted = (pointer) => op('f64x2.promote_low_f32x4', memory('v128.load64_zero', 0, [get(pointer)]));
  const isFinite = (value) => op('f64x2.lt', op('f64x2.abs', get(value)), f64x2(Infinity));
  const increment = (counter, mask) => set(counter, op('i64x2.sub', get(counter), mask));
  const advance = (pointer, bytes) => set(pointer, op('i32.add', get(pointer), i32(bytes)));
  const choose = (target, mask, value) => set(target, op('v128.bitselect', value, get(target), get(mask)));
  // The unit in the last place of a float32: its power of two times 2⁻²³, and not less than the smallest subnormal.
  const unit = op(
    'f64x2.pmax',
    op('f64x2.mul', op('v128.and', get(nearest), i64x2(exponentBits)), f64x2(2 ** -23)),
    f64x2(2 ** -149),
  );

  for (const { local, place } of totals) compare.push(set(local, memory('v128.load', place, [get(tally)])));
  compare.push(
    loop(
      set(x, promoted(xs)),
      set(y, promoted(results)),
      set(truth, memory('v128.load', 0, [get(truths)])),
      set(nearest, op('f64x2.promote_low_f32x4', op('f32x4.demote_f64x2_zero', get(truth)))),
      set(error, op('f64x2.div', op('f64x2.abs', op('f64x2.sub', get(y), get(truth))), unit)),
      set(finiteY, isFinite(y)),
      set(finiteNearest, isFinite(nearest)),
      set(bothFinite, op('v128.and', get(finiteY), get(finiteNearest))),
      set(isEqual, op('f64x2.eq', get(y), get(nearest))),
      set(isNumber, op('f64x2.eq', get(x), get(x))),
      set(isWorse, op('v128.and', get(bothFinite), op('f64x2.gt', get(error), get(total.worst)))),
      // NaN belongs where x is NaN, and the truth says so.
      set(
        isWild,
        op(
          'v128.not',
          op(
            'v128.or',
            op('v128.or', get(bothFinite), get(isEqual)),
            op(
              'v128.andnot',
              op('v128.and', op('f64x2.ne', get(y), get(y)), op('f64x2.ne', get(truth), get(truth))),
              get(isNumber),
            ),
          ),
        ),
      ),
      choose(total.worst, isWorse, get(error)),
      choose(total.at, isWorse, get(x)),
      choose(total.wildAt, isWild, get(x)),
      increment(total.count, get(isNumber)),
      increment(total.correct, op('v128.and', get(isEqual), get(isNumber))),
      increment(total.wild, get(isWild)),
      advance(xs, 4 * lanes),
      advance(results, 4 * lanes),
      advance(truths, 8 * lanes),
      branchIf(0, tee(turns, op('i32.sub', get(turns), i32(1)))),
    ),
  );
  for (const { local, place } of totals) compare.push(memory('v128.store', place, [get(tally), get(local)]));
  return module;
}

/** The tally that `compare` left at an address. @type {(buffer: ArrayBuffer, address: number) => Tally} */
export function readTally(buffer, address) {
  const floats = (place) => new Float64Array(buffer, address + place, lanes);
  const sum = (place) => Number(new BigInt64Array(buffer, address + place, lanes).reduce((a, b) => a + b));
  const worst = floats(places.worst);
  const lane = worst[1] > worst[0] ? 1 : 0;
  const wild = sum(places.wild);
  const wildAt = floats(places.wildAt);
  return {
    count: sum(places.count),
    correct: sum(places.correct),
    worst: worst[lane],
    at: floats(places.at)[lane],
    wild,
    wildAt: wild === 0 ? null : wildAt[0] !== 0 ? wildAt[0] : wildAt[1],
  };
}
