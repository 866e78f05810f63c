/** Model files of every sort against what h5py reads in them. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { FileError, inspect, readWeights } from '../../src/index.js';
import { modelFile, modelPack, pickedFiles } from '../support/model-packs.js';
import { onDisk } from '../support/temporary-files.js';
import goldens from './goldens/tensors.json' with { type: 'json' };
import publicModels from './data/public-models.json' with { type: 'json' };

type Golden = readonly [
  dtype: string,
  shape: readonly number[],
  sum: number | string,
  first: readonly (number | string)[],
];

const packOf = (name: string): 'models' | 'public-models' => (name.startsWith('files/') ? 'public-models' : 'models');

/** Paths as they are given to users: whole models in HDF5 keep their weights in a group of their own. */
const pathOf = (path: string): string => path.replace(/^model_weights\//, '');

/** h5py's names of types; its bool is an enumeration. */
const nameOf = (dtype: string): string => (dtype === 'int8' ? 'bool' : dtype);

const number = (value: number | string): number =>
  value === 'nan' ? NaN : Number(String(value).replace('inf', 'Infinity'));

describe('the tensors of', () => {
  test.each(Object.entries(goldens as unknown as Record<string, Record<string, Golden>>))(
    '%s are those that h5py reads',
    async (name, golden) => {
      const bytes = modelFile(packOf(name), name);
      const { weights } = await inspect(bytes);
      const described = new Map(weights.map((weight) => [weight.path, weight]));
      const tensors = await readWeights(bytes);
      const expected = Object.entries(golden).map(([path, tensor]) => [pathOf(path), tensor] as const);
      expect([...tensors.keys()].sort()).toEqual(expected.map(([path]) => path).sort());
      for (const [path, [dtype, shape, sum, first]] of expected) {
        const tensor = tensors.get(path)!;
        expect(described.get(path), path).toMatchObject({ shape });
        expect([dtype, nameOf(dtype)], path).toContain(described.get(path)!.dtype);
        expect(tensor.shape, path).toEqual(shape);
        expect([...tensor.data.slice(0, 3)], path).toEqual(first.map(number));
        const total = tensor.data.reduce((partial: number, element: number) => partial + Math.abs(element), 0);
        expect(Math.abs(total - number(sum)), path).toBeLessThanOrEqual(1e-9 * number(sum));
      }
    },
  );
});

/** What follows the number of a filter in a dataset's list of them, for LZF. */
const lzfEntry = [0x08, 0x00, 0x01, 0x00, 0x03, 0x00, ...new TextEncoder().encode('lzf')];

/** The bytes with one sequence in the place of each other one. */
function withReplaced(bytes: Uint8Array, what: readonly number[], by: readonly number[]): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let i = 0; i < bytes.length; i++) if (what.every((byte, k) => bytes[i + k] === byte)) changed.set(by, i);
  return changed;
}

