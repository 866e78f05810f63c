/**
 * A small WebAssembly assembler: trees of instructions become the bytes of a module, or the same module as text.
 * Kernels are written with it directly; nothing here knows what they compute.
 */
import { type Opcode, opcodes } from './opcodes.js';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

const valueTypes: Record<ValueType, number> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** A parameter or local variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** The immediate that follows an opcode: its bytes, and for the text format the numbers they stand for and their lanes. */
interface Immediate {
  readonly bytes: readonly number[];
  readonly values: readonly (number | bigint)[];
  readonly lanes?: 'f32x4' | 'f64x2' | 'i32x4' | 'i64x2';
}

export interface PlainInstruction {
  readonly kind: 'plain';
  readonly opcode: Opcode;
  readonly immediate?: Immediate;
  readonly operands: readonly Instruction[];
}

interface LoopInstruction {
  readonly kind: 'loop' | 'block';
  readonly body: readonly Instruction[];
}

interface IfInstruction {
  readonly kind: 'if';
  readonly condition: Instruction;
  readonly consequent: readonly Instruction[];
  readonly alternative: readonly Instruction[];
}

export type Instruction = PlainInstruction | LoopInstruction | IfInstruction;

/** An instruction with its operands. Instructions with immediates are built by the functions below. */
export const op = (opcode: Opcode, ...operands: readonly Instruction[]): Instruction => ({
  kind: 'plain',
  opcode,
  operands,
});

const withImmediate = (opcode: Opcode, immediate: Immediate, operands: readonly Instruction[] = []): Instruction => ({
  kind: 'plain',
  opcode,
  immediate,
  operands,
});

export const get = (local: Local): Instruction => withImmediate('local.get', indexImmediate(local.index));

export const set = (local: Local, value: Instruction): Instruction =>
  withImmediate('local.set', indexImmediate(local.index), [value]);

export const tee = (local: Local, value: Instruction): Instruction =>
  withImmediate('local.tee', indexImmediate(local.index), [value]);

export const call = (target: FunctionBuilder, ...operands: readonly Instruction[]): Instruction =>
  withImmediate('call', indexImmediate(target.index), operands);

export const i32 = (value: number): Instruction =>
  withImmediate('i32.const', { bytes: signed(value), values: [value] });

export const i64 = (value: bigint): Instruction =>
  withImmediate('i64.const', { bytes: signed(value), values: [value] });

const bytesOf = (numbers: Float32Array | Float64Array | Int32Array | BigInt64Array): number[] => [
  ...new Uint8Array(numbers.buffer),
];

export const f32 = (value: number): Instruction =>
  withImmediate('f32.const', { bytes: bytesOf(Float32Array.of(value)), values: [value] });

export const f64 = (value: number): Instruction =>
  withImmediate('f64.const', { bytes: bytesOf(Float64Array.of(value)), values: [value] });

const vectorConstant = (
  lanes: Immediate['lanes'] & string,
  numbers: Float32Array | Float64Array | Int32Array | BigInt64Array,
): Instruction => withImmediate('v128.const', { bytes: bytesOf(numbers), values: [...numbers], lanes });

/** `v128.const` of two float64 lanes with the same value. */
export const f64x2 = (value: number): Instruction => vectorConstant('f64x2', Float64Array.of(value, value));

/** `v128.const` of four float32 lanes with the same value. */
export const f32x4 = (value: number): Instruction => vectorConstant('f32x4', new Float32Array(4).fill(value));

/** `v128.const` of two int64 lanes with the same value. */
export const i64x2 = (value: bigint): Instruction => vectorConstant('i64x2', BigInt64Array.of(value, value));

/** `v128.const` of four int32 lanes. */
export const i32x4 = (...lanes: readonly [number, number, number, number]): Instruction =>
  vectorConstant('i32x4', Int32Array.from(lanes));

/** `i8x16.shuffle` of whole 32-bit lanes: lanes 0–3 of the first operand, 4–7 of the second. */
export const shuffle32 = (
  lanes: readonly [number, number, number, number],
  first: Instruction,
  second: Instruction,
): Instruction => {
  const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => lane * 4 + b));
  return withImmediate('i8x16.shuffle', { bytes, values: bytes }, [first, second]);
};

/** `extract_lane` and `replace_lane` instructions. */
export const lane = (opcode: Opcode, index: number, ...operands: readonly Instruction[]): Instruction =>
  withImmediate(opcode, { bytes: [index], values: [index] }, operands);

/**
 * A load or store at `address + offset`; the operands after the address are what is stored (or the vector of a lane load).
 * `laneIndex` is for `load32_lane` and its kin. Alignment hints are 1 byte: they change nothing on today's engines.
 */
export const memory = (
  opcode: Opcode,
  offset: number,
  operands: readonly Instruction[],
  laneIndex?: number,
): Instruction =>
  withImmediate(
    opcode,
    {
      bytes: [0, ...unsigned(offset), ...(laneIndex === undefined ? [] : [laneIndex])],
      values: laneIndex === undefined ? [offset] : [offset, laneIndex],
    },
    operands,
  );

/** `memory.copy` of `bytes` bytes from `source` to `target`. */
export const memoryCopy = (target: Instruction, source: Instruction, bytes: Instruction): Instruction =>
  withImmediate('memory.copy', { bytes: [0, 0], values: [] }, [target, source, bytes]);

/** `memory.fill` of `bytes` bytes at `target`. */
export const memoryFill = (target: Instruction, value: Instruction, bytes: Instruction): Instruction =>
  withImmediate('memory.fill', { bytes: [0], values: [] }, [target, value, bytes]);

/** A loop; `br`/`br_if` to depth 0 in its body starts the next turn. */
export const loop = (...body: readonly Instruction[]): Instruction => ({
  kind: 'loop',
  body,
});

