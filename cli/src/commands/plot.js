/** `hillock plot`: draws curves of activations in a file or in the terminal. */
import { addActivationFlags, argumentsFor, checkRequired } from '../activation-flags.js';
import { findActivation, plottable } from '../activation.js';
import { curvesOf } from '../curves.js';
import { drawCurves } from '../drawing.js';
import { UsageError } from '../failure.js';
import { standardStream, writeOutput } from '../files.js';
import { pictureValue, rangeValue, sizeValue } from '../option-values.js';
import { curveStyles, stylesOf } from '../style.js';

const examples = `
Examples:
  hillock plot gelu --derivative
  hillock plot relu gelu mish --derivative --range -4 4 -o picture.svg
  hillock plot elu --alpha 0.5 --dark -o elu.png
`;

const defaultRange = [-6, 6];

export function addPlot(program) {
  const command = program
    .command('plot')
    .summary('draw activations and their derivatives')
    .description('Draws activations, in the terminal or as a picture. Derivatives are dashed.')
    .argument('<activations...>', 'their names')
    .option('-o, --output <file>', 'write a picture, .svg or .png; - writes SVG to standard output', pictureValue)
    .option('-d, --derivative', 'draw the derivatives too', false)
    .option('--range <numbers...>', 'two numbers, from where to where x goes (default: -6 6)', rangeValue)
    .option('--dark', 'a picture with light lines on a dark ground', false)
    .option('--transparent', 'a picture without a ground, for light and for dark pages', false)
    .option('--width <units>', 'width of a picture (default: 720)', sizeValue)
    .option('--height <units>', 'height of a picture (default: 440)', sizeValue);
  addActivationFlags(command).addHelpText('after', examples).action(plot);
}

/** @param {string[]} names @param {any} options */
async function plot(names, { output, range = defaultRange, ...options }) {
  if (range.length < 2) throw new UsageError(`expected two numbers for --range. Received: "${range[0]}".`);
  if (options.dark && options.transparent)
    throw new UsageError('expected one of --dark and --transparent. Received: both.');
  const found = names.map(findActivation);
  const given = argumentsFor(found, options);
  checkRequired(found, given);
  const activations = names.map((name, i) => plottable(name, given[i]));
  if (output === undefined) await writeOutput(standardStream, `${draw(activations, { ...options, range })}\n`);
  else await writeOutput(output, await picture(output, activations, { ...options, range }));
}

/** The libraries that draw pictures are loaded only here, because that takes a while. */
async function picture(output, activations, { dark, transparent, ...options }) {
  const { plotActivations } = await import('../plot.js');
  const ground = transparent ? 'either' : dark ? 'dark' : 'light';
  const svg = await plotActivations(activations, { ...options, ground });
  if (!/\.png$/i.test(output)) return svg;
  const { toPng } = await import('../png.js');
  return toPng(svg);
}

/** One drawing of all curves in different colours. Without colours, where curves would look alike, a drawing for each activation. */
function draw(activations, { derivative, range }) {
  const styles = stylesOf(process.stdout);
  const drawings = styles.isColorSupported ? [activations] : activations.map((activation) => [activation]);
  const paints = new Map(activations.map(({ name }, i) => [name, styles[curveStyles[i % curveStyles.length]]]));
  return drawings
    .map((group) => {
      const title = group.map(({ name }) => paints.get(name)(styles.bold(name))).join('  ');
      const curves = drawCurves(curvesOf(group, { derivative, range }), {
        ...{ range, columns: Math.min(process.stdout.columns ?? 80, 100), rows: 20 },
        ...{ paintOf: ({ name }) => paints.get(name), faint: styles.dim },
      });
      return `${title}${derivative ? styles.dim('  (derivatives dashed)') : ''}\n\n${curves}`;
    })
    .join('\n\n');
}
