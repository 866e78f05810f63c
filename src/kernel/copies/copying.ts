/** Kernels that copy a matrix of elements that lie apart. All distances are in bytes. */
import {
  get,
  i32,
  type Instruction,
  type Local,
  memory,
  ModuleBuilder,
  op,
  set,
  tee,
  when,
} from '../wasm/assembler.js';
import {
  add,
  addressFunction,
  advance,
  floatBytes,
  loadVector,
  repeatWhile,
  storeVector,
  subtract,
  vectorBytes,
} from '../wasm/assembly.js';

export interface CopyingModule {
  /** Copies rows of `bytes` bytes each, and nothing beyond. */
  rows(from: number, to: number, count: number, fromRow: number, toRow: number, bytes: number): void;
  /** Copies rows of `length` elements, which lie apart too. */
  elements(
    ...numbers: [
      from: number,
      to: number,
      count: number,
      fromRow: number,
      toRow: number,
      length: number,
      fromStep: number,
      toStep: number,
    ]
  ): void;
}

const countDown = (counter: Local): Instruction => tee(counter, subtract(get(counter), i32(1)));

export function copyingModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  addRows(module);
  addElements(module);
  return module;
}

function addRows(module: ModuleBuilder): void {
  const { f, locals } = addressFunction(module, 'rows', ['from', 'to', 'count', 'fromRow', 'toRow', 'bytes'], {
    variables: ['source', 'target', 'end'],
  });
  const { from, to, count, fromRow, toRow, bytes, source, target, end } = locals;
  const copy = (size: number, move: Instruction): Instruction => {
    const isLeft = op('i32.le_u', add(get(target), i32(size)), get(end));
    return when(isLeft, [repeatWhile(isLeft, [move, advance(source, i32(size)), advance(target, i32(size))])]);
  };
  f.push(
    repeatWhile(countDown(count), [
      set(source, get(from)),
      set(target, get(to)),
      set(end, add(get(to), get(bytes))),
      copy(vectorBytes, storeVector(get(target), loadVector(get(source)))),
      copy(floatBytes, copyOne(target, source)),
      advance(from, get(fromRow)),
      advance(to, get(toRow)),
    ]),
  );
}

function addElements(module: ModuleBuilder): void {
  const { f, locals } = addressFunction(
    module,
    'elements',
    ['from', 'to', 'count', 'fromRow', 'toRow', 'length', 'fromStep', 'toStep'],
    { variables: ['source', 'target', 'left'] },
  );
  const { from, to, count, fromRow, toRow, length, fromStep, toStep, source, target, left } = locals;
  f.push(
    repeatWhile(countDown(count), [
      set(source, get(from)),
      set(target, get(to)),
      set(left, get(length)),
      repeatWhile(countDown(left), [
        copyOne(target, source),
        advance(source, get(fromStep)),
        advance(target, get(toStep)),
      ]),
      advance(from, get(fromRow)),
      advance(to, get(toRow)),
    ]),
  );
}

/** An element is copied as an integer, so that no bit of a NaN changes. */
const copyOne = (target: Local, source: Local): Instruction =>
  memory('i32.store', 0, [get(target), memory('i32.load', 0, [get(source)])]);
