/** Builds a program from a trace: decides where and in which order each call is computed, and in which memory. */
import { keepTables, releaseTables } from '../../kernel/eager.js';
import { kernelMemory } from '../../kernel/wasm/memory.js';
import {
  allocate,
  flattenTree,
  mapTree,
  SymbolicTensor,
  Tensor,
  type GraphNode,
  type TensorData,
  type TypedArray,
  type Variable,
} from '../../tensor/index.js';
import { computeData, type OperationArguments } from '../apply.js';
import { numbersOf, type CopyRun, type KernelRun, type Lowering } from '../lowering.js';
import type { ConcreteSpec, Operation } from '../operation.js';
import { contiguous } from '../strided-copy.js';
import type { Trace } from '../trace.js';
import { lowerFormula } from './formulas.js';
import { ArrayInstruction, CopyInstruction, KernelInstruction, UploadInstruction } from './instructions.js';
import type { Instruction } from './instructions.js';
import { assignOffsets } from './lifetimes.js';
import { Program, type Assignment, type ProgramVariable } from './program.js';
import { Resident } from './residents.js';
import { Holdings } from './room.js';
import type { PlacedKernel, Step } from './steps.js';
import { Buffer, Value } from './values.js';

/** Values that are needed after the last step, as images: all of them, and those that are assigned to variables. */
export interface Ends {
  readonly needed: ReadonlySet<Value>;
  readonly assigned: ReadonlySet<Value>;
}

/** What is known of a program before its steps have their places. */
export interface Surroundings extends Ends {
  /** The variables that values are assigned to. */
  readonly targets: ReadonlyMap<Value, ProgramVariable>;
  readonly holdings: Holdings;
  /** Makes a buffer of so many elements in the memory that programs share. */
  makeBuffer(length: number): Buffer;
}

/** Other steps that give the same values. */
export type Rewriting = (steps: readonly Step[], surroundings: Surroundings) => readonly Step[];

/** Makes a program from a trace. `program.release` frees what it keeps in the kernel memory. */
export function buildProgram(trace: Trace, rewrite: Rewriting = (steps) => steps): Program {
  const holdings = new Holdings();
  try {
    return new Builder(trace, holdings).build(rewrite);
  } catch (error) {
    holdings.release();
    throw error;
  }
}

/** Results of constants that have at most so many elements are computed once and kept; larger ones are computed in each run. */
const mostFolded = 1 << 16;

const isImage = ({ dtype }: Value): boolean => dtype === 'float32' || dtype === 'bool';

const rootsOf = (values: readonly Value[]): ReadonlySet<Value> => new Set(values.map(({ imageRoot }) => imageRoot));

class Builder {
  readonly #trace: Trace;
  readonly #holdings: Holdings;
  readonly #values = new Map<SymbolicTensor | Tensor, Value>();
  readonly #filled = new Map<string, Value>();
  readonly #variables = new Map<Variable, ProgramVariable>();
  readonly #instructions: Instruction[] = [];
  readonly #buffers: Buffer[] = [];
  /** For each root value, the index of the last step that uses it; Infinity for values that are needed after the last step. */
  readonly #lastUses = new Map<Value, number>();
  /** The variables that values are assigned to: the values are computed directly in the variables' memory if possible. */
  readonly #targets = new Map<Value, ProgramVariable>();

  constructor(trace: Trace, holdings: Holdings) {
    this.#trace = trace;
    this.#holdings = holdings;
  }

