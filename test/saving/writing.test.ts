/** Files that are written: read again by libhdf5 and fflate, equal for equal content, whole on disk. */
import { unzipSync } from 'fflate';
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileError, readWeights } from '../../src/index.js';
import { tensorOfStored } from '../../src/saving/arrays/stored.js';
import { openFile } from '../../src/saving/formats/opening.js';
import { readTensors } from '../../src/saving/formats/contents.js';
import { lookup3 } from '../../src/saving/hdf5/checksum.js';
import { readHdf5Data } from '../../src/saving/hdf5/reading.js';
import { readHdf5Tree } from '../../src/saving/hdf5/tree.js';
import { WrittenGroup, writeHdf5, type WrittenDataset } from '../../src/saving/hdf5/writing.js';
import { writeFileAtomically } from '../../src/saving/writing/atomic-file.js';
import { writeKerasArchive } from '../../src/saving/writing/keras-archive.js';
import { writeWholeModel } from '../../src/saving/writing/whole-model.js';
import { writeJson } from '../../src/saving/json/writing.js';
import { interruptSaves } from '../../tools/interrupted-saves/interruption.js';
import { temporaryFolder } from '../support/temporary-files.js';

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const floats = (...numbers: number[]): WrittenDataset => ({
  shape: [numbers.length],
  dtype: 'float32',
  data: bytesOf(Float32Array.from(numbers)),
});

/** A file with something of everything. */
function exampleFile(): WrittenGroup {
  const root = new WrittenGroup();
  root.attributes.set('text', 'ä'.repeat(50_000)).set('nothing', '').set('none', []);
  root.attributes.set(
    'names',
    Array.from({ length: 4000 }, (_, i) => `layer_${i}`),
  );
  const all = root.group('all dtypes');
  const add = (dtype: WrittenDataset['dtype'], data: ArrayBufferView, shape: number[] = [2]): void => {
    all.datasets.set(dtype, { shape, dtype, data: bytesOf(data) });
  };
  add('float32', Float32Array.from([1.5, -Infinity]));
  add('float64', Float64Array.from([Math.PI, NaN]));
  add('float16', Uint16Array.from([0x3c00, 0xc000]));
  add('bfloat16', Uint16Array.from([0x3f80, 0xc000]));
  add('int32', Int32Array.from([-1, 2 ** 31 - 1]), [2, 1]);
  add('int64', BigInt64Array.from([-1n, 7n]));
  add('int8', Int8Array.from([-1, 7]));
  add('int16', Int16Array.from([-1, 7]));
  add('uint8', Uint8Array.from([255, 7]));
  add('uint16', Uint16Array.from([65535, 7]));
  add('uint32', Uint32Array.from([2 ** 31 - 1, 7]));
  add('uint64', BigUint64Array.from([1n, 7n]));
  add('bool', Uint8Array.from([0, 1]));
  root.group('a/b/c').datasets.set('scalar', { shape: [], dtype: 'int64', data: bytesOf(BigInt64Array.from([7n])) });
  root.group('a/b/c').datasets.set('empty', { shape: [0, 3], dtype: 'float32', data: new Uint8Array() });
  for (let i = 0; i < 100; i++) root.group('many').datasets.set(String(i), floats(i));
  return root;
}

