/**
 * Runs plans on JavaScript arrays: the inputs are copied into the kernel memory, the plan runs, the outputs are copied out. From call to
 * call, nothing but the tables of offsets stays there. This is the only module of the kernels that touches both the kernel memory and
 * users' arrays.
 */
import type { FloatArray } from './arrays.js';
import { type Addresses, bytesOfTables, type Plan } from './plan.js';
import { runPlan } from './run-plan.js';
import { blockStart, kernelMemory, pageOffset } from './wasm/memory.js';

/** The addresses for one plan. They are computed once, and again only if `room` moves. */
interface Placement {
  readonly inputs: number[];
  readonly outputs: number[];
  readonly scratch: number;
  readonly shared: number;
  readonly tables: readonly number[];
  numbers: readonly number[];
  /** The address of `room` that the other addresses were computed for. */
  readonly room: number;
}

/** The block of the kernel memory that holds the arrays during a call. Each call overwrites it. */
const room = { address: 0, bytes: 0 };
const leastRoom = 1 << 18;

function makeRoom(bytes: number): void {
  if (bytes <= room.bytes) return;
  if (room.bytes > 0) kernelMemory().release(room.address);
  room.bytes = Math.max(bytes, leastRoom, 2 * room.bytes);
  room.address = kernelMemory().allocate(room.bytes);
}

/**
 * The addresses of the tables that were copied into the kernel memory, the oldest plan first. If the tables take too much memory, the
 * oldest are released.
 */
const laidOut = /* @__PURE__ */ new Map<Plan, readonly number[]>();
const mostTableBytes = 1 << 25;
let tableBytes = 0;

function layOut(plan: Plan): readonly number[] {
  const known = laidOut.get(plan);
  if (known !== undefined || plan.tables.length === 0) return known ?? [];
  tableBytes += bytesOfTables(plan);
  for (const [old, addresses] of laidOut) {
    if (tableBytes <= mostTableBytes) break;
    if (kept.has(old)) continue;
    addresses.forEach((address) => kernelMemory().release(address));
    laidOut.delete(old);
    placements.delete(old);
    tableBytes -= bytesOfTables(old);
  }
  const addresses = plan.tables.map((table) => {
    const address = kernelMemory().allocate(table.byteLength);
    kernelMemory().int32.set(table, address / 4);
    return address;
  });
  laidOut.set(plan, addresses);
  return addresses;
}

/** Plans whose tables must not be released, with the number of users that asked for that. */
const kept = /* @__PURE__ */ new Map<Plan, number>();

/** The addresses of a plan's tables, which stay valid until `releaseTables` is called. */
export function keepTables(plan: Plan): readonly number[] {
  const addresses = layOut(plan);
  kept.set(plan, (kept.get(plan) ?? 0) + 1);
  return addresses;
}

/** Ends what `keepTables` asked for: the tables may be released. */
export function releaseTables(plan: Plan): void {
  const users = kept.get(plan)! - 1;
  if (users > 0) kept.set(plan, users);
  else kept.delete(plan);
}

const placements = /* @__PURE__ */ new WeakMap<Plan, Placement>();

const noNumbers: readonly number[] = [];

/** Makes a function over arrays from a kernel's plans. */
/* @__NO_SIDE_EFFECTS__ */
export const eagerly =
  <Shape>(planOf: (shape: Shape) => Plan) =>
  (shape: Shape, inputs: readonly FloatArray[], outputs: readonly FloatArray[]): void =>
    runOnArrays(planOf(shape), inputs, outputs);

/** Computes the outputs of a plan from its inputs. An output may be an input. */
export function runOnArrays(
  plan: Plan,
  inputs: readonly FloatArray[],
  outputs: readonly FloatArray[],
  numbers: readonly number[] = noNumbers,
): void {
  const at = placed(plan);
  at.numbers = numbers;
  if (plan.pieces !== undefined && plan.units > plan.pieces.units) {
    runInPieces(plan, at, inputs, outputs);
    return;
  }
  for (let i = 0; i < inputs.length; i += 1) copyIn(at.inputs[i]!, inputs[i]!);
  runPlan(plan, at);
  for (let i = 0; i < outputs.length; i += 1) copyOut(at.outputs[i]!, outputs[i]!, 0, outputs[i]!.byteLength);
}

