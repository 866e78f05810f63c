/** The WebAssembly module of the reductions. They accumulate in float64, which costs little and makes long sums accurate. */
import { elementBytes, type ElementType } from '../arrays.js';
import {
  type Instruction,
  type Local,
  ModuleBuilder,
  countedLoop,
  f64x2,
  get,
  i32,
  lane,
  memory,
  op,
  set,
  shuffle32,
  when,
} from '../wasm/assembler.js';
import {
  add,
  addressFunction,
  advance,
  inBytes,
  loadVector,
  repeatWhile,
  times,
  vectorBytes,
} from '../wasm/assembly.js';
import { range } from '../lattice.js';
import { type ChannelGroup, channelPasses, widestGroup } from '../wasm/channel-passes.js';

/** How each kind of reduction combines a number with the result so far, and what it starts from; `max` and `min` become NaN at a NaN. */
const accumulations = {
  sum: { start: 0, scalar: 'f64.add', vector: 'f64x2.add' },
  prod: { start: 1, scalar: 'f64.mul', vector: 'f64x2.mul' },
  max: { start: -Infinity, scalar: 'f64.max', vector: 'f64x2.max' },
  min: { start: Infinity, scalar: 'f64.min', vector: 'f64x2.min' },
} as const;

export type Accumulation = keyof typeof accumulations;

/**
 * Reduces the middle axis of `[outer, reduced, inner]` and divides by `divisor`. The functions whose name ends with `Rows` are for inner =
 * 1.
 */
type Reduce = (x: number, out: number, outer: number, reduced: number, inner: number, divisor: number) => void;

export type ReductionModule = Readonly<Record<`${Accumulation}Rows` | `${Accumulation}Columns`, Reduce>>;

export function reductionModule(elements: ElementType): ModuleBuilder {
  const module = new ModuleBuilder();
  for (const name of Object.keys(accumulations) as Accumulation[]) {
    addRows(module, name, elements);
    addColumns(module, name, elements);
  }
  return module;
}

const parameterNames = ['x', 'out', 'outer', 'reduced', 'inner', 'divisor'] as const;

/** The two pairs of float64 in a loaded vector of float32, or the one pair in a vector of float64. */
const pairsOf = (elements: ElementType, vector: Local): Instruction[] =>
  elements === 'float64'
    ? [get(vector)]
    : [get(vector), shuffle32([2, 3, 2, 3], get(vector), get(vector))].map((half) =>
        op('f64x2.promote_low_f32x4', half),
      );

/** How many independent pairs of sums a turn of the loop over a row works on. */
const chainCount = 4;

function addRows(module: ModuleBuilder, name: Accumulation, elements: ElementType): void {
  const { start, scalar, vector } = accumulations[name];
  const bytes = elementBytes[elements];
  const { f, locals } = addressFunction(module, `${name}Rows`, parameterNames, { variables: ['row', 'end'] });
  const { x, out, outer, reduced, divisor, row, end } = locals;
  const chains = range(chainCount).map(() => f.local('v128'));
  const value = f.local('v128');
  const total = f.local('f64');

  const whileLeft = (count: number, body: readonly Instruction[]): Instruction => {
    const isLeft = op('i32.le_u', add(get(x), i32(count * bytes)), get(end));
    return when(isLeft, [repeatWhile(isLeft, [...body, advance(x, i32(count * bytes))])]);
  };
  const merge = (chain: Local, other: Instruction): Instruction => set(chain, op(vector, get(chain), other));
  const [first, second, third, fourth] = chains as [Local, Local, Local, Local];
  const pairs = pairsOf(elements, value);
  const quotient = op('f64.div', get(total), op('f64.convert_i32_s', get(divisor)));
  const [load, store] =
    elements === 'float64'
      ? [
          lane('f64x2.extract_lane', 0, memory('v128.load64_zero', 0, [get(x)])),
          memory('v128.store64_lane', 0, [get(out), op('f64x2.splat', quotient)], 0),
        ]
      : [
          op('f64.promote_f32', memory('f32.load', 0, [get(x)])),
          memory('f32.store', 0, [get(out), op('f32.demote_f64', quotient)]),
        ];

  f.push(
    ...countedLoop(row, i32(0), get(outer), 1, [
      set(end, add(get(x), inBytes(get(reduced), bytes))),
      ...chains.map((chain) => set(chain, f64x2(start))),
      whileLeft(
        2 * chainCount,
        range(chainCount / pairs.length).flatMap((vectors) => [
          set(value, loadVector(get(x), vectorBytes * vectors)),
          ...pairs.map((pair, i) => merge(chains[vectors * pairs.length + i]!, pair)),
        ]),
      ),
      merge(first, get(second)),
      merge(third, get(fourth)),
      merge(first, get(third)),
      set(total, op(scalar, lane('f64x2.extract_lane', 0, get(first)), lane('f64x2.extract_lane', 1, get(first)))),
      whileLeft(1, [set(total, op(scalar, get(total), load))]),
      store,
      advance(out, i32(bytes)),
    ]),
  );
}

function addColumns(module: ModuleBuilder, name: Accumulation, elements: ElementType): void {
  const { start, vector } = accumulations[name];
  const bytes = elementBytes[elements];
  const { f, locals } = addressFunction(module, `${name}Columns`, parameterNames, {
    variables: ['slice', 'row', 'column', 'at'],
  });
  const { x, out, outer, reduced, inner, divisor, slice, row, column, at } = locals;
  const value = f.local('v128');
  const divisors = f.local('v128');
  const pairs = pairsOf(elements, value);
  const chains = range(widestGroup).map(() => pairs.map(() => f.local('v128')));
  const quotient = (chain: Local): Instruction => op('f64x2.div', get(chain), get(divisors));
  const demoted = (chain: Local): Instruction => op('f32x4.demote_f64x2_zero', quotient(chain));

  const group = ({ offsets, load, store }: ChannelGroup): Instruction[] => [
    ...offsets.flatMap((_, v) => chains[v]!.map((chain) => set(chain, f64x2(start)))),
    set(at, add(get(x), inBytes(get(column), bytes))),
    ...countedLoop(row, i32(0), get(reduced), 1, [
      ...offsets.flatMap((offset, v) => [
        set(value, load(get(at), offset)),
        ...chains[v]!.map((chain, i) => set(chain, op(vector, get(chain), pairs[i]!))),
      ]),
      advance(at, inBytes(get(inner), bytes)),
    ]),
    set(at, add(get(out), inBytes(get(column), bytes))),
    ...offsets.map((offset, v) => {
      const [low, high] = chains[v] as [Local, Local?];
      return store(get(at), high ? shuffle32([0, 1, 4, 5], demoted(low), demoted(high)) : quotient(low), offset);
    }),
  ];
  f.push(
    set(divisors, op('f64x2.splat', op('f64.convert_i32_s', get(divisor)))),
    ...countedLoop(slice, i32(0), get(outer), 1, [
      set(column, i32(0)),
      ...channelPasses(column, inner, group, bytes),
      advance(x, inBytes(times(get(reduced), get(inner)), bytes)),
      advance(out, inBytes(get(inner), bytes)),
    ]),
  );
}
