/** The product of a single row with a matrix. It reads the matrix only once, so packing the matrix would cost more than it saves. */
import { isRelaxed } from '../engine.js';
import { blocks, type Plan, roundUp } from '../plan.js';
import {
  add,
  addressFunction,
  advance,
  choose,
  floatBytes,
  inBytes,
  loadVector,
  multiplyAdd,
  repeatWhile,
  storeVector,
  subtract,
  vectorBytes,
} from '../wasm/assembly.js';
import { range } from '../lattice.js';
import {
  type Instruction,
  ModuleBuilder,
  f32x4,
  get,
  i32,
  lane,
  memory,
  memoryFill,
  op,
  set,
  when,
} from '../wasm/assembler.js';
import { linked } from '../wasm/linking.js';
import { kernelMemory } from '../wasm/memory.js';
import { depthBlock } from './product.js';

interface VectorModule {
  /** `out[j] += Σ_p row[p] · matrix[p, j]`: with `isFirst` the sum starts from `out`, otherwise it is added to `out` at the end. */
  combineRows(
    row: number,
    matrix: number,
    out: number,
    depth: number,
    columns: number,
    pitch: number,
    isFirst: number,
  ): void;
  /**
   * The same, four rows of the matrix at a time, for a multiple of eight columns: with `sums` 0 the sum starts from `out`, otherwise it is
   * computed at that address, from 0, and added to `out` at the end.
   */
  combineFourRows(
    row: number,
    matrix: number,
    out: number,
    depth: number,
    columns: number,
    pitch: number,
    sums: number,
  ): void;
  /** `out[j] += Σ_p row[p] · matrix[j, p]`. */
  dotRows(row: number, matrix: number, out: number, depth: number, columns: number, pitch: number): void;
}

/** How many columns a pass over the matrix computes: eight independent vectors of four, then single vectors for the rest. */
const passes = [32, 4] as const;

/** With `isRelaxed`, the module uses multiply-adds that may round once instead of twice. */
export function vectorModule(isRelaxed = false): ModuleBuilder {
  const module = new ModuleBuilder();
  addCombineRows(module, isRelaxed);
  addCombineFourRows(module, isRelaxed);
  addDotRows(module, isRelaxed);
  return module;
}

function addCombineRows(module: ModuleBuilder, isRelaxed: boolean): void {
  const { f, locals } = addressFunction(
    module,
    'combineRows',
    ['row', 'matrix', 'out', 'depth', 'columns', 'pitch', 'isFirst'],
    { variables: ['factorAt', 'matrixAt', 'end'] },
  );
  const { row, matrix, out, depth, columns, pitch, isFirst, factorAt, matrixAt, end } = locals;
  const factor = f.local('v128');
  const sums = range(passes[0] / 4).map(() => f.local('v128'));
  const pitchBytes = inBytes(get(pitch));

  /** Computes columns from `out` on, `width` at a time, as long as at least `needed` are left. */
  const pass = (width: number, needed: number): Instruction => {
    const chains = sums.slice(0, width / 4);
    const isLeft = op('i32.ge_s', get(columns), i32(needed));
    return when(isLeft, [
      repeatWhile(isLeft, [
        set(factorAt, get(row)),
        set(matrixAt, get(matrix)),
        when(
          get(isFirst),
          chains.map((sum, v) => set(sum, loadVector(get(out), v * vectorBytes))),
          chains.map((sum) => set(sum, f32x4(0))),
        ),
        repeatWhile(op('i32.lt_u', get(factorAt), get(end)), [
          set(factor, memory('v128.load32_splat', 0, [get(factorAt)])),
          ...chains.map((sum, v) =>
            set(sum, multiplyAdd(isRelaxed, get(factor), loadVector(get(matrixAt), v * vectorBytes), get(sum))),
          ),
          advance(factorAt, i32(floatBytes)),
          advance(matrixAt, pitchBytes),
        ]),
        when(
          op('i32.eqz', get(isFirst)),
          chains.map((sum, v) => set(sum, op('f32x4.add', get(sum), loadVector(get(out), v * vectorBytes)))),
        ),
        ...chains.map((sum, v) => storeVector(get(out), get(sum), v * vectorBytes)),
        advance(out, i32(width * floatBytes)),
        advance(matrix, i32(width * floatBytes)),
        set(columns, subtract(get(columns), i32(width))),
      ]),
    ]);
  };
  f.push(set(end, add(get(row), inBytes(get(depth)))), pass(passes[0], passes[0]), pass(passes[1], 1));
}

