/** Shows what becomes of an activation's formula on its way to the machine. */
import { applyPrimitive, describe, type Expression, nodesInOrder, type PrimitiveName } from '../formula/expression.js';
import { add, erfc, exp, multiply, sigmoid, sqrt, square, subtract, tanh } from '../formula/primitives.js';
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

/** The two constants in the angle of the logistic approximation of the normal distribution: `2·√(2/π)·(x + 0.044715x³)`. */
const [angleRate, angleCubic] = [1.5957691216057308, 0.044715];
const angleOf = (x: Expression): Expression =>
  multiply(angleRate, add(x, multiply(angleCubic, multiply(x, square(x)))));
const angleSlope = (x: Expression): Expression => multiply(angleRate, add(1, multiply(3 * angleCubic, square(x))));
const share = (x: Expression): Expression => sigmoid(angleOf(x));

/** Primitives that `ops` does not have, written with operations that it does have. */
const spelledOut: Partial<Record<PrimitiveName, (...operands: Expression[]) => Expression>> = {
  sech2: (x) => subtract(1, square(tanh(x))),
  tanhShrink: (x) => subtract(x, tanh(x)),
  hypot: (a, b) => sqrt(add(square(a), square(b))),
  normalCdf: (x) => multiply(0.5, erfc(multiply(-Math.SQRT1_2, x))),
  normalDensity: (x) => multiply(0.3989422804014327, exp(multiply(-0.5, square(x)))),
  approximateNormalCdf: share,
  approximateNormalDensity: (x) => multiply(multiply(share(x), subtract(1, share(x))), angleSlope(x)),
};

/** The formula as its readers would write it, with operations of `ops` alone. */
function inOperations(root: Expression): Expression {
  const rewritten = new Map<Expression, Expression>();
  for (const node of nodesInOrder([root])) {
    const { content } = node;
    if (content.kind !== 'apply') continue;
    const operands = content.operands.map((operand) => rewritten.get(operand) ?? operand);
    rewritten.set(node, spelledOut[content.primitive]?.(...operands) ?? applyPrimitive(content.primitive, operands));
  }
  return rewritten.get(root) ?? root;
}

const textOf = (root: Expression): string => describe(inOperations(root)).replace(/\bselect\(/g, 'where(');

/** A text about the kernel of the value and about that of the gradient; `null` if the gradient needs no kernel. */
export interface OfKernels {
  readonly value: string;
  readonly derivative: string | null;
}

/** An activation on each level from formula to kernel. */
export interface Explanation {
  /** The formula, in operations of `ops`. */
  readonly formula: string;
  /** The derivative, in operations of `ops`. */
  readonly derivative: string;
  /** The formula and the derivative as LaTeX. */
  readonly latex: { readonly formula: string; readonly derivative: string };
  /** The vector instructions that compute one vector; primitives are taken apart into instructions. */
  readonly lowered: OfKernels;
  /** The kernels as WebAssembly text; assembling the text gives the bytes that run. */
  readonly wasm: OfKernels;
}

/**
 * Shows an elementwise activation on each level: formula, derivative, LaTeX, vector instructions, WebAssembly.
 *
 * The kernel of the derivative is the one that runs for gradients: it computes `dy·f'(x)`, where the upstream gradient dy is one of its
 * inputs.
 *
 * @example
 * import { activations } from 'hillock';
 * const { formula, derivative, lowered } = activations.explain('relu');
 * formula; // → maximum(x, 0)
 * derivative; // → where(equal(x, x), where(greater(x, 0), 1, 0), x)
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
    // The gradient of a straight line of slope 1 is the upstream gradient itself, which needs no kernel.
    derivative: gradient.content.kind === 'apply' ? elementwiseProgram([gradient], { limits: 'inline' }) : null,
  };
  const ofKernels = (show: (program: ElementwiseProgram) => string): OfKernels => ({
    value: show(programs.value),
    derivative: programs.derivative && show(programs.derivative),
  });
  return {
    formula: textOf(expression),
    derivative: textOf(derivative),
    latex: { formula: formulaLatex(formula), derivative: derivativeLatex(formula) },
    lowered: ofKernels(elementwiseListing),
    wasm: ofKernels(elementwiseText),
  };
}
