/** The programs of a model's steps: of a file, or of a network with a name. */
import { layers, loadModel, ops, random, Sequential } from '../dist/index.js';
import { hastening, loadRewriting } from '../dist/ops/program/hastening.js';
import { programListing } from '../dist/ops/program/listing.js';

const compiled = (model) => {
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  return model;
};

/** Networks that need no file. */
export const networks = {
  perceptron: () =>
    compiled(
      Sequential([
        layers.Dense(64, { activation: 'relu', inputShape: [64] }),
        layers.Dense(10, { activation: 'softmax' }),
      ]),
    ),
  convolutions: () =>
    compiled(
      Sequential([
        layers.Conv2D(8, 3, { activation: 'relu', inputShape: [28, 28, 1] }),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(10, { activation: 'softmax' }),
      ]),
    ),
  lstm: () =>
    compiled(Sequential([layers.LSTM(64, { inputShape: [50, 16] }), layers.Dense(10, { activation: 'softmax' })])),
};

/** Numbers for a place of the model; of axes whose length is not known it gets one element. */
function sample(shape, batch, dtype) {
  const lengths = shape.map((length, axis) => (axis === 0 ? batch : (length ?? 1)));
  return dtype === 'float32' ? random.normal(lengths, { seed: 1 }) : ops.zeros(lengths, { dtype });
}

/** Labels that the loss of the model accepts: numbers of classes for the sparse ones, else numbers like the outputs. */
function labelsFor(model, batch) {
  const losses = JSON.stringify(model.getCompileConfig()?.loss ?? null);
  const list = model.outputs.map(({ shape, dtype }) =>
    /sparse/i.test(losses) ? sample(shape.slice(0, -1), batch, 'int32') : ops.abs(sample(shape, batch, dtype)),
  );
  return list.length === 1 ? list[0] : list;
}

/**
 * What `npm run explain -- --model` prints.
 *
 * @param {string} name the name of a network, or the path of a file
 * @param {{ batch: number; step: string | undefined }} options
 */
export async function explainSteps(name, { batch, step }) {
  if (!Number.isSafeInteger(batch) || batch < 1)
    throw new Error(`--batch: expected a positive integer. Received: ${batch}`);
  if (step !== undefined && step !== 'train' && step !== 'predict') {
    throw new Error(`--step: expected train or predict. Received: ${step}`);
  }
  const model = Object.hasOwn(networks, name) ? networks[name]() : await loadModel(name);
  const given = model.inputs?.map(({ shape, dtype }) => sample(shape, batch, dtype));
  if (given === undefined) throw new Error(`${name}: expected a model that knows the shapes of its inputs`);
  const x = given.length === 1 ? given[0] : given;
  const steps = {
    train: () => model.trainOnBatch(x, labelsFor(model, batch)),
    predict: () => model.predictOnBatch(x),
  };
  const wanted = step ?? (model.optimizer === undefined ? 'predict' : 'train');
  // A program is made of the second step, and a faster one after the third instead of after many.
  await loadRewriting();
  hastening.patience = 0;
  for (let i = 0; i < 3; i++) steps[wanted]();
  const programs = model.programs.filter(([key]) => key.startsWith(wanted));
  if (programs.length === 0)
    throw new Error(`${name}: its ${wanted} step runs operation by operation, so that there is no program`);
  return programs
    .map(([, program]) => `The ${wanted} step of ${name}, batch ${batch}\n\n${programListing(program)}`)
    .join('\n');
}
