/** Plans of pooling and its gradients. A unit is an image. */
import { type Plan, plannedOnce } from '../plan.js';
import { instantiate, kernelMemory } from '../wasm/memory.js';
import { type PoolingModule, poolingModule } from './pooling-module.js';
import { type AnyPoolingShape, poolingWindows } from './pooling-windows.js';

export type PoolingKernel = keyof PoolingModule;

let compiled: PoolingModule | undefined;

/** What an array holds for each image: its pixels, or a number for each window. */
type Extent = 'image' | 'windows';

const extents: Record<PoolingKernel, { readonly inputs: readonly Extent[]; readonly output: Extent }> = {
  maximum: { inputs: ['image'], output: 'windows' },
  mean: { inputs: ['image'], output: 'windows' },
  maximumGradient: { inputs: ['image', 'windows'], output: 'image' },
  meanGradient: { inputs: ['windows'], output: 'image' },
};

/** The plan of a pooling or of its gradient. Its inputs are those of the kernel: x; x and dy; or dy. */
export const planPooling = /* @__PURE__ */ plannedOnce(
  ({ kernel, shape }: { readonly kernel: PoolingKernel; readonly shape: AnyPoolingShape }): Plan => {
    const run = (compiled ??= instantiate<PoolingModule>(poolingModule().encode()))[kernel];
    const { batch, channels, inputSize } = shape;
    const { starts, offsets } = poolingWindows(shape);
    const windows = starts.length - 1;
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
      tables: [starts, offsets],
      units: batch,
      grain: 1,
      run(at, { from, to } = { from: 0, to: batch }) {
        const out = at.outputs[0]!;
        // The kernel adds gradients to the array, which therefore starts from zeros.
        if (output === 'image') kernelMemory().bytes.fill(0, out + from * outputStep, out + to * outputStep);
        for (let image = from; image < to; image++) {
          const images = at.inputs.map((address, index) => address + image * inputSteps[index]!);
          run(...images, out + image * outputStep, ...at.tables, windows, channels);
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
