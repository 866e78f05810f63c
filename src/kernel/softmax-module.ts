/** The WebAssembly module behind softmax: passes over one row, in float32 lanes with float64 sums. */
import {
  countedLoop,
  f32,
  f32x4,
  f64x2,
  get,
  i32,
  i32x4,
  type Instruction,
  lane,
  type Local,
  type FunctionBuilder,
  ModuleBuilder,
  op,
  set,
  shuffle32,
  when,
} from './assembler.js';
import { add, inBytes, loadVector, storeVector } from './assembly.js';

/** Half of -ln(2⁻³⁰⁰): e^-104 rounds to 0 in float32, so that no smaller exponent is needed. */
const leastExponent = -104;

/** Results are computed 2⁶⁴ times too large, where the least of them are normal numbers too. */
const headroom = 64;
const exponentBias = 127;

/**
 * Adding 1.5·2²³ to a float32 leaves the nearest integer k in its low bits; adding this leaves the exponent of 2⁶⁴⁺ᵏ, which has but to be
 * shifted into its place.
 */
const roundingShift = 12582912 + exponentBias + headroom;

/** ln(2) in two parts, the first short enough that its product with an exponent is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444005469057e-4;

/** `q` of exp(r) = 1 + r + r²·q(r) for |r| ≤ ln(2)/2 in float32: relative error 2⁻²⁶, from a Chebyshev fit. */
const expCoefficients = [0.5, 0.16666576266288757, 0.041666556149721146, 0.008363194763660431, 0.0013926203828305006];

/** What the passes of a row have in common: a loop over whole vectors, and a last one whose surplus lanes are masked. */
function addRowFunction(
  module: ModuleBuilder,
  name: string,
  arrays: number,
  scalars: readonly ('f32' | 'f64')[],
  results: readonly ('i32' | 'f32' | 'f64')[],
  write: (row: RowFunction) => RowPass,
): void {
  const f = module.function(name, [...Array.from({ length: arrays + 1 }, () => 'i32' as const), ...scalars], results);
  const length = f.parameters[arrays]!;
  const at = f.local('i32');
  const whole = f.local('i32');
  const row: RowFunction = {
    f,
    scalars: f.parameters.slice(arrays + 1),
    local: () => f.local('v128'),
    constant: (value) => {
      const local = f.local('v128');
      f.push(set(local, value));
      return get(local);
    },
    load: (array) => loadVector(add(get(f.parameters[array]!), inBytes(get(at)))),
    store: (array, value) => storeVector(add(get(f.parameters[array]!), inBytes(get(at))), value),
  };
  const pass = write(row);
  const mask = f.local('v128');
  const lanesLeft = op('i32x4.splat', op('i32.sub', get(length), get(at)));
  f.push(
    ...pass.before,
    set(whole, op('i32.and', get(length), i32(~3))),
    when(
      op('i32.gt_s', get(whole), i32(0)),
      countedLoop(
        at,
        i32(0),
        get(whole),
        4,
        pass.step((value) => value),
      ),
    ),
    set(at, get(whole)),
    when(op('i32.lt_s', get(at), get(length)), [
      set(mask, op('i32x4.gt_s', lanesLeft, i32x4(0, 1, 2, 3))),
      ...pass.step((value, surplus) => op('v128.bitselect', value, f32x4(surplus), get(mask))),
    ]),
    ...pass.after,
  );
}

interface RowFunction {
  readonly f: FunctionBuilder;
  readonly scalars: readonly Local[];
  readonly local: () => Local;
  /** A constant vector, loaded once before the loop: inside it, engines would make it anew each time. */
  readonly constant: (value: Instruction) => Instruction;
  readonly load: (array: number) => Instruction;
  readonly store: (array: number, value: Instruction) => Instruction;
}

interface RowPass {
  readonly before: readonly Instruction[];
  /** The work on one vector; `masked` puts a neutral value into lanes beyond the row. */
  readonly step: (masked: (value: Instruction, surplus: number) => Instruction) => readonly Instruction[];
  readonly after: readonly Instruction[];
}

/** The upper two float32 lanes as float64. */
const promoteHigh = (value: Instruction): Instruction =>
  op('f64x2.promote_low_f32x4', shuffle32([2, 3, 2, 3], value, value));
const promoteLow = (value: Instruction): Instruction => op('f64x2.promote_low_f32x4', value);
const demote = (low: Instruction, high: Instruction): Instruction =>
  shuffle32([0, 1, 4, 5], op('f32x4.demote_f64x2_zero', low), op('f32x4.demote_f64x2_zero', high));

