/**
 * A kernel in two steps. A plan contains everything that depends on the shapes alone; its `run` computes at given addresses. These can
 * belong to arrays that were copied in for one call (`eager.ts`), or to data that stays in the kernel memory from call to call.
 */

/** Byte addresses in the kernel memory. */
export interface Addresses {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Scratch memory, which only one run at a time may use. */
  readonly scratch: number;
  /** Memory that `prepare` fills and all runs read. */
  readonly shared: number;
  /** The plan's tables in the kernel memory. */
  readonly tables: readonly number[];
  /** Numbers that the kernel takes besides arrays, such as an activation's alpha. */
  readonly numbers: readonly number[];
}

/** The units from `from` up to `to`, exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  /** The bytes of each input. The kernel may touch all of them, even if the elements end earlier. */
  readonly inputBytes: readonly number[];
  readonly outputBytes: readonly number[];
  readonly scratchBytes: number;
  readonly sharedBytes: number;
  /** Tables of offsets. They never change, so they are copied into the kernel memory once. */
  readonly tables: readonly Int32Array[];
  /** How many units (rows, images, elements …) the work consists of. Units can be computed independently and in any order. */
  readonly units: number;
  /** A part of the work has to begin at a multiple of this number of units. */
  readonly grain: number;
  /** The input that may be overwritten by the only output. */
  readonly overwrites?: number | undefined;
  /** The inputs that may be overwritten by an output each, because the kernel reads no element after it has written the output's. */
  readonly inPlace?: readonly number[] | undefined;
  /** How large arrays can be worked on in pieces; undefined if they cannot. */
  readonly pieces?: Pieces | undefined;
  /** Makes what all parts of the work need; it is called once before them. */
  prepare?(at: Addresses): void;
  /**
   * Computes a part, or everything. All that happens in the kernel memory are calls of kernels, so that other threads can repeat it; except
   * that elements are left to the evaluator where a kernel returns a number other than 0. `packed` is the address of packed panels; 0 if
   * there are none.
   */
  run(at: Addresses, part?: Range, packed?: number): void;
  /** What several threads can do once, before the parts, so that not every part does it; undefined if there is no such work. */
  readonly panels?: Panels | undefined;
}

/** The packing of an operand that all parts of a product need. */
export interface Panels {
  readonly bytes: number;
  readonly units: number;
  /** Packs some of the panels of an operand, so that panel 0 lies at the address `packed`. */
  pack(at: Addresses, part: Range, packed: number): void;
}

/** Describes work in pieces: each unit needs its own bytes of the arrays and no others. */
export interface Pieces {
  /** The number of units in a piece, a multiple of the grain. */
  readonly units: number;
  /** How many bytes of each array belong to a unit; 0 for an array that every unit needs completely. */
  readonly inputSteps: readonly number[];
  readonly outputSteps: readonly number[];
}

/** The same addresses with other inputs. The properties are copied one by one, because spreading an object takes longer than a small kernel. */
export const withInputs = (
  { outputs, scratch, shared, tables, numbers }: Addresses,
  inputs: readonly number[],
): Addresses => ({ inputs, outputs, scratch, shared, tables, numbers });

export const roundUp = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** Cuts `count` into blocks of at most `size`. */
export function blocks(count: number, size: number, visit: (first: number, length: number) => void): void {
  for (let first = 0; first < count; first += size) visit(first, Math.min(size, count - first));
}

/**
 * How many plans of one kernel are kept, and how many bytes of tables. Beyond these, the oldest plans are dropped and made again when
 * needed.
 */
const mostPlans = 256;
const mostTableBytes = 1 << 26;

type Key = readonly (number | string | boolean | undefined)[];

interface Kept {
  readonly hash: number;
  readonly key: Key;
  readonly plan: Plan;
}

/** Remembers plans, so that a shape is planned only once; `keyOf` lists everything in the shape that the plan depends on. */
/* @__NO_SIDE_EFFECTS__ */
export function plannedOnce<Shape>(plan: (shape: Shape) => Plan, keyOf: (shape: Shape) => Key): (shape: Shape) => Plan {
  // Keys are found by a hash of their numbers: joining them to a string would take longer than many kernels.
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