  build(rewrite: Rewriting): Program {
    const { inputs, variables, assigned, output, nodes } = this.#trace;
    const inputValues = inputs.map((input) => this.#arrayValue(input));
    for (const [variable, place] of variables) this.#addVariable(variable, place);
    for (const variable of assigned.keys()) if (!variables.has(variable)) this.#addVariable(variable, undefined);
    const calls = this.#inOrder(nodes).flatMap((node) => this.#step(node) ?? []);
    let outputs = mapTree(output, (leaf) => this.#valueOf(leaf));
    const assignments = [...assigned].map(([variable, value]) => ({
      variable: this.#variables.get(variable)!,
      value: this.#valueOf(value),
    }));
    for (const { variable, value } of assignments) {
      if (variable.resident !== undefined && !this.#targets.has(value)) this.#targets.set(value, variable);
    }
    const updates = assignments.map(({ value }) => value);
    const atEnd = [...flattenTree(outputs), ...updates];
    const steps = rewrite(calls, {
      needed: rootsOf(atEnd),
      assigned: rootsOf(updates),
      targets: this.#targets,
      holdings: this.#holdings,
      makeBuffer: (length) => this.#temporary(length),
    });
    this.#findLastUses(steps, atEnd);
    steps.forEach((step, index) => {
      this.#emit(step, index);
    });
    outputs = mapTree(outputs, (value) => this.#setAside(value, assignments));
    for (const value of flattenTree(outputs)) this.#needAtEnd(value);
    this.#commit(assignments);
    const bytes = assignOffsets(this.#buffers);
    const offsets = this.#buffers.map(({ address }) => address);
    return new Program({
      inputs: inputValues,
      variables: [...this.#variables.values()],
      assignments,
      output: outputs,
      instructions: this.#instructions,
      buffers: this.#buffers,
      offsets,
      bytes,
      holdings: this.#holdings,
    });
  }

  /** The value for a tensor that is given as an array, such as an argument. */
  #arrayValue(tensor: SymbolicTensor | Tensor): Value {
    const value = new Value(tensor as Tensor);
    value.hasArray = true;
    this.#values.set(tensor, value);
    return value;
  }

  #addVariable(variable: Variable, place: SymbolicTensor | undefined): void {
    const value = new Value(variable);
    let resident: Resident | undefined;
    if (variable.dtype === 'float32') {
      resident = Resident.of(variable);
      const kept = resident;
      this.#holdings.keep(kept.bytes, () => {
        kept.leave();
      });
      value.buffer = resident;
    } else value.hasArray = true;
    if (place !== undefined) this.#values.set(place, value);
    this.#variables.set(variable, { variable, value, resident });
  }

  #valueOf(tensor: SymbolicTensor | Tensor): Value {
    const known = this.#values.get(tensor);
    if (known !== undefined) return known;
    const constant = new Value(tensor as Tensor);
    constant.setConstant((tensor as Tensor).data);
    this.#values.set(tensor, constant);
    return constant;
  }

  /**
   * The order of the calls. Calls whose results are assigned to variables come last, because they may overwrite the old values, which other
   * calls read.
   */
  #inOrder(nodes: readonly GraphNode[]): readonly GraphNode[] {
    const last = new Set<GraphNode>();
    for (const value of this.#trace.assigned.values()) {
      if (value instanceof SymbolicTensor && value.history !== undefined) last.add(value.history.node);
    }
    for (const node of nodes) {
      if (node.inputs.some(({ history }) => history !== undefined && last.has(history.node))) last.add(node);
    }
    return [...nodes.filter((node) => !last.has(node)), ...nodes.filter((node) => last.has(node))];
  }

  /** The step for a call of the trace; undefined if its result is constant. */
  #step(node: GraphNode): Step | undefined {
    const operation = node.operation as Operation;
    const { operands, attributes } = node.arguments as OperationArguments;
    const inputs = operands.map((operand) => this.#valueOf(operand as Tensor));
    const outputs = node.outputs.map((output) => {
      const value = new Value(output as unknown as Tensor);
      this.#values.set(output, value);
      return value;
    });
    if (inputs.every(({ isConstant }) => isConstant) && outputs.every(({ size }) => size <= mostFolded)) {
      this.#fold(operation, attributes, inputs, outputs);
      return undefined;
    }
    const step = { operation, attributes, inputs, outputs, lowering: lowered(operation, attributes, inputs, outputs) };
    const { lowering } = step;
    if (lowering?.kind === 'same') outputs[0]!.aliasOf(inputs[lowering.input]!);
    else if (lowering?.kind === 'filled') outputs[0]!.aliasOf(this.#filledValue(outputs[0]!, lowering.value));
    else if (lowering === undefined) for (const output of outputs) output.hasArray = true;
    return step;
  }

  /** Computes, during building, a call that depends on constants alone. */
  #fold(operation: Operation, attributes: object, inputs: readonly Value[], outputs: readonly Value[]): void {
    const tensors = inputs.map(({ array, shape, dtype }) => new Tensor(array as TypedArray, shape, dtype));
    const spec = operation.inferShape(tensors, attributes) as ConcreteSpec | readonly ConcreteSpec[];
    const results = computeData(operation, tensors, attributes, spec);
    outputs.forEach((output, i) => {
      output.setConstant(results[i]!);
    });
  }