/** Adds four float32 lanes to two float64 sums. */
const addTo = (sum: Local, value: Local): Instruction =>
  set(sum, op('f64x2.add', get(sum), op('f64x2.add', promoteLow(get(value)), promoteHigh(get(value)))));

const total = (sum: Local): Instruction =>
  op('f64.add', lane('f64x2.extract_lane', 0, get(sum)), lane('f64x2.extract_lane', 1, get(sum)));

/** `maximum(row, length) → f32`: the greatest element that is not NaN. NaN makes the sum of exponentials NaN later. */
function addMaximum(module: ModuleBuilder): void {
  addRowFunction(module, 'maximum', 1, [], ['f32'], ({ local, load }) => {
    const greatest = local();
    return {
      before: [set(greatest, f32x4(-Infinity))],
      step: (masked) => [set(greatest, op('f32x4.pmax', get(greatest), masked(load(0), -Infinity)))],
      after: [
        [1, 2, 3]
          .map((index) => lane('f32x4.extract_lane', index, get(greatest)))
          .reduce((a, b) => op('f32.max', a, b), lane('f32x4.extract_lane', 0, get(greatest))),
      ],
    };
  });
}

/** `position(row, length) → i32`: where the greatest element stands. */
function addPosition(module: ModuleBuilder): void {
  addRowFunction(module, 'position', 1, [], ['i32'], ({ f, local, constant, load }) => {
    const [value, greatest, positions, current, isGreater] = [local(), local(), local(), local(), local()];
    const [best, position] = [f.local('f32'), f.local('i32')];
    const step = constant(i32x4(4, 4, 4, 4));
    return {
      before: [set(greatest, f32x4(-Infinity)), set(current, i32x4(0, 1, 2, 3))],
      step: (masked) => [
        set(value, masked(load(0), -Infinity)),
        set(isGreater, op('f32x4.gt', get(value), get(greatest))),
        set(greatest, op('v128.bitselect', get(value), get(greatest), get(isGreater))),
        set(positions, op('v128.bitselect', get(current), get(positions), get(isGreater))),
        set(current, op('i32x4.add', get(current), step)),
      ],
      after: [
        set(best, f32(-Infinity)),
        ...[0, 1, 2, 3].map((index) =>
          when(op('f32.gt', lane('f32x4.extract_lane', index, get(greatest)), get(best)), [
            set(best, lane('f32x4.extract_lane', index, get(greatest))),
            set(position, lane('i32x4.extract_lane', index, get(positions))),
          ]),
        ),
        get(position),
      ],
    };
  });
}

