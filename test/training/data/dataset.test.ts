/** Datasets: where elements come from, what becomes of them, and in which order. */
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Dataset, setRandomSeed, tensor, type Tensor } from 'hillock';
import { onDisk } from '../../support/temporary-files.js';

const arrays = (element: unknown): unknown =>
  Array.isArray(element)
    ? element.map(arrays)
    : 'toArray' in Object(element)
      ? (element as Tensor).toArray()
      : element;

const elementsOf = async (dataset: Dataset): Promise<unknown[]> => (await dataset.toArray()).map(arrays);

function* numbers(count: number) {
  for (let i = 0; i < count; i++) yield i;
}

async function* awaited(count: number) {
  for (let i = 0; i < count; i++) {
    await Promise.resolve();
    yield i;
  }
}

describe('from', () => {
  const [x, y] = [tensor([[1, 2], [3, 4]]), [0, 1]]; // prettier-ignore

  test('a tensor, though it can be iterated, gives its rows as tensors', async () => {
    const dataset = Dataset.from(x);
    expect(dataset.cardinality).toBe(2);
    const rows = await dataset.toArray();
    expect(rows.map((row) => row.shape)).toEqual([[2], [2]]);
    expect(await elementsOf(Dataset.from(Int32Array.of(5, 6)))).toEqual([5, 6]);
    expect((await Dataset.from(Int32Array.of(5)).toArray())[0]!.dtype).toBe('int32');
  });

  test('arrays give x, y and sampleWeight of each sample', async () => {
    const rows = [[[1, 2], 0], [[3, 4], 1]]; // prettier-ignore
    expect(await elementsOf(Dataset.from([x, y]))).toEqual(rows);
    expect(await elementsOf(Dataset.from(x, y))).toEqual(rows);
    expect(await elementsOf(Dataset.from([[[1, 2], [3, 4]], y]))).toEqual(rows); // prettier-ignore
    expect(await elementsOf(Dataset.from([x, y, Float32Array.of(1, 2)]))).toEqual([[[1, 2], 0, 1], [[3, 4], 1, 2]]); // prettier-ignore
    expect(await elementsOf(Dataset.from([[x, x], y]))).toEqual([[[[1, 2], [1, 2]], 0], [[[3, 4], [3, 4]], 1]]); // prettier-ignore
    const [first] = await Dataset.from([{ a: x, b: Float32Array.of(1, 2) }, y]).toArray();
    expect([Object.keys(first![0]), arrays(first![0].a), arrays(first![1])]).toEqual([['a', 'b'], [1, 2], 0]);
    expect(arrays((await Dataset.from({ a: x }).toArray())[1]!['a'])).toEqual([3, 4]);
  });

  test('whatever else can be iterated gives its elements', async () => {
    expect(await elementsOf(Dataset.from([1, 2, 3, 4]))).toEqual([1, 2, 3, 4]);
    expect(await elementsOf(Dataset.from(new Set(['a', 'b'])))).toEqual(['a', 'b']);
    expect(await elementsOf(Dataset.from(numbers(3)))).toEqual([0, 1, 2]);
    expect(await elementsOf(Dataset.from(awaited(3)))).toEqual([0, 1, 2]);
    expect(await elementsOf(Dataset.from([[[1, 2], 0], [[3, 4], 1]]))).toEqual([[[1, 2], 0], [[3, 4], 1]]); // prettier-ignore
  });

  test('functions begin anew each time, a generator that was begun does not', async () => {
    for (const source of [() => numbers(2), () => awaited(2), () => Promise.resolve([0, 1]), () => [0, 1].values()]) {
      const dataset = Dataset.from<number>(source);
      expect([await dataset.toArray(), await dataset.toArray()]).toEqual([[0, 1], [0, 1]]); // prettier-ignore
    }
    const once = Dataset.from(numbers(2));
    expect([await once.toArray(), await once.toArray()]).toEqual([[0, 1], []]);
  });

  test('refuses what it cannot read', async () => {
    expect(() => Dataset.from(5 as never)).toThrowErrorMatchingInlineSnapshot(
      `[ValueError: Dataset.from: expected arrays, an iterable, an async iterable, or a function that gives one. Received: source=5.]`,
    );
    expect(() => Dataset.from([x, [1, 2, 3]])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: Dataset.from: expected arrays with as many rows each, one for each sample. Received: first=Tensor(shape=[2, 2], dtype=float32), another=Tensor(shape=[3], dtype=float32).]`,
    );
    expect(() => Dataset.from([x, x, x, x] as never)).toThrow('at most x, y and sampleWeight. Received: length=4. Hint: Elements one by one come from a function'); // prettier-ignore
    await expect(Dataset.from(() => 5 as never).toArray()).rejects.toThrow('expected arrays, an iterable');
  });
});

describe('elements', () => {
  const ten = Dataset.from(() => numbers(10));

  test('are changed, chosen, and counted', async () => {
    expect(await ten.map((n, i) => n * i).take(4).toArray()).toEqual([0, 1, 4, 9]);
    expect(await ten.map(async (n) => Promise.resolve(-n)).take(2).toArray()).toEqual([-0, -1]);
    expect(await ten.filter((n) => n % 3 === 0).toArray()).toEqual([0, 3, 6, 9]);
    expect(await ten.skip(8).toArray()).toEqual([8, 9]);
    expect(await ten.skip(8).repeat(2).toArray()).toEqual([8, 9, 8, 9]);
    expect(await ten.take(0).repeat().take(3).toArray()).toEqual([]);
    expect(await ten.take(2).concatenate(Dataset.from(['a', 'b'])).toArray()).toEqual([0, 1, 'a', 'b']);
    expect(await Dataset.zip(ten, Dataset.from([5, 6])).toArray()).toEqual([[0, 5], [1, 6]]); // prettier-ignore
    expect(await Dataset.zip([ten.skip(9), ten]).toArray()).toEqual([[9, 0]]);
  });

  test('are batched, each place a tensor', async () => {
    const samples = Dataset.from([tensor([[1, 2], [3, 4], [5, 6]]), tensor([0, 1, 2], { dtype: 'int32' })]); // prettier-ignore
    const [first, second] = await samples.batch(2).toArray();
    expect(arrays(first)).toEqual([[[1, 2], [3, 4]], [0, 1]]); // prettier-ignore
    expect([second![0].shape, second![1].dtype]).toEqual([[1, 2], 'int32']);
    expect(await samples.batch(2, { dropRemainder: true }).toArray()).toHaveLength(1);
    const [named] = await Dataset.from(() => [{ a: 1, b: [2, 3] }, { b: [4, 5], a: 6 }]).batch(2).toArray(); // prettier-ignore
    expect([arrays(named!.a), arrays(named!.b)]).toEqual([[1, 6], [[2, 3], [4, 5]]]); // prettier-ignore
    const [texts] = await Dataset.from(['a', 'b']).batch(2).toArray();
    expect([texts!.dtype, arrays(texts)]).toEqual(['string', ['a', 'b']]);
    expect(arrays(await Dataset.from([1, 2, 3, 4]).batch(2).batch(2).toArray())).toEqual([[[1, 2], [3, 4]]]); // prettier-ignore
  });

  test('of different forms make no batch', async () => {
    const batched = (...elements: unknown[]) => Dataset.from(() => elements).batch(2).toArray();
    await expect(batched(tensor([1]), tensor([1, 2]))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: Dataset.batch: expected elements of one shape, [1] as the first. Received: shape=[2]. Hint: Give them one shape with map, or batch those of one length together.]`,
    );
    await expect(batched([1, tensor([1])], [1, tensor([1], { dtype: 'int32' })])).rejects.toThrowErrorMatchingInlineSnapshot(`[DTypeError: Dataset.batch: expected elements of one dtype in [1], float32 as the first. Received: dtype="int32".]`); // prettier-ignore
    await expect(batched([1, 2], [1])).rejects.toThrow('elements of 2 parts, as the first one. Received: element=[1]');
    await expect(batched({ a: 1 }, { b: 1 })).rejects.toThrow('elements with the entries a, as the first one');
  });

  test('know how many they are', () => {
    const five = Dataset.from([1, 2, 3, 4, 5]);
    const counts = [five.batch(2), five.batch(2, { dropRemainder: true }), five.repeat(3), five.repeat(), five.take(9), five.skip(2), five.shuffle(2), five.map((n) => n), five.cache(), five.prefetch(1), five.concatenate(five), Dataset.zip(five, five.repeat()), five.filter(() => true), ten]; // prettier-ignore
    expect(counts.map(({ cardinality }) => cardinality)).toEqual([3, 2, 15, Infinity, 5, 3, 5, 5, 5, 5, 10, 5, undefined, undefined]); // prettier-ignore
  });

  test('without an end are not put into an array', async () => {
    await expect(Dataset.from([1]).repeat().toArray()).rejects.toThrow('a dataset that ends. Hint: Take the first elements');
  });

  test('wrong arguments', () => {
    expect(() => ten.batch(0)).toThrow('Dataset.batch: expected size to be an integer of at least 1. Received: size=0.');
    expect(() => ten.batch(2, { drop: true } as never)).toThrow('unknown option "drop". Known are dropRemainder.');
    expect(() => ten.shuffle(2, { seed: -1 })).toThrow('expected a seed');
    expect(() => ten.take(-1)).toThrow('count to be an integer of at least 0');
    expect(() => ten.map(5 as never)).toThrow('Dataset.map: expected a function of an element. Received: given=5.');
    expect(() => ten.concatenate([] as never)).toThrow('expected a dataset');
    expect(() => Dataset.zip([1] as never)).toThrow('expected datasets');
  });
});

