/** Operations of Keras between the layers of a model: computed as Keras does, and written as they were read. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cloneModel, modelFromJSON, modelToJSON, tensor, type DType, type Tensor } from '../../src/index.js';

interface Stored {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** NaN is null, infinities are texts. */
  readonly data: readonly (number | string | null)[];
}

interface Case {
  readonly expression: string;
  readonly config: { readonly config: { readonly layers: readonly Entry[] } };
  readonly inputs: readonly string[];
  readonly output: Stored;
}

interface Entry {
  readonly class_name: string;
  readonly module: string;
  readonly name: string;
  readonly config: unknown;
}

const goldens = JSON.parse(
  gunzipSync(readFileSync(new URL('goldens/operation-nodes.json.gz', import.meta.url))).toString(),
) as { readonly given: Readonly<Record<string, Stored>>; readonly cases: readonly Case[] };

const numberOf = (value: number | string | null): number =>
  value === null ? NaN : typeof value === 'string' ? (value.startsWith('-') ? -Infinity : Infinity) : value;

const tensorOf = ({ dtype, shape, data }: Stored): Tensor => tensor(data.map(numberOf), { dtype, shape });

/** Operations that Hillock lacks: the classes of the errors with which the models are refused. */
const lacking = /"(ExtractSequences|Eigh|SVD|Qr|Lstsq|FFT|RFFT|STFT|Pinv|MatrixRank)"/;

/** The lengths of their results depend on values, which a graph does not know. */
const byValues = ['ops.bincount(i, minlength=4)', 'ops.unravel_index(i[:, 0], (2, 2))[1]'];

/** Keras 3.15.1 computes another function: its issue 23425. */
const wrongInKeras = ['ops.sparsemax(a)'];

/** What is written of the operations besides their calls. */
const descriptions = (layers: readonly Entry[]): unknown[] =>
  layers
    .filter(({ class_name: className }) => className !== 'InputLayer')
    .map(({ class_name, module, name, config }) => ({ class_name, module, name, config }));

describe('operations of Keras between layers', () => {
  test.each(goldens.cases.map((each) => [each.expression, each] as const))(
    '%s',
    (expression, { config, inputs, output }) => {
      let model: ReturnType<typeof modelFromJSON>;
      try {
        model = modelFromJSON(JSON.stringify(config));
      } catch (error) {
        const { message } = error as Error;
        expect(message).toMatch(byValues.includes(expression) ? /values are known/ : lacking);
        return;
      }
      const x = Object.fromEntries(inputs.map((name) => [name, tensorOf(goldens.given[name]!)]));
      const y = model.predictOnBatch(x) as Tensor;
      expect(y.dtype).toBe(output.dtype);
      expect(y.shape).toEqual(output.shape);
      if (!wrongInKeras.includes(expression)) {
        const expected = output.data.map(numberOf);
        const scale = Math.max(...expected.filter(Number.isFinite).map(Math.abs), 1e-30);
        const different = expected.filter((value, i) => {
          const found = Number(y.data[i]);
          return !Object.is(found, value) && found !== value && !(Math.abs(found - value) <= 1e-5 * scale);
        });
        expect(different).toEqual([]);
      }

      const written = JSON.parse(modelToJSON(model)) as Case['config'];
      expect(descriptions(written.config.layers)).toEqual(descriptions(config.config.layers));
      expect(String(modelFromJSON(JSON.stringify(written)).predictOnBatch(x as never))).toBe(String(y));
      expect(String(cloneModel(model).predictOnBatch(x as never))).toBe(String(y));
    },
  );
});
