/** Parses JSON as Python writes it, from files that cannot be trusted. */
import { FileError } from '../../errors/index.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own entry of an object under a key; `undefined` if the value is no object. */
export function entryOf(value: unknown, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The deepest nesting that is accepted. No real model comes near it: each model inside a model adds four levels. */
export const mostJsonDepth = 512;

/**
 * What a JSON text says. `NaN` and `Infinity`, which Python writes, are numbers; an entry called `__proto__` is left out; of two
 * entries of one name the last counts, as in Python. Nesting is measured before anything is parsed.
 */
export function parseJson(where: string, source: Uint8Array | string): Json {
  const text = typeof source === 'string' ? source : decodeJsonText(where, source);
  const tokens = nonFiniteTokens(where, text);
  const value = tokens.length === 0 ? parse(where, text) : parseWithNumbers(where, text, tokens);
  return mayNamePrototype(text) ? withoutPrototypes(value) : value;
}

/** The same for a JSON text that may be a string with JSON in it, as `json.dump(model.to_json())` writes it. */
export function parseConfig(where: string, source: Uint8Array | string): Json {
  const value = parseJson(where, source);
  return typeof value === 'string' ? parseJson(where, value) : value;
}

const malformed = (where: string, received: Readonly<Record<string, unknown>>, hint?: string): FileError =>
  new FileError({ kind: 'config', where, expected: 'JSON', received, ...(hint !== undefined && { hint }) });

/** The text in UTF-8, or in UTF-16, which Python accepts, too. */
function decodeJsonText(where: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const encoding = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw malformed(where, { bytes }, `the text is not valid ${encoding.toUpperCase()}`);
  }
}

interface Token {
  readonly start: number;
  readonly text: string;
}

const mark = { quote: 0x22, backslash: 0x5c, minus: 0x2d } as const;
const opening = /* @__PURE__ */ new Set([0x5b, 0x7b]);
const closing = /* @__PURE__ */ new Set([0x5d, 0x7d]);

/** The places of NaN and Infinity outside of strings; also measures the nesting. */
function nonFiniteTokens(where: string, text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === mark.quote) {
      i = endOfString(text, i);
    } else if (opening.has(code)) {
      if (++depth > mostJsonDepth) throw tooDeep(where);
    } else if (closing.has(code)) {
      depth--;
    } else if (code === 0x4e || code === 0x49) {
      const token = nonFiniteAt(text, i);
      if (token !== undefined) {
        tokens.push(token);
        i = token.start + token.text.length - 1;
      }
    }
  }
  return tokens;
}

const tooDeep = (where: string): FileError =>
  new FileError({
    kind: 'limit',
    where,
    expected: `JSON of at most ${mostJsonDepth} levels`,
    hint: 'this is no model',
  });

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== mark.quote) i += text.charCodeAt(i) === mark.backslash ? 2 : 1;
  return i;
}

function nonFiniteAt(text: string, start: number): Token | undefined {
  const name = ['NaN', 'Infinity'].find((word) => text.startsWith(word, start));
  if (name === undefined) return undefined;
  const isNegative = name === 'Infinity' && text.charCodeAt(start - 1) === mark.minus;
  return isNegative ? { start: start - 1, text: `-${name}` } : { start, text: name };
}

/** Parses with the numbers that JSON does not have replaced by strings, whose beginning occurs nowhere in the file. */
function parseWithNumbers(where: string, text: string, tokens: readonly Token[]): Json {
  let mark = 'number ';
  while (text.includes(mark)) mark = `_${mark}`;
  let end = 0;
  const pieces: string[] = [];
  for (const { start, text: token } of tokens) {
    pieces.push(text.slice(end, start), `"${mark}${token}"`);
    end = start + token.length;
  }
  return parse(where, pieces.join('') + text.slice(end), (_key, value) =>
    typeof value === 'string' && value.startsWith(mark) ? Number(value.slice(mark.length)) : value,
  );
}

function parse(where: string, text: string, revive?: (key: string, value: unknown) => unknown): Json {
  try {
    return JSON.parse(text, revive) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw malformed(where, { text }, text.trim() === '' ? 'the text is empty' : 'the text is damaged');
  }
}

const mayNamePrototype = (text: string): boolean => text.includes('__proto__') || text.includes('\\u');

/** A copy in which no object has an entry `__proto__`, which an assignment would take for its prototype. */
function withoutPrototypes(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutPrototypes);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutPrototypes(entry)]));
}
