/** Converts the LaTeX of formulas to one line of text. */

const symbols = {
  alpha: 'α',
  beta: 'β',
  delta: 'δ',
  gamma: 'γ',
  lambda: 'λ',
  phi: 'φ',
  Phi: 'Φ',
  pi: 'π',
  sigma: 'σ',
  tau: 'τ',
  theta: 'θ',
  sum: 'Σ',
  partial: '∂',
  infty: '∞',
  cdot: '·',
  odot: '⊙',
  times: '×',
  pm: '±',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  ne: '≠',
  in: '∈',
  to: '→',
  wedge: 'and',
  vee: 'or',
  neg: 'not ',
  lfloor: '⌊',
  rfloor: '⌋',
  lVert: '‖',
  rVert: '‖',
  prime: '′',
  quad: ' ',
  left: '',
  right: '',
};

const superscripts = { 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', '′': '′' };
const subscripts = { 0: '₀', 1: '₁', 2: '₂', i: 'ᵢ', j: 'ⱼ', k: 'ₖ' };

const tokenPattern = /\\[A-Za-z]+|\\.|\s+|[^\\\s]/g;

/** A number, a name, a call, or something in parentheses, with or without an exponent. */
const unit = /^([\p{L}\d.√∞]+|(?=\())(\([^()]*\))?[²³]?$/u;

const grouped = (text) => (unit.test(text) ? text : `(${text})`);

/** The text in superscript or subscript characters, if there are such for all its characters. */
function raised(text, characters) {
  const small = Array.from(text, (character) => characters[character]);
  return small.includes(undefined) ? undefined : small.join('');
}

/**
 * A formula as people would type it: `\frac{x}{1 + \left|x\right|}` becomes `x/(1 + |x|)`.
 *
 * @param {string} latex
 * @returns {string}
 */
export function plainFormula(latex) {
  const tokens = latex.match(tokenPattern) ?? [];
  let position = 0;

  const argument = () => {
    while (tokens[position]?.trim() === '') position++;
    if (tokens[position] !== '{') return piece();
    position++;
    return sequence('}');
  };

  const sequence = (end) => {
    let text = '';
    while (position < tokens.length) {
      if (tokens[position] === end) {
        position++;
        break;
      }
      text += piece();
    }
    return text.replace(/\s+/g, ' ').trim();
  };

  const commands = {
    frac: () => `${grouped(argument())}/${grouped(argument())}`,
    sqrt: () => `√${grouped(argument())}`,
    operatorname: () => argument(),
    mathrm: () => argument(),
    text: () => ` ${argument()} `,
    begin: () => {
      const environment = argument();
      const body = sequence('\\end');
      argument();
      return environment === 'cases' ? `{ ${body} }` : body;
    },
  };

  const piece = () => {
    const token = tokens[position++];
    if (token === '^') return power(argument());
    if (token === '_') return subscript(argument());
    if (token === '{') return sequence('}');
    if (token === '&') return ' ';
    if (token === '\\\\') return ', ';
    if (!token.startsWith('\\')) return token === 'e' && tokens[position] === '^' ? exponential() : token;
    const name = token.slice(1);
    if (Object.hasOwn(commands, name)) return commands[name]();
    if (Object.hasOwn(symbols, name)) return symbols[name];
    return /^[A-Za-z]/.test(name) ? name : name.replace(/[,;!:]/, ' ');
  };

  const power = (exponent) => raised(exponent, superscripts) ?? `^${grouped(exponent)}`;
  const subscript = (index) => raised(index, subscripts) ?? `_${index}`;
  const exponential = () => {
    position++;
    return `exp(${argument()})`;
  };

  return sequence(undefined).replaceAll(' , ', ', ').replaceAll('-', '−');
}
