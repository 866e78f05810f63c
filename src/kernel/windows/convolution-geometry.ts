/** Computes where the elements lie that a convolution multiplies, for any number of spatial axes. */
import type { NumericArray } from '../arrays.js';
import { lattice, rowMajorStrides } from '../lattice.js';
import { once, type Gathered, type Product } from '../product/product.js';

/**
 * Sizes of a convolution of `x` `[batch, ...inputSize, channels]` with a kernel `[...windowSize, channels / groups, filters]` to
 * `[batch, ...convolutionOutputSize(shape), filters]`. One entry per spatial axis in every list.
 */
export interface ConvolutionShape {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly inputSize: readonly number[];
  readonly windowSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  /** How many zeros there are before and after each axis. */
  readonly padding: readonly Padding[];
  /** The number of groups: filters of group g see only the channels of group g. */
  readonly groups: number;
}

export type Padding = readonly [before: number, after: number];

/** The spatial size of the result of a convolution or pooling; 0 where the window does not fit. */
export function windowedSize(shape: {
  readonly inputSize: readonly number[];
  readonly windowSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly Padding[];
  readonly dilation?: readonly number[];
}): number[] {
  return shape.inputSize.map((size, axis) => {
    const [before, after] = shape.padding[axis]!;
    const extent = (shape.windowSize[axis]! - 1) * (shape.dilation?.[axis] ?? 1) + 1;
    return Math.max(0, Math.floor((size + before + after - extent) / shape.strides[axis]!) + 1);
  });
}

/** An image `[batch, ...size, channels]` and the zeros around its spatial axes. */
export interface Image {
  readonly batch: number;
  readonly size: readonly number[];
  readonly channels: number;
  readonly padding: readonly Padding[];
}

export const isPadded = ({ padding }: Image): boolean => padding.some(([before, after]) => before > 0 || after > 0);

export const paddedLength = ({ batch, size, channels, padding }: Image): number =>
  paddedSize(size, padding).reduce((product, length) => product * length, batch * channels);

/** An image with its zeros; the array itself if there are none to add. */
export function padded<Values extends NumericArray>(x: Values, image: Image): Values {
  if (!isPadded(image)) return x;
  const { batch, size, channels, padding } = image;
  const shape = [batch, ...size, channels];
  const strides = rowMajorStrides([batch, ...paddedSize(size, padding), channels]);
  const corner = padding.reduce((sum, [before], axis) => sum + before * strides[axis + 1]!, 0);
  const lines = shape.slice(0, -2);
  const sources = lattice(lines, rowMajorStrides(shape));
  const targets = lattice(lines, strides, corner);
  const lineLength = size[size.length - 1]! * channels;
  const result = new (x.constructor as new (length: number) => Values)(paddedLength(image));
  sources.forEach((source, line) => result.set(x.subarray(source, source + lineLength), targets[line]));
  return result;
}

export const paddedSize = (size: readonly number[], padding: readonly Padding[]): number[] =>
  size.map((length, axis) => length + padding[axis]![0] + padding[axis]![1]);

/**
 * The patches of the padded input as a matrix: a row for each position of the result, a column for each weight of a filter. It is described
 * by offsets, not copied.
 */
export function patches(shape: ConvolutionShape): Gathered {
  const { batch, channels, groups, inputSize, padding, windowSize, strides, dilation } = shape;
  const [image, ...pixels] = rowMajorStrides([batch, ...paddedSize(inputSize, padding), channels]);
  const spatial = pixels.slice(0, -1);
  return {
    outer: lattice([batch, ...windowedSize(shape)], [image!, ...scaled(spatial, strides)]),
    inner: lattice([...windowSize, channels / groups], [...scaled(spatial, dilation), 1]),
  };
}

/**
 * The gradient with respect to the input, as products of the gradient with respect to the result, padded by `padding`, and the
 * kernel turned around. With a stride s, all inputs whose positions leave the same remainder modulo s meet the same weights of the kernel,
 * and so form one product; no zeros have to be inserted between the gradients and multiplied. Inputs near the border are covered by fewer
 * windows; they form products of their own where that saves work.
 */
