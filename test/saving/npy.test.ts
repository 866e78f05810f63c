import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HillockError, readNpy, tensor, writeNpy } from '../../src/index.js';
import goldens from './goldens/npy.json' with { type: 'json' };

const file = (name: string): Uint8Array => readFileSync(new URL(`goldens/npy/${name}.npy`, import.meta.url));

/** A file of version 1 with this text as header, and so many bytes of content. */
function fileWith(header: string, content = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length & 0xff, text.length >> 8];
  return Uint8Array.from([...start, ...text, ...new Uint8Array(content)]);
}

const fileOfShape = (shape: string, content = 0): Uint8Array =>
  fileWith(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`, content);

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

describe('readNpy', () => {
  test.each(Object.entries(goldens.readable))('reads %s as NumPy does', (name, repr) => {
    expect(String(readNpy(file(name)))).toBe(repr);
  });

  test.each(Object.entries(goldens.refused))('refuses %s', (name, reason) => {
    const message = messageOf(() => readNpy(file(name)));
    expect(message).toMatch(/^readNpy: expected /);
    expect(message).toContain(reason);
  });

  test('reads a file that lies inside a larger buffer at an odd address', () => {
    const bytes = file('f4-little');
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 3);
    expect(String(readNpy(larger.subarray(3, 3 + bytes.length)))).toBe(goldens.readable['f4-little']);
  });

  test('makes any byte but 0 true', () => {
    const bytes = fileWith(`{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}`, 3);
    bytes.set([0, 1, 255], bytes.length - 3);
    expect([...readNpy(bytes).data]).toEqual([0, 1, 1]);
  });

  test('takes the header as Python would: in any order, with either quotes, with long integers', () => {
    const header = `{ "shape":(2L,1), 'descr':"<f4",'fortran_order' :True}`;
    expect(readNpy(fileWith(header, 8)).shape).toEqual([2, 1]);
  });

  test.each([0, 5, 6, 7, 8, 9, 40, 127, 128, 129, 151])('refuses a file cut after %d bytes', (length) => {
    const bytes = file('f4-little').subarray(0, length);
    expect(messageOf(() => readNpy(bytes))).toMatch(/^readNpy: expected .* Received: .*\./);
  });

  test('says what is missing from a truncated file', () => {
    expect(messageOf(() => readNpy(file('f4-little').subarray(0, 150)))).toMatchInlineSnapshot(
      `"readNpy: expected 24 bytes after the header for shape [2, 3] of f4. Received: bytes=22. Hint: the file is truncated, or its header is wrong."`,
    );
    expect(messageOf(() => readNpy(file('f4-little').subarray(0, 100)))).toMatchInlineSnapshot(
      `"readNpy: expected a header of 128 bytes. Received: bytes=Buffer of length 100. Hint: the file is truncated."`,
    );
  });

  test('says what else stands in a file that is too long', () => {
    expect(messageOf(() => readNpy(fileOfShape('(2,)', 12)))).toMatchInlineSnapshot(
      `"readNpy: expected 8 bytes after the header for shape [2] of f4. Received: bytes=12."`,
    );
  });

  test('says which dtypes it knows', () => {
    expect(messageOf(() => readNpy(file('complex')))).toMatchInlineSnapshot(
      `"readNpy: expected an array of one of the dtypes float32, float64, int32, uint8, bool, float16, bfloat16, int8, int16, int64, uint16, uint32, uint64. Received: descr="<c16"."`,
    );
    expect(messageOf(() => readNpy(file('object')))).toMatchInlineSnapshot(
      `"readNpy: expected an array of one of the dtypes float32, float64, int32, uint8, bool, float16, bfloat16, int8, int16, int64, uint16, uint32, uint64. Received: descr="|O". Hint: pickled Python objects can run code and are never loaded."`,
    );
  });

  test('says what is not a NumPy file', () => {
    expect(messageOf(() => readNpy(new TextEncoder().encode('1 2 3 4 5')))).toMatchInlineSnapshot(
      `"readNpy: expected a NumPy file, which begins with \\x93NUMPY. Received: bytes=Uint8Array of length 9."`,
    );
    expect(messageOf(() => readNpy('x.npy' as never))).toMatchInlineSnapshot(
      `"readNpy: expected the bytes of a NumPy file, a Uint8Array or an ArrayBuffer. Received: bytes="x.npy"."`,
    );
    expect(messageOf(() => readNpy(new Response('') as never))).toMatchInlineSnapshot(
      `"readNpy: expected the bytes of a NumPy file, a Uint8Array or an ArrayBuffer. Received: bytes=Response object. Hint: pass what its arrayBuffer() resolves to."`,
    );
    const archive = Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0);
    expect(messageOf(() => readNpy(archive))).toMatchInlineSnapshot(
      `"readNpy: expected a NumPy file, which begins with \\x93NUMPY. Received: bytes=Uint8Array of length 10. Hint: this is an archive of arrays, .npz perhaps, which readNpz reads."`,
    );
  });

  test('says that records are none of its arrays', () => {
    expect(messageOf(() => readNpy(file('structured')))).toMatchInlineSnapshot(
      `"readNpy: expected an array of numbers or booleans, not of records with fields. Received: descr="[('a', '<i4'), ('b', '<f4')]". Hint: save one field, numpy.save('x.npy', array['field']), or numpy.lib.recfunctions.structured_to_unstructured(array)."`,
    );
  });

  test('takes an ArrayBuffer, of whatever kind and context', () => {
    const bytes = file('f4-little');
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    const foreign = runInNewContext('Uint8Array.from(bytes).buffer', { bytes }) as ArrayBuffer;
    for (const buffer of [Uint8Array.from(bytes).buffer, shared, foreign]) {
      expect(String(readNpy(buffer))).toBe(goldens.readable['f4-little']);
    }
  });

  test('refuses another version', () => {
    const bytes = fileOfShape('(0,)');
    bytes[6] = 4;
    expect(messageOf(() => readNpy(bytes))).toMatchInlineSnapshot(
      `"readNpy: expected version 1.0, 2.0 or 3.0 of the format. Received: version="4.0"."`,
    );
  });

  test('believes no header that claims more than the file holds, and allocates nothing for it', () => {
    expect(messageOf(() => readNpy(fileOfShape('(1000000000000,)', 4)))).toMatchInlineSnapshot(
      `"readNpy: expected 4000000000000 bytes after the header for shape [1000000000000] of f4. Received: bytes=4. Hint: the file is truncated, or its header is wrong."`,
    );
    expect(messageOf(() => readNpy(fileOfShape('(4294967296, 4294967296, 4294967296)', 0)))).toMatchInlineSnapshot(
      `"readNpy: expected an array whose elements can be counted. Received: shape=[4294967296, 4294967296, 4294967296]."`,
    );
    expect(messageOf(() => readNpy(fileOfShape('(0, 99999999999, 99999999999)', 0)))).toMatchInlineSnapshot(
      `"readNpy: expected an array whose elements can be counted. Received: shape=[0, 99999999999, 99999999999]."`,
    );
  });

  test('reads as many axes as NumPy has, and no more', () => {
    expect(readNpy(fileOfShape(`(${'1,'.repeat(64)})`, 4)).shape).toHaveLength(64);
    expect(messageOf(() => readNpy(fileOfShape(`(${'1,'.repeat(65)})`, 4)))).toMatchInlineSnapshot(
      `"readNpy: expected an array of at most 64 axes. Received: axes=65."`,
    );
  });

  test('reads integers beyond int32 as floats where these are wanted', () => {
    const bytes = fileWith(`{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }\n`, 16);
    new DataView(bytes.buffer).setBigInt64(bytes.length - 16, -(2n ** 40n), true);
    expect(messageOf(() => readNpy(bytes))).toMatchInlineSnapshot(
      `"readNpy: expected integers that int32 can hold, from -2147483648 to 2147483647. Received: element 0=-1099511627776n. Hint: pass { dtype: 'float64' } if numbers this large are meant."`,
    );
    expect(readNpy(bytes, { dtype: 'float64' })).toEqual(tensor([-(2 ** 40), 0], { dtype: 'float64' }));
    expect(readNpy(bytes, { dtype: 'float32' })).toEqual(tensor([-(2 ** 40), 0]));
    expect(messageOf(() => readNpy(bytes, { dtype: 'int64' as never }))).toContain('readNpy: ');
  });

  test('refuses a length of a header that no header has', () => {
    const bytes = new Uint8Array(20_000);
    bytes.set(fileOfShape('(0,)'));
    new DataView(bytes.buffer).setUint16(8, 15_000, true);
    expect(messageOf(() => readNpy(bytes))).toMatchInlineSnapshot(
      `"readNpy: expected a header of at most 10000 bytes. Received: length=15010."`,
    );
  });

  test.each(['(-1,)', '(2, -3)', '(99999999999999999999,)', `(${'9'.repeat(400)},)`])('refuses shape %s', (shape) => {
    expect(messageOf(() => readNpy(fileOfShape(shape, 24)))).toMatch(
      /^readNpy: expected a shape, an array of integers/,
    );
  });

  test.each([
    ['nothing', ''],
    ['another literal', '[1, 2]'],
    ['code', `__import__('os').system('true')`],
    ['code as a value', `{'descr': '<f4', 'fortran_order': print(1), 'shape': (1,)}`],
    ['an expression in the shape', `{'descr': '<f4', 'fortran_order': False, 'shape': (1+1,)}`],
    ['a number as shape', `{'descr': '<f4', 'fortran_order': False, 'shape': (3)}`],
    ['a zero too many', `{'descr': '<f4', 'fortran_order': False, 'shape': (01,)}`],
    ['a sign', `{'descr': '<f4', 'fortran_order': False, 'shape': (+1,)}`],
    ['zero with a sign', `{'descr': '<f4', 'fortran_order': False, 'shape': (-0,)}`],
    ['an underscore', `{'descr': '<f4', 'fortran_order': False, 'shape': (1_0,)}`],
    ['a hexadecimal number', `{'descr': '<f4', 'fortran_order': False, 'shape': (0x1,)}`],
    ['a word behind a number', `{'descr': '<f4', 'fortran_order': False, 'shape': (1LL,)}`],
    ['a boolean in the shape', `{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}`],
    ['a comment', `{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} # one`],
    ['a fraction', `{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}`],
    ['text in the shape', `{'descr': '<f4', 'fortran_order': False, 'shape': ('1',)}`],
    ['two commas', `{'descr': '<f4', 'fortran_order': False, 'shape': (1,,2)}`],
    ['a missing key', `{'descr': '<f4', 'shape': (1,)}`],
    ['a key too many', `{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 'y'}`],
    ['a key twice', `{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (2,)}`],
    ['the prototype as a key', `{'__proto__': '<f4', 'fortran_order': False, 'shape': (1,)}`],
    ['a number as order', `{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}`],
    ['an open dict', `{'descr': '<f4', 'fortran_order': False, 'shape': (1,)`],
    ['something behind the dict', `{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + 1`],
    ['an escape', `{'descr': '<f\\x34', 'fortran_order': False, 'shape': (1,)}`],
  ])('refuses a header with %s', (_, header) => {
    expect(messageOf(() => readNpy(fileWith(header, 4)))).toContain(
      `readNpy: expected a header such as {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}. Received: header=`,
    );
  });

  test.each(['f4', '<f5', '<b2', '!f4', '<constructor', ''])('refuses dtype "%s"', (descr) => {
    const bytes = fileWith(`{'descr': '${descr}', 'fortran_order': False, 'shape': (1,)}`, 4);
    expect(messageOf(() => readNpy(bytes))).toMatch(/^readNpy: expected an array of one of the dtypes float32, /);
  });
});