/** A block; `br`/`br_if` to depth 0 in its body leaves it. */
export const block = (...body: readonly Instruction[]): Instruction => ({
  kind: 'block',
  body,
});

export const when = (
  condition: Instruction,
  consequent: readonly Instruction[],
  alternative: readonly Instruction[] = [],
): Instruction => ({ kind: 'if', condition, consequent, alternative });

export const branch = (depth: number): Instruction => withImmediate('br', indexImmediate(depth));

export const branchIf = (depth: number, condition: Instruction): Instruction =>
  withImmediate('br_if', indexImmediate(depth), [condition]);

/**
 * `for (counter = from; counter < to; counter += step) body`, tested at the bottom: the body runs at least once, so guard
 * with `when` where the range may be empty.
 */
export const countedLoop = (
  counter: Local,
  from: Instruction,
  to: Instruction,
  step: number,
  body: readonly Instruction[],
): readonly Instruction[] => [
  set(counter, from),
  loop(...body, branchIf(0, op('i32.lt_s', tee(counter, op('i32.add', get(counter), i32(step))), to))),
];

/** One function of a module: parameters, then locals, then a body. */
export class FunctionBuilder {
  readonly body: Instruction[] = [];
  readonly parameters: readonly Local[];
  readonly locals: Local[] = [];

  constructor(
    readonly index: number,
    readonly name: string,
    parameterTypes: readonly ValueType[],
    readonly results: readonly ValueType[],
    readonly isExported: boolean,
  ) {
    this.parameters = parameterTypes.map((type, i) => ({ index: i, type }));
  }

  local(type: ValueType): Local {
    const local = {
      index: this.parameters.length + this.locals.length,
      type,
    };
    this.locals.push(local);
    return local;
  }

  push(...instructions: readonly Instruction[]): void {
    this.body.push(...instructions);
  }
}

/** A module that imports one memory (`env.memory`) and exports functions. */
export class ModuleBuilder {
  readonly functions: FunctionBuilder[] = [];

  /** Adds a function; exported under its name unless `isExported` is false. */
  function(
    name: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[] = [],
    isExported = true,
  ): FunctionBuilder {
    const builder = new FunctionBuilder(this.functions.length, name, parameters, results, isExported);
    this.functions.push(builder);
    return builder;
  }

  /** The module in WebAssembly's binary format. */
  encode(): Uint8Array<ArrayBuffer> {
    const functions = this.functions;
    const signatures = [...new Set(functions.map((f) => signatureBytes(f).join()))];
    const typeIndex = (f: FunctionBuilder) => signatures.indexOf(signatureBytes(f).join());
    return new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(
        1,
        signatures.map((s) => s.split(',').map(Number)),
      ),
      ...section(2, [[...nameBytes('env'), ...nameBytes('memory'), 0x02, 0x00, 0x01]]),
      ...section(
        3,
        functions.map((f) => unsigned(typeIndex(f))),
      ),
      ...section(
        7,
        functions.filter((f) => f.isExported).map((f) => [...nameBytes(f.name), 0x00, ...unsigned(f.index)]),
      ),
      ...section(10, functions.map(codeEntry)),
    ]);
  }
}

function indexImmediate(index: number): Immediate {
  return { bytes: unsigned(index), values: [index] };
}

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

function signed(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

function nameBytes(name: string): number[] {
  const bytes = new TextEncoder().encode(name);
  return [...unsigned(bytes.length), ...bytes];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function signatureBytes(f: FunctionBuilder): number[] {
  const parameters = f.parameters.map((p) => valueTypes[p.type]);
  const results = f.results.map((type) => valueTypes[type]);
  return [0x60, parameters.length, ...parameters, results.length, ...results];
}

function codeEntry(f: FunctionBuilder): number[] {
  const runs = localRuns(f.locals);
  const code = [...unsigned(runs.length), ...runs.flatMap(([count, type]) => [...unsigned(count), valueTypes[type]])];
  for (const instruction of f.body) encodeInstruction(instruction, code);
  code.push(0x0b);
  return [...unsigned(code.length), ...code];
}

/** Consecutive locals of one type, as the binary format groups them. */
function localRuns(locals: readonly Local[]): [number, ValueType][] {
  const runs: [number, ValueType][] = [];
  for (const { type } of locals) {
    const last = runs[runs.length - 1];
    if (last?.[1] === type) last[0] += 1;
    else runs.push([1, type]);
  }
  return runs;
}

/** The bytes of an opcode: a single byte, or a prefix and a number. */
const opcodeBytes = (code: number): readonly number[] =>
  code < 0x100 ? [code] : [code >> 12, ...unsigned(code & 0xfff)];

const emptyBlockType = 0x40;

function encodeInstruction(instruction: Instruction, code: number[]): void {
  switch (instruction.kind) {
    case 'plain':
      for (const operand of instruction.operands) encodeInstruction(operand, code);
      code.push(...opcodeBytes(opcodes[instruction.opcode]), ...(instruction.immediate?.bytes ?? []));
      return;
    case 'loop':
    case 'block':
      code.push(instruction.kind === 'loop' ? 0x03 : 0x02, emptyBlockType);
      for (const inner of instruction.body) encodeInstruction(inner, code);
      code.push(0x0b);
      return;
    case 'if':
      encodeInstruction(instruction.condition, code);
      code.push(0x04, emptyBlockType);
      for (const inner of instruction.consequent) encodeInstruction(inner, code);
      if (instruction.alternative.length > 0) {
        code.push(0x05);
        for (const inner of instruction.alternative) encodeInstruction(inner, code);
      }
      code.push(0x0b);
  }
}
