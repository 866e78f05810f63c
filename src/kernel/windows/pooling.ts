/** Pooling over any number of spatial axes, channels last, and its gradients. Each function fills and returns `out`. */
import { type NumericArray, copyFloatsIn, copyFloatsOut, copyOffsetsIn, isForWasm } from '../arrays.js';
import { instantiate, kernelMemory } from '../wasm/memory.js';
import { type PoolingModule, poolingModule } from './pooling-module.js';
import {
  type AdaptivePoolingShape,
  type PoolingShape,
  type PoolingWindows,
  poolingWindows,
} from './pooling-windows.js';

type AnyPoolingShape = PoolingShape | AdaptivePoolingShape;

/** The largest value of each window; NaN if it holds one. */
export function maxPool<Values extends NumericArray>(x: Values, out: Values, shape: AnyPoolingShape): Values {
  return pool('maximum', x, out, shape, (first, end, at) => {
    let maximum = -Infinity;
    for (let p = first; p < end; p++) maximum = Math.max(maximum, x[at(p)]!);
    return maximum;
  });
}

/** The mean of each window, of what lies inside the image. */
export function averagePool<Values extends NumericArray>(x: Values, out: Values, shape: AnyPoolingShape): Values {
  return pool('mean', x, out, shape, (first, end, at) => {
    let sum = 0;
    for (let p = first; p < end; p++) sum += x[at(p)]!;
    return sum / (end - first);
  });
}

/** The gradient of `maxPool` with respect to `x`: all of it goes to the first maximum of each window. */
export function maxPoolGradient<Values extends NumericArray>(
  x: Values,
  dy: Values,
  out: Values,
  shape: AnyPoolingShape,
): Values {
  return poolGradient('maximumGradient', [x, dy], out, shape, (index, first, end, at) => {
    let winner = first;
    for (let p = first; p < end && !Number.isNaN(x[at(winner)]); p++) {
      if (!(x[at(p)]! <= x[at(winner)]!)) winner = p;
    }
    if (winner < end) out[at(winner)]! += dy[index]!;
  });
}

/** The gradient of `averagePool` with respect to its argument. */
export function averagePoolGradient<Values extends NumericArray>(
  dy: Values,
  out: Values,
  shape: AnyPoolingShape,
): Values {
  return poolGradient('meanGradient', [dy], out, shape, (index, first, end, at) => {
    for (let p = first; p < end; p++) out[at(p)]! += dy[index]! / (end - first);
  });
}

function pool<Values extends NumericArray>(
  kernel: 'maximum' | 'mean',
  x: Values,
  out: Values,
  shape: AnyPoolingShape,
  evaluate: (first: number, end: number, at: At) => number,
): Values {
  const windows = poolingWindows(shape);
  if (isForWasm(x, out)) {
    runInWasm(kernel, [x as Float32Array], out as Float32Array, shape, windows);
  } else {
    visitWindows(shape, windows, (index, first, end, at) => {
      out[index] = evaluate(first, end, at);
    });
  }
  return out;
}

function poolGradient<Values extends NumericArray>(
  kernel: 'maximumGradient' | 'meanGradient',
  inputs: readonly Values[],
  out: Values,
  shape: AnyPoolingShape,
  evaluate: WindowVisitor,
): Values {
  const windows = poolingWindows(shape);
  out.fill(0);
  if (isForWasm(...inputs, out))
    runInWasm(kernel, inputs as readonly Float32Array[], out as Float32Array, shape, windows);
  else visitWindows(shape, windows, evaluate);
  return out;
}

/** The index of entry p of the offsets, in the image and channel at hand. */
type At = (p: number) => number;

/** Visits one channel of one window: the index of its result, its entries of the offsets. */
type WindowVisitor = (index: number, first: number, end: number, at: At) => void;

function visitWindows(
  { batch, channels, inputSize }: AnyPoolingShape,
  windows: PoolingWindows,
  visit: WindowVisitor,
): void {
  const { starts, offsets } = windows;
  const imageLength = inputSize.reduce((product, length) => product * length, channels);
  let index = 0;
  for (let image = 0; image < batch; image++) {
    for (let window = 0; window + 1 < starts.length; window++) {
      for (let channel = 0; channel < channels; channel++) {
        const origin = image * imageLength + channel;
        visit(index++, starts[window]!, starts[window + 1]!, (p) => origin + offsets[p]!);
      }
    }
  }
}

let compiled: PoolingModule | undefined;

function runInWasm(
  kernel: keyof PoolingModule,
  inputs: readonly Float32Array[],
  out: Float32Array,
  { batch, channels }: AnyPoolingShape,
  { starts, offsets }: PoolingWindows,
): void {
  const kernels = (compiled ??= instantiate<PoolingModule>(poolingModule().encode()));
  const arrays = [...inputs, out];
  const [startsAt, offsetsAt, ...addresses] = kernelMemory().windows(
    ...[starts, offsets, ...arrays].map(({ byteLength }) => byteLength),
  ) as [number, number, ...number[]];
  copyOffsetsIn(startsAt, starts);
  copyOffsetsIn(offsetsAt, offsets);
  // The result of a gradient is added to, and therefore copied in.
  addresses.forEach((address, index) => copyFloatsIn(address, arrays[index]!));
  for (let image = 0; image < batch; image++) {
    const imageAt = addresses.map((address, index) => address + (image * arrays[index]!.byteLength) / batch);
    kernels[kernel](...imageAt, startsAt, offsetsAt, starts.length - 1, channels);
  }
  copyFloatsOut(addresses[addresses.length - 1]!, out);
}
