/** Expressions as LaTeX, with no more parentheses than needed. */
import { type Expression, nodesInOrder, type PrimitiveName } from './expression.js';

/** How tightly a piece of LaTeX binds; beside an operator that binds more tightly, a piece is put in parentheses. */
const binding = { condition: 0, sum: 1, product: 2, power: 3, atom: 4 } as const;

interface Piece {
  readonly text: string;
  readonly binding: number;
  /** The rows of a `select`. One whose last branch is another `select` shows the rows of both in one brace. */
  readonly cases?: readonly string[];
}

const atom = (text: string): Piece => ({ text, binding: binding.atom });
const sum = (text: string): Piece => ({ text, binding: binding.sum });
const product = (text: string): Piece => ({ text, binding: binding.product });
const power = (text: string): Piece => ({ text, binding: binding.power });

const atLeast = (piece: Piece, least: number): string =>
  piece.binding >= least ? piece.text : `\\left(${piece.text}\\right)`;

const call =
  /* @__NO_SIDE_EFFECTS__ */
  (name: string) =>
    ([x]: readonly Piece[]): Piece =>
      power(`${name}\\left(${x!.text}\\right)`);

const operator = /* @__NO_SIDE_EFFECTS__ */ (name: string) => call(`\\operatorname{${name}}`);

const comparison =
  /* @__NO_SIDE_EFFECTS__ */
  (symbol: string) =>
    ([a, b]: readonly Piece[]): Piece => ({
      text: `${a!.text} ${symbol} ${b!.text}`,
      binding: binding.condition,
    });

const list =
  /* @__NO_SIDE_EFFECTS__ */
  (name: string) =>
    ([a, b]: readonly Piece[]): Piece =>
      power(`${name}\\left(${a!.text}, ${b!.text}\\right)`);

const startsWithDigit = (text: string): boolean => /^[0-9]/.test(text);
const endsWithWord = (text: string): boolean => /\\mathrm\{[^}]*\}$/.test(text);

function times(operands: readonly Piece[]): Piece {
  const [a, b] = operands.map((operand) => atLeast(operand, binding.product)) as [string, string];
  // A number stands first in a product. The dot is needed between two numbers, and after a word.
  const [first, second] = startsWithDigit(b) && !startsWithDigit(a) ? [b, a] : [a, b];
  return product(`${first}${startsWithDigit(second) || endsWithWord(first) ? ' \\cdot ' : ' '}${second}`);
}

function choice([condition, a, b]: readonly Piece[]): Piece {
  const cases = [`${a!.text} & \\text{if } ${condition!.text}`, ...(b!.cases ?? [`${b!.text} & \\text{otherwise}`])];
  return { ...atom(`\\begin{cases} ${cases.join(' \\\\ ')} \\end{cases}`), cases };
}

const rules: Record<PrimitiveName, (operands: readonly Piece[]) => Piece> = {
  add: ([a, b]) => sum(`${a!.text} + ${atLeast(b!, binding.product)}`),
  subtract: ([a, b]) => sum(`${a!.text} - ${atLeast(b!, binding.product)}`),
  multiply: times,
  weighted: times,
  divide: ([a, b]) => power(`\\frac{${a!.text}}{${b!.text}}`),
  negative: ([x]) => sum(`-${atLeast(x!, binding.product)}`),
  abs: ([x]) => atom(`\\left|${x!.text}\\right|`),
  sign: operator('sign'),
  floor: ([x]) => atom(`\\left\\lfloor ${x!.text} \\right\\rfloor`),
  round: operator('round'),
  square: ([x]) => power(`${atLeast(x!, binding.atom)}^2`),
  sqrt: ([x]) => atom(`\\sqrt{${x!.text}}`),
  hypot: ([a, b]) => atom(`\\sqrt{${atLeast(a!, binding.atom)}^2 + ${atLeast(b!, binding.atom)}^2}`),
  maximum: list('\\max'),
  minimum: list('\\min'),
  exp: ([x]) => power(`e^{${x!.text}}`),
  expm1: ([x]) => sum(`e^{${x!.text}} - 1`),
  log: call('\\ln'),
  log1p: ([x]) => power(`\\ln\\left(1 + ${x!.text}\\right)`),
  log2: call('\\log_2'),
  log10: call('\\log_{10}'),
  power: ([a, b]) => power(`${atLeast(a!, binding.atom)}^{${b!.text}}`),
  sin: call('\\sin'),
  cos: call('\\cos'),
  tanh: call('\\tanh'),
  sech2: call('\\operatorname{sech}^2'),
  tanhShrink: ([x]) => sum(`${x!.text} - \\tanh\\left(${x!.text}\\right)`),
  sigmoid: call('\\sigma'),
  softplus: operator('softplus'),
  erf: operator('erf'),
  erfc: operator('erfc'),
  normalCdf: call('\\Phi'),
  normalDensity: call('\\varphi'),
  approximateNormalCdf: call('\\tilde{\\Phi}'),
  approximateNormalDensity: call('\\tilde{\\varphi}'),
  greater: comparison('>'),
  greaterEqual: comparison('\\ge'),
  less: comparison('<'),
  lessEqual: comparison('\\le'),
  equal: comparison('='),
  notEqual: comparison('\\ne'),
  logicalAnd: comparison('\\wedge'),
  logicalOr: comparison('\\vee'),
  logicalNot: ([x]) => ({ text: `\\neg\\left(${x!.text}\\right)`, binding: binding.condition }),
  select: choice,
};

/** Parameters that have a usual symbol; the names of all others are set upright. */
const symbols: Readonly<Record<string, string>> = {
  alpha: '\\alpha',
  beta: '\\beta',
  gamma: '\\gamma',
  lambda: '\\lambda',
  theta: '\\theta',
};

function parameterText(name: string): string {
  if (name.length === 1) return name;
  return symbols[name] ?? `\\mathrm{${name.replaceAll('_', '\\_')}}`;
}

function numberText(value: number): Piece {
  if (value < 0 || Object.is(value, -0)) return sum(`-${numberText(-value).text}`);
  if (value === Infinity) return atom('\\infty');
  const [mantissa, exponent] = String(value).split('e');
  if (exponent === undefined) return atom(mantissa!);
  const powerOfTen = `10^{${exponent.replace('+', '')}}`;
  return mantissa === '1' ? power(powerOfTen) : product(`${mantissa} \\cdot ${powerOfTen}`);
}

/** The formula as LaTeX; inputs are `x`, `x_1`, … */
export function latex(expression: Expression): string {
  const pieces = new Map<Expression, Piece>();
  for (const node of nodesInOrder([expression])) {
    const { content } = node;
    switch (content.kind) {
      case 'constant':
        pieces.set(node, numberText(content.value));
        break;
      case 'input':
        pieces.set(node, atom(content.index === 0 ? 'x' : `x_{${content.index}}`));
        break;
      case 'parameter':
        pieces.set(node, atom(parameterText(content.name)));
        break;
      case 'apply':
        pieces.set(node, rules[content.primitive](content.operands.map((operand) => pieces.get(operand)!)));
    }
  }
  return pieces.get(expression)!.text;
}
