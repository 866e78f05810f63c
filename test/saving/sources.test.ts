/** Everything that a file can be read from, and what people pass by mistake. */
import { createServer, type Server } from 'node:http';
import { chmod } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError, inspect, readWeights, writeNpy } from '../../src/index.js';
import { modelFile } from '../support/model-packs.js';
import { onDisk, temporaryFolder, type TemporaryFolder } from '../support/temporary-files.js';

const model = modelFile('models', 'mlp-adam/model.keras');
const copy = (): Uint8Array<ArrayBuffer> => Uint8Array.from(model);
const layersModel = {
  modelTopology: { class_name: 'Sequential', config: { layers: [] } },
  weightsManifest: [{ paths: ['w 1.bin'], weights: [{ name: 'x', shape: [4], dtype: 'uint8' }] }],
};

let server: Server;
let address: string;
let sent = 0;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = createServer(({ url }, response) => {
    const { pathname, search } = new URL(url!, 'http://localhost');
    if (pathname === '/models/model.keras') response.end(model);
    else if (pathname === '/models/page.keras') response.end('<!DOCTYPE html><html><body>Not here</body></html>');
    else if (pathname === '/models/model.json') response.end(JSON.stringify(layersModel));
    else if (pathname === '/models/w%201.bin' && search === '?key=1') response.end(Buffer.from([1, 2, 3, 4]));
    else if (pathname === '/models/endless') {
      const timer = setInterval(() => {
        sent += 2 ** 16;
        response.write(Buffer.alloc(2 ** 16));
      }, 1);
      response.on('close', () => clearInterval(timer));
    } else response.writeHead(404).end('nothing');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await folder.remove();
});