describe('one model in many containers', () => {
  const variants = Object.keys(modelPack('models')).filter((name) =>
    /^weights-variants\/[^/]+\.(keras|h5)$/.test(name),
  );
  const isShard = (name: string): boolean => name.includes('sharded_');
  const sound = variants.filter((name) => !isShard(name) && !name.endsWith('npz.keras'));

  const numbersIn = async (source: Parameters<typeof readWeights>[0]): Promise<string[]> => {
    const tensors = await readWeights(source);
    const isWeight = (path: string): boolean => !path.startsWith('optimizer');
    return [...tensors]
      .filter(([path]) => isWeight(path))
      .map(([, { shape, data }]) => `${shape.join()}: ${data.join()}`);
  };
  const reference = async (): Promise<Set<string>> =>
    new Set(await numbersIn(modelFile('models', 'weights-variants/model.keras')));

  test.each(sound)('%s has the same weights', async (name) => {
    expect(new Set(await numbersIn(modelFile('models', name)))).toEqual(await reference());
  });

  test('a folder that is not packed', async () => {
    const files = pickedFiles('models', 'weights-variants/folder');
    expect(new Set(await numbersIn(files))).toEqual(await reference());
    expect(await inspect(files)).toMatchObject({ format: 'keras', keras: '3.15.1' });
  });

  test('shards beside their list', async () => {
    const names = ['sharded.weights.json', ...[0, 1, 2, 3].map((i) => `sharded_0000${i}.weights.h5`)];
    const files = names.map((name) => [name, modelFile('models', `weights-variants/${name}`)] as const);
    const { folder, path } = await onDisk(Object.fromEntries(files), 'sharded.weights.json');
    expect(new Set(await numbersIn(path))).toEqual(await reference());
    expect((await inspect(path)).format).toBe('sharded-weights');
    await folder.remove();
  });

  test('a compression that there is not is named', async () => {
    const lzf = modelFile('models', 'weights-variants/lzf.weights.h5');
    const other = withReplaced(lzf, [0x00, 0x7d, ...lzfEntry], [0x0d, 0x7d, ...lzfEntry]);
    await expect(readWeights(other)).rejects.toThrow(
      /expected datasets that are plain or packed by gzip, szip or lzf\. Received: dataset=".*", filter="lzf"/,
    );
  });

  test('damaged data of that of h5py are an error', async () => {
    const lzf = modelFile('models', 'weights-variants/lzf.weights.h5');
    const damaged = lzf.map((byte, i) => (i > lzf.length / 2 && i % 5 === 0 ? 0xff : byte));
    await expect(readWeights(damaged)).rejects.toThrow(FileError);
  });

  test('the npz of Keras holds pickles', async () => {
    const error: unknown = await readWeights(modelFile('models', 'weights-variants/npz.keras')).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).kind).toBe('code');
  });
});

describe('inspect tells of', () => {
  const tells = async (name: string, expected: object): Promise<void> => {
    expect(await inspect(modelFile(packOf(name), name))).toMatchObject(expected);
  };

  test('an archive of Keras 3', async () => {
    await tells('mlp-adam/model.keras', { format: 'keras', keras: '3.15.1', className: 'Sequential' });
    const { layers, compile } = await inspect(modelFile('models', 'mlp-adam/model.keras'));
    expect(layers.map(({ className }) => className)).toContain('Dense');
    expect(compile).toMatchObject({ optimizer: { class_name: 'Adam' } });
  });

  test.each([
    ['keras2.2.4-mlp-adam/model.h5', { format: 'h5', keras: '2.2.4', className: 'Sequential' }],
    ['keras2.13-tf-mlp-adam/model.keras', { format: 'keras', keras: '2.13.1' }],
    ['keras2.13-tf-mlp-adam/weights.h5', { format: 'legacy-weights.h5', keras: '2.13.1', className: undefined }],
    ['mlp-adam/model.weights.h5', { format: 'weights.h5', keras: undefined, className: undefined, layers: [] }],
    ['mlp-adam/architecture.json', { format: 'architecture', className: 'Sequential', weights: [] }],
    ['handmade-no-versions/model.h5', { format: 'h5', keras: undefined }],
    ['handmade-sequential-list/model.h5', { format: 'h5', className: 'Sequential' }],
    [
      'files/374-keithsel-model_15_epochs_font_mnist/model_15_epochs_font_mnist.keras',
      { format: 'h5', keras: '2.2.4-tf' },
    ],
    ['files/014-2nithing-model/model.json', { format: 'tensorflowjs', keras: '3.3.3', className: 'Sequential' }],
    ['files/277-kotlin-model/model.json', { format: 'architecture', keras: '2.2.4-tf' }],
    ['files/171-ml5js-model/model.json', { format: 'tensorflowjs', className: 'Model' }],
  ])('%s', tells);

  test('an uncompiled model', async () => {
    expect((await inspect(modelFile('models', 'nested/model.keras'))).compile).toBeUndefined();
  });

  test('the layers inside models and wrappers', async () => {
    const { layers } = await inspect(modelFile('models', 'nested/model.keras'));
    expect(layers.some((layer) => layer.layers?.some(({ className }) => className === 'Dense'))).toBe(true);
  });
});

