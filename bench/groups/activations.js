import { hillock, isOneOf, jax, tensorflow } from '../contestants/index.js';
import { sizeOf, uniform } from '../data.js';

const square = [1024, 1024];
const line = [sizeOf(square)];
const x = uniform(sizeOf(square), -5, 5);

/**
 * @param {string} name
 * @param {import('../types.js').Bar[]} bars
 * @param {Partial<import('../types.js').Case>} [rest]
 * @returns {import('../types.js').Case}
 */
const activation = (name, bars, { shape = line, ...rest } = {}) => ({
  name,
  size: shape.join('×'),
  unit: 'ns per element',
  unitsPerMillisecond: 1e6 / x.length,
  prepare: (contestant) => {
    const activate = contestant.activation(name, shape);
    return activate && { run: () => activate(x) };
  },
  bars,
  ...rest,
});

const notSlower = [
  { peer: tensorflow, atMost: 1 },
  { peer: jax, atMost: 1 },
];
const farFaster = [
  { peer: tensorflow, atMost: 1 / 5 },
  { peer: jax, atMost: 1 / 3 },
];
const transcendental = [
  { peer: tensorflow, atMost: 1 },
  { peer: jax, atMost: 1 / 3 },
];

const out = new Float32Array(x.length);
const copyTarget = new Float32Array(x.length);

/** @type {import('../types.js').Group} */
export const activationGroup = {
  name: 'activations',
  title: 'Activations, from a plain Float32Array to a plain Float32Array',
  takesPart: isOneOf(hillock, tensorflow, jax),
  cases: () => [
    activation('relu', [...notSlower, { peer: 'slice', atMost: 2 }], {
      baselines: { slice: { run: () => x.slice() } },
    }),
    activation('relu', [{ peer: 'set', atMost: 3.2 }], {
      name: 'relu, into an existing array',
      prepare: ({ activationInto }) => {
        const activate = activationInto?.('relu', out);
        return activate && { run: () => activate(x) };
      },
      baselines: { set: { run: () => copyTarget.set(x) } },
    }),
    activation('tanh', farFaster),
    activation('softplus', farFaster),
    activation('sigmoid', transcendental),
    activation('elu', transcendental),
    activation('selu', transcendental),
    activation('exponential', transcendental),
    activation('softsign', notSlower),
    activation('hardSigmoid', notSlower),
    activation('leakyRelu', notSlower),
    activation('softmax', [{ peer: tensorflow, atMost: 1.5 }], { shape: square }),
  ],
};
