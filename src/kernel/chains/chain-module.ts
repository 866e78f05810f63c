/** Emits the WebAssembly module of a chain: one loop in which each link takes its inputs from memory or from the links before it. */
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
  shuffle32,
  tee,
} from '../wasm/assembler.js';
import { loadVector, storeVector, vectorBytes } from '../wasm/assembly.js';
import { lowerExpressions } from '../lowering/lower.js';
import { type Lanes, Machine, type MachineNode, machineNodesInOrder } from '../lowering/machine.js';
import type { Chain, Link } from './chain.js';
import { isSingle } from './repetition.js';

/** The machine of a link: its inputs are arrays of the chain or results of other links, its parameters are told apart from theirs. */
class LinkMachine extends Machine {
  readonly #sources: readonly number[];
  readonly #index: number;

  constructor({ program: { options } }: Link, index: number, sources: readonly number[]) {
    super(options.lanes, options.precision, options.limits === 'inline');
    this.#sources = sources;
    this.#index = index;
  }

  override input(index: number): MachineNode {
    return super.input(this.#sources[index]!);
  }

  override parameter(name: string): MachineNode {
    return super.parameter(parameterName(this.#index, name));
  }
}

const parameterName = (link: number, name: string): string => `${link} ${name}`;

/** The names of the parameters that a chain's module takes, in order. */
export const parametersOf = ({ links }: Pick<Chain, 'links'>): { readonly link: number; readonly name: string }[] =>
  links.flatMap(({ program }, link) => program.options.parameterNames.map((name) => ({ link, name })));

/** Whether the results have no more elements than one vector, so that there is nothing to compute side by side. */
export const isOneVector = ({ length }: Pick<Chain, 'length'>): boolean => length <= 4;

interface Lowered {
  readonly lanes: Lanes;
  readonly nodes: readonly MachineNode[];
  readonly results: readonly MachineNode[];
}

/**
 * How many vectors of four numbers a turn computes side by side, as for a single program (`elementwise-module.ts`); float64 lanes need two
 * vectors for four numbers.
 */
function chainsFor(lowered: readonly Lowered[], chain: Chain): number {
  if (isOneVector(chain)) return 1;
  const wide = lowered.some(({ lanes }) => lanes === 'f64x2');
  const weight = lowered.reduce((sum, { lanes, nodes }) => sum + nodes.length * (lanes === 'f64x2' ? 2 : 1), 0);
  if (wide) return weight <= 150 ? 3 : weight <= 240 ? 2 : 1;
  return weight <= 90 ? 6 : weight <= 120 ? 4 : 2;
}

export interface ChainModule {
  readonly module: ModuleBuilder;
  readonly elementsPerTurn: number;
}

/**
 * The module `run(arrays…, outputs…, turns, parameters…)`, as that of an elementwise program. Vectors of four float32 numbers go from link
 * to link; a link with float64 lanes takes them in halves.
 */
export function chainModule(chain: Chain): ChainModule {
  const { arrays, links, outputs } = chain;
  // All vectors of four numbers have a place: the arrays first, then all results of links.
  const firstPlaces: number[] = [];
  let placeCount = arrays.length;
  const lowered = links.map((link, index): Lowered => {
    const { program, sources } = link;
    firstPlaces.push(placeCount);
    placeCount += program.roots.length;
    const places = sources.map((source) =>
      'array' in source ? source.array : firstPlaces[source.link]! + source.root,
    );
    const machine = new LinkMachine(link, index, places);
    const results = lowerExpressions(machine, program.roots);
    return { lanes: program.options.lanes, nodes: machineNodesInOrder(results), results };
  });
  const chains = chainsFor(lowered, chain);

  const module = new ModuleBuilder();
  const parameters = parametersOf(chain);
  const pointerCount = arrays.length + outputs.length;
  const run = module.function('run', [
    ...Array.from({ length: pointerCount + 1 }, () => 'i32' as const),
    ...parameters.map(() => 'f64' as const),
  ]);
  const pointers = run.parameters.slice(0, pointerCount);
  const turns = run.parameters[pointerCount]!;
  const parameterOf = new Map(
    parameters.map(({ link, name }, i) => [parameterName(link, name), run.parameters[pointerCount + 1 + i]!]),
  );

  const inLoop: Instruction[] = [];
  /** Computes a value: `count` times in each turn, or once before the loop. */
  const assign = (count: number, valueAt: (index: number) => Instruction): Value => {
    const locals = Array.from({ length: Math.max(1, count) }, () => run.local('v128'));
    const body = count === 0 ? run.body : inLoop;
    // The same step of all chains comes next to each other, as in `elementwise-module.ts`.
    body.push(...locals.map((local, index) => set(local, valueAt(index))));
    return { locals, isUniform: count === 0 };
  };

  const vectors: (Value | undefined)[] = [];
  const vectorsAt = (place: number): Value =>
    (vectors[place] ??= isSingle(arrays[place]!)
      ? assign(0, () => memory('v128.load32_splat', 0, [get(pointers[place]!)]))
      : assign(chains, (chain) => loadVector(get(pointers[place]!), chain * vectorBytes)));
  const halves: (Value | undefined)[] = [];
  const halvesAt = (place: number): Value => {
    const whole = vectorsAt(place);
    return (halves[place] ??= assign(whole.isUniform ? 0 : 2 * chains, (half) => {
      const vector = at(whole, half >> 1);
      return op('f64x2.promote_low_f32x4', half % 2 === 0 ? vector : shuffle32([2, 3, 2, 3], vector, vector));
    }));
  };

  lowered.forEach(({ lanes, nodes, results }, index) => {
    const isWide = lanes === 'f64x2';
    const values = new Map<MachineNode, Value>();
    for (const node of nodes) {
      const { content } = node;
      if (content.kind === 'input') {
        values.set(node, isWide ? halvesAt(content.index) : vectorsAt(content.index));
        continue;
      }
      const operands = 'operands' in content ? content.operands.map((operand) => values.get(operand)!) : [];
      const count = operands.every(({ isUniform }) => isUniform) ? 0 : isWide ? 2 * chains : chains;
      const valueAt = (i: number): Instruction => {
        switch (content.kind) {
          case 'number':
            return isWide ? f64x2(content.value) : f32x4(content.value);
          case 'bits':
            return i64x2(content.value);
          case 'parameter': {
            const number = get(parameterOf.get(content.name)!);
            return isWide ? op('f64x2.splat', number) : op('f32x4.splat', op('f32.demote_f64', number));
          }
          case 'shift':
            return op(content.opcode, at(operands[0]!, i), i32(content.count));
          case 'operation':
            return op(content.opcode, ...operands.map((operand) => at(operand, i)));
        }
      };
      values.set(node, assign(count, valueAt));
    }
    results.forEach((result, root) => {
      const value = values.get(result)!;
      const demoted = (half: number): Instruction => op('f32x4.demote_f64x2_zero', at(value, half));
      vectors[firstPlaces[index]! + root] = isWide
        ? assign(value.isUniform ? 0 : chains, (chain) =>
            shuffle32([0, 1, 4, 5], demoted(2 * chain), demoted(2 * chain + 1)),
          )
        : value;
    });
  });

  // All arrays of a turn have been read before anything is stored, because a result may lie where an array lies.
  outputs.forEach(({ link, root }, index) => {
    const value = vectors[firstPlaces[link]! + root]!;
    const pointer = get(pointers[arrays.length + index]!);
    for (let chain = 0; chain < chains; chain += 1) {
      inLoop.push(storeVector(pointer, at(value, chain), chain * vectorBytes));
    }
  });
  pointers.forEach((pointer, index) => {
    if (index < arrays.length && isSingle(arrays[index]!)) return;
    inLoop.push(set(pointer, op('i32.add', get(pointer), i32(chains * vectorBytes))));
  });
  run.push(loop(...inLoop, branchIf(0, tee(turns, op('i32.sub', get(turns), i32(1))))));
  return { module, elementsPerTurn: 4 * chains };
}

/** The locals that hold a value: one for each chain or half of one, or a single one where all have the same value. */
interface Value {
  readonly locals: readonly Local[];
  readonly isUniform: boolean;
}

const at = ({ locals }: Value, index: number): Instruction => get(locals[index] ?? locals[0]!);
