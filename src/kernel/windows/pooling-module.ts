/**
 * The WebAssembly module of pooling, for one image. Window i holds the pixels at `offsets[starts[i]]` to `offsets[starts[i + 1]]`,
 * exclusive; results and their gradients lie window after window.
 */
import {
  type FunctionBuilder,
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
import { add, addressFunction, advance, floatBytes, inBytes, repeatWhile, subtract, times } from '../wasm/assembly.js';
import { range } from '../lattice.js';
import { type ChannelGroup, channelPasses, widestGroup } from '../wasm/channel-passes.js';

/** The functions take the addresses of their arrays, then those of `starts` and `offsets`, then the numbers of windows and channels. */
export interface PoolingModule {
  /** (x, out) */
  maximum(...addresses: readonly number[]): void;
  /** (x, out) */
  mean(...addresses: readonly number[]): void;
  /** (x, dy, dx): adds the gradient of each window to `dx` at its first maximum. */
  maximumGradient(...addresses: readonly number[]): void;
  /** (dy, dx): adds the gradient of each window to `dx` in equal shares. */
  meanGradient(...addresses: readonly number[]): void;
}

export function poolingModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  addMaximum(module);
  addMean(module);
  addMaximumGradient(module);
  addMeanGradient(module);
  return module;
}

/** The parts from which a kernel builds its work on one group of channels of one window. */
interface WindowGroup<Array extends string> {
  readonly group: ChannelGroup;
  /** The address of the group in an array that has one line of channels for each window. */
  line(array: Array): Instruction;
  /** Runs `body` for each pixel of the window; `address` gives the place of the group in an array of pixels. */
  eachPixel(body: (address: (array: Array) => Instruction) => readonly Instruction[]): Instruction;
  /** The number of pixels in the window, in all lanes. */
  readonly count: Instruction;
}

/** Adds a function that visits all windows and, for each, all groups of channels. */
function addWindowKernel<Array extends string>(
  module: ModuleBuilder,
  name: string,
  arrays: readonly Array[],
  body: (f: FunctionBuilder) => (window: WindowGroup<Array>) => readonly Instruction[],
): void {
  const { f, locals } = addressFunction(
    module,
    name,
    [...arrays, ...(['starts', 'offsets', 'windows', 'channels'] as const)],
    { variables: ['window', 'channel', 'entry', 'first', 'end', 'lineOffset', 'pixelOffset'] },
  );
  const { starts, offsets, windows, channels, window, channel, entry, first, end, lineOffset, pixelOffset } = locals;
  const bodyOf = body(f);
  const start = (next: number): Instruction =>
    add(get(offsets), inBytes(memory('i32.load', next * floatBytes, [add(get(starts), inBytes(get(window)))])));
  const isLeft = op('i32.lt_u', get(entry), get(end));
  const at = (array: Array, offset: Local): Instruction => add(get(locals[array]), get(offset));

  f.push(
    ...countedLoop(window, i32(0), get(windows), 1, [
      set(first, start(0)),
      set(end, start(1)),
      set(channel, i32(0)),
      ...channelPasses(channel, channels, (group) => [
        set(lineOffset, inBytes(add(times(get(window), get(channels)), get(channel)))),
        ...bodyOf({
          group,
          line: (array) => at(array, lineOffset),
          eachPixel: (visit) =>
            when(op('i32.lt_u', get(first), get(end)), [
              set(entry, get(first)),
              repeatWhile(isLeft, [
                set(pixelOffset, inBytes(add(memory('i32.load', 0, [get(entry)]), get(channel)))),
                ...visit((array) => at(array, pixelOffset)),
                advance(entry, i32(floatBytes)),
              ]),
            ]),
          count: op(
            'f32x4.convert_i32x4_s',
            op('i32x4.splat', op('i32.shr_u', subtract(get(end), get(first)), i32(2))),
          ),
        }),
      ]),
    ]),
  );
}

const vectorLocals = (f: FunctionBuilder): Local[] => range(widestGroup).map(() => f.local('v128'));

function addMaximum(module: ModuleBuilder): void {
  addWindowKernel(module, 'maximum', ['x', 'out'], (f) => {
    const maxima = vectorLocals(f);
    return ({ group, line, eachPixel }) => [
      ...findMaxima(maxima, group, eachPixel),
      ...group.offsets.map((offset, v) => group.store(line('out'), get(maxima[v]!), offset)),
    ];
  });
}

/** The maximum of a window that contains NaN is NaN, as `f32x4.max` computes it. */
const findMaxima = (
  maxima: readonly Local[],
  { offsets, load }: ChannelGroup,
  eachPixel: WindowGroup<'x'>['eachPixel'],
): Instruction[] => [
  ...offsets.map((_, v) => set(maxima[v]!, f32x4(-Infinity))),
  eachPixel((address) =>
    offsets.map((offset, v) => set(maxima[v]!, op('f32x4.max', get(maxima[v]!), load(address('x'), offset)))),
  ),
];

function addMean(module: ModuleBuilder): void {
  addWindowKernel(module, 'mean', ['x', 'out'], (f) => {
    const sums = vectorLocals(f);
    return ({ group: { offsets, load, store }, line, eachPixel, count }) => [
      ...offsets.map((_, v) => set(sums[v]!, f32x4(0))),
      eachPixel((address) =>
        offsets.map((offset, v) => set(sums[v]!, op('f32x4.add', get(sums[v]!), load(address('x'), offset)))),
      ),
      ...offsets.map((offset, v) => store(line('out'), op('f32x4.div', get(sums[v]!), count), offset)),
    ];
  });
}

function addMaximumGradient(module: ModuleBuilder): void {
  addWindowKernel(module, 'maximumGradient', ['x', 'dy', 'dx'], (f) => {
    const maxima = vectorLocals(f);
    const found = vectorLocals(f);
    const value = f.local('v128');
    const isFirst = f.local('v128');
    const isNaN = op('f32x4.ne', get(value), get(value));
    return ({ group, line, eachPixel }) => [
      ...findMaxima(maxima, group, eachPixel),
      ...group.offsets.map((_, v) => set(found[v]!, f32x4(0))),
      eachPixel((address) =>
        group.offsets.flatMap((offset, v) => {
          const isMaximum = op('v128.or', op('f32x4.eq', get(value), get(maxima[v]!)), isNaN);
          const gradient = op('v128.and', get(isFirst), group.load(line('dy'), offset));
          return [
            set(value, group.load(address('x'), offset)),
            set(isFirst, op('v128.andnot', isMaximum, get(found[v]!))),
            set(found[v]!, op('v128.or', get(found[v]!), get(isFirst))),
            group.store(address('dx'), op('f32x4.add', group.load(address('dx'), offset), gradient), offset),
          ];
        }),
      ),
    ];
  });
}

function addMeanGradient(module: ModuleBuilder): void {
  addWindowKernel(module, 'meanGradient', ['dy', 'dx'], (f) => {
    const shares = vectorLocals(f);
    return ({ group: { offsets, load, store }, line, eachPixel, count }) => [
      ...offsets.map((offset, v) => set(shares[v]!, op('f32x4.div', load(line('dy'), offset), count))),
      eachPixel((address) =>
        offsets.map((offset, v) =>
          store(address('dx'), op('f32x4.add', load(address('dx'), offset), get(shares[v]!)), offset),
        ),
      ),
    ];
  });
}
