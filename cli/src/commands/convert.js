/** `hillock convert`: converts a model file to another format. */
import { modelToJSON, readWeights, writeNpz } from '#hillock';
import { writeOutput } from '../files.js';
import { concerning, isOfTraining, modelSource, openModel } from '../model-files.js';
import { modelFileValue } from '../option-values.js';

const examples = `
Examples:
  hillock convert old.h5 new.keras
  hillock convert web/model.json model.keras
  hillock convert model.keras model.weights.h5
  hillock convert model.keras weights.npz
`;

export function addConvert(program) {
  program
    .command('convert')
    .summary('turn a model file into another sort of file')
    .description(
      'Reads a model file of any Keras, or a model of TensorFlow.js, and writes one that Keras 3 opens, compiled as it was and with the state of its ' +
        'optimizer. The ending says which sort: .keras, .h5, .weights.h5, .json (the description alone), .npz (the weights alone).',
    )
    .argument('<from>', 'a model file or folder, or - for standard input')
    .argument('<to>', 'the file to write', modelFileValue)
    .option('--no-optimizer', 'leave the state of the optimizer out')
    .addHelpText('after', examples)
    .action(convert);
}

async function convert(from, to, { optimizer: includeOptimizer }) {
  if (/\.npz$/i.test(to)) return writeOutput(to, await archiveOf(from));
  const model = await openModel(from);
  if (/\.json$/i.test(to)) return writeOutput(to, `${modelToJSON(model)}\n`);
  const format = /\.weights\.h5$/i.test(to) ? 'weights.h5' : /\.keras$/i.test(to) ? 'keras' : 'h5';
  await writeOutput(to, await concerning(from, () => model.toBytes({ format, includeOptimizer })));
}

/** The weights of a file under their paths; the file need not contain a model. */
async function archiveOf(from) {
  const weights = await concerning(from, async () => readWeights(await modelSource(from)));
  return writeNpz(new Map([...weights].filter(([path]) => !isOfTraining({ path }))));
}
