/** Operations of Keras between the layers of a model: computed as Keras does, and written as they were read. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import {
  cloneModel,
  Input,
  layers,
  Model,
  modelFromJSON,
  modelToJSON,
  ops,
  tensor,
  type DType,
  type Tensor,
} from '../../src/index.js';

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
  readonly inbound_nodes: readonly { readonly kwargs: object }[];
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

/** What is written of the operations; of their calls, the named arguments. Some of Keras's need those that are None, too. */
const descriptions = (layers: readonly Entry[]): unknown[] =>
  layers
    .filter(({ class_name: className }) => className !== 'InputLayer')
    .map(({ class_name, module, name, config, inbound_nodes: nodes }) => {
      return { class_name, module, name, config, named: nodes.map(({ kwargs }) => Object.keys(kwargs).sort()) };
    });

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

describe('calls of operations in functional models', () => {
  const reference = (name: string, call = 0): object => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 4], dtype: 'float32', keras_history: [name, call, 0] },
  });
  const input = {
    module: 'keras.layers',
    class_name: 'InputLayer',
    config: { batch_shape: [null, 4], dtype: 'float32', name: 'x' },
    name: 'x',
    inbound_nodes: [],
  };
  const modelOf = (layers: readonly object[], output: readonly unknown[]): ReturnType<typeof modelFromJSON> =>
    modelFromJSON(
      JSON.stringify({
        module: 'keras.src.models.functional',
        class_name: 'Functional',
        config: { name: 'f', layers: [input, ...layers], input_layers: [['x', 0, 0]], output_layers: output },
      }),
    );
  const operation = (
    className: string,
    name: string,
    config: object,
    ...calls: readonly (readonly unknown[])[]
  ): object => ({
    module: 'keras.src.ops.numpy',
    class_name: className,
    config: { name, ...config },
    name,
    inbound_nodes: calls.map((args) => ({ args, kwargs: {} })),
  });
  const x = tensor([[1, 2, 3, 4]]);

  test('an operation that is called twice is one entry with two calls', () => {
    const plus = operation('Add', 'plus', {}, [reference('x'), 1], [reference('plus'), reference('x')]);
    const model = modelOf([plus], ['plus', 1, 0]);
    expect(model.predictOnBatch(x).toArray()).toEqual([[3, 5, 7, 9]]);
    const written = JSON.parse(modelToJSON(model)) as Case['config'];
    expect(written.config.layers.map(({ name }) => name)).toEqual(['x', 'plus']);
    expect(modelFromJSON(JSON.stringify(written)).predictOnBatch(x).toArray()).toEqual([[3, 5, 7, 9]]);
  });

  test('operations that need lengths take batches of any length', () => {
    const einsum = operation('Einsum', 'einsum', { subscripts: 'bi,bi->bi' }, [reference('x'), reference('x')]);
    const model = modelOf([einsum], ['einsum', 0, 0]);
    expect(model.outputShape).toEqual([null, 4]);
    expect(model.predictOnBatch(x).toArray()).toEqual([[1, 4, 9, 16]]);
  });

  test('integers that NumPy has in 64 bits are int32, if they fit', () => {
    const indices = (value: readonly number[]): object => ({
      class_name: '__numpy__',
      config: { value, dtype: 'int64' },
    });
    const take = (value: readonly number[]): object =>
      operation('Take', 'take', { axis: 1 }, [reference('x'), indices(value)]);
    expect(
      modelOf([take([3, 0])], ['take', 0, 0])
        .predictOnBatch(x)
        .toArray(),
    ).toEqual([[4, 1]]);
    expect(() => modelOf([take([2 ** 40])], ['take', 0, 0])).toThrow('int32');
  });

  test('an operation of a program has another name than the layers', () => {
    const start = Input({ shape: [4] });
    const model = Model({ inputs: start, outputs: ops.add(layers.Add({ name: 'add' })([start, start]), start) });
    const written = JSON.parse(modelToJSON(model)) as Case['config'];
    expect(written.config.layers.map(({ name }) => name)).toEqual([start.history!.node.operation.name, 'add', 'add_1']);
    expect(modelFromJSON(JSON.stringify(written)).predictOnBatch(x).toArray()).toEqual([[3, 6, 9, 12]]);
  });

  test('a list of masks that are none is none', () => {
    const inner = Input({ shape: [4] });
    const second = Input({ shape: [4] });
    const pair = Model({ inputs: [inner, second], outputs: layers.Add()([inner, second]), name: 'pair' });
    const { config, class_name: className } = JSON.parse(modelToJSON(pair)) as { config: object; class_name: string };
    const call = { args: [[reference('x'), reference('x')]], kwargs: { mask: [null, null] } };
    const nested = { class_name: className, config, name: 'pair', inbound_nodes: [call] };
    expect(modelOf([nested], ['pair', 0, 0]).predictOnBatch(x).toArray()).toEqual([[2, 4, 6, 8]]);
  });
});

describe('what only files of Keras 3 say', () => {
  const denseOf = (entries: object): string =>
    JSON.stringify({
      class_name: 'Sequential',
      module: 'keras',
      config: {
        name: 's',
        layers: [
          {
            module: 'keras.layers',
            class_name: 'InputLayer',
            config: { batch_shape: [null, 3], name: 'i', optional: true },
          },
          { module: 'keras.layers', class_name: 'Dense', config: { name: 'd', units: 2, ...entries } },
        ],
      },
    });

  test('a layer with adapters is read without them, and says so', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const model = modelFromJSON(denseOf({ lora_rank: 2, lora_alpha: 2 }));
    expect(model.layers[0]!.weights.map(({ shape }) => shape)).toEqual([[3, 2], [2]]);
    expect(warn).toHaveBeenCalledWith(
      'Dense "d" had adapters (LoRA): it has the weights that these led to, and is trained as a whole from here.',
    );
  });

  test('a map of policies without names is the global policy; one with names is refused', () => {
    const map = (name: string | null, fallback: string | null = null): object => ({
      module: 'keras.dtype_policies',
      class_name: 'DTypePolicyMap',
      config: {
        default_policy: fallback,
        policy_map: { 'sub/a': { module: 'keras', class_name: 'DTypePolicy', config: { name } } },
      },
    });
    expect(modelFromJSON(denseOf({ dtype: map(null) })).layers[0]!.computeDtype).toBe('float32');
    expect(() => modelFromJSON(denseOf({ dtype: map('float16') }))).toThrow('unknown dtype policy "DTypePolicyMap"');
  });
});
