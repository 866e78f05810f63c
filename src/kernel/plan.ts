/**
 * A kernel in two steps: a plan, which is all that a shape decides, and a run on addresses. Addresses may be those of arrays that were
 * copied in for one call (`eager.ts`), or of data that stays in the kernel memory from call to call.
 */

/** Byte addresses in the kernel memory. */
export interface Addresses {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Room that one run at a time may use. */
  readonly scratch: number;
  /** Room for what `prepare` makes, which all runs read. */
  readonly shared: number;
  /** Where the plan's tables have been laid out. */
  readonly tables: readonly number[];
  /** Numbers that the kernel takes besides, such as an activation's alpha. */
  readonly numbers: readonly number[];
}

/** The units from `from` up to `to`, exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  /** The kernel may read and write to the end of these, beyond the elements as well. */
  readonly inputBytes: readonly number[];
  readonly outputBytes: readonly number[];
  readonly scratchBytes: number;
  readonly sharedBytes: number;
  /** Offsets of elements; they stay the same, and are laid out once. */
  readonly tables: readonly Int32Array[];
  /** How many units (rows, images, elements …) the work consists of. Each can be computed by itself, in any order. */
  readonly units: number;
  /** A part of the work begins at a multiple of so many units. */
  readonly grain: number;
  /** The input whose place the only output may take. */
  readonly overwrites?: number | undefined;
  /** The inputs whose places outputs may take, one each, where nothing is read once an output is written. */
  readonly inPlace?: readonly number[] | undefined;
  /** How arrays that are large can be worked on piece by piece. */
  readonly pieces?: Pieces | undefined;
  /** What all parts of the work need; done once before them. */
  prepare?(at: Addresses): void;
  run(at: Addresses, part?: Range): void;
}

/** Units of which each needs its own bytes of the arrays and no others. */
export interface Pieces {
  /** Units that are best worked on at a time: a multiple of the grain. */
  readonly units: number;
  /** Bytes of each array that belong to a unit; 0 for an array that all units need as a whole. */
  readonly inputSteps: readonly number[];
  readonly outputSteps: readonly number[];
}

/** The same addresses with other inputs. Named one by one: spreading an object takes longer than a small kernel. */
export const withInputs = (
  { outputs, scratch, shared, tables, numbers }: Addresses,
  inputs: readonly number[],
): Addresses => ({ inputs, outputs, scratch, shared, tables, numbers });

export const roundUp = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** Cuts `count` into blocks of at most `size`. */
export function blocks(count: number, size: number, visit: (first: number, length: number) => void): void {
  for (let first = 0; first < count; first += size) visit(first, Math.min(size, count - first));
}

/** Plans of one kernel that are kept, and bytes of their tables; beyond that, the oldest are made anew when they are needed. */
const mostPlans = 256;
const mostTableBytes = 1 << 26;

type Key = readonly (number | string | boolean | undefined)[];

interface Kept {
  readonly hash: number;
  readonly key: Key;
  readonly plan: Plan;
}

/** The same, but a shape that was planned before is not planned again; `keyOf` lists all that the plan depends on. */
/* @__NO_SIDE_EFFECTS__ */
export function plannedOnce<Shape>(plan: (shape: Shape) => Plan, keyOf: (shape: Shape) => Key): (shape: Shape) => Plan {
  // By hashes of numbers: to put keys together as strings would take longer than many a kernel.
  const kept = new Map<number, Kept[]>();
  const inOrder: Kept[] = [];
  let tableBytes = 0;
  const keep = (each: Kept, known: Kept[] | undefined): void => {
    if (known === undefined) kept.set(each.hash, [each]);
    else known.push(each);
    inOrder.push(each);
    tableBytes += bytesOfTables(each.plan);
    while (inOrder.length > 1 && (inOrder.length > mostPlans || tableBytes > mostTableBytes)) {
      const old = inOrder.shift()!;
      const others = kept.get(old.hash)!.filter((other) => other !== old);
      if (others.length === 0) kept.delete(old.hash);
      else kept.set(old.hash, others);
      tableBytes -= bytesOfTables(old.plan);
    }
  };
  return (shape) => {
    const key = keyOf(shape);
    const hash = hashOf(key);
    const known = kept.get(hash);
    if (known !== undefined) for (const each of known) if (areEqual(each.key, key)) return each.plan;
    const made = plan(shape);
    keep({ hash, key, plan: made }, known);
    return made;
  };
}

export const bytesOfTables = ({ tables }: Plan): number => tables.reduce((sum, { byteLength }) => sum + byteLength, 0);

function hashOf(key: Key): number {
  let hash = 0;
  for (const entry of key) {
    const number = typeof entry === 'string' ? entry.length : Number(entry ?? -1);
    hash = (Math.imul(hash, 31) + number) | 0;
  }
  return hash;
}

function areEqual(a: Key, b: Key): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