describe('shuffle', () => {
  const hundred = Dataset.from(() => numbers(100));
  const sorted = (list: number[]) => [...list].sort((a, b) => a - b);

  test('shows each element once, in other orders by the same seed in the same way', async () => {
    const [one, again] = [1, 2].map(() => hundred.shuffle(100, { seed: 7 }));
    const [first, second] = [await one!.toArray(), await one!.toArray()];
    expect(sorted(first)).toEqual(await hundred.toArray());
    expect(second).not.toEqual(first);
    expect([await again!.toArray(), await again!.toArray()]).toEqual([first, second]);
    expect(await hundred.shuffle(100, { seed: 8 }).toArray()).not.toEqual(first);
    const fixed = hundred.shuffle(100, { seed: 7, reshuffleEachIteration: false });
    expect([await fixed.toArray(), await fixed.toArray()]).toEqual([first, first]);
  });

  test('takes the global seed without one of its own', async () => {
    const run = async () => {
      setRandomSeed(3);
      return hundred.shuffle(10).toArray();
    };
    expect(await run()).toEqual(await run());
  });

  test('holds no more than its buffer', async () => {
    const order = await hundred.shuffle(10, { seed: 1 }).toArray();
    expect(sorted(order)).toEqual(await hundred.toArray());
    order.forEach((n, place) => expect(n).toBeLessThan(place + 10));
  });

  test('gives every order the same chance', async () => {
    const counts = new Map<string, number>();
    const three = Dataset.from([0, 1, 2]).shuffle(3, { seed: 5 });
    for (let i = 0; i < 6000; i++) {
      const order = String(await three.toArray());
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations around 1000.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
  });
});

describe('elements are made when they are asked for', () => {
  function counted(count: number) {
    const log: string[] = [];
    const source = function* () {
      try {
        for (let i = 0; i < count; i++) {
          log.push(`made ${i}`);
          yield i;
        }
      } finally {
        log.push('closed');
      }
    };
    return { log, dataset: Dataset.from<number>(source) };
  }

  test('nothing happens before, and who stops closes the source', async () => {
    const { log, dataset } = counted(100);
    const chain = dataset.map((n) => n + 1).filter((n) => n > 1).batch(2).take(2); // prettier-ignore
    expect(log).toEqual([]);
    expect(arrays(await chain.toArray())).toEqual([[2, 3], [4, 5]]); // prettier-ignore
    expect(log).toEqual(['made 0', 'made 1', 'made 2', 'made 3', 'made 4', 'closed']);
    for await (const element of Dataset.zip(dataset, dataset)) if (element[0] === 1) break;
    expect(log.filter((line) => line === 'closed')).toHaveLength(3);
  });

  test('cache keeps what was asked for to the end', async () => {
    const { log, dataset } = counted(3);
    const cached = dataset.cache();
    await cached.take(2).toArray();
    expect(await cached.toArray()).toEqual([0, 1, 2]);
    expect(log.filter((line) => line === 'made 0')).toHaveLength(2);
    expect(await cached.toArray()).toEqual([0, 1, 2]);
    expect(log.filter((line) => line === 'made 0')).toHaveLength(2);
  });

  test('prefetch works ahead, in order, and closes', async () => {
    const { log, dataset } = counted(100);
    const iterator = dataset.prefetch(3)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
    await new Promise((resolve) => setTimeout(resolve));
    expect(log.at(-1)).toBe('made 3');
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    await iterator.return?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect(log.at(-1)).toBe('closed');
    expect(await Dataset.from(() => numbers(5)).prefetch(10).toArray()).toEqual([0, 1, 2, 3, 4]);
  });

  test('errors come where they happen, prefetched or not', async () => {
    const failing = Dataset.from(() => numbers(5)).map((n) => {
      if (n === 2) throw new Error('no 2');
      return n;
    });
    for (const dataset of [failing, failing.prefetch(4)]) {
      const seen: number[] = [];
      const run = async () => {
        for await (const n of dataset) seen.push(n);
      };
      await expect(run()).rejects.toThrow('no 2');
      expect(seen).toEqual([0, 1]);
    }
  });

  test('others have their turns meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    const slow = Dataset.from(() => numbers(30)).map((n) => {
      const end = performance.now() + 10;
      while (performance.now() < end);
      return n;
    });
    await slow.filter(() => false).toArray();
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});

