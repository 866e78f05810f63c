/** The commands for model files, as a terminal shows them, and their numbers beside those of Keras. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspect, loadModel, readNpy, readNpz, type Tensor } from '../../src/index.js';
import { modelPack } from '../support/model-packs.js';
import { hillock } from './hillock.js';
import { arraysOf, modelFolder } from './model-folder.js';
import { transcript } from './transcript.js';

let directory: string;

beforeEach(() => {
  directory = modelFolder();
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const file = (name: string): string => join(directory, name);

const transcripts = {
  'model-help': ['help inspect', 'help convert', 'help predict', 'help compare'],
  inspect: [
    'inspect mlp.keras',
    'inspect nested.h5',
    'inspect mlp-of-2019.h5',
    'inspect mlp.weights.h5',
    'inspect mlp.json',
    'inspect lambda.keras',
    'inspect two.npz',
  ],
  'inspect-as-json': ['inspect mlp.keras --json'],
  'inspect-errors': [
    'inspect none.keras',
    'inspect broken.keras',
    'inspect no-model.keras',
    'inspect folder',
    'inspect x.csv',
    'inspect',
    'inspect mlp.keras --jsn',
  ],
  convert: [
    'convert mlp-of-2019.h5 new.keras',
    'inspect new.keras',
    'convert new.keras new.weights.h5 --no-optimizer',
    'inspect new.weights.h5',
    'convert mlp.weights.h5 weights.npz',
    'inspect weights.npz',
    'convert mlp.keras mlp-again.json',
    'inspect mlp-again.json',
  ],
  'convert-errors': [
    'convert mlp.keras mlp.onnx',
    'convert mlp.keras',
    'convert mlp.weights.h5 mlp-again.keras',
    'convert lambda.keras lambda.h5',
    'convert none.h5 new.keras',
    'convert mlp.keras none/new.keras',
  ],
  predict: [
    'predict mlp.keras x.npy',
    'predict mlp.keras sample.json',
    'predict mlp.keras named.csv -o y.csv',
    'predict two.keras two.npz',
  ],
  compare: [
    'compare nested.h5 --inputs nested-x.npy --expected layers.npz',
    'compare nested.h5 --inputs nested-x.npy --expected drifting-layers.npz',
    'compare nested.h5 --inputs nested-x.npy --expected y.npy',
    'compare nested.h5 --inputs nested-x.npy --expected drifting-y.npy',
    'compare two.keras --inputs u.npy v.npy --expected two-outputs.npz',
  ],
  'compare-errors': [
    'compare',
    'compare nested.h5 --inputs nested-x.npy',
    'compare nested.h5 --inputs nested-x.npy --expected two.npz',
    'compare nested.h5 --inputs nested-x.npy --expected x.npy',
    'compare two.keras --inputs u.npy v.npy --expected u.npy',
    'compare nested.h5 --inputs nested-x.npy --expected layers.npz --tolerance -1',
  ],
  'predict-errors': [
    'predict mlp.keras',
    'predict mlp.keras u.npy',
    'predict mlp.keras x.npy x.npy',
    'predict mlp.keras none.npy',
    'predict mlp.keras ragged.csv',
    'predict mlp.keras typo.csv',
    'predict mlp.keras two.npz',
    'predict two.keras u.npy',
    'predict two.keras u=u.npy w=v.npy',
    'predict two.keras x.npz',
    'predict two.keras named.csv',
    'predict two.keras two.npz -o y.npy',
    'predict mlp.weights.h5 x.npy',
    'predict mlp.keras x.npy -o y.dat',
    'predict mlp.keras x.npy --batch-size 0',
  ],
};

test.each(Object.entries(transcripts))('transcript: %s', async (name, commands) => {
  await expect(await transcript(directory, commands)).toMatchFileSnapshot(`transcripts/${name}.txt`);
});

const closeTo = (found: Tensor, expected: Tensor): void => {
  expect(found.shape).toEqual(expected.shape);
  const largest = Math.max(...Array.from(expected.data as Float32Array, Math.abs));
  found.data.forEach((value, i) => expect(Math.abs(value - (expected.data[i] as number))).toBeLessThan(1e-5 * largest));
};

describe('predict', () => {
  const keras = (): Tensor => [...arraysOf('mlp-adam', 'predictions').values()][0]!;

  test.each(['x.npy', 'x.csv', 'named.csv', 'x.npz', 'features=x.npy'])(
    'of %s gives what Keras gave',
    async (input) => {
      const { status, errors } = await hillock(['predict', 'mlp.keras', input, '-o', 'y.npy'], { directory });
      expect({ status, errors }).toEqual({ status: 0, errors: '' });
      closeTo(readNpy(readFileSync(file('y.npy'))), keras());
    },
  );

  test('takes standard input, and writes to standard output', async () => {
    const input = readFileSync(file('x.npy'));
    const { bytes } = await hillock(['predict', 'mlp.keras', '-', '-o', '-'], { directory, input });
    closeTo(readNpy(bytes), keras());
  });

  test('does not depend on the size of batches', async () => {
    const [whole, single] = await Promise.all(
      ['32', '1'].map((size) => hillock(['predict', 'mlp.keras', 'x.npy', '--batch-size', size], { directory })),
    );
    expect(single!.output).toBe(whole!.output);
  });

  test.each([['two.npz'], ['two.csv'], ['u.npy', 'v.npy'], ['v=v.npy', 'u=u.npy']])(
    'takes several inputs as %s %s',
    async (...inputs) => {
      const { errors } = await hillock(['predict', 'two.keras', ...inputs, '-o', 'y.npz'], { directory });
      expect(errors).toBe('');
      const outputs = readNpz(readFileSync(file('y.npz')));
      expect([...outputs.keys()].sort()).toEqual(['prod', 'sum']);
      const expected = [...arraysOf('dict-inputs', 'predictions').values()];
      const found = (width: number): Tensor => [...outputs.values()].find(({ shape }) => shape[1] === width)!;
      for (const each of expected) closeTo(found(each.shape[1]!), each);
    },
  );

  test('takes texts from tables, and writes them', async () => {
    writeFileSync(file('words.csv'), 'cat,dog,zebra\nfish,,dog\n');
    await hillock(['predict', 'words.keras', 'words.csv', '-o', 'y.npy'], { directory });
    const [words] = arraysOf('string-lookup-adapted', 'predictions').values();
    expect(readNpy(readFileSync(file('y.npy'))).toArray()).toEqual(words!.toArray());

    const texts = arraysOf('text-vectorization', 'inputs').get('text')!.data as unknown as readonly string[];
    for (const header of ['', 'text\n']) {
      writeFileSync(file('texts.csv'), header + texts.map((text) => `"${text}"\n`).join(''));
      await hillock(['predict', 'texts.keras', 'texts.csv', '-o', 'y.npz'], { directory });
      const outputs = readNpz(readFileSync(file('y.npz')));
      for (const [name, expected] of arraysOf('text-vectorization', 'predictions'))
        closeTo(outputs.get(name)!, expected);
    }

    const [numbers] = arraysOf('string-lookup-inverse', 'inputs').values();
    const [back] = arraysOf('string-lookup-inverse', 'predictions').values();
    writeFileSync(file('numbers.json'), JSON.stringify(numbers!.toArray()));
    for (const ending of ['csv', 'json'])
      await hillock(['predict', 'numbers-of-words.keras', 'numbers.json', '-o', `y.${ending}`], { directory });
    expect(JSON.parse(readFileSync(file('y.json'), 'utf8'))).toEqual(back!.toArray());
    expect(readFileSync(file('y.csv'), 'utf8')).toBe(
      (back!.toArray() as unknown as string[][]).map((row) => `${row.join(',')}\n`).join(''),
    );
  });

  test('leaves what was there where it fails', async () => {
    writeFileSync(file('y.npy'), 'what was there');
    const { status } = await hillock(['predict', 'mlp.keras', 'u.npy', '-o', 'y.npy'], { directory });
    expect(status).toBe(1);
    expect(readFileSync(file('y.npy'), 'utf8')).toBe('what was there');
  });
});

test('compare --script prints a script that Python can read', async () => {
  const { status, output } = await hillock(['compare', '--script']);
  expect(status).toBe(0);
  expect(output).toBe(readFileSync(new URL('../../cli/src/layer-outputs.py', import.meta.url), 'utf8'));
});

describe('convert', () => {
  test.each(['again.keras', 'again.h5', 'again.HDF5'])(
    'to %s keeps weights, compilation and optimizer',
    async (name) => {
      expect(await hillock(['convert', 'mlp.keras', name], { directory })).toMatchObject({ status: 0, errors: '' });
      const [before, after] = await Promise.all([loadModel(file('mlp.keras')), loadModel(file(name))]);
      expect(after.getWeights()).toEqual(before.getWeights());
      expect(after.getCompileConfig()).toEqual(before.getCompileConfig());
      const state = (model: typeof before): unknown => model.optimizer!.variables.map(({ value }) => value);
      expect(state(after)).toEqual(state(before));
    },
  );

  test('takes the place of a file only when all of it is written', async () => {
    const before = readFileSync(file('mlp.keras'));
    expect((await hillock(['convert', 'broken.keras', 'mlp.keras'], { directory })).status).toBe(1);
    expect(readFileSync(file('mlp.keras'))).toEqual(before);
    expect((await hillock(['convert', 'nested.h5', 'mlp.keras'], { directory })).errors).toBe('');
    expect((await inspect(file('mlp.keras'))).className).toBe('Functional');
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('reads a folder of TensorFlow.js', async () => {
    const pack = modelPack('public-models');
    mkdirSync(file('web'));
    for (const [name, bytes] of Object.entries(pack)) {
      if (name.includes('176-ml5js-model/')) writeFileSync(join(directory, 'web', name.split('/').pop()!), bytes);
    }
    expect(await hillock(['convert', 'web/model.json', 'web.keras'], { directory })).toMatchObject({ status: 0 });
    expect(await inspect(file('web.keras'))).toMatchObject({ format: 'keras' });
  });
});

describe('inspect', () => {
  test('reads standard input', async () => {
    const { output } = await hillock(['inspect', '-'], { directory, input: readFileSync(file('mlp.keras')) });
    expect(output).toMatch(/^file {9}-\nformat {7}keras, written by Keras 3\.15\.1\n/);
  });

  test('tells what a file was compiled with that Hillock cannot compile', async () => {
    await hillock(['convert', 'mlp.keras', 'own.json'], { directory });
    const text = readFileSync(file('own.json'), 'utf8').replace('sparse_categorical_crossentropy', 'focal_of_our_own');
    writeFileSync(file('own.json'), text);
    const { status, output, errors } = await hillock(['inspect', 'own.json'], { directory });
    expect({ status, output }).toEqual({
      status: 0,
      output: expect.stringContaining('loss focal_of_our_own') as string,
    });
    expect(errors).toMatch(/^hillock inspect, warning: the model is not compiled, because /);
  });

  test('its statistics are those of the weights', async () => {
    const { output } = await hillock(['inspect', 'mlp.keras', '--json'], { directory });
    const { weights, iterations } = JSON.parse(output) as {
      readonly weights: readonly Record<'minimum' | 'maximum' | 'mean' | 'standardDeviation', number>[];
      readonly iterations: number;
    };
    expect(iterations).toBe(4);
    // As NumPy gives them for the kernel of the first layer.
    expect(weights[0]).toMatchObject({ path: 'hidden/kernel', shape: [5, 7], zeros: 0, notFinite: 0 });
    const { minimum, maximum, mean, standardDeviation } = weights[0]!;
    expect([minimum, maximum]).toEqual([-1.4631692171096802, 0.951352596282959]);
    expect(mean).toBeCloseTo(-0.029106931015849113, 7);
    expect(standardDeviation).toBeCloseTo(0.47473764698124443, 7);
  });
});