export function inputGradientProducts(shape: ConvolutionShape): { products: Product[]; padding: Padding[] } {
  const { batch, channels, filters, groups, inputSize, windowSize } = shape;
  const outputSize = windowedSize(shape);
  const phases = bordersApart(
    inputSize.map((_, axis) => axisPhases(shape, axis)),
    outputSize,
    groups === 1 && filters >= leastDepth ? batch : 0,
  );
  const padding = phases.map((axis, index): Padding => {
    const before = Math.max(0, ...axis.map((phase) => -phase.source));
    const end = Math.max(0, ...axis.map((phase) => phase.source + phase.count + (phase.taps - 1) * phase.sourceStep));
    return [before, Math.max(0, end - outputSize[index]!)];
  });
  const filtersOfGroup = filters / groups;
  const products = productsOf(
    phases,
    { batch, size: outputSize, channels: filters, padding },
    [...inputSize, channels],
    {
      outer: lattice([channels / groups], [filters]),
      strides: [...rowMajorStrides([...windowSize, channels / groups, filters]).slice(0, -2), 1],
      depth: filtersOfGroup,
    },
    { count: groups, left: filtersOfGroup, right: filtersOfGroup, out: channels / groups, start: 0 },
  );
  return { products, padding };
}

/** The inputs along one axis whose padded position leaves the same remainder modulo the stride. */
interface AxisPhase {
  /** How many inputs these are, where the first of them lies, and how far apart they are. */
  readonly count: number;
  readonly target: number;
  readonly stride: number;
  /** How many taps (weights along the axis) of the window meet them, the last of these taps, and the distance between the taps. */
  readonly taps: number;
  readonly lastTap: number;
  readonly tapStep: number;
  /** The position in the result, before padding, at which the last tap meets the first input; each earlier tap meets it `sourceStep` later. */
  readonly source: number;
  readonly sourceStep: number;
  /** How much later the same tap meets the next input. */
  readonly pace: number;
}

/** How the kernel is read: where the entries of a column begin, how far taps and entries of the depth lie apart, and this depth. */
interface Weights {
  readonly outer: Int32Array;
  readonly strides: readonly number[];
  readonly depth: number;
}

/** The products of an image with weights: one for each combination of phases, whose results go to places of `target`, an image too. */
function productsOf(
  phases: readonly AxisPhase[][],
  { batch, size, channels, padding }: Image,
  target: readonly number[],
  { outer, strides, depth }: Weights,
  repetition = once,
): Product[] {
  const sources = rowMajorStrides([batch, ...paddedSize(size, padding), channels]);
  const targets = rowMajorStrides([batch, ...target]);
  return combinations(phases).map((axes): Product => {
    const each = (measure: (phase: AxisPhase, axis: number) => number): number[] => axes.map(measure);
    const total = (measure: (phase: AxisPhase, axis: number) => number): number =>
      each(measure).reduce((sum, value) => sum + value, 0);
    const positions = [batch, ...each(({ count }) => count)];
    const weights = [...each(({ taps }) => taps), depth];
    return {
      left: {
        outer: lattice(
          positions,
          [sources[0]!, ...each(({ pace }, axis) => pace * sources[axis + 1]!)],
          total(({ source }, axis) => (source + padding[axis]![0]) * sources[axis + 1]!),
        ),
        inner: lattice(weights, [...each(({ sourceStep }, axis) => sourceStep * sources[axis + 1]!), 1]),
      },
      right: {
        outer,
        inner: lattice(
          weights,
          [...each(({ tapStep }, axis) => -tapStep * strides[axis]!), strides[axes.length]!],
          total(({ lastTap }, axis) => lastTap * strides[axis]!),
        ),
      },
      targets: lattice(
        positions,
        [targets[0]!, ...each(({ stride }, axis) => stride * targets[axis + 1]!)],
        total(({ target }, axis) => target * targets[axis + 1]!),
      ),
      repetition,
    };
  });
}

/**
 * The convolution, with results near the border as products of their own, which leave out the taps that meet only zeros; undefined where
 * that saves too little. No zeros have to be put around the input then.
 */
export function borderedProducts(shape: ConvolutionShape): Product[] | undefined {
  const { batch, channels, filters, groups, inputSize, windowSize, strides, dilation, padding } = shape;
  const outputSize = windowedSize(shape);
  // A phase says of inputs and results what it says of results and inputs in the gradient; the taps go forward.
  const phases = outputSize.map((count, axis): AxisPhase[] => [
    {
      ...{ count, target: 0, stride: 1, taps: windowSize[axis]!, lastTap: 0, tapStep: -1 },
      ...{ source: -padding[axis]![0], sourceStep: dilation[axis]!, pace: strides[axis]! },
    },
  ]);
  const classes = bordersApart(phases, inputSize, groups === 1 && channels >= leastDepth ? batch : 0);
  if (classes === phases || classes.flat().some(({ taps }) => taps === 0)) return undefined;
  return productsOf(
    classes,
    { batch, size: inputSize, channels, padding: padding.map(() => [0, 0]) },
    [...outputSize, filters],
    {
      outer: lattice([filters], [1]),
      strides: [...rowMajorStrides([...windowSize, channels, filters]).slice(0, -2), filters],
      depth: channels,
    },
  );
}

