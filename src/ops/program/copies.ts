/** Copies of a program as kernels, which threads can share. */
import { planCopy } from '../../kernel/copies/copy-plan.js';
import type { CopyRun, KernelRun } from '../lowering.js';
import { mergedAxes } from '../strided-copy.js';
import type { Step } from './steps.js';

/** The steps with kernels in the place of copies, where these are faster. */
export const copyByKernels = (steps: readonly Step[]): readonly Step[] =>
  steps.map((step) => {
    const { lowering, inputs, outputs } = step;
    if (lowering?.kind !== 'runs') return step;
    const lengths = [...[...inputs, ...outputs].map(({ size }) => size), ...(lowering.temporaries ?? [])];
    const runs = lowering.runs.map((run) => ('plan' in run ? run : (kernelOf(run, lengths) ?? run)));
    return { ...step, lowering: { ...lowering, runs } };
  });

function kernelOf(
  { from, to, source, target, shape, fill }: CopyRun,
  lengths: readonly number[],
): KernelRun | undefined {
  if (fill !== undefined) return undefined;
  const plan = planCopy({
    axes: mergedAxes(shape, source.strides, target.strides),
    from: source.start,
    to: target.start,
    sourceLength: lengths[from]!,
    targetLength: lengths[to]!,
  });
  return plan && { plan, inputs: [from], outputs: [to] };
}
