/** Functions over the rows of a matrix that go through each row in several passes. */
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
import { add, loadVector, range, repeatWhile, storeVector, subtract, vectorBytes } from '../wasm/assembly.js';
import { Machine, type MachineNode, machineNodesInOrder } from '../lowering/machine.js';

/** Vectors that a pass works on side by side while so many are left of the row. */
export const vectorsPerTurn = 4;

/** Puts a surplus value into the lanes beyond the row. */
export type Mask = (value: Instruction, surplus: Instruction) => Instruction;

/** The work of a pass on some vectors. */
type Step = (vectors: readonly number[], masked: Mask) => readonly Instruction[];

export interface RowFunction {
  readonly elements: ElementType;
  /** A vector's parts of two numbers, in which float64 lanes compute: two, or for float64 elements one. */
  readonly halves: readonly number[];
  /** Vectors, 0 before the first row. */
  locals<Name extends string>(...names: readonly Name[]): Record<Name, Local>;
  /** A value computed once, before the first row: inside a loop, engines would make constants anew each time. */
  constant(value: Instruction): Instruction;
  /** A vector of an array, counted from where the pass is. */
  load(array: number, vector: number): Instruction;
  store(array: number, vector: number, value: Instruction): Instruction;
  /** Two float64 lanes, half a vector, that one pass leaves to the next. */
  loadScratch(vector: number, half: number): Instruction;
  storeScratch(vector: number, half: number, value: Instruction): Instruction;
  pass(step: Step): readonly Instruction[];
}

/** The work on one row, and a vector that is not 0 as soon as some row is one that the function cannot compute. */
export interface RowWork {
  readonly work: readonly Instruction[];
  readonly flag: Local;
}

/**
 * Adds `name(arrays…, scratch, length, rows) → flag`, where the flag is not 0 if another must compute some of the rows. The last
 * vector that is read of a row, and that of the scratch, reach into what follows.
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
  /** Stores only the lanes that belong to the row: what follows it may be another's. */
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
    // Of four bytes each, how many belong to the row.
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
 * A formula of one argument in float64 lanes, and perhaps one number more, computed for several arguments side by side. Its numbers become
 * constants.
 */
export interface EmittedFormula {
  readonly arguments: readonly Local[];
  readonly values: readonly Instruction[];
  /** The steps for so many of the arguments. Interleaved, so that the processor finds independent ones beside each other. */
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