describe('models that people published', () => {
  test.each(publicModels.map((model) => [model.id, model] as const))('%s', async (_id, model) => {
    const folder = model.file.slice(0, model.file.lastIndexOf('/'));
    if (model.kind === 'tfjs-graph') {
      await expect(inspect(modelFile('public-models', model.file))).rejects.toThrow('a graph model holds operations');
      return;
    }
    const { className, layers } = await inspect(modelFile('public-models', model.file));
    if (model.kind !== 'h5-weights' && model.kind !== 'weights.h5-v3' && model.kind !== 'architecture+h5-weights') {
      expect(className).toBeDefined();
      if (model.expect !== 'refuse') expect(layers.length).toBeGreaterThan(0);
    }
    if (model.kind !== 'tfjs') return;
    const files = pickedFiles('public-models', folder);
    if (model.expect === 'architecture') {
      if (model.files.length > 0 && model.id.startsWith('145'))
        await expect(readWeights(files)).rejects.toThrow('missing=');
      return;
    }
    const tensors = await readWeights(files);
    expect(tensors.size).toBeGreaterThan(0);
    for (const { data } of tensors.values()) expect(data.every(Number.isFinite)).toBe(true);
  });
});

describe('a Teachable Machine export', () => {
  const topology = {
    class_name: 'Sequential',
    config: { name: 'sequential_1', layers: [{ class_name: 'Dense', config: { name: 'd', units: 2 } }] },
    keras_version: 'tfjs-layers 1.3.1',
  };

  /** `model.json` whose weights are 0 to 5 in steps, as bytes that stand for 2q - 1, and a float16. */
  const model = {
    modelTopology: topology,
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'd/kernel', shape: [2, 2], dtype: 'float32', quantization: { dtype: 'uint8', scale: 2, min: -1 } },
          { name: 'd/bias', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } },
          { name: 'd/steps', shape: [1], dtype: 'int32' },
        ],
      },
    ],
  };
  const weights = Uint8Array.from([0, 1, 2, 255, 0x00, 0x3c, 0x00, 0xc0, 7, 0, 0, 0]);
  const members = {
    'model.json': JSON.stringify(model),
    'weights.bin': weights,
    'metadata.json': '{"labels":["a","b"]}',
  };
  const packed = (prefix = ''): Uint8Array =>
    zipSync(
      Object.fromEntries(
        Object.entries(members).map(([name, data]) => [
          prefix + name,
          typeof data === 'string' ? new TextEncoder().encode(data) : data,
        ]),
      ),
    );

  test.each(['', 'my-model/'])('is read from its archive, with the members under "%s"', async (prefix) => {
    const tensors = await readWeights(packed(prefix));
    expect([...tensors.get('d/kernel')!.data]).toEqual([-1, 1, 3, 509]);
    expect([...tensors.get('d/bias')!.data]).toEqual([1, -2]);
    expect(tensors.get('d/steps')).toMatchObject({ dtype: 'int32', shape: [1] });
    expect(await inspect(packed(prefix))).toMatchObject({
      format: 'tensorflowjs',
      keras: undefined,
      className: 'Sequential',
    });
  });

  test('needs weights of the size that it states', async () => {
    const damaged = zipSync({
      'model.json': new TextEncoder().encode(members['model.json']),
      'weights.bin': weights.slice(1),
    });
    await expect(readWeights(damaged)).rejects.toThrow(
      'expected 12 bytes of weights. Received: files=["weights.bin"], bytes=11.',
    );
  });

  test.each(['../weights.bin', '/weights.bin', 'https://example.org/weights.bin', 'a/weights.bin', 'a\\weights.bin'])(
    'names no other place: %s',
    async (path) => {
      const manifest = [{ ...model.weightsManifest[0]!, paths: [path] }];
      const file = new TextEncoder().encode(JSON.stringify({ ...model, weightsManifest: manifest }));
      const error: unknown = await inspect(file).catch((e: unknown) => e);
      expect((error as FileError).kind).toBe('path');
    },
  );
});