describe('writeNpy', () => {
  const identical = ['f4-little', 'f8-little', 'i4-little', 'u1-little', 'b1', 'scalar', 'empty', 'long', 'f8-exact'];

  test.each(identical)('writes the bytes of NumPy for %s', (name) => {
    expect([...writeNpy(readNpy(file(name)))]).toEqual([...file(name)]);
  });

  test.each([
    ['f2-little', 'float16'],
    ['f2-extremes', 'float16'],
    ['i1-little', 'int8'],
    ['i2-little', 'int16'],
    ['i8-little', 'int64'],
    ['u2-little', 'uint16'],
    ['u4-little', 'uint32'],
    ['u8-little', 'uint64'],
  ] as const)('writes %s back as it was', (name, dtype) => {
    expect([...writeNpy(readNpy(file(name)), { dtype })]).toEqual([...file(name)]);
  });

  test('rounds to the nearest float16, to the even one of two', () => {
    const values = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -30, 2 - 2 ** -12, 65519, 65520, -65520];
    const small = [2 ** -25, 2 ** -25 + 2 ** -40, 3 * 2 ** -25, 2 ** -14 - 2 ** -26, -(2 ** -30)];
    const read = readNpy(writeNpy(tensor([...values, ...small], { dtype: 'float64' }), { dtype: 'float16' }));
    expect([...read.data]).toEqual([
      ...[1, 1 + 2 ** -9, 1 + 2 ** -10, 2, 65504, Infinity, -Infinity],
      ...[0, 2 ** -24, 2 ** -23, 2 ** -14, -0],
    ]);
  });

  test('casts to what tensors compute in', () => {
    expect(readNpy(writeNpy([1.5, -2.5], { dtype: 'int32' }))).toEqual(tensor([1, -2], { dtype: 'int32' }));
  });

  test('refuses what the dtype of the file cannot hold', () => {
    expect(messageOf(() => writeNpy([1, 128], { dtype: 'int8' }))).toMatchInlineSnapshot(
      `"writeNpy: expected integers that int8 can hold, from -128 to 127. Received: element 1=128."`,
    );
    expect(messageOf(() => writeNpy([1.5], { dtype: 'uint16' }))).toMatchInlineSnapshot(
      `"writeNpy: expected integers that uint16 can hold, from 0 to 65535. Received: element 0=1.5."`,
    );
    expect(messageOf(() => writeNpy([1], { dtype: 'complex64' as never }))).toMatchInlineSnapshot(
      `"writeNpy: expected one of the dtypes float32, float64, int32, uint8, bool, float16, bfloat16, int8, int16, int64, uint16, uint32, uint64. Received: dtype="complex64"."`,
    );
  });

  test('takes what tensors are made of', () => {
    expect(readNpy(writeNpy([[1, 2], [3, 4]])).toArray()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(readNpy(writeNpy(new Float64Array([0.1]).subarray(0))).dtype).toBe('float64');
  });

  test('writes of a view only what it shows', () => {
    const view = tensor(new Float32Array([1, 2, 3, 4]).subarray(1, 3));
    expect(readNpy(writeNpy(view)).toArray()).toEqual([2, 3]);
  });

  test('refuses text', () => {
    expect(messageOf(() => writeNpy(['a', 'b']))).toMatchInlineSnapshot(
      `"writeNpy: expected a tensor of numbers. Received: x=Tensor(shape=[2], dtype=string)."`,
    );
  });
});

