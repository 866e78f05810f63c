/** Builds functions over the rows of a matrix that go through each row in several passes. */
import {
  block,
  branchIf,
  f64x2,
  get,
  i32,
  i32x4,
  i64x2,
  type Instruction,
  type Local,
  loop,
  memory,
  type ModuleBuilder,
  op,
  set,
  tee,
  when,
} from '../wasm/assembler.js';
import { elementBytes, type ElementType } from '../arrays.js';
import { range } from '../lattice.js';
import { add, loadVector, repeatWhile, storeVector, subtract, vectorBytes } from '../wasm/assembly.js';
import { Machine, type MachineNode, machineNodesInOrder } from '../lowering/machine.js';

/** How many vectors a pass works on side by side, as long as so many are left of the row. */
export const vectorsPerTurn = 4;

/** Replaces the lanes beyond the end of the row by a given value. */
export type Mask = (value: Instruction, surplus: Instruction) => Instruction;

/** Builds the instructions of a pass for some vectors. */
type Step = (vectors: readonly number[], masked: Mask) => readonly Instruction[];

export interface RowFunction {
  readonly elements: ElementType;
  /** The float64 parts of a vector: two halves for float32 elements, a single one for float64 elements. */
  readonly halves: readonly number[];
  /** Local variables for vectors; they are 0 before the first row. */
  locals<Name extends string>(...names: readonly Name[]): Record<Name, Local>;
  /** A value that is computed once, before the first row: engines would compute a constant anew in each turn of the loop. */
  constant(value: Instruction): Instruction;
  /** A vector of an array, counted from the current place of the pass. */
  load(array: number, vector: number): Instruction;
  store(array: number, vector: number, value: Instruction): Instruction;
  /** Two float64 lanes, half a vector, that an earlier pass stored. */
  loadScratch(vector: number, half: number): Instruction;
  storeScratch(vector: number, half: number, value: Instruction): Instruction;
  pass(step: Step): readonly Instruction[];
}

/** The instructions for one row, and a local that becomes nonzero when a row is one that the function cannot compute. */
export interface RowWork {
  readonly work: readonly Instruction[];
  readonly flag: Local;
}

/**
 * Adds the function `name(arrays…, scratch, length, rows) → flag`. The flag is nonzero if some rows have to be computed by the evaluator.
 * The last vector of a row and of the scratch memory may reach beyond its end.
 */