/**
 * Runs the plan piece by piece, copying each piece to the same place. A plan computes addresses from the unit's number, so each piece
 * passes the address at which the whole array would begin if the piece lay where it belongs.
 */
function runInPieces(
  plan: Plan,
  place: Addresses,
  inputs: readonly FloatArray[],
  outputs: readonly FloatArray[],
): void {
  const { units } = plan;
  const { units: most, inputSteps, outputSteps } = plan.pieces!;
  const at = { ...place, inputs: [...place.inputs], outputs: [...place.outputs] };
  for (let i = 0; i < inputs.length; i += 1) if (inputSteps[i] === 0) copyIn(at.inputs[i]!, inputs[i]!);
  plan.prepare?.(at);
  for (let from = 0; from < units; from += most) {
    const to = Math.min(from + most, units);
    for (let i = 0; i < inputs.length; i += 1) {
      const step = inputSteps[i]!;
      if (step === 0) continue;
      copyIn(place.inputs[i]!, partOf(inputs[i]!, from * step, to * step));
      at.inputs[i] = place.inputs[i]! - from * step;
    }
    for (let i = 0; i < outputs.length; i += 1) at.outputs[i] = place.outputs[i]! - from * outputSteps[i]!;
    plan.run(at, { from, to });
    for (let i = 0; i < outputs.length; i += 1) {
      const step = outputSteps[i]!;
      copyOut(place.outputs[i]!, outputs[i]!, from * step, to * step);
    }
  }
}

/** A view of the kernel memory as an array of the given array's type. */
const memoryLike = ({ BYTES_PER_ELEMENT }: FloatArray): FloatArray =>
  BYTES_PER_ELEMENT === 4 ? kernelMemory().float32 : kernelMemory().float64;

const partOf = (array: FloatArray, fromByte: number, toByte: number): FloatArray =>
  array.subarray(fromByte / array.BYTES_PER_ELEMENT, toByte / array.BYTES_PER_ELEMENT);

const copyIn = (address: number, values: FloatArray): void =>
  memoryLike(values).set(values, address / values.BYTES_PER_ELEMENT);

/** Fills the bytes `from` to `to` of an array from the kernel memory. */
const copyOut = (address: number, target: FloatArray, from: number, to: number): void =>
  target.set(partOf(memoryLike(target), address, address + to - from), from / target.BYTES_PER_ELEMENT);

function placed(plan: Plan): Placement {
  const known = placements.get(plan);
  if (known !== undefined && known.room === room.address) return known;
  const place = placeAnew(plan);
  placements.set(plan, place);
  return place;
}

function placeAnew(plan: Plan): Placement {
  const tables = layOut(plan);
  const { pieces, overwrites } = plan;
  let end = pageOffset;
  const window = (bytes: number): number => {
    const start = blockStart(end, bytes);
    end = start + bytes;
    return start;
  };
  /** The bytes that an array needs: for one that is worked on in pieces, one piece and the bytes that the kernel touches beyond it. */
  const pieceBytes = (bytes: number, step: number | undefined): number =>
    pieces === undefined || step === 0 ? bytes : bytes - step! * Math.max(0, plan.units - pieces.units);
  const inputs = plan.inputBytes.map((bytes, i) => window(pieceBytes(bytes, pieces?.inputSteps[i])));
  const outputs = plan.outputBytes.map((bytes, i) =>
    overwrites === undefined ? window(pieceBytes(bytes, pieces?.outputSteps[i])) : inputs[overwrites]!,
  );
  const [scratch, sharedRoom] = [window(plan.scratchBytes), window(plan.sharedBytes)] as const;
  makeRoom(end - pageOffset);
  const absolute = (offset: number): number => room.address + offset - pageOffset;
  return {
    inputs: inputs.map(absolute),
    outputs: outputs.map(absolute),
    scratch: absolute(scratch),
    shared: absolute(sharedRoom),
    tables,
    numbers: noNumbers,
    room: room.address,
  };
}
