/** Plans of copies between two layouts. A unit is a row: the elements of the last axis. */
import type { Plan, Range } from '../plan.js';
import { linked } from '../wasm/linking.js';
import { copyingModule, type CopyingModule } from './copying.js';

const floatBytes = 4;
const kernels = /* @__PURE__ */ linked<CopyingModule>(copyingModule);

/** An axis of a walk: its length, and the distances between its elements in the source and in the target, in elements. */
export interface CopiedAxis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

export interface Copy {
  /** As few axes as describe the walk. */
  readonly axes: readonly CopiedAxis[];
  /** The places of the first elements. */
  readonly from: number;
  readonly to: number;
  /** How many elements source and target have. */
  readonly sourceLength: number;
  readonly targetLength: number;
}

/** A call of a kernel copies at least so many elements; for fewer, a plain loop is as fast. */
const fewestElements = 64;

/** The plan of a copy, which writes the elements of the walk and no others; undefined if a plain loop serves as well. */
export function planCopy({ axes, from: first, to: firstTarget, sourceLength, targetLength }: Copy): Plan | undefined {
  const all = [{ length: 1, from: 0, to: 0 }, { length: 1, from: 0, to: 0 }, ...axes];
  const inner = all.pop()!;
  const rows = all.pop()!;
  if (rows.length * inner.length < fewestElements) return undefined;
  const units = all.reduce((product, { length }) => product * length, rows.length);
  const everything: Range = { from: 0, to: units };
  const isInOrder = inner.from === 1 && inner.to === 1;
  const [fromRow, toRow] = [rows.from * floatBytes, rows.to * floatBytes];
  return {
    inputBytes: [sourceLength * floatBytes],
    outputBytes: [targetLength * floatBytes],
    scratchBytes: 0,
    sharedBytes: 0,
    tables: [],
    units,
    grain: 1,
    run({ inputs: [source], outputs: [target] }, { from, to } = everything) {
      const { rows: copyRows, elements } = kernels();
      for (let unit = from; unit < to;) {
        const row = unit % rows.length;
        const count = Math.min(rows.length - row, to - unit);
        let [read, write] = [first + row * rows.from, firstTarget + row * rows.to];
        let rest = (unit - row) / rows.length;
        for (let axis = all.length - 1; axis >= 0; axis -= 1) {
          const place = rest % all[axis]!.length;
          rest = (rest - place) / all[axis]!.length;
          read += place * all[axis]!.from;
          write += place * all[axis]!.to;
        }
        const [at, out] = [source! + read * floatBytes, target! + write * floatBytes];
        if (isInOrder) copyRows(at, out, count, fromRow, toRow, inner.length * floatBytes);
        else {
          elements(at, out, count, fromRow, toRow, inner.length, inner.from * floatBytes, inner.to * floatBytes);
        }
        unit += count;
      }
    },
  };
}
