/** A folder as somebody has it who got models of Keras from a colleague. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, readNpz, tensor, writeNpy, writeNpz, type Tensor } from '../../src/index.js';
import { modelFile } from '../support/model-packs.js';

interface StoredArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

/** Inputs or predictions of a packed model. */
export function arraysOf(model: string, what: 'inputs' | 'predictions'): Map<string, Tensor> {
  const text = new TextDecoder().decode(modelFile('models', `${model}/${what}.json`));
  return new Map(
    (JSON.parse(text) as readonly StoredArray[]).map(({ name, shape, data }) => [
      name,
      tensor(data.flat(Infinity) as number[], { shape: [...shape] }),
    ]),
  );
}

const csv = (x: Tensor): string => (x.toArray() as number[][]).map((row) => `${row.join(',')}\n`).join('');

export function modelFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hillock-'));
  const put = (name: string, content: Uint8Array | string): void => writeFileSync(join(folder, name), content);
  const copies = {
    'mlp.keras': 'mlp-adam/model.keras',
    'mlp.weights.h5': 'mlp-adam/model.weights.h5',
    'mlp.json': 'mlp-adam/architecture.json',
    'mlp-of-2019.h5': 'keras2.3.1-mlp-adam/model.h5',
    'lambda.keras': 'lambda-layer/model.keras',
    'nested.h5': 'nested/model.h5',
    'two.keras': 'dict-inputs/model.keras',
    'words.keras': 'string-lookup-adapted/model.keras',
    'texts.keras': 'text-vectorization/model.keras',
    'numbers-of-words.keras': 'string-lookup-inverse/model.keras',
  };
  for (const [name, packed] of Object.entries(copies)) put(name, modelFile('models', packed));
  const x = arraysOf('mlp-adam', 'inputs').get('features')!;
  put('x.npy', writeNpy(x));
  put('x.csv', csv(x));
  put('x.npz', writeNpz({ features: x }));
  put('named.csv', `a,b,c,d,e\n${csv(x)}`);
  put('sample.json', JSON.stringify((x.toArray() as number[][])[0]));
  const two = arraysOf('dict-inputs', 'inputs');
  put('two.npz', writeNpz(two));
  for (const [name, array] of two) put(`${name}.npy`, writeNpy(array));
  const [u, v] = [...two.values()].map((array) => csv(array).trimEnd().split('\n')) as [string[], string[]];
  put('two.csv', ['u,u,u,u,v,v,v', ...u.map((row, i) => `${row},${v[i]}`), ''].join('\n'));
  // What Keras computed, and what a system computed that has a layer wrong.
  const layers = readNpz(readFileSync(new URL('../models/goldens/layer-outputs/nested.npz', import.meta.url)));
  put('nested-x.npy', writeNpy(arraysOf('nested', 'inputs').get('x')!));
  put('layers.npz', writeNpz(layers));
  const wrong = ops.multiply(layers.get('seq')!, 1.1);
  put('drifting-layers.npz', writeNpz(new Map([...layers, ['seq', wrong], ['seq/dense_7', wrong]])));
  const y = layers.get('head')!;
  put('y.npy', writeNpy(y));
  put('drifting-y.npy', writeNpy(ops.multiply(y, 1.1)));
  put('two-outputs.npz', writeNpz(arraysOf('dict-inputs', 'predictions')));
  put('ragged.csv', '1,2,3,4,5\n1,2\n');
  put('typo.csv', '1,2,3,4,5\n1,2,O,4,5\n');
  mkdirSync(join(folder, 'folder'));
  put('folder/notes.txt', 'nothing of Keras');
  put('broken.keras', modelFile('models', 'mlp-adam/model.keras').subarray(0, 9000));
  put('no-model.keras', '<!doctype html><title>Sign in</title>');
  return folder;
}
