/** Damage to files, by a seed: what a bad disk, a bad line and a bad person do. */
import { unzipSync, zipSync } from 'fflate';

/** Random numbers that depend on the seed alone (mulberry32). */
export class Dice {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed | 0;
  }

  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `bound`. @param {number} bound */
  below(bound) {
    return Math.floor(this.next() * bound);
  }

  /** @template T @param {readonly T[]} choices @returns {T} */
  pick(choices) {
    return /** @type {T} */ (choices[this.below(choices.length)]);
  }
}

const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe];

/** @typedef {(bytes: Uint8Array, dice: Dice) => Uint8Array} Damage */

/** @type {Damage} */
const flipBit = (bytes, dice) => {
  const at = dice.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
  return bytes;
};

/** @type {Damage} */
const setByte = (bytes, dice) => {
  bytes[dice.below(bytes.length)] = dice.below(256);
  return bytes;
};

/** Sizes, counts and addresses are numbers of 2, 4 or 8 bytes. @type {Damage} */
const setNumber = (bytes, dice) => {
  const width = dice.pick([2, 4, 8]);
  const at = dice.below(Math.max(1, bytes.length - width));
  const value = dice.pick(extremes);
  for (let i = 0; i < width && at + i < bytes.length; i++) bytes[at + i] = i < 4 ? (value >>> (8 * i)) & 0xff : 0;
  return bytes;
};

/** @type {Damage} */
const truncate = (bytes, dice) => bytes.slice(0, dice.below(bytes.length));

/** @type {Damage} */
const remove = (bytes, dice) => {
  const start = dice.below(bytes.length);
  return join(bytes.subarray(0, start), bytes.subarray(start + 1 + dice.below(64)));
};

/** @type {Damage} */
const repeat = (bytes, dice) => {
  const start = dice.below(bytes.length);
  const end = Math.min(bytes.length, start + 1 + dice.below(512));
  return join(bytes.subarray(0, end), bytes.subarray(start));
};

/** One part of the file stands where another did. @type {Damage} */
const copyOver = (bytes, dice) => {
  const length = 1 + dice.below(Math.min(64, bytes.length));
  const from = dice.below(bytes.length - length + 1);
  bytes.copyWithin(dice.below(bytes.length), from, from + length);
  return bytes;
};

const damages = [flipBit, flipBit, setByte, setByte, setNumber, setNumber, truncate, remove, repeat, copyOver];

/** @param {...Uint8Array} parts */
function join(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}

/** @param {Uint8Array} bytes @param {Dice} dice */
function damage(bytes, dice) {
  let damaged = Uint8Array.from(bytes);
  const times = dice.pick([1, 1, 1, 2, 4, 16]);
  for (let i = 0; i < times && damaged.length > 0; i++) damaged = Uint8Array.from(dice.pick(damages)(damaged, dice));
  return damaged;
}

const words = [
  'null',
  'true',
  '-1',
  '1e308',
  'NaN',
  '""',
  '[]',
  '{}',
  '[[]]',
  '{"__proto__":1}',
  '"\\ud800"',
  '99999999999',
];

/** Values of a JSON text in other places, or other values in their places. @param {Uint8Array} bytes @param {Dice} dice */
function damageJson(bytes, dice) {
  const text = new TextDecoder().decode(bytes);
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/g)];
  if (tokens.length === 0) return damage(bytes, dice);
  const { 0: token, index } = dice.pick(tokens);
  const replacement = dice.below(2) === 0 ? dice.pick(words) : dice.pick(tokens)[0];
  return new TextEncoder().encode(text.slice(0, index) + replacement + text.slice((index ?? 0) + token.length));
}

const isZip = (/** @type {Uint8Array} */ bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b;
const isJson = (/** @type {Uint8Array} */ bytes) => bytes[0] === 0x7b || bytes[0] === 0x5b;

/**
 * A damaged copy of a file. An archive is damaged itself, or a member of it is, with all checksums right, so that what reads the member sees the damage.
 *
 * @param {Uint8Array} bytes
 * @param {Dice} dice
 * @returns {Uint8Array}
 */
export function mutate(bytes, dice) {
  if (isJson(bytes)) return dice.below(2) === 0 ? damageJson(bytes, dice) : damage(bytes, dice);
  if (!isZip(bytes) || dice.below(3) === 0) return damage(bytes, dice);
  const members = unzipSync(bytes);
  const name = dice.pick(Object.keys(members));
  const member = members[name] ?? new Uint8Array();
  const damaged = name.endsWith('.json') && dice.below(4) > 0 ? damageJson(member, dice) : damage(member, dice);
  return zipSync({ ...members, [name]: damaged }, { level: dice.below(2) === 0 ? 0 : 6, mtime: '1980-01-01T00:00:00' });
}
