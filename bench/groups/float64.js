/** What float64 costs: every elementwise activation on a Float64Array, as a multiple of the same on a Float32Array. */
import { activations, grad, tensor } from '../../dist/index.js';
import { hillock } from '../contestants/index.js';
import { uniform } from '../data.js';

const length = 2 ** 16;
const x = uniform(length, -5, 5, 1);
const dy = uniform(length, -1, 1, 2);

const arraysOf = (convert) => [x, dy].map((values) => tensor(convert(values)));
const singles = arraysOf((values) => values);
const doubles = arraysOf((values) => Float64Array.from(values));

const ofArguments = {
  geluTanh: (values) => activations.gelu(values, { approximate: true }),
  threshold: (values) => activations.threshold(values, 1, 0),
};

const names = Object.keys(activations)
  .filter((name) => activations[name].resolve && !ofArguments[name])
  .filter((name, index, all) => all.findIndex((other) => activations[other] === activations[name]) === index);

const functions = { ...Object.fromEntries(names.map((name) => [name, activations[name]])), ...ofArguments };

const passes = [
  { section: 'Forward', compute: (activate, [values]) => activate(values) },
  { section: 'Derivative', compute: (activate, [values, upstream]) => grad(activate, { upstream })(values) },
];

/** @type {import('../types.js').Group} */
export const float64Group = {
  name: 'float64',
  title: 'Float64, and float32 beside it',
  contestants: [hillock],
  *cases() {
    for (const { section, compute } of passes) {
      for (const name of Object.keys(functions).sort()) {
        yield {
          name,
          section,
          size: String(length),
          unit: 'ns per element',
          unitsPerMillisecond: 1e6 / length,
          prepare: () => ({ run: () => compute(functions[name], doubles).data }),
          baselines: { float32: { run: () => compute(functions[name], singles).data } },
          plan: { rounds: 8, burst: 20 },
          bars: [{ peer: 'float32', atMost: 4 }],
        };
      }
    }
  },
};