/**
 * The sums stay in memory, and each pass adds four rows of the matrix to all of them. So the matrix is read in long stretches, which
 * processors load in advance; the sums are the same bits.
 */
function addCombineFourRows(module: ModuleBuilder, isRelaxed: boolean): void {
  const { f, locals } = addressFunction(
    module,
    'combineFourRows',
    ['row', 'matrix', 'out', 'depth', 'columns', 'pitch', 'sums'],
    { variables: ['first', 'at', 'end', 'stop'] },
  );
  const { row, matrix, out, depth, columns, pitch, sums, first, at, end, stop } = locals;
  const factors = range(4).map(() => f.local('v128'));
  const lines = range(4).map(() => f.local('i32'));
  const pair = range(2).map(() => f.local('v128'));
  const step = i32(pair.length * vectorBytes);
  const eachPair = (body: readonly Instruction[]): Instruction[] => [
    set(at, get(first)),
    repeatWhile(op('i32.lt_u', get(at), get(end)), [...body, advance(at, step)]),
  ];
  const storePair = pair.map((sum, v) => storeVector(get(at), get(sum), v * vectorBytes));

  /** Adds as many rows as long as so many are left, one after the other, to all sums. */
  const whileLeft = (count: number): Instruction => {
    const isLeft = op('i32.le_u', add(get(row), i32(count * floatBytes)), get(stop));
    const [chosen, places] = [factors.slice(0, count), lines.slice(0, count)];
    const addRows = pair.flatMap((sum, v) => [
      set(sum, loadVector(get(at), v * vectorBytes)),
      ...chosen.map((factor, r) =>
        set(sum, multiplyAdd(isRelaxed, get(factor), loadVector(get(places[r]!), v * vectorBytes), get(sum))),
      ),
    ]);
    return when(isLeft, [
      repeatWhile(isLeft, [
        ...chosen.map((factor, r) => set(factor, memory('v128.load32_splat', r * floatBytes, [get(row)]))),
        ...places.map((place) => [set(place, get(matrix)), advance(matrix, inBytes(get(pitch)))]).flat(),
        ...eachPair([...addRows, ...storePair, ...places.map((place) => advance(place, step))]),
        advance(row, i32(count * floatBytes)),
      ]),
    ]);
  };
  f.push(
    set(first, choose(get(sums), get(sums), get(out))),
    set(end, add(get(first), inBytes(get(columns)))),
    set(stop, add(get(row), inBytes(get(depth)))),
    when(get(sums), [memoryFill(get(sums), i32(0), inBytes(get(columns)))]),
    whileLeft(4),
    whileLeft(1),
    when(
      get(sums),
      eachPair([
        ...pair.map((sum, v) => {
          const offset = v * vectorBytes;
          return set(sum, op('f32x4.add', loadVector(get(at), offset), loadVector(get(out), offset)));
        }),
        ...pair.map((sum, v) => storeVector(get(out), get(sum), v * vectorBytes)),
        advance(out, step),
      ]),
    ),
  );
}

function addDotRows(module: ModuleBuilder, isRelaxed: boolean): void {
  const { f, locals } = addressFunction(module, 'dotRows', ['row', 'matrix', 'out', 'depth', 'columns', 'pitch'], {
    variables: ['rowAt', 'matrixAt', 'end'],
  });
  const { row, matrix, out, depth, columns, pitch, rowAt, matrixAt, end } = locals;
  const total = f.local('f32');
  const sums = range(4).map(() => f.local('v128'));
  const [sum0, sum1, sum2, sum3] = sums.map(get) as [Instruction, Instruction, Instruction, Instruction];

  /** Runs `body` for `count` elements at a time as long as so many are left. */
  const whileLeft = (count: number, body: readonly Instruction[]): Instruction => {
    const isLeft = op('i32.le_u', add(get(rowAt), i32(count * floatBytes)), get(end));
    const step = i32(count * floatBytes);
    return when(isLeft, [repeatWhile(isLeft, [...body, advance(rowAt, step), advance(matrixAt, step)])]);
  };
  const multiplyVectors = (count: number): Instruction[] =>
    sums.slice(0, count).map((sum, v) => {
      const [left, right] = [rowAt, matrixAt].map((at) => loadVector(get(at), v * vectorBytes));
      return set(sum, multiplyAdd(isRelaxed, left!, right!, get(sum)));
    });
  const laneOf = (index: number): Instruction => lane('f32x4.extract_lane', index, sum0);

  f.push(
    set(end, add(get(row), inBytes(get(depth)))),
    repeatWhile(op('i32.gt_s', get(columns), i32(0)), [
      set(rowAt, get(row)),
      set(matrixAt, get(matrix)),
      ...sums.map((sum) => set(sum, f32x4(0))),
      whileLeft(16, multiplyVectors(4)),
      whileLeft(4, multiplyVectors(1)),
      set(sums[0]!, op('f32x4.add', op('f32x4.add', sum0, sum1), op('f32x4.add', sum2, sum3))),
      set(total, op('f32.add', op('f32.add', laneOf(0), laneOf(1)), op('f32.add', laneOf(2), laneOf(3)))),
      whileLeft(1, [
        set(
          total,
          op(
            'f32.add',
            get(total),
            op('f32.mul', memory('f32.load', 0, [get(rowAt)]), memory('f32.load', 0, [get(matrixAt)])),
          ),
        ),
      ]),
      memory('f32.store', 0, [get(out), op('f32.add', get(total), memory('f32.load', 0, [get(out)]))]),
      advance(matrix, inBytes(get(pitch))),
      advance(out, i32(floatBytes)),
      set(columns, subtract(get(columns), i32(1))),
    ]),
  );
}

