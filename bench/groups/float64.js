/** What float64 costs: every elementwise activation and operation, reduction and function of rows, as a multiple of the same on float32. */
import { activations, grad, ops, tensor } from '../../dist/index.js';
import { hillock, isOneOf } from '../contestants/index.js';
import { uniform } from '../data.js';

// Short enough that results are not new pages of the operating system each time.
const length = 2 ** 14;
const shape = [128, 128];

/** Inputs by name, as arrays of one kind. */
const arraysOf = (convert) => ({
  x: tensor(convert(uniform(length, -5, 5, 1)), { shape }),
  y: tensor(convert(uniform(length, -1, 1, 2)), { shape }),
  positive: tensor(convert(uniform(length, 0.01, 10, 3)), { shape }),
  nearOne: tensor(convert(uniform(length, 0.99, 1.01, 4)), { shape }),
});
const singles = arraysOf((values) => values);
const doubles = arraysOf((values) => Float64Array.from(values));

const ofArguments = {
  geluTanh: (values) => activations.gelu(values, { approximate: true }),
  threshold: (values) => activations.threshold(values, 1, 0),
};

const names = Object.keys(activations)
  .filter((name) => activations[name].resolve && !ofArguments[name])
  .filter((name, index, all) => all.findIndex((other) => activations[other] === activations[name]) === index);

const elementwise = { ...Object.fromEntries(names.map((name) => [name, activations[name]])), ...ofArguments };

const ofOne = 'abs sign square reciprocal floor ceil round exp expm1 sin cos tan sinh cosh erf erfc isfinite'.split(
  ' ',
);
const ofPositive = 'sqrt rsqrt log log1p log2 log10'.split(' ');
const ofTwo = 'add subtract multiply divide maximum minimum logaddexp greater equal logicalAnd'.split(' ');
const reductions = 'sum mean prod max min var std any logsumexp argmax'.split(' ');
const ofRows = 'softmax logSoftmax sparsemax glu'.split(' ');

const each = (list, row) => Object.fromEntries(list.flatMap(row));

/** Of the inputs by name. */
const operations = {
  ...each(ofOne, (name) => [[name, ({ x }) => ops[name](x)]]),
  ...each(ofPositive, (name) => [[name, ({ positive }) => ops[name](positive)]]),
  ...each(ofTwo, (name) => [[name, ({ x, y }) => ops[name](x, y)]]),
  power: ({ positive, y }) => ops.power(positive, y),
  'power 3': ({ x }) => ops.power(x, 3),
  clip: ({ x }) => ops.clip(x, -1, 1),
  where: ({ x, y }) => ops.where(ops.greater(x, 0), x, y),
  ...each(reductions, (name) =>
    [null, 0, 1].map((axis) => [
      `${name}, ${axis === null ? 'all axes' : `axis ${axis}`}`,
      ({ x, nearOne }) => ops[name](name === 'prod' ? nearOne : x, { axis }),
    ]),
  ),
  ...each(ofRows, (name) => [[name, ({ x }) => ops[name](x)]]),
};

const derivativeOf =
  (activate) =>
  ({ x, y }) =>
    grad(activate, { upstream: y })(x);

const derivatives = {
  ...each(['log2', 'log10', 'sin', 'cos', 'tan'], (name) => [
    [name, ({ positive, y }) => grad((each) => ops[name](each), { upstream: y })(positive)],
  ]),
  power: ({ positive, y }) => grad(ops.power, { argument: [0, 1], upstream: y })(positive, y)[0],
  ...each(['softmax', 'logSoftmax'], (name) => [[name, derivativeOf((each) => ops[name](each))]]),
  ...each(['max', 'prod', 'var', 'logsumexp'], (name) => [
    [
      `${name}, axis 1`,
      ({ x, nearOne }) => grad((each) => ops.sum(ops[name](each, { axis: 1 })))(name === 'prod' ? nearOne : x),
    ],
  ]),
};

const sections = {
  Activations: each(Object.keys(elementwise).sort(), (name) => [[name, ({ x }) => elementwise[name](x)]]),
  Derivatives: {
    ...each(Object.keys(elementwise).sort(), (name) => [[name, derivativeOf(elementwise[name])]]),
    ...derivatives,
  },
  Operations: operations,
};

/** @type {import('../types.js').Group} */
export const float64Group = {
  name: 'float64',
  title: 'Float64, and float32 beside it',
  takesPart: isOneOf(hillock),
  *cases() {
    for (const [section, functions] of Object.entries(sections)) {
      for (const [name, compute] of Object.entries(functions)) {
        yield {
          name,
          section,
          size: String(length),
          unit: 'ns per element',
          unitsPerMillisecond: 1e6 / length,
          prepare: () => ({ run: () => compute(doubles).data }),
          baselines: { float32: { run: () => compute(singles).data } },
          bars: [{ peer: 'float32', atMost: 4 }],
        };
      }
    }
  },
};
