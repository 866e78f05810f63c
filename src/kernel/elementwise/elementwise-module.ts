/** Emits the WebAssembly module of an elementwise program: one loop over contiguous arrays, several vectors a turn. */
import type { Expression, PrimitiveName } from '../../formula/expression.js';
import { elementBytes, type ElementType } from '../arrays.js';
import {
  branchIf,
  f32x4,
  f64x2,
  get,
  i32,
  i64x2,
  type Instruction,
  type Local,
  loop,
  memory,
  ModuleBuilder,
  op,
  set,
  tee,
} from '../wasm/assembler.js';
import { lowerExpressions, type LoweringRule } from '../lowering/lower.js';
import { type Lanes, Machine, type MachineNode, machineNodesInOrder } from '../lowering/machine.js';

export interface ElementwiseModuleOptions {
  readonly inputCount: number;
  readonly parameterNames: readonly string[];
  readonly lanes: Lanes;
  readonly precision: 'value' | 'full';
  readonly limits?: 'inline' | 'apart' | undefined;
  /** The element type of the arrays; float32 by default. */
  readonly elements?: ElementType;
  /** The inputs that are a single number in memory, which all elements share. */
  readonly singles?: readonly number[];
  /** Rules in place of the kernels', for a reference that the kernels are compared with. */
  readonly rules?: Readonly<Record<PrimitiveName, LoweringRule>>;
  /** The element type of the results, if it is not that of the arrays: a reference computes float64 results from float32 inputs. */
  readonly results?: ElementType;
}

const lanesPerVector: Record<Lanes, number> = { f64x2: 2, f32x4: 4 };

/** The largest formulas, in nodes, for which six vectors at a time are fastest, and the largest for which four are. */
const nodesForChains: Record<Lanes, readonly [six: number, four: number]> = { f64x2: [75, 120], f32x4: [90, 120] };

/**
 * How many independent vectors a turn of the loop computes side by side, so that the processor has other work while it waits for a result:
 * many for short formulas, as far as registers last, fewer for long ones. Measured on Node 20, see docs/design/0003-lanes.md.
 */
function chainsFor(nodeCount: number, lanes: Lanes): number {
  const [six, four] = nodesForChains[lanes];
  if (nodeCount <= six) return 6;
  return nodeCount <= four ? 4 : 2;
}

export interface ElementwiseModule {
  readonly module: ModuleBuilder;
  /** How many elements a turn computes. Arrays in kernel memory are padded to a multiple of it, so that no tail is left over. */
  readonly elementsPerTurn: number;
  /** Which elements the kernel cannot compute and leaves to the evaluator. */
  readonly left: 'none' | 'infinite' | 'any';
}

/**
 * The module `run(inputs…, outputs…, turns, parameters…) → flag`: addresses of float32 arrays, the number of turns, and float64
 * parameters. The flag is not 0 when some element must be computed by the evaluator instead. An output may lie where an input lies.
 */
