/** Plans of the reductions of the middle axis of an array seen as `[outer, reduced, inner]`. A unit is one of the outer slices. */
import { elementBytes, type ElementType } from '../arrays.js';
import { type Plan, plannedOnce } from '../plan.js';
import { linked } from '../wasm/linking.js';
import { type Accumulation, type ReductionModule, reductionModule } from './reduction-module.js';

export interface ReductionShape {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

export type Reduction = Accumulation | 'mean';

const kernels = {
  float32: /* @__PURE__ */ linked<ReductionModule>(() => reductionModule('float32')),
  float64: /* @__PURE__ */ linked<ReductionModule>(() => reductionModule('float64')),
};

/** The plan of a reduction of the input x. The reduced axis must not be empty. */
export const planReduction = /* @__PURE__ */ plannedOnce(
  ({
    outer,
    reduced,
    inner,
    reduction,
    elements = 'float32',
  }: ReductionShape & { readonly reduction: Reduction; readonly elements?: ElementType }): Plan => {
    const bytes = elementBytes[elements];
    const name = `${reduction === 'mean' ? 'sum' : reduction}${inner === 1 ? 'Rows' : 'Columns'}` as const;
    const divisor = reduction === 'mean' ? reduced : 1;
    const [inputStep, outputStep] = [bytes * reduced * inner, bytes * inner];
    return {
      inputBytes: [outer * inputStep],
      outputBytes: [outer * outputStep],
      scratchBytes: 0,
      sharedBytes: 0,
      tables: [],
      units: outer,
      grain: 1,
      run({ inputs: [x], outputs: [out] }, { from, to } = { from: 0, to: outer }) {
        kernels[elements]()[name](x! + from * inputStep, out! + from * outputStep, to - from, reduced, inner, divisor);
      },
    };
  },
  ({ outer, reduced, inner, reduction, elements }) => [reduction, outer, reduced, inner, elements],
);
