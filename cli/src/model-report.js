/** Collects what `hillock inspect` shows of a model file. */
import { HillockError, loadModel } from '#hillock';
import { activationsUsed } from './activations-used.js';
import { compileFacts } from './compile-facts.js';
import { fileMessage, inspectFile, isOfTraining, modelSource, weightsIn } from './model-files.js';
import { statisticsOf } from './statistics.js';

/** The bytes of an element in a file; 0 for types whose size is not known. */
const bytesOf = (dtype) => (dtype === 'bool' ? 1 : Number(/^(?:b?float|u?int)(\d+)$/.exec(dtype)?.[1] ?? 0) / 8);

const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

/** @param {{ shape: readonly number[], dtype: string }[]} weights */
const totalOf = (weights) => ({
  parameters: weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  bytes: weights.reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * bytesOf(dtype), 0),
});

/**
 * Everything that is known of a file without computing its model: the program that wrote it, layers, weights with their statistics,
 * training.
 *
 * @param {string} path
 */
export async function reportOn(path) {
  const source = await modelSource(path);
  const inspection = await inspectFile(path, source);
  const { model, problem = null } = await tryModel(source, inspection);
  const { format, keras = null, backend = null, writer = null, className = null, layers, config, compile } = inspection;
  const optimizer = inspection.weights.filter(isOfTraining);
  const tensors = model
    ? new Map(model.weights.map(({ path, value }) => [path, value]))
    : await weightsIn(path, source);
  const isDescription = format === 'architecture';
  const stored = isDescription ? (model?.weights ?? []) : inspection.weights.filter((weight) => !isOfTraining(weight));
  return {
    model,
    facts: {
      ...{ file: path, format, keras, backend, writer, className, name: model?.name ?? null, problem },
      ...{ inputs: placesOf(model, 'inputs'), outputs: placesOf(model, 'outputs') },
      ...totalOf(stored),
      trainable: model ? countOf(model.trainableWeights) : null,
      activations: activationsUsed(config),
      compile: compileFacts(compile),
      ...{ iterations: iterationsOf(model, optimizer, tensors), optimizer: totalOf(optimizer) },
      layers,
      weights: (model ? model.weights : stored).map(({ path, shape, dtype }) => ({
        ...{ path, shape, dtype },
        // A file with a description alone contains no weights; those of a model made from it are random.
        ...statisticsOf(isDescription ? [] : tensors.get(path).data),
      })),
    },
  };
}

const countOf = (weights) => weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Opens the model for its summary. If it does not open, the reason is shown, but the inspection goes on. */
async function tryModel(source, { className }) {
  if (className === undefined) return {};
  try {
    return { model: await loadModel(source) };
  } catch (error) {
    if (error instanceof HillockError) return { problem: fileMessage(error) };
    throw error;
  }
}

/** Inputs or outputs by name; unknown for a model whose input shape is not known yet. */
function placesOf(model, side) {
  if (model === undefined || (model.graph === undefined && side in model)) return [];
  const names = side === 'inputs' ? model.inputNames : model.outputNames;
  return model[side].map(({ shape, dtype }, i) => ({ name: names[i], shape, dtype }));
}

/** The number of steps that the model was trained for: from its optimizer, or from the only integer scalar among an optimizer's variables. */
function iterationsOf(model, optimizer, tensors) {
  if (optimizer.length === 0) return null;
  if (model !== undefined) return model.optimizer?.iterations ?? null;
  const counter = optimizer.find(({ shape, dtype }) => shape.length === 0 && /int/.test(dtype));
  return counter === undefined ? null : Number(tensors.get(counter.path).item());
}
