/** Pooling over any number of spatial axes, channels last, and its gradients. Each function fills and returns `out`. */
import { type FloatArray, isForWasm, type NumericArray } from '../arrays.js';
import { eagerly } from '../eager.js';
import { planPooling } from './pooling-plan.js';
import { type AnyPoolingShape, type PoolingWindows, poolingWindows } from './pooling-windows.js';

const poolInWasm = /* @__PURE__ */ eagerly(planPooling);

/** The largest value of each window; NaN if the window contains NaN. */
export function maxPool<Values extends NumericArray>(x: Values, out: Values, shape: AnyPoolingShape): Values {
  return pool('maximum', x, out, shape, (first, end, at) => {
    let maximum = -Infinity;
    for (let p = first; p < end; p++) maximum = Math.max(maximum, x[at(p)]!);
    return maximum;
  });
}

/** The mean of each window, over the pixels inside the image. */
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

/** The gradient of `averagePool` with respect to `x`: each window's is divided equally among its pixels. */
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
  if (isForWasm(x, out)) {
    poolInWasm({ shape, kernel }, [x as FloatArray], [out as FloatArray]);
  } else {
    visitWindows(shape, poolingWindows(shape), (index, first, end, at) => {
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
  if (isForWasm(...inputs, out)) {
    poolInWasm({ shape, kernel }, inputs as readonly FloatArray[], [out as FloatArray]);
  } else {
    out.fill(0);
    visitWindows(shape, poolingWindows(shape), evaluate);
  }
  return out;
}

/** The index, in the array of the image, of entry p of the offsets, for the current image and channel. */
type At = (p: number) => number;

/** Visits one channel of one window: the index of its result, and the range of its entries in the offsets. */
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
