/**
 * The WebAssembly module of the matrix product: packing of an operand into panels, and multiplication of panels, with tiles of 4 × 8
 * results that stay in registers during a block of the depth.
 *
 * Larger tiles, and unrolling over the depth, make V8 spill registers and lose a third of the speed.
 */
import {
  type FunctionBuilder,
  type Instruction,
  type Local,
  ModuleBuilder,
  call,
  countedLoop,
  get,
  i32,
  i32x4,
  memory,
  op,
  set,
  shuffle32,
  when,
} from '../wasm/assembler.js';
import {
  add,
  addressFunction,
  advance,
  choose,
  floatBytes,
  inBytes,
  loadVector,
  minimum,
  multiplyAdd,
  repeatWhile,
  storeVector,
  subtract,
  times,
  vectorBytes,
} from '../wasm/assembly.js';
import { range } from '../lattice.js';

export const tileRows = 4;
export const tileColumns = 8;

const tileRowBytes = tileColumns * floatBytes;

/** The size in floats of the scratch tile, which holds results at the lower and right edge before they are copied to their places. */
export const scratchLength = tileRows * tileColumns;

export interface TileModule {
  /**
   * Packs rows of a matrix, whose element (i, p) is the float at `source + 4 (outer[i] + inner[p])`, into panels of `width` rows
   * that hold all p one after the other. `count` is a multiple of `width`; the entries that fill up the outer table may be any valid
   * offsets.
   */
  pack(source: number, outer: number, count: number, inner: number, depth: number, target: number, width: number): void;

  /**
   * Multiplies packed panels. Row i of the result goes to `target + 4 targets[i]`; it starts from the row vector at `start`
   * (zero where `start` is 0) and, with `accumulate`, is added to the numbers at its target.
   *
   * If `outer` is not 0, nothing is packed: element (i, p) of the left operand is the float at `left + 4 outer[i] + leftInner[p]`, element (j, p)
   * of the right one at `right + 4 j + rightInner[p]`.
   */
  multiply(
    left: number,
    rows: number,
    right: number,
    columns: number,
    depth: number,
    target: number,
    targets: number,
    start: number,
    accumulate: number,
    scratch: number,
    outer?: number,
    leftInner?: number,
    rightInner?: number,
  ): void;
}

/** With `isRelaxed`, the module uses multiply-adds that may round once instead of twice. */
export function tileModule(isRelaxed = false): ModuleBuilder {
  const module = new ModuleBuilder();
  addPack(module, addPackQuad(module));
  addMultiply(module, addTile(module, isRelaxed, true), addTile(module, isRelaxed, false), addEdge(module));
  return module;
}

/** Whether four successive offsets at this address of a table are those of neighbouring floats. */
const isRun = (table: Instruction): Instruction =>
  op(
    'i32x4.all_true',
    op('i32x4.eq', loadVector(table), op('i32x4.add', memory('v128.load32_splat', 0, [table]), i32x4(0, 1, 2, 3))),
  );

/** Packs four rows: for each p, four floats side by side, and those of the next p `stride` bytes later. */
function addPackQuad(module: ModuleBuilder): FunctionBuilder {
  const { f, locals } = addressFunction(module, 'packQuad', ['source', 'outer', 'inner', 'depth', 'target', 'stride'], {
    variables: ['end', 'offset'],
    isExported: false,
  });
  const { source, outer, inner, depth, target, stride, end, offset } = locals;
  const rows = range(4).map(() => f.local('i32'));
  const vectors = range(4).map(() => f.local('v128'));
  const pairs = range(4).map(() => f.local('v128'));
  const [v0, v1, v2, v3] = vectors.map(get) as [Instruction, Instruction, Instruction, Instruction];
  const [p0, p1, p2, p3] = pairs.map(get) as [Instruction, Instruction, Instruction, Instruction];

  const store = (value: Instruction): Instruction[] => [storeVector(get(target), value), advance(target, get(stride))];
  const loadOffset = set(offset, inBytes(memory('i32.load', 0, [get(inner)])));
  const at = (row: Local): Instruction => add(get(row), get(offset));
  const next = (count: number): Instruction => advance(inner, i32(count * floatBytes));

  /** A loop that runs `body` while at least `count` entries of the inner table are left. */
  const whileLeft = (count: number, body: readonly Instruction[]): Instruction => {
    const isLeft = op('i32.le_u', add(get(inner), i32(count * floatBytes)), get(end));
    return when(isLeft, [repeatWhile(isLeft, body)]);
  };

  const single = [
    loadOffset,
    ...rows.map((row, r) => memory('f32.store', r * floatBytes, [get(target), memory('f32.load', 0, [at(row)])])),
    advance(target, get(stride)),
    next(1),
  ];
  const transposed = [
    loadOffset,
    ...rows.map((row, r) => set(vectors[r]!, loadVector(at(row)))),
    set(pairs[0]!, shuffle32([0, 4, 1, 5], v0, v1)),
    set(pairs[1]!, shuffle32([2, 6, 3, 7], v0, v1)),
    set(pairs[2]!, shuffle32([0, 4, 1, 5], v2, v3)),
    set(pairs[3]!, shuffle32([2, 6, 3, 7], v2, v3)),
    ...store(shuffle32([0, 1, 4, 5], p0, p2)),
    ...store(shuffle32([2, 3, 6, 7], p0, p2)),
    ...store(shuffle32([0, 1, 4, 5], p1, p3)),
    ...store(shuffle32([2, 3, 6, 7], p1, p3)),
    next(4),
  ];
  f.push(
    set(end, add(get(inner), inBytes(get(depth)))),
    ...rows.map((row, r) => set(row, add(get(source), inBytes(memory('i32.load', r * floatBytes, [get(outer)]))))),
    when(
      isRun(get(outer)),
      [whileLeft(1, [loadOffset, ...store(loadVector(at(rows[0]!))), next(1)])],
      [
        whileLeft(4, [when(isRun(get(inner)), transposed, [...single, ...single, ...single, ...single])]),
        whileLeft(1, single),
      ],
    ),
  );
  return f;
}

