import { ShapeError, unknownNameError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { flag, oneOf, optional, type DefaultedOption } from '../../objects/options/index.js';
import { abs, add, divide, multiply, sqrt, square } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { arange } from '../../ops/creation.js';
import { plainCos, plainSin } from '../../ops/plain-functions.js';
import { reshape } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import type { Shape, Tensor } from '../../tensor/index.js';
import { initializerWith, type InitializerCallOptions } from './initializer.js';

/** Windows that are sums of cosines, by their coefficients: `a₀ - a₁·cos(x) + a₂·cos(2x) - …`. */
const windows = {
  boxcar: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
} as const;

type WindowName = keyof typeof windows;

/** One of several names, or null for none. */
function nameOrNull<Name extends string>(names: readonly Name[], preset: Name): DefaultedOption<Name | null> {
  const given = optional<Name, Name>({
    check: (name, where, argument) => {
      if (names.includes(name)) return name;
      throw unknownNameError(where, argument, String(name), names);
    },
  });
  return { ...given, default: preset };
}

const options = () => ({
  /** Whether the kernel gives real or imaginary parts. */
  side: oneOf(['real', 'imag'], 'real'),
  /** The window that frames are multiplied by, so that their ends do not matter; `null` for none. */
  window: nameOrNull(Object.keys(windows) as WindowName[], 'hann'),
  /** Whether the window is one period of its function, instead of symmetric. */
  periodic: flag(false),
  /** What is normalized: squares (`density`) or amplitudes (`spectrum`). */
  scaling: nameOrNull(['density', 'spectrum'], 'density'),
});

/** The integers below `count`, in float64, so that everything is rounded only once. */
const positions = (count: number): Tensor => arange(0, count, 1, { dtype: 'float64' });

function windowOf(name: WindowName, length: number, isPeriodic: boolean): Tensor {
  const angle = multiply(positions(length), (2 * Math.PI) / Math.max(1, isPeriodic ? length : length - 1));
  return windows[name]
    .map((coefficient, k): Tensor => multiply(k % 2 === 0 ? coefficient : -coefficient, plainCos(multiply(angle, k))))
    .reduce((total, part) => add(total, part));
}

export class STFTInitializer extends /* @__PURE__ */ initializerWith<ReturnType<typeof options>, []>(options, []) {
  static readonly path = 'keras.initializers.STFT';

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    const [length, channels, frequencies] = shape;
    if (shape.length !== 3 || length === undefined || frequencies === undefined || channels !== 1) {
      const expected = 'a shape [frameLength, 1, frequencies]';
      throw new ShapeError({ where: 'initializers.STFT', expected, received: { shape } });
    }
    const perStep = divide(positions(frequencies), (frequencies - 1) * 2);
    const angle = multiply(multiply(reshape(positions(length), [length, 1, 1]), reshape(perStep, [1, 1, frequencies])), -2 * Math.PI); // prettier-ignore
    const waves: Tensor = this.side === 'real' ? plainCos(angle) : plainSin(angle);
    if (this.window === null) return cast(waves, dtype);
    const window = windowOf(this.window, length, this.periodic);
    return cast(multiply(waves, reshape(divide(window, this.#scale(window)), [length, 1, 1])), dtype);
  }

  #scale(window: Tensor): Tensor | number {
    if (this.scaling === null) return 1;
    return this.scaling === 'density' ? sqrt(sum(square(window))) : sum(abs(window));
  }
}

/**
 * The real or imaginary parts of a short-time Fourier transform as the kernel of a convolution: `cos(-2π·t·f)·window(t)`, for spectrograms.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.STFT({ window: null, scaling: null })([2, 1, 2]).toArray() // → [ [ [ 1, 1 ] ], [ [ 1, -1 ] ] ]
 */
export const STFT = /* @__PURE__ */ callable<typeof STFTInitializer, STFT>(STFTInitializer);
export interface STFT extends STFTInitializer {}
