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

export const roundUp = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** Cuts `count` into blocks of at most `size`. */
export function blocks(count: number, size: number, visit: (first: number, length: number) => void): void {
  for (let first = 0; first < count; first += size) visit(first, Math.min(size, count - first));
}

/** Plans of one kernel that are kept, and bytes of their tables; beyond that, the oldest are made anew when they are needed. */
const mostPlans = 256;
const mostTableBytes = 1 << 26;

/** The same, but a shape that was planned before is not planned again; `keyOf` names all that the plan depends on. */
/* @__NO_SIDE_EFFECTS__ */
export function plannedOnce<Shape>(
  plan: (shape: Shape) => Plan,
  keyOf: (shape: Shape) => string,
): (shape: Shape) => Plan {
  const kept = new Map<string, Plan>();
  let tableBytes = 0;
  const bytesOf = ({ tables }: Plan): number => tables.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return (shape) => {
    const key = keyOf(shape);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = plan(shape);
    kept.set(key, made);
    tableBytes += bytesOf(made);
    for (const [oldKey, old] of kept) {
      if (kept.size === 1 || (kept.size <= mostPlans && tableBytes <= mostTableBytes)) break;
      kept.delete(oldKey);
      tableBytes -= bytesOf(old);
    }
    return made;
  };
}
