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
  memoryFill,
  op,
  set,
  when,
} from '../wasm/assembler.js';
import {
  add,
  addressFunction,
  advance,
  floatBytes,
  forEach,
  inBytes,
  repeatWhile,
  subtract,
  times,
} from '../wasm/assembly.js';
import { range } from '../lattice.js';
import { type ChannelGroup, channelPasses, widestGroup } from '../wasm/channel-passes.js';

/** The functions take the addresses of their arrays, then those of `starts` and `offsets`, then the numbers of windows and channels. */
export interface PoolingModule {
  /** (x, out) */
  maximum(...addresses: readonly number[]): void;
  /** (x, out) */
  mean(...addresses: readonly number[]): void;
  /** (x, out): the maximum of relu(x), for windows that have pixels. */
  rectifiedMaximum(...addresses: readonly number[]): void;
  /** (x, dy, dx): adds the gradient of each window to `dx` at its first maximum. */
  maximumGradient(...addresses: readonly number[]): void;
  /** The same for windows that have no pixels in common: the gradients are stored, not added, so that `dx` may be the place of `x`. */
  maximumGradientApart(...addresses: readonly number[]): void;
  /** The same for windows of relu(x): the gradient with respect to `x`. */
  rectifiedMaximumGradientApart(...addresses: readonly number[]): void;
  /** (dy, dx): adds the gradient of each window to `dx` in equal shares. */
  meanGradient(...addresses: readonly number[]): void;
  /** Fills the pixels of an image at these offsets with zeros. */
  clear(image: number, offsets: number, count: number, channels: number): void;
}

export function poolingModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  addMaximum(module);
  addRectifiedMaximum(module);
  addMean(module);
  addMaximumGradient(module);
  addMaximumGradientApart(module, false);
  addMaximumGradientApart(module, true);
  addMeanGradient(module);
  addClear(module);
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

function addRectifiedMaximum(module: ModuleBuilder): void {
  addWindowKernel(module, 'rectifiedMaximum', ['x', 'out'], (f) => {
    const maxima = vectorLocals(f);
    const quick = quickLocals(f);
    // relu keeps NaN, and -0 becomes 0.
    const rectified = (value: Instruction): Instruction => op('f32x4.add', op('f32x4.pmax', value, f32x4(0)), f32x4(0));
    return ({ group, line, eachPixel }) => [
      ...findMaximaQuickly(maxima, quick, group, eachPixel),
      when(op('v128.any_true', get(quick.isNaN)), findMaxima(maxima, group, eachPixel)),
      ...group.offsets.map((offset, v) => group.store(line('out'), rectified(get(maxima[v]!)), offset)),
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

interface QuickLocals {
  readonly value: Local;
  /** Which lanes have met NaN, in any vector of the group. */
  readonly isNaN: Local;
}

const quickLocals = (f: FunctionBuilder): QuickLocals => ({ value: f.local('v128'), isNaN: f.local('v128') });

/** Finds the maxima of a window without NaN, of which zeros may have either sign. `pmax` is one instruction where `max` is many. */
const findMaximaQuickly = (
  maxima: readonly Local[],
  { value, isNaN }: QuickLocals,
  { offsets, load }: ChannelGroup,
  eachPixel: WindowGroup<'x'>['eachPixel'],
): Instruction[] => [
  ...offsets.map((_, v) => set(maxima[v]!, f32x4(-Infinity))),
  set(isNaN, f32x4(0)),
  eachPixel((address) =>
    offsets.flatMap((offset, v) => [
      set(value, load(address('x'), offset)),
      set(isNaN, op('v128.or', get(isNaN), op('f32x4.ne', get(value), get(value)))),
      set(maxima[v]!, op('f32x4.pmax', get(maxima[v]!), get(value))),
    ]),
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

/**
 * As long as a window has no NaN, a pixel that equals the maximum takes what is left of the gradient. relu passes the gradient where the
 * maximum is positive.
 */
function addMaximumGradientApart(module: ModuleBuilder, isRectified: boolean): void {
  const name = isRectified ? 'rectifiedMaximumGradientApart' : 'maximumGradientApart';
  addWindowKernel(module, name, ['x', 'dy', 'dx'], (f) => {
    const maxima = vectorLocals(f);
    const gradients = vectorLocals(f);
    const quick = quickLocals(f);
    const { value } = quick;
    const isFound = f.local('v128');
    const passing = f.local('v128');
    const isNaN = (local: Local): Instruction => op('f32x4.ne', get(local), get(local));
    // 0 is added because -0 becomes 0 where gradients are added to zeros.
    const upstream = (load: Instruction): Instruction => op('f32x4.add', load, f32x4(0));
    return ({ group, line, eachPixel }) => {
      const { offsets, load, store } = group;
      const each = (body: (v: number, offset: number) => readonly Instruction[]): Instruction[] =>
        offsets.flatMap((offset, v) => body(v, offset));
      /** What relu lets through of the vector `passing`. */
      const passed = isRectified
        ? op(
            'v128.bitselect',
            op('v128.andnot', get(value), op('f32x4.eq', get(passing), f32x4(0))),
            op('v128.and', get(passing), op('f32x4.gt', get(value), f32x4(0))),
            isNaN(value),
          )
        : get(passing);
      const withNaN = [
        ...findMaxima(maxima, group, eachPixel),
        ...each((v, offset) => [set(gradients[v]!, upstream(load(line('dy'), offset)))]),
        eachPixel((address) =>
          each((v, offset) => [
            set(value, load(address('x'), offset)),
            set(isFound, op('v128.or', op('f32x4.eq', get(value), get(maxima[v]!)), isNaN(value))),
            set(passing, op('v128.and', get(gradients[v]!), get(isFound))),
            set(gradients[v]!, op('v128.andnot', get(gradients[v]!), get(isFound))),
            store(address('dx'), passed, offset),
          ]),
        ),
      ];
      const withoutNaN = [
        ...each((v, offset) => {
          const gradient = upstream(load(line('dy'), offset));
          const isPositive = op('f32x4.gt', get(maxima[v]!), f32x4(0));
          return [set(gradients[v]!, isRectified ? op('v128.and', gradient, isPositive) : gradient)];
        }),
        eachPixel((address) =>
          each((v, offset) => [
            set(isFound, op('f32x4.eq', load(address('x'), offset), get(maxima[v]!))),
            store(address('dx'), op('v128.and', get(gradients[v]!), get(isFound)), offset),
            set(gradients[v]!, op('v128.andnot', get(gradients[v]!), get(isFound))),
          ]),
        ),
      ];
      return [
        ...findMaximaQuickly(maxima, quick, group, eachPixel),
        when(op('v128.any_true', get(quick.isNaN)), withNaN, withoutNaN),
      ];
    };
  });
}

function addClear(module: ModuleBuilder): void {
  const { f, locals } = addressFunction(module, 'clear', ['image', 'offsets', 'count', 'channels'], {
    variables: ['pixel'],
  });
  const { image, offsets, count, channels, pixel } = locals;
  const offset = memory('i32.load', 0, [add(get(offsets), inBytes(get(pixel)))]);
  f.push(forEach(pixel, get(count), 1, [memoryFill(add(get(image), inBytes(offset)), i32(0), inBytes(get(channels)))]));
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
