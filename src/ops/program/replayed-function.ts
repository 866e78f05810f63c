/**
 * Functions of tensors and variables that are computed as usual at first, then traced and compared with the usual computation, and then
 * replayed.
 */
import { warnOnce } from '../../errors/index.js';
import { currentEngine } from '../../kernel/engine.js';
import {
  arrangeAs,
  flattenTree,
  isRehearsal,
  isTracing,
  maskOf,
  mapTree,
  SymbolicTensor,
  Tensor,
  withMask,
  type Tree,
} from '../../tensor/index.js';
import { isRecording } from '../tape.js';
import { traceCall, type Trace } from '../trace.js';
import { buildProgram } from './builder.js';
import { hasten, type Hastened } from './hastening.js';
import { areSameNumbers, type Program } from './program.js';

/** A function from tensors, in any tree, to tensors. */
type TreeFunction = (...args: Tree<Tensor>[]) => Tree<Tensor>;

/** A program and what is needed besides its result: the masks of some of its outputs. */
interface Replayed extends Hastened {
  /** The indices, among the outputs, of those that have masks. */
  readonly masked: readonly number[];
}

/** What is known for arguments of some shapes: they occurred once, tracing failed, or there is a program. */
type Entry = 'called' | 'refused' | Replayed;

/** Keeps the programs of functions, by the shapes of the arguments. */
export class ReplayedFunctions {
  readonly #entries = new Map<string, Entry>();
  readonly #label: () => string;

  /** `label` gives the name of the function's owner, for messages. */
  constructor(label: () => string) {
    this.#label = label;
  }

  /** Drops all programs, because what they depend on has changed. */
  clear(): void {
    for (const entry of this.#entries.values()) if (typeof entry === 'object') entry.program.release();
    this.#entries.clear();
  }

  /** The programs that have been made, for readers. */
  get programs(): [key: string, program: Program][] {
    return [...this.#entries].flatMap(([key, entry]): [string, Program][] =>
      typeof entry === 'object' ? [[key, entry.program]] : [],
    );
  }

  /** Computes `f`; `name` distinguishes it from other functions kept here. */
  call(name: string, f: TreeFunction, args: readonly Tree<Tensor>[]): Tree<Tensor> {
    const inputs = flattenTree<Tensor | undefined>(args as never).filter((each) => each !== undefined);
    // A rehearsal puts back what is assigned to variables, which a program changes in its memory.
    if (isRehearsal() || !canReplay(inputs)) return f(...args);
    const key = keyOf(name, args, inputs);
    const entry = this.#entries.get(key);
    if (typeof entry === 'object' && !entry.program.isGone) {
      const result = run(entry, inputs);
      entry.program.commit();
      hasten(entry, inputs);
      return result;
    }
    if (entry === undefined) {
      const result = f(...args);
      this.#entries.set(key, 'called');
      return result;
    }
    return entry === 'refused' ? f(...args) : this.#compare(key, f, args, inputs);
  }

  /** Makes the program, and compares its result with that of `f` itself. */
  #compare(key: string, f: TreeFunction, args: readonly Tree<Tensor>[], inputs: readonly Tensor[]): Tree<Tensor> {
    let program: Program | undefined;
    let masked: readonly number[] = [];
    let trace: Trace | undefined;
    let reason = '';
    let replayed: Tree<Tensor> | undefined;
    try {
      ({ trace, masked } = traceTree(f, args, inputs));
      program = buildProgram(trace);
      program.bringHome();
      replayed = run({ program, trace, masked }, inputs);
    } catch (error) {
      program?.release();
      program = undefined;
      reason = error instanceof Error ? error.message : String(error);
    }
    let computed: Tree<Tensor>;
    try {
      computed = f(...args);
    } catch (error) {
      program?.forget();
      program?.release();
      throw error;
    }
    if (program !== undefined && isSame(replayed!, computed) && program.agreesWithVariables()) {
      this.#entries.set(key, { program, trace, masked });
      return computed;
    }
    this.#entries.set(key, 'refused');
    if (program !== undefined) {
      program.forget();
      program.release();
      reason = 'traced, it gives other numbers';
    }
    const label = this.#label();
    warnOnce(`replay ${label}`, `${label} computes operation by operation, which is slower: ${reason}`);
    return computed;
  }
}

/** The result of a program, with the masks that belong to it attached. */
function run({ program, masked }: Replayed, inputs: readonly Tensor[]): Tree<Tensor> {
  const [result, masks] = program.run(inputs) as readonly [Tree<Tensor>, readonly Tensor[]];
  if (masked.length > 0) {
    const leaves = flattenTree(result);
    masked.forEach((place, i) => withMask(leaves[place]!, masks[i]));
  }
  return result;
}

/**
 * Whether a call can be replayed: the engine is wasm, nothing is being traced or recorded, and all arguments are tensors of numbers without
 * masks.
 */
const canReplay = (inputs: readonly (Tensor | SymbolicTensor)[]): boolean =>
  currentEngine() === 'wasm' &&
  !isTracing() &&
  !isRecording() &&
  inputs.every((each) => each instanceof Tensor && maskOf(each) === undefined && each.dtype !== 'string');

function keyOf(name: string, args: readonly Tree<Tensor>[], inputs: readonly Tensor[]): string {
  let key = name;
  for (const { shape, dtype } of inputs) key += ` ${dtype}[${shape.join()}]`;
  const isPlain = args.every((each) => each instanceof Tensor);
  return isPlain
    ? key
    : `${key} ${JSON.stringify(mapTree<Tensor | undefined, number>(args, (each) => (each === undefined ? 0 : 1)))}`;
}

function traceTree(
  f: TreeFunction,
  args: readonly Tree<Tensor>[],
  inputs: readonly Tensor[],
): { readonly trace: Trace; readonly masked: readonly number[] } {
  const masked: number[] = [];
  const isGiven = flattenTree<Tensor | undefined>(args as never).map((each) => each !== undefined);
  const trace = traceCall((...tensors) => {
    let next = 0;
    const leaves = isGiven.map((given) => (given ? tensors[next++] : undefined));
    const result = f(...(arrangeAs(args as never, leaves) as Tree<Tensor>[]));
    const masks = flattenTree(result).map(maskOf);
    masks.forEach((mask, place) => {
      if (mask !== undefined) masked.push(place);
    });
    return [result, masks.filter((mask) => mask !== undefined)];
  }, inputs);
  for (const leaf of flattenTree<unknown>(trace.output)) {
    if (leaf instanceof Tensor || leaf instanceof SymbolicTensor) continue;
    throw new Error('it gives plain numbers');
  }
  return { trace, masked };
}

function isSame(a: Tree<Tensor>, b: Tree<Tensor>): boolean {
  const [left, right] = [flattenTree(a), flattenTree(b)];
  return (
    left.length === right.length &&
    left.every((each, i) => isSameTensor(each, right[i]) && isSameTensor(maskOf(each), maskOf(right[i])))
  );
}

const isSameTensor = (a: Tensor | undefined, b: Tensor | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.dtype === b.dtype && areSameNumbers(a.data, b.data);
