/** Opens models in the page from everything that a page has of a file, and shows what they predict. */
import { download, layers, loadModel, readWeights, Sequential } from '/dist/index.js';

const folder = '/packs/models/mlp-adam';
const layersModel = ['model.json', 'group1-shard1of1.bin'].map(
  (name) => `/packs/public-models/files/014-2nithing-model/${name}`,
);
const x = [
  [1, -1, 2, 0.5, 0],
  [0, 1, -2, 3, 0.25],
];
const predictions = (model) => [...model.predictOnBatch(x).data];
const fileOf = async (address) => new File([await (await fetch(address)).blob()], address.split('/').pop());

async function results() {
  const address = `${location.origin}${folder}/model.keras`;
  const blob = await (await fetch(address)).blob();
  const models = {
    address: await loadModel(address),
    relative: await loadModel(`${folder}/model.keras`),
    url: await loadModel(new URL(address)),
    response: await loadModel(await fetch(address)),
    blob: await loadModel(blob),
    file: await loadModel(new File([blob], 'model.keras')),
    bytes: await loadModel(await blob.arrayBuffer()),
    h5: await loadModel(`${folder}/model.h5`),
  };
  models.again = await loadModel(new Blob([await models.file.toBytes()]));
  const found = Object.fromEntries(Object.entries(models).map(([name, model]) => [name, predictions(model)]));
  models.file.trainOnBatch(x, [0, 1]);
  download(await models.file.toBytes(), 'trained.keras');
  const picked = await loadModel(await Promise.all(layersModel.map(fileOf)));
  const small = Sequential([layers.Dense(1, { inputShape: [2] })]);
  return {
    found,
    trained: predictions(models.file),
    picked: picked.layers.map(({ name }) => name),
    beside: (await loadModel(layersModel[0])).layers.length,
    weights: (await readWeights(await small.toBytes({ format: 'weights.h5' }))).size,
    refused: await loadModel(`${folder}/nothing.keras`).catch(({ kind }) => kind),
    path: await small.save('model.keras').catch(({ kind }) => kind),
  };
}

const output = document.createElement('pre');
output.id = 'results';
output.textContent = JSON.stringify(await results().catch((error) => ({ error: String(error?.stack ?? error) })));
document.body.append(output);
