/**
 * The WebAssembly module of products channel by channel (depthwise convolution and its gradients). Neighbouring channels are repetitions of
 * a product with a single column, and lie side by side in memory; so vectors run over channels, and nothing is packed.
 */
import {
  type Instruction,
  type Local,
  ModuleBuilder,
  countedLoop,
  f32x4,
  get,
  i32,
  memory,
  op,
  set,
  when,
} from '../wasm/assembler.js';
import { range } from '../lattice.js';
import { add, addressFunction, inBytes } from '../wasm/assembly.js';
import { channelPasses, widestGroup } from '../wasm/channel-passes.js';
import { blocks } from '../plan.js';
import type { RepetitionsAtOnce } from './gather-plan.js';
import { depthBlock, type Product, type RowsRunner } from './product.js';
import { linked } from '../wasm/linking.js';

export interface ChannelwiseModule {
  /**
   * For every row i and channel c, `out[targets[i] + c] = start[c] + Σ_p left[outer[i] + leftInner[p] + c] · right[rightInner[p] + c]`;
   * without a start vector (address 0) the sum starts from 0, and with `accumulate` it is added to the number in `out`.
   */
  multiply(
    left: number,
    outer: number,
    rows: number,
    leftInner: number,
    right: number,
    rightInner: number,
    depth: number,
    out: number,
    targets: number,
    start: number,
    accumulate: number,
    channels: number,
  ): void;
}

export function channelwiseModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  const { f, locals } = addressFunction(
    module,
    'multiply',
    [
      ...(['left', 'outer', 'rows', 'leftInner', 'right', 'rightInner'] as const),
      ...(['depth', 'out', 'targets', 'start', 'accumulate', 'channels'] as const),
    ],
    { variables: ['row', 'leftRow', 'target', 'channel', 'p', 'leftAt', 'rightAt', 'startAt'] },
  );
  const { left, outer, rows, leftInner, right, rightInner, depth, out, targets, start, accumulate, channels } = locals;
  const { row, leftRow, target, channel, p, leftAt, rightAt, startAt } = locals;
  const sums = range(widestGroup).map(() => f.local('v128'));

  /** The place of the current channel in the line that entry `index` of a table points to. */
  const entry = (table: Local, index: Local): Instruction =>
    inBytes(add(memory('i32.load', 0, [add(get(table), inBytes(get(index)))]), get(channel)));

  f.push(
    ...countedLoop(row, i32(0), get(rows), 1, [
      set(channel, i32(0)),
      set(leftRow, add(get(left), entry(outer, row))),
      ...channelPasses(channel, channels, ({ offsets, load, store }) => {
        const each = (value: (sum: Instruction, offset: number) => Instruction): Instruction[] =>
          offsets.map((offset, index) => set(sums[index]!, value(get(sums[index]!), offset)));
        return [
          set(startAt, add(get(start), inBytes(get(channel)))),
          when(
            get(start),
            each((_, offset) => load(get(startAt), offset)),
            each(() => f32x4(0)),
          ),
          ...countedLoop(p, i32(0), get(depth), 1, [
            set(leftAt, add(get(leftRow), entry(leftInner, p))),
            set(rightAt, add(get(right), entry(rightInner, p))),
            ...each((sum, offset) =>
              op('f32x4.add', sum, op('f32x4.mul', load(get(leftAt), offset), load(get(rightAt), offset))),
            ),
          ]),
          set(target, add(get(out), entry(targets, row))),
          when(
            get(accumulate),
            each((sum, offset) => op('f32x4.add', sum, load(get(target), offset))),
          ),
          ...offsets.map((offset, index) => store(get(target), get(sums[index]!), offset)),
        ];
      }),
    ]),
  );
  return module;
}

/** Whether the product has a single column, and its repetitions are neighbouring channels in all operands. */
const isChannelwise = ({ right, repetition }: Product, hasStart: boolean): boolean =>
  right.outer.length === 1 &&
  right.outer[0] === 0 &&
  repetition !== undefined &&
  [repetition.left, repetition.right, repetition.out, hasStart ? repetition.start : 1].every((step) => step === 1);

const kernels = /* @__PURE__ */ linked<ChannelwiseModule>(channelwiseModule);

/** The work on the rows `from` to `to` of a product. */
const channelwiseRunner =
  (): RowsRunner =>
  ({ left, right, out, start }, tables, { product, from, to }) => {
    const { multiply } = kernels();
    blocks(product.left.inner.length, depthBlock, (p, length) => {
      multiply(
        left,
        tables.leftOuter + 4 * from,
        to - from,
        tables.leftInner + 4 * p,
        right,
        tables.rightInner + 4 * p,
        length,
        out,
        tables.targets + 4 * from,
        p === 0 ? start : 0,
        p === 0 ? 0 : 1,
        product.repetition!.count,
      );
    });
  };

/** The way to compute products channel by channel, for those products that it suits. */
export const channelwise: RepetitionsAtOnce = { suits: isChannelwise, runner: channelwiseRunner };
