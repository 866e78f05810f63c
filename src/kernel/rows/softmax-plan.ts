/** Plans of softmax, log-softmax and their gradients. A unit is a row. */
import { elementBytes, type ElementType } from '../arrays.js';
import { type Plan, plannedOnce } from '../plan.js';
import { linked } from '../wasm/linking.js';
import { kernelMemory } from '../wasm/memory.js';
import { logSoftmaxGradientRow, logSoftmaxRow, softmaxGradientRow, softmaxRow } from './softmax-evaluator.js';
import { softmaxFunctions, softmaxModule, type SoftmaxName } from './softmax-module.js';

/** A function of the module: `(inputs…, output, scratch, length, rows) → flag`. */
type Pass = (...numbers: readonly number[]) => number;

type Kernels = () => Record<SoftmaxName, Pass>;

const kernels: Partial<Record<`${SoftmaxName} ${ElementType}`, Kernels>> = {};

const kernelsOf = (name: SoftmaxName, elements: ElementType): Kernels =>
  (kernels[`${name} ${elements}`] ??= linked(() => softmaxModule(name, elements)));

type Row = Parameters<typeof softmaxRow>[0];

/** Computes one row in plain JavaScript. */
export const rowEvaluators: Readonly<Record<SoftmaxName, (inputs: readonly Row[], output: Row) => void>> = {
  softmax: ([x], y) => softmaxRow(x!, y),
  logSoftmax: ([x], y) => logSoftmaxRow(x!, y),
  softmaxGradient: ([x, dy], dx) => softmaxGradientRow(x!, dy!, dx),
  logSoftmaxGradient: ([x, dy], dx) => logSoftmaxGradientRow(x!, dy!, dx),
};

const scratchBytes = 8;
/** How many elements the last vector of a row may reach beyond it. */
const surplus = 4;
/** How many elements are worked on at a time, unless a single row has more. */
const blockLength = 32768;

export interface SoftmaxShape {
  readonly name: SoftmaxName;
  readonly rows: number;
  readonly length: number;
  /** The element type of the arrays; float32 by default. */
  readonly elements?: ElementType;
}

/** The plan of one function; its inputs are x and, for a gradient, dy. */
export const planSoftmax = /* @__PURE__ */ plannedOnce(
  ({ name, rows, length, elements = 'float32' }: SoftmaxShape): Plan => {
    const passes = kernelsOf(name, elements);
    const { inputCount } = softmaxFunctions[name];
    const step = elementBytes[elements] * length;
    const bytes = rows * step + elementBytes[elements] * surplus;
    const inputs = Array.from({ length: inputCount }, () => bytes);
    return {
      inputBytes: inputs,
      outputBytes: [bytes],
      // Scratch memory for what one pass stores for the next; softmax in float32 lanes needs none.
      scratchBytes: scratchBytes * (length + surplus),
      sharedBytes: 0,
      tables: [],
      units: rows,
      grain: 1,
      pieces: {
        units: Math.max(1, Math.floor(blockLength / length)),
        inputSteps: inputs.map(() => step),
        outputSteps: [step],
      },
      run(at, { from, to } = { from: 0, to: rows }) {
        const sources = at.inputs.map((address) => address + from * step);
        const target = at.outputs[0]! + from * step;
        if (passes()[name](...sources, target, at.scratch, length, to - from) !== 0) {
          computeUnbounded(name, elements, sources, target, length, to - from);
        }
      },
    };
  },
  ({ name, rows, length, elements }) => [name, rows, length, elements],
);

/** Computes the rows that the kernel cannot, because their greatest element is infinite. */
function computeUnbounded(
  name: SoftmaxName,
  elements: ElementType,
  sources: readonly number[],
  target: number,
  length: number,
  rows: number,
): void {
  const view = kernelMemory()[elements];
  for (let row = 0; row < rows; row += 1) {
    const [output, ...inputs] = [target, ...sources].map((address) => {
      const first = address / elementBytes[elements] + row * length;
      return view.subarray(first, first + length);
    });
    if (!hasFiniteMaximum(inputs[0]!)) rowEvaluators[name](inputs, output!);
  }
}

function hasFiniteMaximum(x: ArrayLike<number>): boolean {
  let greatest = -Infinity;
  for (let i = 0; i < x.length; i += 1) greatest = Math.max(greatest, x[i]!);
  return Number.isFinite(greatest);
}