export function elementwiseModule(roots: readonly Expression[], options: ElementwiseModuleOptions): ElementwiseModule {
  const { inputCount, parameterNames, lanes, limits, elements = 'float32', singles = [] } = options;
  const resultType = options.results ?? elements;
  const { machine, results } = lowerForModule(roots, options);
  const left = machine.outOfRange.length > 0 ? 'any' : limits === 'apart' && inputCount > 0 ? 'infinite' : 'none';
  if (limits === 'apart') machine.outOfRange.push(...infinities(machine, inputCount));
  const nodes = machineNodesInOrder([...results, ...machine.outOfRange]);
  const chains = chainsFor(nodes.length, lanes);

  const module = new ModuleBuilder();
  const run = module.function(
    'run',
    [
      ...Array.from({ length: inputCount + roots.length + 1 }, () => 'i32' as const),
      ...parameterNames.map(() => 'f64' as const),
    ],
    ['i32'],
  );
  const pointers = run.parameters.slice(0, inputCount + roots.length);
  const turns = run.parameters[pointers.length]!;
  const parameterOf = new Map(parameterNames.map((name, i) => [name, run.parameters[pointers.length + 1 + i]!]));

  /** The locals that hold a node's value: one for each chain, or a single one where all chains have the same value. */
  const locals = new Map<MachineNode, readonly Local[]>();
  const vector = (node: MachineNode, chain: number): Instruction => {
    const places = locals.get(node)!;
    return get(places[chain] ?? places[0]!);
  };
  const isUniform = (node: MachineNode): boolean => locals.get(node)!.length < chains;
  const vectorBytes = lanesPerVector[lanes] * elementBytes[elements];
  const resultBytes = lanesPerVector[lanes] * elementBytes[resultType];
  const isSingle = ({ content }: MachineNode): boolean => content.kind === 'input' && singles.includes(content.index);

  const valueOf = (node: MachineNode, chain: number): Instruction => {
    const { content } = node;
    switch (content.kind) {
      case 'number':
        return lanes === 'f64x2' ? f64x2(content.value) : f32x4(content.value);
      case 'bits':
        return i64x2(content.value);
      case 'parameter':
        return splat(lanes, get(parameterOf.get(content.name)!));
      case 'input': {
        const pointer = get(pointers[content.index]!);
        return isSingle(node)
          ? loadSingle(lanes, elements, pointer)
          : loadVector(lanes, elements, pointer, chain * vectorBytes);
      }
      case 'shift':
        return op(content.opcode, vector(content.operands[0]!, chain), i32(content.count));
      case 'operation':
        return op(content.opcode, ...content.operands.map((operand) => vector(operand, chain)));
    }
  };

  const inLoop: Instruction[] = [];
  for (const node of nodes) {
    const { content } = node;
    const uniform =
      isSingle(node) || (content.kind !== 'input' && (!('operands' in content) || content.operands.every(isUniform)));
    locals.set(
      node,
      Array.from({ length: uniform ? 1 : chains }, () => run.local('v128')),
    );
    const place = locals.get(node)!;
    // The same step of all chains comes next to each other, because engines keep the order of the source: so the processor finds
    // independent instructions side by side.
    const assignments = place.map((local, chain) => set(local, valueOf(node, chain)));
    if (uniform) run.push(...assignments);
    else inLoop.push(...assignments);
  }
  results.forEach((result, root) => {
    const pointer = pointers[inputCount + root]!;
    for (let chain = 0; chain < chains; chain += 1) {
      inLoop.push(storeVector(lanes, resultType, get(pointer), chain * resultBytes, vector(result, chain)));
    }
  });
  const flag = machine.outOfRange.length > 0 ? run.local('v128') : undefined;
  if (flag !== undefined) {
    for (const mask of machine.outOfRange) {
      for (let chain = 0; chain < chains; chain += 1) {
        inLoop.push(set(flag, op('v128.or', get(flag), vector(mask, chain))));
      }
    }
  }
  pointers.forEach((pointer, index) => {
    if (singles.includes(index)) return;
    const bytes = index < inputCount ? vectorBytes : resultBytes;
    inLoop.push(set(pointer, op('i32.add', get(pointer), i32(chains * bytes))));
  });
  run.push(
    loop(...inLoop, branchIf(0, tee(turns, op('i32.sub', get(turns), i32(1))))),
    flag === undefined ? i32(0) : op('v128.any_true', get(flag)),
  );
  return { module, elementsPerTurn: chains * lanesPerVector[lanes], left };
}

/** For each input, the mask of the lanes in which it is infinite. */
const infinities = (machine: Machine, inputCount: number): MachineNode[] =>
  Array.from({ length: inputCount }, (_, index) =>
    machine.compare('eq', machine.abs(machine.input(index)), machine.number(Infinity)),
  );

/** The machine nodes of the loop: one result for each root. */
export function lowerForModule(
  roots: readonly Expression[],
  {
    lanes,
    precision,
    limits,
    rules,
    elements,
  }: Pick<ElementwiseModuleOptions, 'lanes' | 'precision' | 'limits' | 'rules' | 'elements'>,
): { readonly machine: Machine; readonly results: readonly MachineNode[] } {
  const machine = new Machine(lanes, precision, limits === 'inline', elements === 'float64');
  return { machine, results: lowerExpressions(machine, roots, rules) };
}

function splat(lanes: Lanes, value: Instruction): Instruction {
  return lanes === 'f64x2' ? op('f64x2.splat', value) : op('f32x4.splat', op('f32.demote_f64', value));
}

/** The number at an address, repeated in all lanes. */
function loadSingle(lanes: Lanes, elements: ElementType, address: Instruction): Instruction {
  if (lanes === 'f32x4') return memory('v128.load32_splat', 0, [address]);
  if (elements === 'float64') return memory('v128.load64_splat', 0, [address]);
  return op('f64x2.splat', op('f64.promote_f32', memory('f32.load', 0, [address])));
}

function loadVector(lanes: Lanes, elements: ElementType, address: Instruction, offset: number): Instruction {
  return lanes === 'f64x2' && elements === 'float32'
    ? op('f64x2.promote_low_f32x4', memory('v128.load64_zero', offset, [address]))
    : memory('v128.load', offset, [address]);
}

function storeVector(
  lanes: Lanes,
  resultType: ElementType,
  address: Instruction,
  offset: number,
  value: Instruction,
): Instruction {
  return lanes === 'f64x2' && resultType === 'float32'
    ? memory('v128.store64_lane', offset, [address, op('f32x4.demote_f64x2_zero', value)], 0)
    : memory('v128.store', offset, [address, value]);
}
