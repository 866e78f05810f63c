/** Every activation of Keras, at four sizes: the function, its gradient, and both. */
import { activations } from '../../dist/index.js';
import { hillock, isOneOf, jax, onnx, tensorflow, tensorflowCpu } from '../contestants/index.js';
import { resultShape, sizeOf, uniform } from '../data.js';

/** A function of two names is measured once. */
const isFirstName = (name, index, names) =>
  names.findIndex((other) => activations[other] === activations[name]) === index;

/** Every activation, so that one that is added is here too, and the form of gelu that is an option. */
const names = [
  ...Object.keys(activations)
    .filter((name) => 'identifier' in activations[name])
    .filter(isFirstName),
  'geluTanh',
].sort();

const functionsOfRows = ['glu', 'logSoftmax', 'softmax', 'sparsemax'];
const rowLength = 1024;

const kibi = 2 ** 10;
const mebi = 2 ** 20;

/** The bars hold above this size: below, what a call costs counts more than what an element costs. */
const largestWithoutBars = 64 * kibi;

const sizes = [
  { label: '1M', length: mebi, plan: { rounds: 3, burst: 30 } },
  { label: '64K', length: 64 * kibi, plan: { rounds: 4, burst: 15 } },
  { label: '1K', length: kibi, plan: { rounds: 4, burst: 8, calls: 20 } },
  // Three samples each, after the one that has to agree. On plain JavaScript one would take up to half a minute.
  { label: '16M', length: 16 * mebi, plan: { rounds: 3, burst: 0, isWarm: true }, without: [tensorflowCpu] },
];

/** What each pass computes, and how many arrays of x's size it reads and writes. */
const passes = [
  {
    title: 'forward',
    arrays: 2,
    suffix: '',
    prepare: ({ activation }, name, shape, x) => {
      const activate = activation(name, shape);
      return activate && { run: () => activate(x) };
    },
  },
  {
    title: 'derivative',
    arrays: 3,
    suffix: ', derivative',
    prepare: ({ gradient }, name, shape, x, dy) => {
      const differentiate = gradient?.(name, shape);
      return differentiate && { run: () => differentiate(x, dy) };
    },
  },
  {
    title: 'both',
    arrays: 4,
    suffix: ', both',
    prepare: ({ valueAndGradient }, name, shape, x, dy) => {
      const compute = valueAndGradient?.(name, shape);
      return compute && { run: () => compute(x, dy), outputs: async () => compute(x, dy) };
    },
  },
];

const notSlower = { [tensorflow]: 1, [tensorflowCpu]: 1, [jax]: 1 };

const transcendental = [
  ...['celu', 'elu', 'exponential', 'gelu', 'geluTanh', 'glu', 'logSigmoid', 'mish'],
  ...['selu', 'sigmoid', 'silu', 'softplus', 'tanh', 'tanhShrink'],
];

/** Bounds on Hillock's time as multiples of a peer's, beyond those that all functions have. */
const ownBounds = {
  elu: { [onnx]: 1 },
  gelu: { [tensorflow]: 1 / 5, [onnx]: 3.5 },
  logSoftmax: { [tensorflow]: 1.5 },
  mish: { [tensorflow]: 1 / 5, [onnx]: 1 },
  sigmoid: { [onnx]: 4 },
  silu: { [onnx]: 4 },
  softmax: { [tensorflow]: 1.5 },
  softplus: { [tensorflow]: 1 / 5, [onnx]: 1 },
  tanh: { [tensorflow]: 1 / 5, [onnx]: 4 },
};

/** @returns {import('../types.js').Bar[]} */
function barsOf(name, { title }, { length, without = [] }) {
  if (title !== 'forward' || length <= largestWithoutBars) return [];
  const bounds = { ...notSlower, ...(transcendental.includes(name) && { [jax]: 1 / 3 }), ...ownBounds[name] };
  return Object.entries(bounds)
    .filter(([peer]) => !without.includes(peer))
    .map(([peer, atMost]) => ({ peer, atMost }));
}

const shapeOf = (name, length) => (functionsOfRows.includes(name) ? [length / rowLength, rowLength] : [length]);

/** @type {import('../types.js').Group} */
export const catalogueGroup = {
  name: 'catalogue',
  title: 'Every activation, from plain arrays to plain arrays',
  takesPart: isOneOf(hillock, tensorflow, tensorflowCpu, jax, onnx),
  minutes: 20,
  *cases({ quick }) {
    for (const size of quick ? sizes.slice(0, 2) : sizes) {
      const { label, length, plan, without = [] } = size;
      const x = uniform(length, -5, 5, 1);
      const dy = uniform(length, -1, 1, 2);
      const target = new Float32Array(length);
      for (const pass of passes) {
        for (const name of names) {
          const shape = shapeOf(name, length);
          const upstream = dy.subarray(0, sizeOf(resultShape(name, shape)));
          yield {
            name: `${name}${pass.suffix}`,
            section: `${pass.title}, ${label} elements`,
            size: shape.join('×'),
            unit: 'ns per element',
            unitsPerMillisecond: 1e6 / sizeOf(shape),
            without,
            prepare: (contestant) => pass.prepare(contestant, name, shape, x, upstream),
            baselines: { copy: { run: () => target.set(x) } },
            copies: pass.arrays / 2,
            tolerance: 1e-5,
            toleratedInaccuracy: 1e-3,
            plan,
            bars: barsOf(name, pass, size),
          };
        }
      }
    }
  },
};
