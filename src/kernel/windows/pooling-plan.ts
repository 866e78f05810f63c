/** Plans of pooling and its gradients. A unit is an image. */
import { type Plan, plannedOnce } from '../plan.js';
import { clearBytes } from '../wasm/bytes.js';
import { linked } from '../wasm/linking.js';
import { type PoolingModule, poolingModule } from './pooling-module.js';
import { type AnyPoolingShape, poolingWindows, windowCoverage } from './pooling-windows.js';

/** What is computed: `rectified` is the pooling of relu(x), and its gradient the one with respect to x. */
export type PoolingKernel =
  'maximum' | 'mean' | 'maximumGradient' | 'meanGradient' | 'rectifiedMaximum' | 'rectifiedMaximumGradient';

const kernels = /* @__PURE__ */ linked<PoolingModule>(poolingModule);

/** What an array holds for each image: its pixels, or a number for each window. */
type Extent = 'image' | 'windows';

const extents: Record<PoolingKernel, { readonly inputs: readonly Extent[]; readonly output: Extent }> = {
  maximum: { inputs: ['image'], output: 'windows' },
  mean: { inputs: ['image'], output: 'windows' },
  maximumGradient: { inputs: ['image', 'windows'], output: 'image' },
  meanGradient: { inputs: ['windows'], output: 'image' },
  rectifiedMaximum: { inputs: ['image'], output: 'windows' },
  rectifiedMaximumGradient: { inputs: ['image', 'windows'], output: 'image' },
};

/** The kernels for windows that have no pixels in common. */
const apart: Partial<Record<PoolingKernel, 'maximumGradientApart' | 'rectifiedMaximumGradientApart'>> = {
  maximumGradient: 'maximumGradientApart',
  rectifiedMaximumGradient: 'rectifiedMaximumGradientApart',
};

/** Whether relu(x) can be pooled without being computed apart: the windows have pixels, and have none in common. */
export function isPooledRectified(shape: AnyPoolingShape): boolean {
  const { areApart, areFilled } = windowCoverage(poolingWindows(shape), shape);
  return areApart && areFilled;
}

/** The plan of a pooling or of its gradient. Its inputs are those of the kernel: x; x and dy; or dy. */
export const planPooling = /* @__PURE__ */ plannedOnce(
  ({ kernel, shape }: { readonly kernel: PoolingKernel; readonly shape: AnyPoolingShape }): Plan => {
    const { batch, channels, inputSize } = shape;
    const all = poolingWindows(shape);
    const { areApart, uncovered } = windowCoverage(all, shape);
    const storing = areApart ? apart[kernel] : undefined;
    const name = storing ?? (kernel as Exclude<PoolingKernel, 'rectifiedMaximumGradient'>);
    const windows = all.starts.length - 1;
    const bytesOf: Record<Extent, number> = {
      image: 4 * inputSize.reduce((product, length) => product * length, channels),
      windows: 4 * windows * channels,
    };
    const { inputs, output } = extents[kernel];
    const inputSteps = inputs.map((extent) => bytesOf[extent]);
    const outputStep = bytesOf[output];
    return {
      inputBytes: inputSteps.map((bytes) => batch * bytes),
      outputBytes: [batch * outputStep],
      scratchBytes: 0,
      sharedBytes: 0,
      tables: [all.starts, all.offsets, ...(storing === undefined ? [] : [uncovered])],
      units: batch,
      grain: 1,
      ...(storing !== undefined && { inPlace: [0] }),
      run(at, { from, to } = { from: 0, to: batch }) {
        const out = at.outputs[0]!;
        const [starts, offsets, others] = at.tables;
        // The kernel adds gradients to the array, which therefore starts from zeros.
        if (output === 'image' && storing === undefined) clearBytes(out + from * outputStep, out + to * outputStep);
        const { [name]: run, clear } = kernels();
        for (let image = from; image < to; image++) {
          const images = at.inputs.map((address, index) => address + image * inputSteps[index]!);
          const target = out + image * outputStep;
          run(...images, target, starts!, offsets!, windows, channels);
          if (storing !== undefined) clear(target, others!, uncovered.length, channels);
        }
      },
    };
  },
  ({ kernel, shape }) => [
    kernel,
    'outputSize' in shape,
    shape.batch,
    shape.channels,
    ...shape.inputSize,
    ...('outputSize' in shape ? shape.outputSize : [...shape.windowSize, ...shape.strides, ...shape.padding.flat()]),
  ],
);