describe('an HDF5 file', () => {
  test('is read by libhdf5 as it was written', async () => {
    const bytes = writeHdf5('test', exampleFile());
    const tree = await readHdf5Tree('test', bytes, 60);
    expect(tree.attributes.get('text')).toBe('ä'.repeat(50_000));
    expect(tree.attributes.get('nothing')).toBe('');
    expect(tree.attributes.get('none')).toEqual([]);
    expect((tree.attributes.get('names') as string[])[3999]).toBe('layer_3999');
    const all = [...tree.groups.get('all dtypes')!.datasets];
    expect(all.map(([name, { dtype }]) => [name, dtype])).toEqual(all.map(([name]) => [name, name]));
    const data = await readHdf5Data(
      'test',
      bytes,
      all.map(([, dataset]) => dataset),
      { bytes: 1e9, seconds: 60 },
    );
    const values = all.map(([name, { shape, dtype }], i) => [
      name,
      ...tensorOfStored('test', data[i]!, shape, dtype as 'float32').data,
    ]);
    expect(Object.fromEntries(values.map(([name, ...numbers]) => [name, numbers]))).toEqual({
      ...{ float32: [1.5, -Infinity], float64: [Math.PI, NaN], float16: [1, -2], bfloat16: [1, -2] },
      ...{ int8: [-1, 7], int16: [-1, 7], int32: [-1, 2 ** 31 - 1], int64: [-1, 7], bool: [0, 1] },
      ...{ uint8: [255, 7], uint16: [65535, 7], uint32: [2 ** 31 - 1, 7], uint64: [1, 7] },
    });
    const inner = tree.groups.get('a')!.groups.get('b')!.groups.get('c')!.datasets;
    expect([inner.get('scalar')!.shape, inner.get('empty')!.shape]).toEqual([[], [0, 3]]);
    expect(tree.groups.get('many')!.datasets.size).toBe(100);
  });

  test('has the same bytes for the same content', () => {
    expect(writeHdf5('test', exampleFile())).toEqual(writeHdf5('test', exampleFile()));
  });

  test('has the checksums of its inventor', () => {
    const text = new TextEncoder().encode('Four score and seven years ago');
    expect(lookup3(new Uint8Array())).toBe(0xdeadbeef);
    expect(lookup3(text)).toBe(0x17770551);
  });

  test('refuses an attribute that HDF5 has no room for', () => {
    const root = new WrittenGroup();
    root.attributes.set(
      'names',
      Array.from({ length: 5000 }, () => 'x'),
    );
    expect(() => writeHdf5('test', root)).toThrow('attributes of at most 65535 bytes. Received: attribute="names"');
  });
});

describe('an archive', () => {
  const weights = new WrittenGroup();
  weights.group('layers/dense/vars').datasets.set('0', floats(1, 2));
  const parts = {
    config: { class_name: 'Sequential', config: { layers: [], rate: NaN, name: 'ä' } },
    weights,
    assets: new Map([['layers/lookup/vocabulary.txt', Uint8Array.from([97, 10])]]),
  };

  test('has the members of Keras in their order, stored, and of 1980', () => {
    const bytes = writeKerasArchive('test', parts);
    const members = unzipSync(bytes);
    expect(Object.keys(members)).toEqual([
      ...['metadata.json', 'config.json', 'model.weights.h5'],
      'assets/layers/lookup/vocabulary.txt',
    ]);
    expect(new TextDecoder().decode(members['config.json'])).toBe(
      '{"class_name": "Sequential", "config": {"layers": [], "rate": NaN, "name": "\\u00e4"}}',
    );
    const view = new DataView(bytes.buffer);
    expect([view.getUint16(8, true), view.getUint16(12, true)]).toEqual([0, 0x21]);
  });

  test('depends on nothing but its content', () => {
    expect(writeKerasArchive('test', parts)).toEqual(writeKerasArchive('test', parts));
  });

  test('is read again', async () => {
    const contents = await openFile('test', writeKerasArchive('test', parts));
    expect(contents).toMatchObject({
      format: 'keras',
      writer: 'Hillock',
      keras: '3.15.1',
      architecture: { config: { rate: NaN, name: 'ä' } },
    });
    expect([...(await readTensors([...contents.weights.values()]))[0]!.data]).toEqual([1, 2]);
    expect(contents.assets.names).toEqual(['layers/lookup/vocabulary.txt']);
  });
});

describe('a whole model in HDF5', () => {
  const layers = Array.from({ length: 5000 }, (_, i) => ({
    name: `layer_${i}`,
    weights: i % 1000 === 0 ? [[`layer_${i}/kernel`, floats(i)] as const] : [],
  }));

  test('lists more layers than one attribute holds', async () => {
    const config = { class_name: 'Sequential', config: [] };
    const optimizer = [
      ['adam/iteration', { shape: [], dtype: 'int64', data: bytesOf(BigInt64Array.from([3n])) }] as const,
    ];
    const bytes = writeWholeModel('test', { config, training: { loss: 'mse' }, layers, optimizer, backend: 'jax' });
    const contents = await openFile('test', bytes);
    expect(contents).toMatchObject({
      format: 'h5',
      keras: '3.15.1',
      writer: 'Hillock',
      backend: 'jax',
      compile: { loss: 'mse' },
    });
    expect(contents.layers!.map(({ name }) => name)).toEqual(layers.map(({ name }) => name));
    expect([...contents.weights.keys()]).toEqual(
      [0, 1, 2, 3, 4].map((i) => `layer_${i}000/layer_${i}000/kernel`.replace(/_0000/g, '_0')),
    );
    expect([...(await readWeights(bytes)).get('optimizer_weights/adam/iteration')!.data]).toEqual([3]);
  });
});