/** `exponentials(x, y, length, shift) → f64`: y = exp(x - shift) for x ≤ shift, and its sum. */
function addExponentials(module: ModuleBuilder): void {
  addRowFunction(module, 'exponentials', 2, ['f32'], ['f64'], ({ scalars, local, constant, load, store }) => {
    const [shift, x, difference, bounded, shifted, k, r, square, e, sum] = Array.from({ length: 10 }, local) as [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const [c0, c1, c2, c3, c4] = expCoefficients.map((coefficient) => constant(f32x4(coefficient)));
    const linear = (constantTerm: Instruction, slope: Instruction): Instruction =>
      op('f32x4.add', constantTerm, op('f32x4.mul', slope, get(r)));
    const timesSquare = (value: Instruction): Instruction => op('f32x4.mul', value, get(square));
    // Estrin's scheme: Horner's has twice as many operations that wait for one another.
    const polynomial = op(
      'f32x4.add',
      linear(c0!, c1!),
      timesSquare(op('f32x4.add', linear(c2!, c3!), timesSquare(c4!))),
    );
    const least = constant(f32x4(leastExponent));
    const rounding = constant(f32x4(roundingShift));
    const log2OfE = constant(f32x4(Math.LOG2E));
    const high = constant(f32x4(ln2High));
    const low = constant(f32x4(ln2Low));
    const one = constant(f32x4(1));
    const withoutHeadroom = constant(f32x4(2 ** -headroom));
    return {
      before: [set(shift, op('f32x4.splat', get(scalars[0]!))), set(sum, f64x2(0))],
      step: (masked) => [
        set(x, masked(load(0), -Infinity)),
        set(difference, op('f32x4.sub', get(x), get(shift))),
        set(bounded, op('f32x4.pmax', get(difference), least)),
        set(shifted, op('f32x4.add', op('f32x4.mul', get(bounded), log2OfE), rounding)),
        set(k, op('f32x4.sub', get(shifted), rounding)),
        // What the first subtraction rounded away comes back here: x - ((x - shift) + shift).
        set(
          r,
          op(
            'f32x4.add',
            op('f32x4.sub', get(bounded), op('f32x4.mul', get(k), high)),
            op(
              'f32x4.sub',
              op(
                'v128.and',
                op('f32x4.sub', get(x), op('f32x4.add', get(difference), get(shift))),
                op('f32x4.gt', get(difference), least),
              ),
              op('f32x4.mul', get(k), low),
            ),
          ),
        ),
        set(square, op('f32x4.mul', get(r), get(r))),
        set(e, op('f32x4.add', get(r), timesSquare(polynomial))),
        set(e, op('f32x4.mul', op('f32x4.add', get(e), one), op('i32x4.shl', get(shifted), i32(23)))),
        set(e, op('f32x4.mul', get(e), withoutHeadroom)),
        store(1, get(e)),
        addTo(sum, e),
      ],
      after: [total(sum)],
    };
  });
}

/** `scale(y, length, factor)`: y = y · factor. */
function addScale(module: ModuleBuilder): void {
  addRowFunction(module, 'scale', 1, ['f64'], [], ({ scalars, local, load, store }) => {
    const factor = local();
    return {
      before: [set(factor, op('f32x4.splat', op('f32.demote_f64', get(scalars[0]!))))],
      step: () => [store(0, op('f32x4.mul', load(0), get(factor)))],
      after: [],
    };
  });
}

/** A pass that computes two float64 lanes at a time from arrays and float64 scalars, and rounds once. */
function addFloat64Pass(
  module: ModuleBuilder,
  name: string,
  inputs: number,
  scalarCount: number,
  formula: (values: readonly Instruction[], scalars: readonly Instruction[]) => Instruction,
): void {
  const scalarTypes = Array.from({ length: scalarCount }, () => 'f64' as const);
  addRowFunction(module, name, inputs + 1, scalarTypes, [], ({ scalars, local, load, store }) => {
    const constants = scalars.map(local);
    const values = Array.from({ length: inputs }, local);
    const half = (promote: (value: Instruction) => Instruction): Instruction =>
      formula(
        values.map((value) => promote(get(value))),
        constants.map(get),
      );
    return {
      before: constants.map((constant, index) => set(constant, op('f64x2.splat', get(scalars[index]!)))),
      step: () => [
        ...values.map((value, index) => set(value, load(index))),
        store(inputs, demote(half(promoteLow), half(promoteHigh))),
      ],
      after: [],
    };
  });
}

/** `dot(a, b, length, pivot) → f64`: Σ a·(b - pivot). */
function addDot(module: ModuleBuilder): void {
  addRowFunction(module, 'dot', 2, ['f64'], ['f64'], ({ scalars, local, constant, load }) => {
    const [a, b, sum] = [local(), local(), local()];
    const pivot = constant(op('f64x2.splat', get(scalars[0]!)));
    const product = (promote: (value: Instruction) => Instruction): Instruction =>
      op('f64x2.mul', promote(get(a)), op('f64x2.sub', promote(get(b)), pivot));
    return {
      before: [set(sum, f64x2(0))],
      step: (masked) => [
        set(a, masked(load(0), 0)),
        set(b, masked(load(1), 0)),
        set(sum, op('f64x2.add', get(sum), op('f64x2.add', product(promoteLow), product(promoteHigh)))),
      ],
      after: [total(sum)],
    };
  });
}

/** `sum(row, length) → f64` */
function addSum(module: ModuleBuilder): void {
  addRowFunction(module, 'sum', 1, [], ['f64'], ({ local, load }) => {
    const [value, sum] = [local(), local()];
    return {
      before: [set(sum, f64x2(0))],
      step: (masked) => [set(value, masked(load(0), 0)), addTo(sum, value)],
      after: [total(sum)],
    };
  });
}

/** All passes. Vectors are stored whole: what they write beyond a row must be free, or be written later. */
export function softmaxModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  addMaximum(module);
  addPosition(module);
  addExponentials(module);
  addScale(module);
  addDot(module);
  addSum(module);
  // y = (x - shift) - logarithm
  addFloat64Pass(module, 'subtract', 1, 2, ([x], [shift, logarithm]) =>
    op('f64x2.sub', op('f64x2.sub', x!, shift!), logarithm!),
  );
  // dx = y · ((dy - pivot) - dot)
  addFloat64Pass(module, 'softmaxGradient', 2, 2, ([y, dy], [pivot, dot]) =>
    op('f64x2.mul', y!, op('f64x2.sub', op('f64x2.sub', dy!, pivot!), dot!)),
  );
  // dx = dy - p · sum
  addFloat64Pass(module, 'logSoftmaxGradient', 2, 1, ([p, dy], [sum]) =>
    op('f64x2.sub', dy!, op('f64x2.mul', p!, sum!)),
  );
  return module;
}
