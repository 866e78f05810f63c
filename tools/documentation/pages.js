/** The pages of `docs/activations`: one for each activation, and the gallery. */
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { docstringsOf } from './docstrings.js';
import { pictureRows } from './picture-rows.js';

/** @typedef {import('../../dist/activations/facts.js').FactSheet} FactSheet */
/** @typedef {import('./docstrings.js').Docstring} Docstring */

/** The folder of the pages, from here. */
export const folder = fileURLToPath(new URL('../../docs/activations/', import.meta.url));

/** What stands above the first line of every page. */
const notice = '<!-- Written by `npm run docs:activations` from src/formula/activations.ts and the docstrings. -->';

/**
 * The texts of all pages by their file names, formatted as the repository's other pages.
 *
 * @param {any} activations - those of the sources, or of the build
 * @returns {Promise<Map<string, string>>}
 */
export async function activationPages(activations) {
  const docstrings = docstringsOf('activations');
  const withTexts = (facts) => ({ facts, texts: activations.factTexts(facts) });
  const sheets = activations.list().map((identifier) => activations.facts(/** @type {never} */ (identifier)));
  const pages = [
    ...sheets.map((facts) => [
      `${facts.identifier}.md`,
      page(withTexts(facts), variantsOf(facts, activations), docstringOf(facts, docstrings)),
    ]),
    ['README.md', gallery(sheets.map(withTexts))],
  ];
  const style = await resolveConfig(folder);
  const formatted = pages.map(
    async ([name, text]) => /** @type {const} */ ([name, await format(text, { ...style, parser: 'markdown' })]),
  );
  return new Map(await Promise.all(formatted));
}

/** Arguments that call for another formula. */
const variants = {
  gelu: ['{ approximate: true }', { approximate: true }],
  relu: ['{ negativeSlope, maxValue, threshold }', { negativeSlope: 0.1, maxValue: 6, threshold: 1 }],
};

function variantsOf({ identifier }, activations) {
  const [text, options] = variants[identifier] ?? [];
  return text === undefined ? [] : [{ options: text, facts: activations.facts(identifier, options) }];
}

/** The docstring of the function that has the identifier, not of one that is another name of it. */
const docstringOf = ({ identifier }, docstrings) =>
  docstrings.get(identifier.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()));

/** @returns {string} */
function page({ facts, texts }, variants, { text, example }) {
  const { name, formula, derivative, differences } = facts;
  return [
    notice,
    `# ${name}`,
    withoutSource(text),
    picture(facts),
    '## Formula',
    ...formulas(facts),
    ...variants.flatMap(({ options, facts }) => [`With \`${options}\`:`, ...formulas(facts)]),
    symbols(formula + derivative),
    '## Facts',
    ...(facts.scope === undefined ? [] : [facts.scope]),
    table(
      ['', ''],
      Object.entries(texts).map(([label, value]) => [label, linked(value)]),
    ),
    '## Arguments',
    argumentTable(facts),
    '## Example',
    `\`\`\`ts\n${example}\n\`\`\``,
    ...(differences === undefined ? [] : ['## Differences to Keras', differences]),
    '[All activations](README.md) · [All differences to Keras](../differences.md)',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The source has a row of its own. */
const withoutSource = (text) => text.replace(/\s*Source: [^]*?(?=\n\n|$)/, '');

const picture = ({ identifier, name, options }) => {
  const row = pictureRows[identifier];
  const values = Object.entries(options).map(([argument, value]) => `${argument} = ${value}`);
  if (row === undefined) {
    const note = values.length === 0 ? '' : `\n\nThe picture is for ${values.join(', ')}.`;
    return `![${name} and its derivative](${identifier}.svg)${note}`;
  }
  const caption = `The first element for the row [${row.join(', ')}], and its derivative by x`;
  return `![${caption}](${identifier}.svg)\n\n${caption}.`;
};

/** The LaTeX of formula and derivative, each as an equation. */
const equations = ({ elementwise, formula, derivative }) =>
  elementwise ? [`f(x) = ${formula}`, `f'(x) = ${derivative}`] : [`y_i = ${formula}`, derivative];

const formulas = (facts) => equations(facts).map((equation) => `$$\n${equation}\n$$`);

/** What the symbols mean that not everybody knows. */
const meanings = [
  ['\\sigma', '$\\sigma(x) = \\frac{1}{1 + e^{-x}}$'],
  ['softplus', '$\\operatorname{softplus}(x) = \\ln(1 + e^x)$'],
  ['\\delta_', '$\\delta_{ij}$ is 1 where $i = j$, else 0'],
];

const symbols = (formulas) => {
  const used = meanings.filter(([symbol]) => formulas.includes(symbol)).map(([, meaning]) => meaning);
  return used.length === 0 ? '' : `Here ${used.join(', ')}.`;
};

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** A bar would end the cell. */
const cell = (text) => text.replaceAll('|', '\\|');

const linked = (text) => text.replace(/arXiv:([0-9.]+)/, '[arXiv:$1](https://arxiv.org/abs/$1)');

function argumentTable({ parameters, since }) {
  const inKeras = (name) => (since === undefined ? [] : [name]);
  const rows = Object.entries(parameters).map(([name, value]) => [
    `\`${name}\``,
    ...inKeras(`\`${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}\``),
    value === undefined ? 'required' : `\`${value}\``,
  ]);
  return rows.length === 0 ? 'None besides `x`.' : table(['name', ...inKeras('in Keras'), 'default'], rows);
}

/** Which activations the gallery has: those of Keras, and others by their names. */
function galleryText(sheets) {
  const others = sheets.filter(({ facts }) => facts.since === undefined).map(({ facts }) => `\`${facts.identifier}\``);
  const ofKeras = `All ${sheets.length - others.length} activation functions of Keras`;
  return others.length === 0 ? ofKeras : `${ofKeras}, and ${others.join(', ')}`;
}

const picturesPerRow = 3;

function gallery(sheets) {
  const cells = sheets.map(
    ({ facts: { identifier } }) => `[![${identifier}](${identifier}.svg)](${identifier}.md) \`${identifier}\``,
  );
  const rows = Array.from({ length: Math.ceil(cells.length / picturesPerRow) }, (_, row) =>
    Array.from({ length: picturesPerRow }, (_, column) => cells[row * picturesPerRow + column] ?? ''),
  );
  const aliases = sheets.flatMap(({ facts: { identifier, aliases } }) =>
    aliases.map((alias) => `\`${alias}\` is \`${identifier}\``),
  );
  const ofRows = sheets.filter(({ facts }) => facts.scope !== undefined).map(({ facts }) => `\`${facts.identifier}\``);
  return [
    notice,
    '# Activations',
    `${galleryText(sheets)}: the function as a solid line, its derivative dashed and in another colour, all on one scale. ${aliases.join(', ')}.`,
    table(Array(picturesPerRow).fill(''), rows),
    '## At a glance',
    table(
      ['', 'range', 'monotonic', 'kinks', 'since Keras'],
      sheets.map(({ facts, texts }) => [
        `[\`${facts.identifier}\`](${facts.identifier}.md)`,
        texts.range,
        texts.monotonic,
        facts.kinks?.map(({ x }) => String(x).replace('-', '−')).join(', ') ?? 'of each row',
        [facts.since?.keras2, facts.since?.keras3].filter(Boolean).join(', '),
      ]),
    ),
    `${ofRows.join(', ')} depend on whole rows: the table shows one element of theirs as a function of another, which their pages name.`,
    'Where the generations of Keras differ, and where Hillock differs from them: [differences](../differences.md).',
  ].join('\n\n');
}