test('floats of Keras are written as floats', () => {
  expect(writeJson({ momentum: 0, units: 2, config: { l2: 1, rate: [1] } })).toBe(
    '{"momentum": 0.0, "units": 2, "config": {"l2": 1.0, "rate": [1]}}',
  );
});

test('numbers and texts are written as Python writes them', () => {
  expect(
    writeJson({ a: [1, 0.5, -0, 1e-7, NaN, Infinity, -Infinity], b: null, c: 'é"\n', d: undefined, e: true }),
  ).toBe('{"a": [1, 0.5, -0.0, 1e-7, NaN, Infinity, -Infinity], "b": null, "c": "\\u00e9\\"\\n", "e": true}');
});

describe('a file on disk', () => {
  const content = (letter: string, size = 1000): Uint8Array => new Uint8Array(size).fill(letter.charCodeAt(0));

  test('is replaced, with its rights, and nothing lies beside it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder.path, 'model.keras');
    await writeFileAtomically('test', path, content('a'));
    await chmod(path, 0o640);
    await writeFileAtomically('test', path, content('b'));
    expect(await readFile(path, 'latin1')).toBe('b'.repeat(1000));
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder.path)).toEqual(['model.keras']);
    await folder.remove();
  });

  test('is the one that a link leads to', async () => {
    const folder = await temporaryFolder();
    const [path, link] = ['model.keras', 'latest.keras'].map((name) => join(folder.path, name)) as [string, string];
    await writeFile(path, 'old');
    await symlink(path, link);
    await writeFileAtomically('test', link, content('a', 3));
    expect(await readFile(path, 'latin1')).toBe('aaa');
    await folder.remove();
  });

  test('is cleaned of what killed processes left, and of nothing else', async () => {
    const folder = await temporaryFolder();
    const names = ['.model.keras.999999999-1.tmp', '.model.keras.notes.tmp', `.model.keras.${process.pid}-0.tmp`];
    for (const name of names) await writeFile(join(folder.path, name), 'x');
    await writeFileAtomically('test', join(folder.path, 'model.keras'), content('a'));
    expect((await readdir(folder.path)).sort()).toEqual([...names.slice(1), 'model.keras'].sort());
    await folder.remove();
  });

  test('tells its progress', async () => {
    const folder = await temporaryFolder();
    const reports: number[] = [];
    const onProgress = ({ written, total }: { written: number; total: number }): void =>
      void reports.push(written / total);
    await writeFileAtomically('test', join(folder.path, 'x'), content('a', 10_000_000), { onProgress });
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.at(-1)).toBe(1);
    await folder.remove();
  });

  test('says why it cannot be written', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), 'x');
    const messages = await Promise.all(
      ['no/x', 'file/x', 'file/'].map(async (name) => {
        const path = join(folder.path, name);
        const error: unknown = await writeFileAtomically('save', path, content('a')).catch((e: unknown) => e);
        expect(error).toBeInstanceOf(FileError);
        expect((error as FileError).kind).toBe('access');
        return (error as FileError).message.replace(folder.path, '…');
      }),
    );
    expect(messages.slice(0, 2)).toEqual([
      'save: expected a file that can be written. Received: path="…/no/x". Hint: its folder does not exist.',
      'save: expected a file that can be written. Received: path="…/file/x". Hint: a part of the path is a file, not a folder.',
    ]);
    expect(await readdir(folder.path)).toEqual(['file']);
    await folder.remove();
  });

  test('is whole whenever its writer is killed', async () => {
    const folder = await temporaryFolder();
    const outcome = await interruptSaves(join(folder.path, 'model.keras'), { times: 10, size: 1_000_000 });
    expect(outcome.broken).toBe(0);
    expect(outcome.leftovers).toBeLessThanOrEqual(1);
    await folder.remove();
  });
});
