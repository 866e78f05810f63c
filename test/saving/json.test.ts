import { describe, expect, test } from 'vitest';
import { FileError } from '../../src/index.js';
import { entryOf, parseConfig, parseJson } from '../../src/saving/json/parsing.js';

const parse = (text: string): unknown => parseJson('test', text);
const kindOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof FileError) return error.kind;
    throw error;
  }
  return 'read';
};

test.each([
  ['{"a": NaN, "b": [Infinity, -Infinity, -1], "c": "NaN"}', { a: NaN, b: [Infinity, -Infinity, -1], c: 'NaN' }],
  ['"\\"NaN, [[["', '"NaN, [[['],
  ['[1e999, -0]', [Infinity, -0]],
  ['{"a": 1, "a": 2}', { a: 2 }],
  ['  null ', null],
  ['{"\\u005f_proto__": {"x": 1}, "b": [{"__proto__": 2, "c": 3}]}', { b: [{ c: 3 }] }],
  ['{"a": "number NaN", "b": NaN}', { a: 'number NaN', b: NaN }],
])('%s is read as Python reads it', (text, value) => {
  expect(parse(text)).toEqual(value);
});

test.each(['', ' ', '{"a": }', '{"a": 1,}', "{'a': 1}", 'NaNs', '{"a": Infinite}', '[1', '"a', '{"a": 1}]'])(
  '%s is refused',
  (text) => {
    expect(kindOf(() => parse(text))).toBe('config');
  },
);

test('a text of JSON in JSON is read through', () => {
  expect(parseConfig('test', JSON.stringify(JSON.stringify({ a: 1 })))).toEqual({ a: 1 });
});

describe('bytes', () => {
  const utf16 = (text: string, isBig: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 * text.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !isBig);
    return bytes;
  };

  test('may be UTF-8 or UTF-16, with a mark or without', () => {
    const text = '{"a": "ä"}';
    const files: Uint8Array[] = [new TextEncoder().encode(text), new TextEncoder().encode(`\ufeff${text}`)];
    files.push(utf16(text, false), utf16(text, true), utf16(`\ufeff${text}`, false), utf16(`\ufeff${text}`, true));
    for (const bytes of files) expect(parseJson('test', bytes)).toEqual({ a: 'ä' });
  });

  test('that are no text are refused', () => {
    expect(kindOf(() => parseJson('test', Uint8Array.from([0x22, 0xff, 0x22])))).toBe('config');
  });
});

test('nesting is counted, outside strings only', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(kindOf(() => parse(nested(512)))).toBe('read');
  expect(kindOf(() => parse(nested(513)))).toBe('limit');
  expect(kindOf(() => parse(nested(1e6)))).toBe('limit');
  expect(kindOf(() => parse(JSON.stringify(nested(1e4))))).toBe('read');
});

test('only own entries are entries', () => {
  expect(entryOf({ a: 1 }, 'a')).toBe(1);
  expect(entryOf({}, 'constructor')).toBeUndefined();
  expect(entryOf([1], 'length')).toBeUndefined();
  expect(entryOf(null, 'a')).toBeUndefined();
});
