import { describe, expect, test } from 'vitest';
import { ActivationFormula } from '../../src/formula/activation.js';
import * as activationFormulas from '../../src/formula/activations.js';
import { constant, input, parameter } from '../../src/formula/expression.js';
import { latex } from '../../src/formula/latex.js';
import {
  add,
  divide,
  exp,
  greater,
  multiply,
  negative,
  select,
  square,
  subtract,
  tanh,
} from '../../src/formula/primitives.js';
import { primitiveNames, primitives } from './primitive-table.js';

const x = input(0);
const formulas = Object.values(activationFormulas).filter((each) => each instanceof ActivationFormula);

test('activations as they are computed', () => {
  const lines = formulas.map(({ name, expression }) => `${name}: ${latex(expression)}`);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "celu: \\begin{cases} x & \\text{if } x > 0 \\\\ \\alpha \\left(e^{\\frac{x}{\\alpha}} - 1\\right) & \\text{otherwise} \\end{cases}
    elu: \\begin{cases} x & \\text{if } x > 0 \\\\ \\alpha \\left(e^{x} - 1\\right) & \\text{otherwise} \\end{cases}
    exponential: e^{x}
    gelu: x \\Phi\\left(x\\right)
    gelu_tanh: x \\tilde{\\Phi}\\left(x\\right)
    hard_shrink: \\begin{cases} 0 & \\text{if } \\left|x\\right| \\le \\mathrm{threshold} \\\\ x & \\text{otherwise} \\end{cases}
    hard_sigmoid: \\min\\left(\\max\\left(\\mathrm{slope} \\cdot x + \\mathrm{offset}, 0\\right), 1\\right)
    hard_silu: x \\frac{\\min\\left(\\max\\left(x + 3, 0\\right), 6\\right)}{6}
    hard_tanh: \\begin{cases} 1 & \\text{if } x > 1 \\\\ -1 & \\text{if } x < -1 \\\\ x & \\text{otherwise} \\end{cases}
    leaky_relu: \\begin{cases} x & \\text{if } x > 0 \\\\ \\mathrm{negativeSlope} \\cdot x & \\text{otherwise} \\end{cases}
    linear: x
    log_sigmoid: -\\operatorname{softplus}\\left(-x\\right)
    mish: x \\tanh\\left(\\operatorname{softplus}\\left(x\\right)\\right)
    relu: \\max\\left(x, 0\\right)
    relu_threshold: \\begin{cases} 0 x & \\text{if } x \\le \\mathrm{threshold} \\\\ x & \\text{otherwise} \\end{cases} - \\mathrm{negativeSlope} \\cdot \\max\\left(\\mathrm{threshold} - x, 0\\right)
    relu_clipped: \\min\\left(\\max\\left(\\begin{cases} 0 & \\text{if } x \\le \\mathrm{threshold} \\\\ x & \\text{otherwise} \\end{cases}, 0\\right), \\mathrm{maxValue}\\right) - \\mathrm{negativeSlope} \\cdot \\max\\left(\\mathrm{threshold} - x, 0\\right)
    relu6: \\min\\left(\\max\\left(x, 0\\right), 6\\right)
    selu: 1.0507009873554805 \\begin{cases} x & \\text{if } x \\ge 0 \\\\ 1.6732632423543772 \\left(e^{x} - 1\\right) & \\text{otherwise} \\end{cases}
    sigmoid: \\sigma\\left(x\\right)
    silu: x \\sigma\\left(x\\right)
    soft_shrink: \\begin{cases} x - \\mathrm{threshold} & \\text{if } x > \\mathrm{threshold} \\\\ 0 & \\text{if } x \\ge -\\mathrm{threshold} \\\\ x + \\mathrm{threshold} & \\text{otherwise} \\end{cases}
    softplus: \\operatorname{softplus}\\left(x\\right)
    softsign: \\frac{x}{1 + \\left|x\\right|}
    sparse_plus: \\begin{cases} 0 & \\text{if } x \\le -1 \\\\ 0.25 \\left(x + 1\\right)^2 & \\text{if } x < 1 \\\\ x & \\text{otherwise} \\end{cases}
    sparse_sigmoid: \\min\\left(\\max\\left(0.5 \\left(x + 1\\right), 0\\right), 1\\right)
    squareplus: \\begin{cases} \\frac{0.25 b}{\\sqrt{\\left(0.5 x\\right)^2 + \\left(0.5 \\sqrt{b}\\right)^2} - 0.5 x} & \\text{if } 0.5 x < \\left(-0.375\\right) \\sqrt{b} \\\\ 0.5 x + \\sqrt{\\left(0.5 x\\right)^2 + \\left(0.5 \\sqrt{b}\\right)^2} & \\text{otherwise} \\end{cases}
    tanh: \\tanh\\left(x\\right)
    tanh_shrink: x - \\tanh\\left(x\\right)
    threshold: \\begin{cases} \\mathrm{defaultValue} & \\text{if } x \\le \\mathrm{threshold} \\\\ x & \\text{otherwise} \\end{cases}"
  `);
});

test('derivatives of activations', () => {
  const lines = formulas.map(({ name, mechanicalDerivative }) => `${name}: ${latex(mechanicalDerivative)}`);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "celu: \\begin{cases} 1 & \\text{if } x > 0 \\\\ \\alpha e^{\\frac{x}{\\alpha}} \\frac{1}{\\alpha} & \\text{otherwise} \\end{cases}
    elu: \\begin{cases} 1 & \\text{if } x > 0 \\\\ \\alpha e^{x} & \\text{otherwise} \\end{cases}
    exponential: e^{x}
    gelu: \\Phi\\left(x\\right) + x \\varphi\\left(x\\right)
    gelu_tanh: \\tilde{\\Phi}\\left(x\\right) + x \\tilde{\\varphi}\\left(x\\right)
    hard_shrink: \\begin{cases} 0 & \\text{if } \\left|x\\right| \\le \\mathrm{threshold} \\\\ 1 & \\text{otherwise} \\end{cases}
    hard_sigmoid: \\begin{cases} \\begin{cases} \\mathrm{slope} & \\text{if } \\mathrm{slope} \\cdot x + \\mathrm{offset} > 0 \\\\ 0 & \\text{otherwise} \\end{cases} & \\text{if } \\max\\left(\\mathrm{slope} \\cdot x + \\mathrm{offset}, 0\\right) < 1 \\\\ 0 & \\text{otherwise} \\end{cases}
    hard_silu: \\frac{\\min\\left(\\max\\left(x + 3, 0\\right), 6\\right)}{6} + x \\frac{\\begin{cases} \\begin{cases} 1 & \\text{if } x + 3 > 0 \\\\ 0 & \\text{otherwise} \\end{cases} & \\text{if } \\max\\left(x + 3, 0\\right) < 6 \\\\ 0 & \\text{otherwise} \\end{cases}}{6}
    hard_tanh: \\begin{cases} 0 & \\text{if } x > 1 \\\\ 0 & \\text{if } x < -1 \\\\ 1 & \\text{otherwise} \\end{cases}
    leaky_relu: \\begin{cases} 1 & \\text{if } x > 0 \\\\ \\mathrm{negativeSlope} & \\text{otherwise} \\end{cases}
    linear: 1
    log_sigmoid: \\sigma\\left(-x\\right)
    mish: \\tanh\\left(\\operatorname{softplus}\\left(x\\right)\\right) + x \\operatorname{sech}^2\\left(\\operatorname{softplus}\\left(x\\right)\\right) \\sigma\\left(x\\right)
    relu: \\begin{cases} 1 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}
    relu_threshold: \\begin{cases} 0 & \\text{if } x \\le \\mathrm{threshold} \\\\ 1 & \\text{otherwise} \\end{cases} - \\mathrm{negativeSlope} \\cdot \\begin{cases} -1 & \\text{if } \\mathrm{threshold} - x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}
    relu_clipped: \\begin{cases} \\begin{cases} \\begin{cases} 0 & \\text{if } x \\le \\mathrm{threshold} \\\\ 1 & \\text{otherwise} \\end{cases} & \\text{if } \\begin{cases} 0 & \\text{if } x \\le \\mathrm{threshold} \\\\ x & \\text{otherwise} \\end{cases} > 0 \\\\ 0 & \\text{otherwise} \\end{cases} & \\text{if } \\max\\left(\\begin{cases} 0 & \\text{if } x \\le \\mathrm{threshold} \\\\ x & \\text{otherwise} \\end{cases}, 0\\right) < \\mathrm{maxValue} \\\\ 0 & \\text{otherwise} \\end{cases} - \\mathrm{negativeSlope} \\cdot \\begin{cases} -1 & \\text{if } \\mathrm{threshold} - x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}
    relu6: \\begin{cases} \\begin{cases} 1 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases} & \\text{if } \\max\\left(x, 0\\right) < 6 \\\\ 0 & \\text{otherwise} \\end{cases}
    selu: 1.0507009873554805 \\begin{cases} 1 & \\text{if } x \\ge 0 \\\\ 1.6732632423543772 e^{x} & \\text{otherwise} \\end{cases}
    sigmoid: \\sigma\\left(x\\right) \\sigma\\left(-x\\right)
    silu: \\sigma\\left(x\\right) + x \\sigma\\left(x\\right) \\sigma\\left(-x\\right)
    soft_shrink: \\begin{cases} 1 & \\text{if } x > \\mathrm{threshold} \\\\ 0 & \\text{if } x \\ge -\\mathrm{threshold} \\\\ 1 & \\text{otherwise} \\end{cases}
    softplus: \\sigma\\left(x\\right)
    softsign: \\frac{1 - \\frac{x}{1 + \\left|x\\right|} \\operatorname{sign}\\left(x\\right)}{1 + \\left|x\\right|}
    sparse_plus: \\begin{cases} 0 & \\text{if } x \\le -1 \\\\ 0.25 \\cdot 2 \\left(x + 1\\right) & \\text{if } x < 1 \\\\ 1 & \\text{otherwise} \\end{cases}
    sparse_sigmoid: \\begin{cases} \\begin{cases} 0.5 & \\text{if } 0.5 \\left(x + 1\\right) > 0 \\\\ 0 & \\text{otherwise} \\end{cases} & \\text{if } \\max\\left(0.5 \\left(x + 1\\right), 0\\right) < 1 \\\\ 0 & \\text{otherwise} \\end{cases}
    squareplus: \\begin{cases} \\frac{-\\frac{0.25 b}{\\sqrt{\\left(0.5 x\\right)^2 + \\left(0.5 \\sqrt{b}\\right)^2} - 0.5 x} \\left(0.5 \\frac{0.5 x}{\\max\\left(\\sqrt{\\left(0.5 x\\right)^2 + \\left(0.5 \\sqrt{b}\\right)^2}, 5 \\cdot 10^{-324}\\right)} - 0.5\\right)}{\\sqrt{\\left(0.5 x\\right)^2 + \\left(0.5 \\sqrt{b}\\right)^2} - 0.5 x} & \\text{if } 0.5 x < \\left(-0.375\\right) \\sqrt{b} \\\\ 0.5 + 0.5 \\frac{0.5 x}{\\max\\left(\\sqrt{\\left(0.5 x\\right)^2 + \\left(0.5 \\sqrt{b}\\right)^2}, 5 \\cdot 10^{-324}\\right)} & \\text{otherwise} \\end{cases}
    tanh: \\operatorname{sech}^2\\left(x\\right)
    tanh_shrink: \\left(\\tanh\\left(x\\right)\\right)^2
    threshold: \\begin{cases} 0 & \\text{if } x \\le \\mathrm{threshold} \\\\ 1 & \\text{otherwise} \\end{cases}"
  `);
});