function axisPhases(shape: ConvolutionShape, axis: number): AxisPhase[] {
  const size = shape.inputSize[axis]!;
  const stride = shape.strides[axis]!;
  const dilation = shape.dilation[axis]!;
  const before = shape.padding[axis]![0];
  const window = Array.from({ length: shape.windowSize[axis]! }, (_, tap) => tap);
  return Array.from({ length: Math.min(stride, size) }, (_, target): AxisPhase => {
    const position = target + before;
    const taps = window.filter((tap) => (position - tap * dilation) % stride === 0);
    const [first = 0, second = first] = taps;
    const lastTap = taps[taps.length - 1] ?? 0;
    return {
      count: Math.ceil((size - target) / stride),
      target,
      stride,
      taps: taps.length,
      lastTap,
      tapStep: second - first,
      source: taps.length === 0 ? 0 : (position - lastTap * dilation) / stride,
      sourceStep: ((second - first) * dilation) / stride,
      pace: 1,
    };
  });
}

/** Beyond this number of products, their overhead exceeds the work that they save. */
const mostProducts = 36;
/** With fewer rows in each product, packing the kernel for each takes longer than it saves. */
const leastRows = 16;
/** The borders get products of their own if at most this share of the work remains. */
const worthwhileShare = 0.9;
/** With fewer filters or channels the sums are too short: packing their operands takes as long as multiplying them. */
const leastDepth = 8;

/**
 * The phases, with those near the border as phases of their own if that saves work. `size` is that of what the taps meet; for a batch of 0
 * the phases stay as they are.
 */
function bordersApart(phases: readonly AxisPhase[][], size: readonly number[], batch: number): readonly AxisPhase[][] {
  const classes = phases.map((axis, index) => axis.flatMap((phase) => borderClasses(phase, size[index]!)));
  const count = classes.reduce((product, { length }) => product * length, 1);
  const rows = phases.reduce((product, axis) => product * axis.reduce((sum, { count }) => sum + count, 0), 1);
  const work = (axes: readonly AxisPhase[][]): number =>
    axes.reduce((product, axis) => product * axis.reduce((sum, { count, taps }) => sum + count * taps, 0), 1);
  const isWorthIt =
    count <= mostProducts && leastRows * count <= batch * rows && work(classes) <= worthwhileShare * work(phases);
  return isWorthIt ? classes : phases;
}

/** A phase cut into stretches of inputs that are met by the same taps, counting only positions inside the result. */
function borderClasses(phase: AxisPhase, size: number): AxisPhase[] {
  const classes: (AxisPhase & { readonly first: number })[] = [];
  for (let index = 0; index < phase.count; index += 1) {
    const source = phase.source + index * phase.pace;
    const isWithin = (tap: number): boolean => {
      const at = source + tap * phase.sourceStep;
      return at >= 0 && at < size;
    };
    let first = 0;
    while (first < phase.taps && !isWithin(first)) first += 1;
    let taps = 0;
    while (first + taps < phase.taps && isWithin(first + taps)) taps += 1;
    const last = classes[classes.length - 1];
    if (last?.first === first && last.taps === taps) classes[classes.length - 1] = { ...last, count: last.count + 1 };
    else classes.push({ ...phase, first, taps, count: 1, ...placeOf(phase, index, taps === 0 ? undefined : first) });
  }
  return classes;
}

/** Where a stretch begins, and the last of its taps; a stretch without taps reads nothing. */
function placeOf(
  { source, sourceStep, pace, target, stride, lastTap, tapStep }: AxisPhase,
  index: number,
  firstTap: number | undefined,
): Pick<AxisPhase, 'target' | 'source' | 'lastTap'> {
  return {
    target: target + index * stride,
    source: firstTap === undefined ? 0 : source + index * pace + firstTap * sourceStep,
    lastTap: firstTap === undefined ? 0 : lastTap - firstTap * tapStep,
  };
}

const scaled = (strides: readonly number[], factors: readonly number[]): number[] =>
  strides.map((stride, axis) => stride * factors[axis]!);

/** Every combination of one entry from each list. */
const combinations = <Item>(lists: readonly (readonly Item[])[]): Item[][] =>
  lists.reduce<Item[][]>((found, list) => found.flatMap((items) => list.map((item) => [...items, item])), [[]]);
