/** `hillock predict`: computes what the model in a file predicts for arrays. */
import { HillockError, writeNpz } from '#hillock';
import { arrayContent } from '../array-files.js';
import { Failure, UsageError } from '../failure.js';
import { standardStream, writeOutput } from '../files.js';
import { fileMessage, openModel } from '../model-files.js';
import { readInputs } from '../model-inputs.js';
import { arrayFileValue, batchSizeValue } from '../option-values.js';
import { outputsByName } from '../predictions.js';

const examples = `
Examples:
  hillock predict model.keras x.npy -o y.npy
  hillock predict model.h5 table.csv -o y.csv
  hillock predict two.keras image=x.npy age=age.csv -o y.npz
  hillock predict two.keras inputs.npz
`;

export function addPredict(program) {
  program
    .command('predict')
    .summary('compute the outputs of a model for arrays')
    .description(
      'Computes what a model predicts. Inputs are .npy, .csv, .txt or .json files in the order of the inputs of the model, or NAME=FILE; one .npz, or one table ' +
        'whose header has their names, may hold all of them. Several outputs go to one .npz. Without -o they are printed.',
    )
    .argument('<model>', 'a model file or folder')
    .argument('<input...>', 'a file with an array for each input, or - for standard input')
    .option(
      '-o, --output <file>',
      'write a .npy, .npz, .txt, .csv or .json file; - writes .npy to standard output',
      arrayFileValue,
    )
    .option('--batch-size <count>', 'how many samples are computed at once', batchSizeValue, 32)
    .addHelpText('after', examples)
    .action(predict);
}

async function predict(path, operands, { output, batchSize }) {
  const model = await openModel(path, { compile: false });
  const inputs = await readInputs(model, operands);
  const outputs = await outputsOf(model, inputs, batchSize);
  await writeOutput(output ?? standardStream, output === undefined ? textOf(outputs) : contentOf(output, outputs));
}

/** The outputs by their names. */
async function outputsOf(model, inputs, batchSize) {
  try {
    const y = await model.predict(inputs.length === 1 ? inputs[0] : inputs, { batchSize, verbose: 0 });
    return outputsByName(model, y);
  } catch (error) {
    if (error instanceof HillockError) throw new Failure(fileMessage(error));
    throw error;
  }
}

function textOf(outputs) {
  if (outputs.size === 1) return `${String([...outputs.values()][0])}\n`;
  return [...outputs].map(([name, y]) => `${name}:\n${String(y)}\n`).join('\n');
}

function contentOf(path, outputs) {
  if (path === standardStream && process.stdout.isTTY) {
    throw new UsageError('expected a file or a pipe for a NumPy file. Received: standard output, a terminal.');
  }
  if (/\.npz$/i.test(path)) return writeNpz(outputs);
  if (outputs.size === 1) return arrayContent(path, [...outputs.values()][0]);
  throw new UsageError(
    `expected a name that ends in .npz for ${outputs.size} outputs, ${[...outputs.keys()].join(', ')}. Received: "${path}".`,
  );
}
