/** A function of tensors and variables that is computed at first, then traced and held against what is computed, and then replayed. */
import { warnOnce } from '../../errors/index.js';
import { currentEngine } from '../../kernel/engine.js';
import {
  arrangeAs,
  flattenTree,
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
import { areSameNumbers, type Program } from './program.js';

/** What takes tensors, in any form, and gives some. */
type TreeFunction = (...args: Tree<Tensor>[]) => Tree<Tensor>;

/** A program, and what it computes besides the result: the masks of some of its values. */
interface Replayed {
  readonly program: Program;
  /** The places, among the values of the result, of those that have masks. */
  readonly masked: readonly number[];
}

/** How often something was called with arguments of some shapes, and what came of it. */
type Entry = 'called' | 'refused' | Replayed;

/** Keeps programs of functions by the shapes of their arguments. */
export class ReplayedFunctions {
  readonly #entries = new Map<string, Entry>();
  readonly #label: () => string;

  /** The label is who computes, in messages. */
  constructor(label: () => string) {
    this.#label = label;
  }

  /** Forgets all programs: what they were made for has changed. */
  clear(): void {
    for (const entry of this.#entries.values()) if (typeof entry === 'object') entry.program.release();
    this.#entries.clear();
  }

  /** The programs that have been made, for people who want to look inside. */
  get programs(): [key: string, program: Program][] {
    return [...this.#entries].flatMap(([key, entry]): [string, Program][] =>
      typeof entry === 'object' ? [[key, entry.program]] : [],
    );
  }

  /** Computes `f`, which goes by a name. */
  call(name: string, f: TreeFunction, args: readonly Tree<Tensor>[]): Tree<Tensor> {
    const inputs = flattenTree<Tensor | undefined>(args as never).filter((each) => each !== undefined);
    if (!canReplay(inputs)) return f(...args);
    const key = keyOf(name, args, inputs);
    const entry = this.#entries.get(key);
    if (typeof entry === 'object' && !entry.program.isGone) {
      const result = run(entry, inputs);
      entry.program.commit();
      return result;
    }
    if (entry === undefined) {
      const result = f(...args);
      this.#entries.set(key, 'called');
      return result;
    }
    return entry === 'refused' ? f(...args) : this.#compare(key, f, args, inputs);
  }

  /** Makes the program, and computes both ways. */
  #compare(key: string, f: TreeFunction, args: readonly Tree<Tensor>[], inputs: readonly Tensor[]): Tree<Tensor> {
    let program: Program | undefined;
    let masked: readonly number[] = [];
    let reason = '';
    let replayed: Tree<Tensor> | undefined;
    try {
      const traced = traceTree(f, args, inputs);
      ({ masked } = traced);
      program = buildProgram(traced.trace);
      program.bringHome();
      replayed = run({ program, masked }, inputs);
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
      this.#entries.set(key, { program, masked });
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

/** The result of a program, with the masks that belong to it. */
function run({ program, masked }: Replayed, inputs: readonly Tensor[]): Tree<Tensor> {
  const [result, masks] = program.run(inputs) as readonly [Tree<Tensor>, readonly Tensor[]];
  if (masked.length > 0) {
    const leaves = flattenTree(result);
    masked.forEach((place, i) => withMask(leaves[place]!, masks[i]));
  }
  return result;
}

/** Whether a call can be replayed where it happens: on the kernels, apart from traces and tapes, with tensors of numbers that carry nothing else. */
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
