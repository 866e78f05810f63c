/** `hillock compare`: compares a model here with the same model in another system. */
import { readFile } from 'node:fs/promises';
import { HillockError } from '#hillock';
import { driftOf, relativeError } from '../drift.js';
import { Failure, UsageError } from '../failure.js';
import { standardStream, writeOutput } from '../files.js';
import { fileMessage, nameOfFile, openModel } from '../model-files.js';
import { readInputs } from '../model-inputs.js';
import { arrayOfTable, readArrays } from '../named-arrays.js';
import { toleranceValue } from '../option-values.js';
import { outputsByName } from '../predictions.js';
import { remarkOn, shortNumber, statisticsOf } from '../statistics.js';
import { stylesOf } from '../style.js';
import { formatTable } from '../table.js';

const examples = `
Examples:
  hillock compare model.keras --inputs x.npy --expected y.npy

  hillock compare --script > layers.py
  python layers.py model.keras expected.npz x.npy
  hillock compare model.keras --inputs x.npy --expected expected.npz
`;

export function addCompare(program) {
  program
    .command('compare')
    .summary('show where a model drifts from what it computed elsewhere')
    .description(
      'Computes a model layer by layer and compares it with what another system computed: the outputs alone, or those of every layer, which a script for ' +
        'Python writes. Errors are relative to the largest expected value of a layer: "alone" if the layer gets what the other system computed before it, ' +
        '"so far" from the inputs on.',
    )
    .argument('[model]', 'a model file or folder')
    .option('--inputs <file...>', 'an array for each input of the model, as predict takes them')
    .option('--expected <file>', 'the outputs, or an .npz with those of the layers by name')
    .option('--tolerance <number>', 'the largest error that is none', toleranceValue, 1e-4)
    .option('--script', 'print a script for Python that writes the outputs of every layer')
    .addHelpText(
      'after',
      `${examples}\nExit status: 0 if all errors are within the tolerance, 1 if one is not, 2 if the command line is wrong.\n`,
    )
    .action(compare);
}

async function compare(path, { inputs: operands, expected: expectedPath, tolerance, script }) {
  if (script) return writeOutput(standardStream, await readFile(new URL('../layer-outputs.py', import.meta.url)));
  if (path === undefined || operands === undefined || expectedPath === undefined) {
    const missing = [path ?? '<model>', operands ?? '--inputs', expectedPath ?? '--expected'];
    throw new UsageError(
      `expected a model, --inputs and --expected. Received: no ${missing.filter((each) => /^(<model>|--\w+)$/.test(String(each))).join(', no ')}.`,
      'hillock compare --help',
    );
  }
  const model = await openModel(path, { compile: false });
  const inputs = await readInputs(model, operands);
  const { layers, outputs } = await expectations(model, expectedPath);
  const [drift, found] = computed(() => [
    driftOf(model, inputs.length === 1 ? inputs[0] : inputs, layers),
    outputs.size === 0
      ? new Map()
      : outputsByName(model, model.predictOnBatch(inputs.length === 1 ? inputs[0] : inputs)),
  ]);
  const errors = [...outputs].map(([name, expected]) => [name, errorOf(name, found.get(name), expected)]);
  await writeOutput(standardStream, reportText(model, drift, errors, tolerance));
  judge(drift, errors, tolerance);
}

function computed(action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof HillockError) throw new Failure(fileMessage(error));
    throw error;
  }
}

/** The expected values in a file: for layers by their paths, or for the outputs of the model. */
async function expectations(model, path) {
  const content = await readArrays(path);
  const names = model.outputNames;
  if ('arrays' in content) {
    const { arrays } = content;
    const areOutputs = [...arrays.keys()].every((name) => names.includes(name));
    return areOutputs && arrays.size <= names.length
      ? { layers: new Map(), outputs: arrays }
      : { layers: arrays, outputs: new Map() };
  }
  if (names.length > 1) {
    throw new UsageError(
      `expected an .npz with ${names.join(', ')}, or with outputs of layers. Received: ${nameOfFile(path)}, which holds one array.`,
    );
  }
  const array = 'array' in content ? content.array : arrayOfTable(path, content.table, 'float32');
  return { layers: new Map(), outputs: new Map([[names[0], array]]) };
}

function errorOf(name, found, expected) {
  if (String(found.shape) === String(expected.shape)) return relativeError(found, expected);
  throw new Failure(
    `expected an output of shape (${found.shape.join(', ')}) for "${name}", as it is computed here. Received: (${expected.shape.join(', ')}).`,
    'the expected values may be of other inputs, or of another model',
  );
}

const errorText = (error) => (error === undefined ? '-' : error === Infinity ? 'inf' : error.toPrecision(2));

const titles = (hasErrors) => ['layer', 'type', 'shape', ...(hasErrors ? ['alone', 'so far'] : []), 'min', 'max', ''];

function reportText(model, drift, errors, tolerance) {
  const { columns } = process.stdout;
  const styles = stylesOf(process.stdout);
  const mark = (text, error) => (error > tolerance ? `${text} !` : text);
  const hasErrors = drift.some(({ soFar }) => soFar !== undefined);
  const rows = drift.map(({ path, output, alone, soFar }) => {
    const statistics = statisticsOf(output.data);
    return [
      path,
      typeOf(model, path),
      `(${output.shape.join(', ')})`,
      ...(hasErrors ? [mark(errorText(alone), alone), mark(errorText(soFar), soFar)] : []),
      shortNumber(statistics.minimum),
      shortNumber(statistics.maximum),
      remarkOn(statistics, output.size),
    ];
  });
  const table = formatTable(titles(hasErrors), rows, { columns, styles });
  if (errors.length === 0) return table;
  const outputs = errors.map(([name, error]) => [name, mark(errorText(error), error)]);
  return `${table}\n${formatTable(['output', 'error'], outputs, { columns, styles })}`;
}

/** The class of the layer at a path. */
function typeOf(model, path) {
  let layer = model;
  for (const step of path.replace(/\[\d+\]$/, '').split('/')) layer = layer.getLayer(step.replace(/:\d+$/, ''));
  return layer.constructor.path?.split('.').pop() ?? layer.constructor.name;
}

/** Says what the errors mean; an error above the tolerance makes the exit status 1. */
function judge(drift, errors, tolerance) {
  const compared = drift.filter(({ soFar }) => soFar !== undefined);
  const culprits = compared.filter(({ alone }) => alone > tolerance);
  if (culprits.length > 0) {
    const { path, alone } = culprits[0];
    const others = culprits.length === 1 ? '' : `, and ${culprits.length - 1} more after it`;
    throw new Failure(
      `expected layers that compute the same within ${tolerance}. Received: "${path}" differs by ${errorText(alone)}${others}.`,
    );
  }
  const last = compared.findLast(({ soFar }) => soFar > tolerance);
  if (last !== undefined) {
    throw new Failure(
      `expected outputs within ${tolerance}. Received: "${last.path}" differs by ${errorText(last.soFar)}, though each layer alone is within it.`,
      'rounding adds up from layer to layer, or layers lie between for which nothing is expected',
    );
  }
  const off = errors.find(([, error]) => error > tolerance);
  if (off === undefined) return;
  throw new Failure(
    `expected outputs within ${tolerance}. Received: "${off[0]}" differs by ${errorText(off[1])}.`,
    'to see from which layer on, hillock compare --script prints what writes the expected outputs of every layer',
  );
}