function addPack(module: ModuleBuilder, packQuad: FunctionBuilder): void {
  const { f, locals } = addressFunction(
    module,
    'pack',
    ['source', 'outer', 'count', 'inner', 'depth', 'target', 'width'],
    { variables: ['row', 'rowInPanel'] },
  );
  const { source, outer, count, inner, depth, target, width, row, rowInPanel } = locals;
  f.push(
    ...countedLoop(row, i32(0), get(count), 4, [
      set(rowInPanel, op('i32.and', get(row), subtract(get(width), i32(1)))),
      call(
        packQuad,
        get(source),
        add(get(outer), inBytes(get(row))),
        get(inner),
        get(depth),
        add(get(target), inBytes(add(times(subtract(get(row), get(rowInPanel)), get(depth)), get(rowInPanel)))),
        inBytes(get(width)),
      ),
    ]),
  );
}

/**
 * Computes one tile: left panel × right panel, summed over the depth, stored at four row addresses. Operands that are not packed have two
 * tables of offsets, and four addresses in the place of the left one.
 */
function addTile(module: ModuleBuilder, isRelaxed: boolean, isPacked: boolean): FunctionBuilder {
  const targetNames = ['target0', 'target1', 'target2', 'target3'] as const;
  const lineNames = ['left', 'line1', 'line2', 'line3'] as const;
  const { f, locals } = addressFunction(
    module,
    isPacked ? 'tile' : 'unpackedTile',
    [
      ...(['right', 'depth', 'start', 'accumulate', ...targetNames, 'left'] as const),
      ...(isPacked ? [] : (['line1', 'line2', 'line3', 'leftInner', 'rightInner'] as const)),
    ],
    { isExported: false, variables: ['leftAt', 'rightAt'] },
  );
  const { left, right, depth, start, accumulate, leftInner, rightInner, leftAt, rightAt } = locals;
  const targets = targetNames.map((name) => locals[name]);
  const rightPlace = isPacked ? right : rightAt;
  const offsetIn = (table: Local): Instruction => memory('i32.load', 0, [get(table)]);
  const factor = f.local('v128');
  const columns = range(tileColumns / 4).map(() => f.local('v128'));
  const results = range(tileRows).map(() => columns.map(() => f.local('v128')));
  const each = (body: (result: Local, row: number, vector: number) => Instruction): Instruction[] =>
    results.flatMap((row, r) => row.map((result, v) => body(result, r, v)));

  f.push(
    when(
      get(start),
      each((result, _, v) => set(result, loadVector(get(start), v * vectorBytes))),
    ),
    repeatWhile(op('i32.gt_s', get(depth), i32(0)), [
      ...(isPacked ? [] : [set(rightAt, add(get(right), offsetIn(rightInner))), set(leftAt, offsetIn(leftInner))]),
      ...columns.map((column, v) => set(column, loadVector(get(rightPlace), v * vectorBytes))),
      ...results.flatMap((row, r) => [
        set(
          factor,
          memory('v128.load32_splat', isPacked ? r * floatBytes : 0, [
            isPacked ? get(left) : add(get(locals[lineNames[r]!]), get(leftAt)),
          ]),
        ),
        ...row.map((result, v) => set(result, multiplyAdd(isRelaxed, get(factor), get(columns[v]!), get(result)))),
      ]),
      advance(isPacked ? left : leftInner, i32(isPacked ? tileRows * floatBytes : floatBytes)),
      advance(isPacked ? right : rightInner, i32(isPacked ? tileRowBytes : floatBytes)),
      set(depth, subtract(get(depth), i32(1))),
    ]),
    when(
      get(accumulate),
      each((result, r, v) => set(result, op('f32x4.add', get(result), loadVector(get(targets[r]!), v * vectorBytes)))),
    ),
    ...each((result, r, v) => storeVector(get(targets[r]!), get(result), v * vectorBytes)),
  );
  return f;
}