  /** A constant all of whose elements are the same number. */
  #filledValue({ shape, dtype, size }: Value, number: number): Value {
    const key = `${dtype} ${size} ${number}`;
    let value = this.#filled.get(key);
    if (value === undefined) {
      value = new Value({ shape, dtype });
      const data = allocate(dtype, size) as TypedArray;
      value.setConstant(number === 0 ? data : data.fill(number));
      this.#filled.set(key, value);
    }
    return value;
  }

  #findLastUses(steps: readonly Step[], atEnd: readonly Value[]): void {
    steps.forEach(({ inputs }, index) => {
      for (const { imageRoot } of inputs) this.#lastUses.set(imageRoot, index);
    });
    for (const { imageRoot } of atEnd) this.#lastUses.set(imageRoot, Infinity);
  }

  readonly #lastUse = (value: Value): number => this.#lastUses.get(value.imageRoot) ?? -1;

  #emit(step: Step, index: number): void {
    const { operation, attributes, inputs, outputs, lowering, placed } = step;
    if (placed !== undefined) {
      outputs.forEach((output) => (output.buffer = this.#targets.get(output)!.resident));
      this.#addKernel(operation.name, placed);
      return;
    }
    if (lowering === undefined) {
      const reads = inputs.flatMap((input) => (input.arrayRoot.hasArray ? [] : [this.#image(input)]));
      this.#add(new ArrayInstruction(operation, attributes, inputs, outputs, reads));
      return;
    }
    if (lowering.kind !== 'runs') return;
    const { runs, temporaries = [] } = lowering;
    const temporary = temporaries.map((length) => this.#temporary(length));
    // Only values that the runs read are copied into the kernel memory.
    const read = new Set(runs.flatMap((run) => ('plan' in run ? run.inputs : [run.from])));
    const images = inputs.map((input, place) => (read.has(place) ? this.#image(input) : undefined));
    const last = runs[runs.length - 1]!;
    const written = this.#outputBuffers(step, last, index);
    const buffers = [...images, ...written, ...temporary];
    for (const run of runs) this.#addRun(operation.name, run, buffers, inputs);
  }

  #addRun(
    name: string,
    run: KernelRun | CopyRun,
    buffers: readonly (Buffer | undefined)[],
    inputs: readonly Value[],
  ): void {
    if (!('plan' in run)) {
      this.#add(new CopyInstruction(name, buffers[run.from]!, buffers[run.to]!, run));
      return;
    }
    this.#addKernel(name, {
      plan: run.plan,
      reads: run.inputs.map((place) => buffers[place]!),
      writes: run.outputs.map((place) => buffers[place]!),
      numbers: numbersOf(run, inputs),
    });
  }

  #addKernel(name: string, { plan, reads, writes, numbers }: PlacedKernel): void {
    const tables = keepTables(plan);
    this.#holdings.keep(0, () => {
      releaseTables(plan);
    });
    const cells = numbers.flatMap((each) =>
      typeof each === 'number' || each.arrayRoot.hasArray ? [] : [this.#image(each)],
    );
    this.#add(new KernelInstruction(name, plan, tables, reads, writes, numbers));
    for (const cell of cells) this.#use(cell);
  }

  /**
   * The memory of a step's outputs: that of the variable they are assigned to, that of an input that is not needed any more, or memory of
   * their own.
   */
  #outputBuffers({ inputs, outputs }: Step, run: KernelRun | CopyRun, index: number): Buffer[] {
    const inPlace = 'plan' in run ? (run.plan.inPlace ?? []).map((place) => run.inputs[place]!) : [];
    const taken = new Set<Buffer>();
    /** Whether an output may overwrite this value: no run of the step still reads it then. */
    const isFree = (root: Value): boolean =>
      inputs.every((input, place) => input.imageRoot !== root || inPlace.includes(place));
    return outputs.map((output) => {
      // A gradient may lie among those of other variables.
      if (output.buffer !== undefined) return output.buffer;
      const target = this.#targets.get(output);
      const { value: old, resident } = target ?? {};
      if (old !== undefined && this.#lastUse(old) <= index && isFree(old) && !taken.has(resident!)) {
        taken.add(resident!);
        return (output.buffer = resident!);
      }
      const over = inPlace.find((place) => {
        const root = inputs[place]?.imageRoot;
        const buffer = root?.buffer;
        return (
          buffer !== undefined &&
          !buffer.isLasting &&
          buffer.length === output.size &&
          this.#lastUses.get(root!) === index &&
          isFree(root!) &&
          !taken.has(buffer)
        );
      });
      const buffer = over === undefined ? this.#temporary(output.size) : inputs[over]!.imageRoot.buffer!;
      taken.add(buffer);
      return (output.buffer = buffer);
    });
  }

  #temporary(length: number): Buffer {
    const buffer = new Buffer(length);
    this.#buffers.push(buffer);
    return buffer;
  }

  /** The buffer of a value in the kernel memory. If it has none yet, it gets one, and an instruction copies its array there. */
  #image(value: Value): Buffer {
    const root = value.imageRoot;
    if (root.buffer !== undefined) return root.buffer;
    if (root.isConstant) return (root.buffer = this.#constant(root.array!));
    root.buffer = this.#temporary(root.size);
    this.#add(new UploadInstruction(root, root.buffer));
    return root.buffer;
  }

  /** The buffer of a constant, which is filled now and kept. */
  #constant(array: TensorData): Buffer {
    const buffer = new Buffer(array.length, true);
    buffer.address = this.#holdings.allocate(buffer.bytes);
    kernelMemory().float32.set(array as TypedArray, buffer.address / 4);
    return buffer;
  }

  #add(instruction: Instruction): void {
    this.#instructions.push(instruction);
    for (const buffer of [...instruction.reads, ...instruction.writes]) this.#use(buffer);
  }

  #use(buffer: Buffer): void {
    buffer.useAt(this.#instructions.length - 1);
  }

  #needAtEnd(value: Value): void {
    if (!value.arrayRoot.hasArray) this.#image(value).last = Infinity;
  }

  /**
   * A value that the program returns. If it lies in the memory of a variable to which another value is assigned, it is copied before that
   * happens.
   */
  #setAside(value: Value, assignments: readonly Assignment[]): Value {
    const { buffer } = value.imageRoot;
    const overwritten = assignments.some(
      ({ variable, value: next }) => variable.resident === buffer && next.imageRoot.buffer !== buffer,
    );
    if (buffer === undefined || !overwritten) return value;
    const aside = new Value(value);
    aside.buffer = this.#temporary(buffer.length);
    this.#addCopy(buffer, aside.buffer);
    return aside;
  }

  /**
   * Copies assigned values into the memory of their variables. They are copied as if all at once, because one variable may get the old
   * value of another.
   */
  #commit(assignments: readonly Assignment[]): void {
    const copies: { readonly from: Buffer; readonly to: Buffer }[] = [];
    for (const { variable, value } of assignments) {
      const { resident } = variable;
      if (resident === undefined) {
        this.#needAtEnd(value);
        continue;
      }
      const { buffer } = value.imageRoot;
      if (buffer === resident) continue;
      if (buffer === undefined && !value.imageRoot.isConstant) {
        copies.push({ from: this.#image(value), to: resident });
        continue;
      }
      const image = this.#image(value);
      if (!(image instanceof Resident)) copies.push({ from: image, to: resident });
      else {
        const aside = this.#temporary(image.length);
        this.#addCopy(image, aside);
        copies.push({ from: aside, to: resident });
      }
    }
    for (const { from, to } of copies) this.#addCopy(from, to);
  }

  #addCopy(from: Buffer, to: Buffer): void {
    const layout = contiguous([from.length]);
    this.#add(new CopyInstruction('assign', from, to, { source: layout, target: layout, shape: [from.length] }));
  }
}

function lowered(
  operation: Operation,
  attributes: object,
  inputs: readonly Value[],
  outputs: readonly Value[],
): Lowering | undefined {
  const lowering =
    operation.formula === undefined
      ? operation.lower?.(inputs, attributes, outputs)
      : lowerFormula(operation.formula, inputs, attributes as Readonly<Record<string, unknown>>, outputs);
  return lowering?.kind === 'runs' && !outputs.every(isImage) ? undefined : lowering;
}
