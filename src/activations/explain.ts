/** A way to look inside: what an activation's formula becomes on its way to the machine. */
import { describe } from '../formula/expression.js';
import { derivativeLatex, formulaLatex } from '../formula/activation-latex.js';
import {
  elementwiseListing,
  elementwiseProgram,
  type ElementwiseProgram,
  elementwiseText,
} from '../kernel/elementwise/elementwise.js';
import { kernelOptions } from '../ops/activation-operation.js';
import { gradientFormula } from '../ops/elementwise-operation.js';
import { type Describable, type DescriptionOptions, namedActivation, resolveForDescription } from './description.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** Something of the kernel of the value, and of that of the gradient; `null` where a gradient needs no kernel. */
export interface OfKernels {
  readonly value: string;
  readonly derivative: string | null;
}

/** What an activation is on each level. */
export interface Explanation {
  /** The formula over primitives. */
  readonly formula: string;
  /** The derivative over primitives, which may have other names than a textbook has: `sech2(x)` is `1 - tanh² x`. */
  readonly derivative: string;
  /** Both as LaTeX. */
  readonly latex: { readonly formula: string; readonly derivative: string };
  /** The vector instructions that compute one vector, with primitives taken apart. */
  readonly lowered: OfKernels;
  /** The kernels as WebAssembly text: assembled, it gives the bytes that run. */
  readonly wasm: OfKernels;
}

/**
 * Shows an elementwise activation on each level: formula, derivative, LaTeX, vector instructions, WebAssembly.
 *
 * The kernel of the derivative is the one that gradients run: it computes `dy·f'(x)` from the inputs that it needs, of which the upstream
 * gradient dy is one.
 *
 * @example
 * import { activations } from 'hillock';
 * const { formula, derivative, lowered } = activations.explain('relu');
 * formula; // → maximum(x, 0)
 * derivative; // → select(equal(x, x), select(greater(x, 0), 1, 0), x)
 * lowered.value;
 * // → v1 = input 0
 * //   v2 = f32x4.pmax(v1, 0)
 * //   v3 = f32x4.add(v2, 0)
 * //   return v3
 */
export function explain(identifier: Describable, options: DescriptionOptions = {}): Explanation {
  checkArgumentCount('activations.explain', arguments, 2);
  const where = 'activations.explain';
  const activation = namedActivation(where, identifier);
  const { formula, parameters } = resolveForDescription(where, activation, options);
  const { expression, derivative } = formula;
  const gradient = gradientFormula({ expression, derivative }, 1, 0).expression;
  const programs = {
    value: elementwiseProgram([expression], kernelOptions(formula, activation.precision ?? 'value', parameters)),
    // Of a straight line the gradient is the upstream one, and is handed on as it is.
    derivative: gradient.content.kind === 'apply' ? elementwiseProgram([gradient], { limits: 'inline' }) : null,
  };
  const ofKernels = (show: (program: ElementwiseProgram) => string): OfKernels => ({
    value: show(programs.value),
    derivative: programs.derivative && show(programs.derivative),
  });
  return {
    formula: describe(expression),
    derivative: describe(derivative),
    latex: { formula: formulaLatex(formula), derivative: derivativeLatex(formula) },
    lowered: ofKernels(elementwiseListing),
    wasm: ofKernels(elementwiseText),
  };
}