test('primitives', () => {
  const lines = primitiveNames.map((name) => {
    const { build, points } = primitives[name];
    return `${name}: ${latex(build(...points[0]!.map((_, index) => input(index))))}`;
  });
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "add: x + x_{1}
    subtract: x - x_{1}
    multiply: x x_{1}
    weighted: x x_{1}
    divide: \\frac{x}{x_{1}}
    negative: -x
    abs: \\left|x\\right|
    sign: \\operatorname{sign}\\left(x\\right)
    floor: \\left\\lfloor x \\right\\rfloor
    round: \\operatorname{round}\\left(x\\right)
    square: x^2
    sqrt: \\sqrt{x}
    hypot: \\sqrt{x^2 + x_{1}^2}
    maximum: \\max\\left(x, x_{1}\\right)
    minimum: \\min\\left(x, x_{1}\\right)
    exp: e^{x}
    expm1: e^{x} - 1
    log: \\ln\\left(x\\right)
    log1p: \\ln\\left(1 + x\\right)
    log2: \\log_2\\left(x\\right)
    log10: \\log_{10}\\left(x\\right)
    power: x^{x_{1}}
    sin: \\sin\\left(x\\right)
    cos: \\cos\\left(x\\right)
    tanh: \\tanh\\left(x\\right)
    sech2: \\operatorname{sech}^2\\left(x\\right)
    tanhShrink: x - \\tanh\\left(x\\right)
    sigmoid: \\sigma\\left(x\\right)
    softplus: \\operatorname{softplus}\\left(x\\right)
    erf: \\operatorname{erf}\\left(x\\right)
    erfc: \\operatorname{erfc}\\left(x\\right)
    normalCdf: \\Phi\\left(x\\right)
    normalDensity: \\varphi\\left(x\\right)
    approximateNormalCdf: \\tilde{\\Phi}\\left(x\\right)
    approximateNormalDensity: \\tilde{\\varphi}\\left(x\\right)
    greater: x > x_{1}
    greaterEqual: x \\ge x_{1}
    less: x < x_{1}
    lessEqual: x \\le x_{1}
    equal: x = x_{1}
    notEqual: x \\ne x_{1}
    logicalAnd: x \\wedge x_{1}
    logicalOr: x \\vee x_{1}
    logicalNot: \\neg\\left(x\\right)
    select: \\begin{cases} x_{1} & \\text{if } x > 0 \\\\ x_{2} & \\text{otherwise} \\end{cases}"
  `);
});

describe('parentheses and numbers', () => {
  const y = input(1);
  test.each([
    [multiply(add(x, y), 2), '2 \\left(x + x_{1}\\right)'],
    [subtract(x, add(x, y)), 'x - \\left(x + x_{1}\\right)'],
    [subtract(x, subtract(x, y)), 'x - \\left(x - x_{1}\\right)'],
    [square(add(x, 1)), '\\left(x + 1\\right)^2'],
    [square(negative(x)), '\\left(-x\\right)^2'],
    [square(square(x)), '\\left(x^2\\right)^2'],
    [square(exp(x)), '\\left(e^{x}\\right)^2'],
    [negative(add(x, 1)), '-\\left(x + 1\\right)'],
    [negative(multiply(2, x)), '-2 x'],
    [multiply(x, negative(y)), 'x \\left(-x_{1}\\right)'],
    [multiply(2, multiply(3, x)), '2 \\cdot 3 x'],
    [divide(add(x, 1), multiply(2, x)), '\\frac{x + 1}{2 x}'],
    [square(divide(1, x)), '\\left(\\frac{1}{x}\\right)^2'],
    [constant(1e-7), '10^{-7}'],
    [constant(2.5e21), '2.5 \\cdot 10^{21}'],
    [constant(-0.5), '-0.5'],
    [constant(Infinity), '\\infty'],
    [multiply(x, -0.5), 'x \\left(-0.5\\right)'],
    [parameter('alpha'), '\\alpha'],
    [parameter('b'), 'b'],
    [parameter('negative_slope'), '\\mathrm{negative\\_slope}'],
    [tanh(divide(x, 2)), '\\tanh\\left(\\frac{x}{2}\\right)'],
    [select(greater(x, 0), x, 0), '\\begin{cases} x & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}'],
  ])('%#', (formula, expected) => {
    expect(latex(formula)).toBe(expected);
  });
});

test('braces are balanced in every formula and derivative', () => {
  for (const { name, expression, derivative } of formulas) {
    for (const text of [latex(expression), latex(derivative)]) {
      expect([text.split('{').length, text.split('\\left').length], name).toEqual([
        text.split('}').length,
        text.split('\\right').length,
      ]);
    }
  }
});
