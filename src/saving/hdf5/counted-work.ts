/**
 * Changes a WebAssembly module so that it stops after an amount of work. Damaged files can make libhdf5 loop or copy without end, and a
 * thread cannot interrupt WebAssembly that it runs itself. So each turn of a loop and each call of a function that calls others uses up one
 * unit of a budget that the caller sets, and each copy of memory one for every 8 bytes; what runs between two of these is straight and
 * short. At zero the module traps.
 */
import { BinaryReader, BinaryWriter, encodedNumber, section, sectionsOf } from './module-binary.js';

/** The name under which the module exports the remaining budget. */
export const budgetName = 'hillock_budget';

const op = {
  loop: 0x03,
  if: 0x04,
  unreachable: 0x00,
  end: 0x0b,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i32Eqz: 0x45,
  i32LessUnsigned: 0x49,
  i32Sub: 0x6b,
  i32ShiftRightUnsigned: 0x76,
  call: 0x10,
  callIndirect: 0x11,
  bulk: 0xfc,
  emptyBlock: 0x40,
} as const;

const i32Type = 0x7f;
const mutable = 1;
const globalKind = 3;

/** One unit of the budget is for so many bytes that are copied or filled, as a power of 2. */
export const bytesPerUnit = 3;

/** The new contents of the sections that change. */
export function withCountedWork(module: Uint8Array): Map<number, Uint8Array> {
  const sections = new Map(sectionsOf(module).map((found) => [found.id, found]));
  const contentOf = (id: number): Uint8Array => {
    const found = sections.get(id)!;
    return module.subarray(found.start, found.end);
  };
  const globals = new BinaryReader(contentOf(section.globals));
  const own = globals.number();
  const budget = importedGlobals(contentOf(section.imports)) + own;
  const length = budget + 1;
  const zero = [i32Type, mutable, op.i32Const, 0, op.end];
  return new Map([
    [section.globals, withEntries(contentOf(section.globals), 2, [...zero, ...zero])],
    [
      section.exports,
      withEntries(contentOf(section.exports), 1, [...name(budgetName), globalKind, ...encodedNumber(budget)]),
    ],
    [section.code, countedCode(contentOf(section.code), budget, length)],
  ]);
}

const name = (text: string): number[] => [...encodedNumber(text.length), ...new TextEncoder().encode(text)];

/** A list with more entries at the end. */
function withEntries(list: Uint8Array, more: number, entries: readonly number[]): Uint8Array {
  const reader = new BinaryReader(list);
  const count = reader.number();
  return Uint8Array.from([...encodedNumber(count + more), ...list.subarray(reader.at), ...entries]);
}

function importedGlobals(imports: Uint8Array): number {
  const reader = new BinaryReader(imports);
  let globals = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.skipName();
    reader.skipName();
    const kind = reader.byte();
    if (kind === globalKind) globals++;
    if (kind === 0) reader.skipNumber();
    else if (kind === 1) skipLimits(reader, 1);
    else if (kind === 2) skipLimits(reader, 0);
    else reader.at += 2;
  }
  return globals;
}

function skipLimits(reader: BinaryReader, before: number): void {
  reader.at += before;
  const hasMaximum = (reader.byte() & 1) !== 0;
  reader.skipNumber();
  if (hasMaximum) reader.skipNumber();
}

/** What is inserted: before a step, and before an operation whose last operand is a number of bytes. */
function tolls(budget: number, length: number): { readonly step: number[]; readonly bulk: number[] } {
  const [left, bytes] = [encodedNumber(budget), encodedNumber(length)];
  const units = [op.globalGet, ...bytes, op.i32Const, bytesPerUnit, op.i32ShiftRightUnsigned];
  const stop = [op.if, op.emptyBlock, op.unreachable, op.end];
  return {
    step: [
      ...[op.globalGet, ...left, op.i32Eqz, ...stop],
      ...[op.globalGet, ...left, op.i32Const, 1, op.i32Sub, op.globalSet, ...left],
    ],
    bulk: [
      ...[op.globalSet, ...bytes],
      ...[op.globalGet, ...left, ...units, op.i32LessUnsigned],
      ...[op.if, op.emptyBlock, op.i32Const, 0, op.globalSet, ...left, op.unreachable, op.end],
      ...[op.globalGet, ...left, ...units, op.i32Sub, op.globalSet, ...left, op.globalGet, ...bytes],
    ],
  };
}

