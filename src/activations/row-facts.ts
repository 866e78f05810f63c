/** Facts of the activations that work on whole rows. They are stated, because there is no formula of one element to compute them from. */
import type { ActivationFacts } from '../formula/activation.js';
import type { CurveFacts } from '../formula/curve-facts.js';

/** The stated facts of a row activation, seen as a function of one element of the row. */
export interface RowFacts extends CurveFacts, ActivationFacts {
  /** Which element that is, in sentences. */
  readonly scope: string;
  /** A text in place of the list of kinks, because the kinks depend on the other elements of the row. */
  readonly kinksInWords?: string;
  readonly title: string;
  readonly latex: string;
  readonly latexDerivative: string;
}

/** The element that most facts are about: one of a row that has several. */
const oneOfRow =
  'One element of the result as a function of the same element of x, the others held, in a row of two or more.';

const from0To1 = { from: 0, to: 1, includesFrom: false, includesTo: false } as const;

export const rowFacts: Readonly<Record<string, RowFacts>> = {
  glu: {
    scope:
      'One element of the result as a function of its gate b, with the element a that is gated held at 1; another a stretches it. In a, with b held, it is linear.',
    title: 'Gated linear unit (GLU)',
    source: 'Dauphin et al., 2016, arXiv:1612.08083',
    since: { keras3: '3.7' },
    latex: 'a_i \\sigma\\left(b_i\\right), \\quad x = \\left[a, b\\right]',
    latexDerivative:
      '\\frac{\\partial y_i}{\\partial a_i} = \\sigma\\left(b_i\\right), \\quad \\frac{\\partial y_i}{\\partial b_i} = a_i \\sigma\\left(b_i\\right) \\left(1 - \\sigma\\left(b_i\\right)\\right)',
    range: from0To1,
    gaps: [],
    kinks: [],
    monotonic: true,
    odd: false,
    zeroAtOrigin: false,
    limits: { negative: 0, positive: 1 },
  },
  log_softmax: {
    scope: oneOfRow,
    title: 'Logarithm of the softmax',
    since: { keras2: '2.6', keras3: '3.0' },
    differences: 'Keras 2 knows it by string only.',
    latex: 'x_i - \\ln \\sum_j e^{x_j}',
    latexDerivative: '\\frac{\\partial y_i}{\\partial x_j} = \\delta_{ij} - e^{y_j}',
    range: { from: -Infinity, to: 0, includesFrom: false, includesTo: false },
    gaps: [],
    kinks: [],
    monotonic: true,
    odd: false,
    zeroAtOrigin: false,
    limits: { negative: -Infinity, positive: 0 },
  },
  softmax: {
    scope: oneOfRow,
    title: 'Softmax',
    source: 'Bridle, 1990',
    since: { keras2: '1.0', keras3: '3.0' },
    differences:
      'Keras 2 refuses a tensor of rank 1, and so does this function unless it is given an axis; Keras 3 allows it. Keras 2.3 and earlier take the last axis of a matrix, whatever the argument says.',
    latex: '\\frac{e^{x_i}}{\\sum_j e^{x_j}}',
    latexDerivative: '\\frac{\\partial y_i}{\\partial x_j} = y_i \\left(\\delta_{ij} - y_j\\right)',
    range: from0To1,
    gaps: [],
    kinks: [],
    monotonic: true,
    odd: false,
    zeroAtOrigin: false,
    limits: { negative: 0, positive: 1 },
  },
  sparsemax: {
    scope: oneOfRow,
    title: 'Sparsemax',
    kinksInWords:
      'piecewise linear in x: a kink wherever an element of the row joins S, the elements whose result is not 0, or leaves it',
    source: 'Martins and Astudillo, 2016, arXiv:1602.02068',
    since: { keras3: '3.8' },
    differences:
      'Keras 3.8 to 3.15.1 computes another τ as soon as two elements of a row are positive (keras issue 23425); this is the correct function.',
    latex:
      '\\max\\left(x_i - \\tau, 0\\right), \\quad \\tau \\text{ such that } \\sum_j \\max\\left(x_j - \\tau, 0\\right) = 1',
    latexDerivative:
      '\\frac{\\partial y_i}{\\partial x_j} = \\delta_{ij} - \\frac{1}{\\left|S\\right|} \\text{ for } i, j \\in S = \\lbrace k : y_k > 0 \\rbrace, \\text{ else } 0',
    range: { ...from0To1, includesFrom: true, includesTo: true },
    gaps: [],
    kinks: undefined,
    monotonic: true,
    odd: false,
    zeroAtOrigin: false,
    limits: { negative: 0, positive: 1 },
  },
};
