/** Repeats numbers and rows, so that kernels find an element for each element of their results. */
import { get, i32, type Instruction, type Local, memory, ModuleBuilder, op, set, tee } from '../wasm/assembler.js';
import {
  add,
  addressFunction,
  advance,
  floatBytes,
  inBytes,
  loadVector,
  repeatWhile,
  storeVector,
  subtract,
  vectorBytes,
} from '../wasm/assembly.js';
import { linked } from '../wasm/linking.js';
import type { Repetition } from './repetition.js';

interface SpreadingModule {
  /** Repeats each of `count` numbers `times` times. */
  numbers(from: number, to: number, count: number, times: number): void;
  /** Repeats each of `count` rows of `length` numbers `times` times. */
  rows(from: number, to: number, count: number, times: number, length: number): void;
}

const countDown = (counter: Local): Instruction => tee(counter, subtract(get(counter), i32(1)));

/** Both write whole vectors, so up to three elements too many, which the next ones overwrite. */
const kernels = /* @__PURE__ */ linked<SpreadingModule>(() => {
  const module = new ModuleBuilder();
  const numbers = addressFunction(module, 'numbers', ['from', 'to', 'count', 'times'], { variables: ['at', 'end'] });
  {
    const { f, locals } = numbers;
    const { from, to, count, times, at, end } = locals;
    const number = f.local('v128');
    f.push(
      repeatWhile(countDown(count), [
        set(number, memory('v128.load32_splat', 0, [get(from)])),
        set(at, get(to)),
        set(end, add(get(to), inBytes(get(times)))),
        repeatWhile(op('i32.lt_u', get(at), get(end)), [
          storeVector(get(at), get(number)),
          advance(at, i32(vectorBytes)),
        ]),
        set(to, get(end)),
        advance(from, i32(floatBytes)),
      ]),
    );
  }
  const rows = addressFunction(module, 'rows', ['from', 'to', 'count', 'times', 'length'], {
    variables: ['at', 'end', 'left', 'source'],
  });
  {
    const { f, locals } = rows;
    const { from, to, count, times, length, at, end, left, source } = locals;
    f.push(
      repeatWhile(countDown(count), [
        set(left, get(times)),
        repeatWhile(countDown(left), [
          set(source, get(from)),
          set(at, get(to)),
          set(end, add(get(to), inBytes(get(length)))),
          repeatWhile(op('i32.lt_u', get(at), get(end)), [
            storeVector(get(at), loadVector(get(source))),
            advance(source, i32(vectorBytes)),
            advance(at, i32(vectorBytes)),
          ]),
          set(to, get(end)),
        ]),
        advance(from, inBytes(get(length))),
      ]),
    );
  }
  return module;
});

/**
 * Writes `count` of the elements that a repetition of the array at `source` has, from element `start` on, to `target`. Both numbers are
 * multiples of the length of a row. Up to three further elements are overwritten.
 */
export function spread(
  { times, inner }: Repetition,
  source: number,
  target: number,
  start: number,
  count: number,
): void {
  const { numbers, rows } = kernels();
  const block = times * inner;
  let [at, left, to] = [start, count, target];
  while (left > 0) {
    const within = at % block;
    // A row that was begun, then whole blocks of rows, then the beginning of another.
    const isWhole = within === 0 && left >= block;
    const blocks = isWhole ? Math.floor(left / block) : 1;
    const repeats = isWhole ? times : Math.min(block - within, left) / inner;
    const from = source + floatBytes * inner * Math.floor(at / block);
    if (inner === 1) numbers(from, to, blocks, repeats);
    else rows(from, to, blocks, repeats, inner);
    const done = blocks * repeats * inner;
    at += done;
    left -= done;
    to += floatBytes * done;
  }
}