const kernels = /* @__PURE__ */ linked<VectorModule>(() => vectorModule());
const relaxedKernels = /* @__PURE__ */ linked<VectorModule>(() => vectorModule(true));

const vectorKernels = (): VectorModule => (isRelaxed() ? relaxedKernels() : kernels());

/** Four rows at a time are faster if the matrix has so many elements and columns; they take a multiple of eight columns, and so many at once. */
const leastStreamed = 1 << 17;
const fewestStreamed = 32;
const streamedMultiple = 8;
const mostStreamed = 1024;

export interface VectorShape {
  readonly depth: number;
  readonly columns: number;
  /** Whether the matrix is stored as `[columns, depth]` instead of `[depth, columns]`. */
  readonly isTransposed: boolean;
  /** The length of the start vector, which repeats along the results; 0 if they start from 0. */
  readonly startLength: number;
}

/**
 * The plan of `start + row · matrix`; the inputs are row, matrix and, if there is one, start. If the matrix is not transposed, the result
 * has the same bits as that row has in a product of many rows by `planGathered`.
 */
export function planVector({ depth, columns, isTransposed, startLength }: VectorShape): Plan {
  const bytes = (length: number): number => floatBytes * length;
  const isStreamed = !isTransposed && depth * columns >= leastStreamed && columns >= fewestStreamed;
  const streamed = isStreamed ? columns - (columns % streamedMultiple) : 0;

  const combine = (row: number, matrix: number, out: number, length: number, sums: number): void => {
    const { combineRows, combineFourRows } = vectorKernels();
    for (let column = 0; column < streamed; column += mostStreamed) {
      const width = Math.min(mostStreamed, streamed - column);
      combineFourRows(row, matrix + bytes(column), out + bytes(column), length, width, columns, sums);
    }
    const rest = columns - streamed;
    const at = bytes(streamed);
    if (rest > 0) combineRows(row, matrix + at, out + at, length, rest, columns, sums === 0 ? 1 : 0);
  };

  return {
    inputBytes: [depth, depth * columns, ...(startLength > 0 ? [startLength] : [])].map(bytes),
    outputBytes: [bytes(roundUp(columns, 4))],
    scratchBytes: bytes(Math.min(streamed, mostStreamed)),
    sharedBytes: 0,
    tables: [],
    units: 1,
    grain: 1,
    run({ inputs: [row, matrix, start], outputs: [out], scratch }) {
      // The kernels are looked up in each run, because `setEngine` may be called between two runs.
      const { dotRows } = vectorKernels();
      const floats = kernelMemory().float32;
      const first = out! / floatBytes;
      if (start === undefined) floats.fill(0, first, first + columns);
      else if (startLength === 1) floats.fill(floats[start / floatBytes]!, first, first + columns);
      else floats.copyWithin(first, start / floatBytes, start / floatBytes + columns);
      blocks(depth, depthBlock, (p, length) => {
        const rowAt = row! + bytes(p);
        if (isTransposed) dotRows(rowAt, matrix! + bytes(p), out!, length, columns, depth);
        else combine(rowAt, matrix! + bytes(p * columns), out!, length, p === 0 ? 0 : scratch);
      });
    },
  };
}