function countedCode(code: Uint8Array, budget: number, length: number): Uint8Array {
  const toll = tolls(budget, length);
  const reader = new BinaryReader(code);
  const writer = new BinaryWriter(Math.ceil(1.25 * code.length));
  const functions = reader.number();
  writer.number(functions);
  for (let i = 0; i < functions; i++) {
    const size = reader.number();
    const start = reader.at;
    const { steps, bulk } = placesToCount(reader, start + size);
    writer.number(size + steps.length * toll.step.length + bulk.length * toll.bulk.length);
    let done = start;
    let nextBulk = 0;
    const insert = (at: number, inserted: readonly number[]): void => {
      writer.copy(code, done, at);
      writer.push(...inserted);
      done = at;
    };
    for (const at of [...steps, start + size]) {
      while (nextBulk < bulk.length && bulk[nextBulk]! < at) insert(bulk[nextBulk++]!, toll.bulk);
      if (at < start + size) insert(at, toll.step);
    }
    writer.copy(code, done, start + size);
    reader.at = start + size;
  }
  return writer.bytes;
}

interface Places {
  /** Where the bodies of loops begin, and that of the function if it calls others. */
  readonly steps: number[];
  /** The operations that copy or fill memory. */
  readonly bulk: number[];
}

/** Finds the places of a function at which work is counted. This has to be fast: it reads millions of instructions while somebody waits for a file. */
function placesToCount(reader: BinaryReader, end: number): Places {
  for (let groups = reader.number(); groups > 0; groups--) {
    reader.skipNumber();
    reader.skipNumber();
  }
  const steps: number[] = [];
  const bulk: number[] = [];
  const { bytes } = reader;
  const start = reader.at;
  let at = start;
  let callsOthers = false;
  while (at < end) {
    const opcode = bytes[at++]!;
    const numbers = numbersAfter[opcode]!;
    if (numbers === others) {
      if (opcode === op.bulk && isBulk(bytes[at]!)) bulk.push(at - 1);
      reader.at = at;
      immediates[opcode]!(reader);
      at = reader.at;
      continue;
    }
    for (let left = numbers; left > 0; left--) while ((bytes[at++]! & 0x80) !== 0);
    if (opcode === op.loop) steps.push(at);
    else if (opcode === op.call || opcode === op.callIndirect) callsOthers = true;
  }
  reader.at = at;
  if (callsOthers) steps.unshift(start);
  return { steps, bulk };
}

/** Whether the operation is memory.init, memory.copy or memory.fill. */
const isBulk = (operation: number): boolean => operation === 8 || operation === 10 || operation === 11;

const numbers =
  (count: number) =>
  (reader: BinaryReader): void => {
    for (let i = 0; i < count; i++) reader.skipNumber();
  };

const bytes =
  (count: number) =>
  (reader: BinaryReader): void => {
    reader.at += count;
  };

const list =
  (after: number) =>
  (reader: BinaryReader): void => {
    for (let left = reader.number() + after; left > 0; left--) reader.skipNumber();
  };

function skipCatches(reader: BinaryReader): void {
  reader.skipNumber();
  for (let left = reader.number(); left > 0; left--) numbers(reader.byte() < 2 ? 2 : 1)(reader);
}

/** Reads what follows an opcode, for opcodes with something else than a fixed number of integers. */
const immediates: Readonly<Record<number, (reader: BinaryReader) => void>> = {
  0x0e: /* @__PURE__ */ list(1),
  0x1c: /* @__PURE__ */ list(0),
  0x1f: skipCatches,
  0x43: /* @__PURE__ */ bytes(4),
  0x44: /* @__PURE__ */ bytes(8),
  0xfc: (reader) => numbers([0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][reader.number()]!)(reader),
  0xfd: skipVector,
};

const others = 255;

/** How many LEB128 numbers follow each opcode; `others` for those in `immediates`. */
const numbersAfter = /* @__PURE__ */ countsOfNumbers();

function countsOfNumbers(): Uint8Array {
  const counts = new Uint8Array(256);
  const blocks = [0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x18];
  const calls = [0x10, 0x12, 0x14, 0x15];
  const variables = [0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2];
  for (const opcode of [...blocks, ...calls, ...variables]) counts[opcode] = 1;
  for (const opcode of [0x11, 0x13]) counts[opcode] = 2;
  const memoryInstructions = { first: 0x28, last: 0x3e };
  counts.fill(2, memoryInstructions.first, memoryInstructions.last + 1);
  for (const opcode of Object.keys(immediates)) counts[Number(opcode)] = others;
  return counts;
}

function skipVector(reader: BinaryReader): void {
  const opcode = reader.number();
  if (opcode <= 11 || opcode === 92 || opcode === 93) numbers(2)(reader);
  else if (opcode === 12 || opcode === 13) reader.at += 16;
  else if (opcode >= 21 && opcode <= 34) reader.at += 1;
  else if (opcode >= 84 && opcode <= 91) {
    numbers(2)(reader);
    reader.at += 1;
  }
}
