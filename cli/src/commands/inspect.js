/** `hillock inspect`: shows what a model file is and contains. */
import { standardStream, writeOutput } from '../files.js';
import { reportOn } from '../model-report.js';
import { formatBytes, formatCount, remarkOn, shortNumber } from '../statistics.js';
import { stylesOf } from '../style.js';
import { formatEntries, formatTable } from '../table.js';

const examples = `
Examples:
  hillock inspect model.keras
  hillock inspect old-weights.h5
  hillock inspect model.keras --json | jq .activations
`;

export function addInspect(program) {
  program
    .command('inspect')
    .summary('show what a model file holds')
    .description(
      'Shows the layers of a model file, its weights with their statistics, which Keras wrote it, and how far it was trained. ' +
        'Nothing in the file is run.',
    )
    .argument('<model>', 'a .keras, .h5 or .weights.h5 file, a folder, a model.json, an .npz, or - for standard input')
    .option('--json', 'print all of it as JSON')
    .addHelpText('after', examples)
    .action(inspect);
}

async function inspect(path, { json }) {
  const { model, facts } = await reportOn(path);
  const text = json ? `${JSON.stringify(facts, null, 2)}\n` : textOf(model, facts);
  await writeOutput(standardStream, text);
}

function textOf(model, facts) {
  const { columns } = process.stdout;
  const styles = stylesOf(process.stdout);
  const sections = [
    `${formatEntries(entriesOf(facts), { columns, styles })}\n`,
    layersText(model, facts),
    weightsText(facts, { columns, styles }),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/**
 * Labels with texts, without those that the file does not state.
 *
 * @returns {(readonly [label: string, text: string])[]}
 */
function entriesOf(facts) {
  const { file, format, className, name, problem, trainable, parameters, bytes } = facts;
  const trained = trainable === parameters ? 'all' : formatCount(trainable ?? 0);
  const trainability = trainable === null ? '' : `, ${trained} of them trainable`;
  /** @type {(readonly [label: string, text: string])[]} */
  const entries = [
    ['file', file],
    ['format', [format, writerText(facts)].filter(Boolean).join(', ')],
    ['model', className === null ? '' : [className, name === null ? '' : `"${name}"`].filter(Boolean).join(' ')],
    ['opens', problem === null ? '' : `no: ${problem}`],
    ['inputs', facts.inputs.map(placeText).join('; ')],
    ['outputs', facts.outputs.map(placeText).join('; ')],
    ['parameters', `${formatCount(parameters)}${trainability}, ${formatBytes(bytes)}`],
    ['activations', activationsText(facts.activations)],
    ['compiled', compileText(facts.compile)],
    ['trained', trainingText(facts)],
  ];
  return entries.filter(([, text]) => text !== '');
}

function writerText({ keras, backend, writer }) {
  const system = keras === null ? '' : `Keras ${keras}`;
  const words =
    writer === null
      ? [system && `written by ${system}`, backend && `on ${backend}`]
      : [`written by ${writer}`, system && `for ${system}`];
  return words.filter(Boolean).join(' ');
}

const shapeText = (shape) => `(${shape.map((length) => length ?? 'None').join(', ')}${shape.length === 1 ? ',' : ''})`;

const placeText = ({ name, shape, dtype }) => `${name} ${shapeText(shape)} ${dtype}`;

const activationsText = (counts) =>
  Object.entries(counts)
    .map(([name, count]) => (count === 1 ? name : `${name} (${count} times)`))
    .join(', ');

function compileText(compile) {
  if (compile === null) return '';
  const { optimizer, learningRate, loss, metrics } = compile;
  const rate =
    learningRate === null
      ? ''
      : `, learning rate ${typeof learningRate === 'number' ? shortNumber(learningRate) : learningRate}`;
  return [`${optimizer}${rate}`, loss && `loss ${loss}`, metrics && `metrics ${metrics}`].filter(Boolean).join('; ');
}

function trainingText({ iterations, optimizer }) {
  if (optimizer.parameters === 0) return '';
  const state = `${formatBytes(optimizer.bytes)} of optimizer state`;
  return iterations === null ? state : `${formatCount(iterations)} ${iterations === 1 ? 'step' : 'steps'}, ${state}`;
}

/** Keras's summary, or, if the model does not open, the layers as the file names them. */
function layersText(model, { layers }) {
  if (model !== undefined) {
    const lines = [];
    model.summary({ printFn: (line) => lines.push(line), expandNested: true });
    return `${lines.join('\n')}\n`;
  }
  const lines = [];
  const list = (each, depth) => {
    for (const { name, className, layers: inner = [] } of each) {
      lines.push(`${'  '.repeat(depth)}${name} (${className})\n`);
      list(inner, depth + 1);
    }
  };
  list(layers, 0);
  return lines.join('');
}

const titles = ['weight', 'shape', 'dtype', 'mean', 'deviation', 'min', 'max', ''];

function weightsText({ weights }, { columns, styles }) {
  if (weights.length === 0) return '';
  const rows = weights.map(({ path, shape, dtype, ...numbers }) => [
    path,
    shapeText(shape),
    dtype,
    ...[numbers.mean, numbers.standardDeviation, numbers.minimum, numbers.maximum].map(shortNumber),
    remarkOn(
      /** @type {any} */ (numbers),
      shape.reduce((product, length) => product * length, 1),
    ),
  ]);
  return formatTable(titles, rows, { columns, styles });
}