describe('whatever the bytes are, they are an array that holds them or an error of Hillock', () => {
  /** The number of elements and bytes that came out. */
  function read(bytes: Uint8Array): void {
    try {
      const { shape, size, data } = readNpy(bytes);
      expect(shape.reduce((product, length) => product * length, 1)).toBe(size);
      expect(data.length).toBe(size);
      // An element takes up at least one byte of the file.
      expect(size).toBeLessThanOrEqual(bytes.length);
    } catch (error) {
      expect(error).toBeInstanceOf(HillockError);
      expect((error as Error).message).toMatch(/^readNpy: expected /);
    }
  }

  const valid = Object.keys(goldens.readable).map(file);

  test('real files with a few bytes changed, cut or added', () => {
    const change = fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...valid),
        fc.array(change, { maxLength: 4 }),
        fc.integer({ min: -40, max: 40 }),
        (bytes, changes, more) => {
          const changed = new Uint8Array(Math.max(0, bytes.length + more));
          changed.set(bytes.subarray(0, changed.length));
          for (const [place, value] of changes) changed[place % Math.max(1, changed.length)] = value;
          read(changed);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('headers of the right words in any order', () => {
    const words = [
      '{',
      '}',
      '(',
      ')',
      ',',
      ':',
      "'descr'",
      "'<f4'",
      "'|b1'",
      "'fortran_order'",
      'True',
      'False',
      "'shape'",
      '0',
      '1',
      '2',
      '-1',
      '03',
      '1L',
      '9999999999999999',
      ' ',
      "'",
    ];
    const shape = fc.array(fc.constantFrom('0', '1', '2', '3', '-1', '65536', '4294967296'), { maxLength: 70 });
    const headers = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((list) => list.join('')),
      shape.map(
        (list) => `{'descr': '<f4', 'fortran_order': True, 'shape': (${list.map((length) => `${length},`).join('')})}`,
      ),
    );
    fc.assert(
      fc.property(headers, fc.nat(64), (header, content) => read(fileWith(header, content))),
      { numRuns: 2000 },
    );
  });

  test('bytes by chance behind the magic', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 60 }), (version, rest) =>
        read(Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...rest])),
      ),
      { numRuns: 1000 },
    );
  });
});
