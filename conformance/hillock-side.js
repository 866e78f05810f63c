/** The half of the protocol that Hillock plays: `node hillock-side.js PHASE TASKS.json`. README.md tells the protocol. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, modelFromJSON, modelToJSON, ops, readNpz, writeNpz } from '../dist/index.js';
import { builders } from './hillock-cases.js';

const batchSize = 8;
const steps = { first: [0, 1], middle: [2, 3, 4], last: [5, 6] };

/** Arrays of a file in the form in which the model takes them. */
function readData(path, form) {
  const arrays = [...readNpz(readFileSync(path))].map(([name, array]) => [name.slice(1), array]);
  if (form === 'array') return arrays[0][1];
  return form === 'list' ? arrays.map(([, array]) => array) : Object.fromEntries(arrays);
}

function batchOf(data, step) {
  if (Array.isArray(data)) return data.map((each) => batchOf(each, step));
  if (!('shape' in data)) {
    return Object.fromEntries(Object.entries(data).map(([name, each]) => [name, batchOf(each, step)]));
  }
  const start = data.shape.map((_, axis) => (axis === 0 ? step * batchSize : 0));
  return ops.slice(
    data,
    start,
    data.shape.map((length, axis) => (axis === 0 ? batchSize : length)),
  );
}

class Task {
  constructor({ folder, x, y, builder }) {
    this.folder = folder;
    this.builder = builder;
    this.x = readData(this.file('x.npz'), x);
    this.y = readData(this.file('y.npz'), y);
  }

  file(name) {
    return join(this.folder, name);
  }

  train(model, which) {
    return steps[which].map((step) => model.trainOnBatch(batchOf(this.x, step), batchOf(this.y, step))[0]);
  }

  predict(model, name) {
    const y = model.predictOnBatch(batchOf(this.x, 0));
    const leaves = Array.isArray(y)
      ? y.map((each, i) => [String(i), each])
      : 'shape' in y
        ? [['', y]]
        : Object.entries(y);
    const sorted = Array.isArray(y) ? leaves : leaves.sort(([a], [b]) => (a < b ? -1 : 1));
    const wide = sorted.map(([leaf, each]) => [`a${leaf}`, ops.cast(each, 'float64')]);
    writeFileSync(this.file(name), writeNpz(new Map(wide)));
  }

  writeJSON(name, value) {
    writeFileSync(this.file(name), JSON.stringify(value));
  }
}

const phases = {
  async make(task) {
    const model = builders[task.builder]();
    task.train(model, 'first');
    task.predict(model, 'made-first.npz');
    await model.save(task.file('made.keras'));
    await model.save(task.file('made.h5'));
    await model.saveWeights(task.file('made.weights.h5'));
    writeFileSync(task.file('made.json'), modelToJSON(model));
    const losses = task.train(model, 'middle');
    task.predict(model, 'made-middle.npz');
    losses.push(...task.train(model, 'last'));
    task.predict(model, 'made-last.npz');
    task.writeJSON('made-losses.json', losses);
  },

  async takeOver(task, form) {
    if (form === 'weights.h5') {
      const model = modelFromJSON(readFileSync(task.file('made.json'), 'utf8'));
      await model.loadWeights(task.file('made.weights.h5'));
      task.predict(model, `taken-first.${form}.npz`);
      return;
    }
    const model = await loadModel(task.file(`made.${form}`));
    task.predict(model, `taken-first.${form}.npz`);
    const losses = task.train(model, 'middle');
    task.predict(model, `taken-middle.${form}.npz`);
    await model.save(task.file(`back.${form}`));
    losses.push(...task.train(model, 'last'));
    task.predict(model, `taken-last.${form}.npz`);
    task.writeJSON(`taken-losses.${form}.json`, losses);
  },

  async takeBack(task, form) {
    if (form === 'weights.h5') return;
    const model = await loadModel(task.file(`back.${form}`));
    task.predict(model, `back-middle.${form}.npz`);
    const losses = task.train(model, 'last');
    task.predict(model, `back-last.${form}.npz`);
    task.writeJSON(`back-losses.${form}.json`, losses);
  },
};

const [phase, tasks] = process.argv.slice(2);
let said = [];
console.warn = (message) => said.push(String(message));
for (const task of JSON.parse(readFileSync(tasks, 'utf8'))) {
  for (const form of phase === 'make' ? ['all'] : task.forms) {
    said = [];
    const failures = join(task.folder, `${phase}-${form}.failure`);
    try {
      await phases[phase](new Task(task), form);
      if (said.length > 0) writeFileSync(failures, said.join('\n'));
    } catch (error) {
      writeFileSync(failures, `${error.message}`);
    }
  }
}