/** Nobody may read everything: who may is somebody else meanwhile. */
async function withoutPrivileges(action: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  const nobody = 65534;
  if (isRoot) process.seteuid!(nobody);
  try {
    await action();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

const errorOf = async (action: Promise<unknown>): Promise<FileError> => {
  const error: unknown = await action.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
};

describe('a model is read from', () => {
  const found = { format: 'keras', keras: '3.15.1' };

  test('bytes and an ArrayBuffer', async () => {
    expect(await inspect(copy())).toMatchObject(found);
    expect(await inspect(copy().buffer)).toMatchObject(found);
  });

  test('bytes inside a larger buffer', async () => {
    const larger = new Uint8Array(model.length + 10);
    larger.set(model, 3);
    expect(await inspect(larger.subarray(3, 3 + model.length))).toMatchObject(found);
  });

  test('a Blob, a File, a Response', async () => {
    expect(await inspect(new Blob([copy()]))).toMatchObject(found);
    expect(await inspect(new File([copy()], 'model.keras'))).toMatchObject(found);
    expect(await inspect(new Response(copy()))).toMatchObject(found);
  });

  test('a path, and the address of a file', async () => {
    const { folder, path } = await onDisk({ 'ein Modell.keras': model });
    expect(await inspect(path)).toMatchObject(found);
    expect(await inspect(pathToFileURL(path))).toMatchObject(found);
    expect(await inspect(pathToFileURL(path).href)).toMatchObject(found);
    await folder.remove();
  });

  test('an address', async () => {
    expect(await inspect(`${address}/model.keras`)).toMatchObject(found);
    expect(await inspect(new URL(`${address}/model.keras`))).toMatchObject(found);
    expect(await inspect(await fetch(`${address}/model.keras`))).toMatchObject(found);
  });

  test('an address and what lies beside it, with the same query', async () => {
    const weights = await readWeights(`${address}/model.json?key=1`);
    expect([...weights.get('x')!.data]).toEqual([1, 2, 3, 4]);
    const { message } = await errorOf(readWeights(`${address}/model.json`));
    expect(message).toContain('missing="w 1.bin"');
  });

  test('a folder', async () => {
    const { folder } = await onDisk({
      'model.json': JSON.stringify(layersModel),
      'w 1.bin': Uint8Array.from([5, 6, 7, 8]),
    });
    expect([...(await readWeights(folder.path)).get('x')!.data]).toEqual([5, 6, 7, 8]);
    await folder.remove();
  });

  test('one array of NumPy, under its file name', async () => {
    const { folder, path } = await onDisk({ 'kernel.npy': writeNpy([1, 2]) });
    expect([...(await readWeights(path)).keys()]).toEqual(['kernel']);
    await folder.remove();
  });
});

describe('the limit of bytes', () => {
  const limits = { bytes: 1000 };

  test('stops every source', async () => {
    const { folder, path } = await onDisk({ 'model.keras': model });
    const sources = [copy(), copy().buffer, new Blob([copy()]), new Response(copy()), path, `${address}/model.keras`];
    for (const source of sources) expect((await errorOf(inspect(source, { limits }))).kind).toBe('limit');
    await folder.remove();
  });

  test('ends what an address sends without end', async () => {
    const { kind, message } = await errorOf(inspect(`${address}/endless`, { limits: { bytes: 2 ** 20 } }));
    expect(kind).toBe('limit');
    expect(message).toContain('expected a file of at most 1048576 bytes');
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent - before).toBeLessThan(2 ** 24);
  });

  test('has a name that exists, and is above 0', async () => {
    await expect(inspect(copy(), { limits: { size: 1 } as never })).rejects.toThrow(
      'limits called bytes, members, json, seconds',
    );
    await expect(inspect(copy(), { limits: { bytes: -1 } })).rejects.toThrow('limits above 0. Received: bytes=-1');
  });
});

describe('says what is wrong with', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);

  test.each([
    [
      'a pointer of Git LFS',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
      '`git lfs pull`',
    ],
    ['a web page', text('\n<!DOCTYPE html><html></html>'), 'content="a web page"'],
    ['nothing', new Uint8Array(), 'content="an empty file"'],
    ['one byte', Uint8Array.from([7]), '1 bytes that begin with'],
    ['a gzip', Uint8Array.from([0x1f, 0x8b, 8, 0]), 'unpack it first'],
    ['a TensorFlow Lite model', text('\x1c\0\0\0TFL3'), 'holds no Keras layers'],
    ['other JSON', text('{"a": 1}'), 'a model, a list of shards or a model of TensorFlow.js'],
    ['damaged JSON', text('{"class_name": "Sequential", '), 'expected JSON'],
    ['text', text('class_name: Sequential'), '22 bytes that begin with class_name: Sequent'],
  ])('%s', async (_what, bytes, words) => {
    const { message } = await errorOf(inspect(bytes));
    expect(message).toContain(words);
  });

  test('what is no source', async () => {
    await expect(inspect(7 as never)).rejects.toThrow('a path, URL, Uint8Array, ArrayBuffer, Blob, File, Response');
    await expect(inspect([7] as never)).rejects.toThrow('a list of Files');
    await expect(inspect(new Uint16Array(3) as never)).rejects.toThrow('a path, URL, Uint8Array, ArrayBuffer');
    await expect(inspect(null as never)).rejects.toThrow('Received: source=null');
  });

  test('a path to nothing', async () => {
    const { kind, message } = await errorOf(inspect(`${folder.path}/none.keras`));
    expect(kind).toBe('access');
    expect(message).toContain('Hint: the file does not exist.');
  });

  test('a folder without a model, a SavedModel', async () => {
    const plain = await onDisk({ 'readme.txt': 'x' });
    expect((await errorOf(inspect(plain.folder.path))).message).toContain('names=["readme.txt"]');
    await plain.folder.remove();
    const saved = await onDisk({ 'saved_model.pb': 'x', 'variables/variables.index': 'x' });
    expect((await errorOf(inspect(saved.folder.path))).message).toContain('a SavedModel of TensorFlow');
    await saved.folder.remove();
  });

  test('a file without permission', async () => {
    const { folder, path } = await onDisk({ 'model.keras': model });
    await chmod(path, 0);
    await chmod(folder.path, 0o755);
    await withoutPrivileges(async () => {
      expect((await errorOf(inspect(path))).message).toContain('there is no permission');
    });
    await folder.remove();
  });

  test('an address that does not answer, an answer without the file', async () => {
    expect((await errorOf(inspect('http://127.0.0.1:9/model.keras'))).kind).toBe('access');
    expect((await errorOf(inspect(`${address}/none.keras`))).message).toContain('status=404');
    expect((await errorOf(inspect(`${address}/page.keras`))).message).toContain('the address leads to a page');
    const used = new Response(copy());
    await used.arrayBuffer();
    expect((await errorOf(inspect(used))).message).toContain('whose body was not read yet');
  });
});