describe('fromCSV', () => {
  const text = '\ufeffname,"a, b",kind\r\n"Ann ""A""",1.5,x\r\nBob,,y\r\n\r\n"two\nlines",-2e3,x';
  const rows = [
    { name: 'Ann "A"', 'a, b': 1.5, kind: 'x' },
    { name: 'Bob', 'a, b': NaN, kind: 'y' },
    { name: 'two\nlines', 'a, b': -2000, kind: 'x' },
  ];

  test('reads files, bytes, blobs, responses and pieces of text', async () => {
    const { path, folder } = await onDisk({ 'rows.csv': text });
    const bytes = new TextEncoder().encode(text);
    async function* pieces() {
      for (const byte of bytes) yield await Promise.resolve(Uint8Array.of(byte));
    }
    for (const source of [path, pathToFileURL(path), bytes, new Blob([text]), new Response(text), pieces, () => [...text]]) {
      expect(await Dataset.fromCSV(source).toArray()).toEqual(rows);
    }
    const twice = Dataset.fromCSV(path);
    expect([await twice.toArray(), await twice.toArray()]).toEqual([rows, rows]);
    await folder.remove();
    const once = Dataset.fromCSV(new Response(text));
    await once.toArray();
    await expect(once.toArray()).rejects.toThrow('a source that can be read again');
  });

  test('takes names, columns, labels, separators and types', async () => {
    const source = () => ['1;2;0\n', '3;NA;1\n'];
    const names = { header: false, columnNames: ['a', 'b', 'label'], fieldDelim: ';' };
    const dataset = Dataset.fromCSV(source, { ...names, labelName: 'label', naValue: 'NA' });
    expect(await dataset.toArray()).toEqual([[{ a: 1, b: 2 }, 0], [{ a: 3, b: NaN }, 1]]); // prettier-ignore
    const [batch] = await dataset.batch(2).toArray();
    expect(arrays(batch![0]['a'])).toEqual([1, 3]);
    const selected = Dataset.fromCSV(source, { ...names, selectColumns: ['b'], columnTypes: { b: 'string' } });
    expect(await selected.toArray()).toEqual([{ b: '2' }, { b: 'NA' }]);
  });

  test('says where a file is wrong', async () => {
    const message = (lines: string, options = {}) => Dataset.fromCSV(() => [lines], options).toArray().then(String, (error: Error) => error.message); // prettier-ignore
    expect(await message('a,b\n1,2\n3\n')).toMatchInlineSnapshot(`"Dataset.fromCSV: expected 2 values in line 3, one for each column. Received: values=1."`); // prettier-ignore
    expect(await message('a\n1\nx\n')).toMatchInlineSnapshot(`"Dataset.fromCSV: expected a number in column "a" of line 3. Received: text="x". Hint: For texts pass { columnTypes: { "a": 'string' } }."`); // prettier-ignore
    expect(await message('a\n"1\n')).toContain('expected a quote that ends what begins in line 2');
    expect(await message('a\n"1"2\n')).toContain('the end of the field behind the quote in line 2. Received: character="2"');
    expect(await message('a\n1\n', { labelName: 'b' })).toContain('unknown column "b". Did you mean "a"?');
    expect(() => Dataset.fromCSV('a.csv', { header: false })).toThrow('columnNames for a file without a header');
    expect(() => Dataset.fromCSV('a.csv', { fieldDelim: '"' })).toThrow('fieldDelim to be one character');
    await expect(Dataset.fromCSV('missing.csv').toArray()).rejects.toThrow('missing.csv');
  });
});