export function addRowFunction(
  module: ModuleBuilder,
  name: string,
  arrayCount: number,
  write: (row: RowFunction) => RowWork,
  elements: ElementType,
): void {
  const bytesOfOne = elementBytes[elements];
  const isFloat64 = elements === 'float64';
  const f = module.function(
    name,
    range(arrayCount + 3).map(() => 'i32' as const),
    ['i32'],
  );
  const arrays = f.parameters.slice(0, arrayCount);
  const [scratch, length, rows] = f.parameters.slice(arrayCount) as [Local, Local, Local];
  const [bytes, at, end] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const mask = f.local('v128');

  let isLastVector = false;
  const inLastVector = (steps: () => readonly Instruction[]): readonly Instruction[] => {
    isLastVector = true;
    const made = steps();
    isLastVector = false;
    return made;
  };
  /** Stores only the lanes within the row, because the next row, or another thread's, follows it. */
  const rest = f.local('v128');
  const storeRest = (target: Instruction, value: Instruction): Instruction =>
    block(
      set(rest, value),
      isFloat64
        ? memory('v128.store64_lane', 0, [target, get(rest)], 0)
        : when(
            op('i32.and', get(length), i32(2)),
            [
              memory('v128.store64_lane', 0, [target, get(rest)], 0),
              when(op('i32.and', get(length), i32(1)), [memory('v128.store32_lane', 8, [target, get(rest)], 2)]),
            ],
            [memory('v128.store32_lane', 0, [target, get(rest)], 0)],
          ),
    );

  const address = (array: number): Instruction => add(get(arrays[array]!), get(at));
  const halves = isFloat64 ? [0] : [0, 1];
  const scratchAddress = add(get(scratch), op('i32.mul', get(at), i32(halves.length)));
  const scratchOffset = (vector: number, half: number): number => (halves.length * vector + half) * vectorBytes;
  const row: RowFunction = {
    elements,
    halves,
    locals: <Name extends string>(...names: readonly Name[]) =>
      Object.fromEntries(names.map((name) => [name, f.local('v128')])) as Record<Name, Local>,
    constant: (value) => {
      const local = f.local('v128');
      f.push(set(local, value));
      return get(local);
    },
    load: (array, vector) => loadVector(address(array), vector * vectorBytes),
    store: (array, vector, value) =>
      isLastVector ? storeRest(address(array), value) : storeVector(address(array), value, vector * vectorBytes),
    loadScratch: (vector, half) => loadVector(scratchAddress, scratchOffset(vector, half)),
    storeScratch: (vector, half, value) => storeVector(scratchAddress, value, scratchOffset(vector, half)),
    pass: (step) => [
      set(at, i32(0)),
      ...[vectorsPerTurn, 1].flatMap((count) => [
        set(end, op('i32.and', get(bytes), i32(-count * vectorBytes))),
        when(op('i32.lt_s', get(at), get(end)), [
          loop(
            ...step(range(count), (value) => value),
            branchIf(0, op('i32.lt_s', tee(at, add(get(at), i32(count * vectorBytes))), get(end))),
          ),
        ]),
      ]),
      when(
        op('i32.lt_s', get(at), get(bytes)),
        inLastVector(() => step([0], (value, surplus) => op('v128.bitselect', value, surplus, get(mask)))),
      ),
    ],
  };

  const { work, flag } = write(row);
  f.push(
    set(bytes, op('i32.mul', get(length), i32(bytesOfOne))),
    // A mask of as many lanes as belong to the row.
    set(
      mask,
      op(
        'i32x4.gt_s',
        op('i32x4.splat', op('i32.shr_u', op('i32.and', get(bytes), i32(vectorBytes - 1)), i32(2))),
        i32x4(0, 1, 2, 3),
      ),
    ),
    repeatWhile(tee(rows, subtract(get(rows), i32(1))), [
      ...work,
      ...arrays.map((array) => set(array, add(get(array), get(bytes)))),
    ]),
    op('v128.any_true', get(flag)),
  );
}

/**
 * A formula in float64 lanes, of one argument and perhaps a second number, that is computed for several arguments side by side. Its
 * constants are computed before the loop.
 */
export interface EmittedFormula {
  readonly arguments: readonly Local[];
  readonly values: readonly Instruction[];
  /** The instructions for `count` of the arguments. They are interleaved, so that the processor finds independent instructions side by side. */
  steps(count: number): readonly Instruction[];
}

export function emitFormula(
  row: RowFunction,
  count: number,
  precision: 'value' | 'full',
  formula: (machine: Machine, x: MachineNode, number: MachineNode) => MachineNode,
  number?: Instruction,
): EmittedFormula {
  const machine = new Machine('f64x2', precision, false, row.elements === 'float64');
  const root = formula(machine, machine.input(0), machine.input(1));
  const locals = (): readonly Local[] => range(count).map(() => row.locals('value').value);
  const xs = locals();
  const values = new Map<MachineNode, readonly Instruction[]>();
  const steps: (readonly Instruction[])[] = [];
  for (const node of machineNodesInOrder([root])) {
    const { content } = node;
    if (content.kind === 'operation' || content.kind === 'shift') {
      const results = locals();
      const immediate = content.kind === 'shift' ? [i32(content.count)] : [];
      const operandsOf = (chain: number): Instruction[] =>
        content.operands.map((operand) => values.get(operand)![chain]!);
      steps.push(results.map((result, chain) => set(result, op(content.opcode, ...operandsOf(chain), ...immediate))));
      values.set(node, results.map(get));
    } else if (content.kind === 'number' || content.kind === 'bits') {
      const constant = row.constant(content.kind === 'bits' ? i64x2(content.value) : f64x2(content.value));
      values.set(
        node,
        xs.map(() => constant),
      );
    } else values.set(node, xs.map(content.kind === 'input' && content.index === 1 ? () => number! : get));
  }
  return {
    arguments: xs,
    values: values.get(root)!,
    steps: (chains) => steps.flatMap((step) => step.slice(0, chains)),
  };
}
