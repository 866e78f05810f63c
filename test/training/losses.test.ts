import { describe, expect, test } from 'vitest';
import { camelCase } from '../../src/objects/spelling.js';
import { valueAndGrad } from '../../src/ops/gradient.js';
import { sum } from '../../src/ops/summation.js';
import { tensor } from '../../src/tensor/index.js';
import { losses } from '../../src/training/index.js';
import { expectAgreement, numbers, readGoldens, type Golden } from './agreement.js';

interface Case {
  readonly name: string;
  readonly data: string;
  readonly yTrue: Golden;
  readonly yPred: Golden;
  readonly value: Golden;
  readonly gradient: Golden;
  readonly arguments: Record<string, unknown>;
  readonly disagreement?: { readonly values: Partial<Pick<Case, 'value' | 'gradient'>> };
}

interface ClassCase extends Case {
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly sampleWeight: Golden | null;
}

const own = readGoldens<{ classes: ClassCase[]; functions: (Case & { function: string })[] }>(
  'losses',
  import.meta.url,
);
const { losses: further } = readGoldens<{ losses: ClassCase[] }>('options', import.meta.url);
const goldens = { ...own, classes: [...own.classes, ...further] };

const options = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value]));

/** Where the backends of Keras disagree, the one whose choice is taken. */
const choice: Readonly<Record<string, 'tensorflow' | 'jax'>> = {
  // Probabilities are divided by their sum, as JAX and NumPy do and as the crossentropy of one-hot labels does everywhere.
  sparse_unnormalized: 'jax',
};

function expected(golden: Case): Pick<Case, 'value' | 'gradient'> {
  return choice[golden.data] === 'jax' ? { ...golden, ...golden.disagreement?.values } : golden;
}

/** Clipped values and ties, where each backend gives another one-sided derivative, have no gradient to agree with. */
const hasGradient = (golden: Case): boolean => golden.disagreement === undefined || choice[golden.data] !== undefined;

/** In 8 bits, each of the operations rounds by up to 2^-8, and compilers join some of them. */
const toleranceOf = (golden: ClassCase): number => (golden.arguments['dtype'] === 'bfloat16' ? 3e-2 : 2e-6);

describe('agreement with Keras', () => {
  test.each(goldens.classes.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const constructor = losses[golden.class_name as 'MeanSquaredError'];
    const loss = constructor(options(golden.arguments));
    const sampleWeight = golden.sampleWeight === null ? null : tensor(numbers(golden.sampleWeight));
    const yTrue = tensor(numbers(golden.yTrue));
    const { value, gradient } = valueAndGrad((yPred) => sum(loss(yTrue, yPred, { sampleWeight })))(
      tensor(numbers(golden.yPred)),
    );
    const wanted = expected(golden);
    expectAgreement(loss(yTrue, tensor(numbers(golden.yPred)), { sampleWeight }), wanted.value, toleranceOf(golden));
    expect(value.rank).toBe(0);
    if (hasGradient(golden)) expectAgreement(gradient, wanted.gradient, toleranceOf(golden));
    const config = loss.getConfig();
    // What Keras forgets in its configs, and is written here where it is not the default.
    for (const forgotten of ['delta', 'axis', 'dtype']) {
      if (!(forgotten in golden.config) && forgotten in golden.arguments) delete config[forgotten];
    }
    expect(config).toEqual(golden.config);
    expect(Object.keys(config)).toEqual(Object.keys(golden.config));
    expect(losses.deserialize(losses.serialize(loss)).getConfig()).toEqual(loss.getConfig());
  });

  test('of every public loss', () => {
    const known = new Set(goldens.classes.map(({ class_name: name }) => name));
    const classes = Object.entries(losses).filter(([name, value]) => 'optionTable' in value && name !== 'Loss');
    expect(classes.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(goldens.functions.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const compute = losses.get(golden.function as 'mse') as typeof losses.meanSquaredError;
    const given = options(golden.arguments) as Parameters<typeof compute>[2];
    const values = compute(tensor(numbers(golden.yTrue)), tensor(numbers(golden.yPred)), given);
    expectAgreement(values, expected(golden).value, 2e-6);
  });
});