/** Copies the first `columns` floats of one row of the scratch tile to their place, or adds them to the numbers there. */
function addEdge(module: ModuleBuilder): FunctionBuilder {
  const { f, locals } = addressFunction(module, 'edge', ['scratch', 'target', 'columns', 'accumulate'], {
    variables: ['column'],
    isExported: false,
  });
  const { scratch, target, columns, accumulate, column } = locals;
  const value = f.local('f32');
  f.push(
    ...countedLoop(column, i32(0), get(columns), 1, [
      set(value, memory('f32.load', 0, [get(scratch)])),
      when(get(accumulate), [set(value, op('f32.add', get(value), memory('f32.load', 0, [get(target)])))]),
      memory('f32.store', 0, [get(target), get(value)]),
      advance(scratch, i32(floatBytes)),
      advance(target, i32(floatBytes)),
    ]),
  );
  return f;
}

function addMultiply(
  module: ModuleBuilder,
  tile: FunctionBuilder,
  unpackedTile: FunctionBuilder,
  edge: FunctionBuilder,
): void {
  const { f, locals } = addressFunction(
    module,
    'multiply',
    [
      ...([
        'left',
        'rows',
        'right',
        'columns',
        'depth',
        'target',
        'targets',
        'start',
        'accumulate',
        'scratch',
      ] as const),
      ...(['outer', 'leftInner', 'rightInner'] as const),
    ],
    { variables: ['row', 'column', 'edgeRow', 'columnsLeft', 'tileStart'] },
  );
  const {
    left,
    outer,
    leftInner,
    rightInner,
    rows,
    right,
    columns,
    depth,
    target,
    targets,
    start,
    accumulate,
    scratch,
    row,
    column,
    edgeRow,
    columnsLeft,
    tileStart,
  } = locals;

  const rowAddress = (r: Instruction): Instruction =>
    add(get(target), inBytes(add(memory('i32.load', 0, [add(get(targets), inBytes(r))]), get(column))));
  const panel = (base: Local, index: Local): Instruction => add(get(base), inBytes(times(get(index), get(depth))));
  const lines = range(tileRows).map((r) =>
    add(get(left), inBytes(memory('i32.load', r * floatBytes, [add(get(outer), inBytes(get(row)))]))),
  );
  const tileTo = (addresses: readonly Instruction[], accumulated: Instruction): Instruction => {
    const common = [get(depth), get(tileStart), accumulated, ...addresses];
    const rightPlace = add(get(right), inBytes(get(column)));
    return when(
      get(outer),
      [call(unpackedTile, rightPlace, ...common, ...lines, get(leftInner), get(rightInner))],
      [call(tile, panel(right, column), ...common, panel(left, row))],
    );
  };
  const scratchRow = (r: number): Instruction => add(get(scratch), i32(r * tileRowBytes));

  f.push(
    ...countedLoop(column, i32(0), get(columns), tileColumns, [
      set(columnsLeft, minimum(i32(tileColumns), subtract(get(columns), get(column)))),
      set(tileStart, choose(get(start), add(get(start), inBytes(get(column))), i32(0))),
      ...countedLoop(row, i32(0), get(rows), tileRows, [
        when(
          op(
            'i32.and',
            op('i32.eq', get(columnsLeft), i32(tileColumns)),
            op('i32.le_s', add(get(row), i32(tileRows)), get(rows)),
          ),
          [
            tileTo(
              range(tileRows).map((r) => rowAddress(add(get(row), i32(r)))),
              get(accumulate),
            ),
          ],
          [
            tileTo(range(tileRows).map(scratchRow), i32(0)),
            ...countedLoop(edgeRow, i32(0), minimum(i32(tileRows), subtract(get(rows), get(row))), 1, [
              call(
                edge,
                add(get(scratch), times(get(edgeRow), i32(tileRowBytes))),
                rowAddress(add(get(row), get(edgeRow))),
                get(columnsLeft),
                get(accumulate),
              ),
            ]),
          ],
        ),
      ]),
    ]),
  );
}
