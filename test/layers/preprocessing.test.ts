/** Layers that prepare data, beside Keras's. */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { Dataset, Input, layers, loadModel, Model, ops, Sequential, tensor, utils, variableGradients } from 'hillock';
import { fingerprint } from '../../src/layers/preprocessing/hashing/farm-hash.js';
import { sipHash } from '../../src/layers/preprocessing/hashing/sip-hash.js';
import {
  Variable,
  type DType,
  type NestedTensorLike,
  type SymbolicShape,
  type Tensor,
} from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly call: 'single' | 'list';
  readonly inputs: readonly NestedTensorLike[];
  readonly inputDtypes?: readonly string[];
  readonly inputKwargs: { readonly count_weights?: NestedTensorLike };
  readonly adaptData?: NestedTensorLike;
  readonly adaptedBoundaries?: readonly number[];
  readonly weights?: readonly { readonly name: string; readonly value: NestedTensorLike }[];
  readonly output: NestedTensorLike;
  readonly outputDtypes?: readonly string[];
  readonly upstream?: NestedTensorLike;
  readonly gradients?: { readonly inputs: readonly (NestedTensorLike | null)[] };
  readonly outputShape: SymbolicShape;
}

const cases = ['preprocessing', 'preprocessing-options'].flatMap((file) => readGoldens<{ cases: Case[] }>(file).cases);

const dtypeOf = (name: string | undefined): DType => (name === 'int64' ? 'int32' : ((name ?? 'float32') as DType));

interface Adapting {
  adapt(data: Tensor): void;
}

describe('layers compute what Keras computes', () => {
  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const { class_name, config, call, inputs, inputDtypes, inputKwargs, adaptData, adaptedBoundaries, output } = golden;
    const layer = layers.deserialize({ class_name, config });
    expect(layer.getConfig()).toEqual(config);
    const isText = inputDtypes?.includes('string');
    const given = inputs.map((each, i) => goldenTensor(each, dtypeOf(inputDtypes?.[i])));
    if (adaptData !== undefined) (layer as unknown as Adapting).adapt(goldenTensor(adaptData));
    const shapes = given.map(({ shape }) => [null, ...shape.slice(1)]);
    expect(layer.computeOutputShape(call === 'list' ? shapes : shapes[0]!)).toEqual(golden.outputShape);
    const options =
      inputKwargs.count_weights === undefined ? {} : { countWeights: goldenTensor(inputKwargs.count_weights) };
    const x = isText === true ? given[0]! : new Variable(given[0]!);
    const run = (): Tensor => layer(call === 'list' ? given : x, options) as Tensor;
    const found = run();
    // Rows of categories are int64 in Keras when they are computed at once, and float32 in a model.
    if (found.dtype === 'string') expect(found.toArray()).toEqual(output);
    else expectClose(found, goldenTensor(output, found.dtype), 1e-6);
    const [dtype] = golden.outputDtypes ?? [];
    if (config['output_mode'] === 'int' && dtype !== undefined) expect(found.dtype).toBe(dtypeOf(dtype));
    golden.weights?.forEach(({ value, name }, i) => {
      // Keras leaves the count at 0, too.
      const weight = layer.weights[i]!;
      expect(weight.name).toBe(name.split('/')[1]);
      expectClose(weight.value, goldenTensor(value, weight.dtype), 1e-6);
    });
    if (adaptedBoundaries !== undefined) expect((layer as unknown as { boundaries: number[] }).boundaries).toEqual(adaptedBoundaries.map(Math.fround)); // prettier-ignore
    const [gradient] = golden.gradients?.inputs ?? [];
    if (golden.upstream === undefined || gradient === null || gradient === undefined) return;
    const upstream = goldenTensor(golden.upstream);
    const { gradients } = variableGradients(() => ops.sum(ops.multiply(run(), upstream)), [x as Variable]);
    expectClose(gradients[0]!, goldenTensor(gradient), 1e-6);
  });
});

describe('hashes', () => {
  const { cases: fingerprints } = readGoldens<{ cases: [text: string, hash: string][] }>('fingerprints');

  test.each(fingerprints.map(([text, hash]) => [text.length, text, hash] as const))(
    'FarmHash of %i bytes',
    (_, text, hash) => {
      expect(String(fingerprint(new TextEncoder().encode(text)))).toBe(hash);
    },
  );

  test('SipHash of the paper', () => {
    const bytes = Uint8Array.from({ length: 15 }, (_, i) => i);
    const key = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n] as const;
    expect(sipHash(bytes, key)).toBe(0xa129ca6149be45e5n);
  });
});

describe('adapt', () => {
  const rows = Array.from({ length: 50 }, (_, i) => [i % 7, (i * i) % 11, 3 - (i % 5)]);

  test('takes arrays at once, and batches of every kind', async () => {
    const whole = layers.Normalization();
    whole.adapt(rows);
    const data = tensor(rows);
    class Batches extends utils.PyDataset {
      override get length() {
        return 5;
      }
      override getItem(index: number) {
        return [tensor(rows.slice(10 * index, 10 * index + 10)), tensor([0])];
      }
    }
    const sources = [
      Dataset.from(data),
      Dataset.from([data, data]).batch(7),
      Dataset.from(data).batch(7),
      new Batches(),
      () => [rows.slice(0, 20), rows.slice(20)],
      Dataset.from(data).batch(7)[Symbol.asyncIterator]() as AsyncGenerator<Tensor>,
    ];
    for (const source of sources) {
      const layer = layers.Normalization();
      await layer.adapt(source);
      layer.getWeights().forEach((weight, i) => expectClose(weight, whole.getWeights()[i]!, 1e-6));
    }
    const some = layers.Normalization();
    await some.adapt(Dataset.from(data).batch(10), { steps: 2 });
    const first = layers.Normalization();
    first.adapt(rows.slice(0, 20));
    expectClose(some.getWeights()[0]!, first.getWeights()[0]!, 1e-6);
  });

  test('of texts and numbers finds the same in batches', async () => {
    const texts = ['the cat sat', 'the dog sat on the mat', 'a cat'];
    const whole = layers.TextVectorization();
    whole.adapt(texts);
    // The most frequent first, then by the letters, the last of the alphabet first.
    expect(whole.getVocabulary()).toEqual(['', '[UNK]', 'the', 'sat', 'cat', 'on', 'mat', 'dog', 'a']);
    const batched = layers.TextVectorization();
    await batched.adapt(Dataset.from(texts).batch(2));
    expect(batched.getVocabulary()).toEqual(whole.getVocabulary());
    const lookup = layers.IntegerLookup({ maxTokens: 3 });
    await lookup.adapt(Dataset.from([5, 7, 5, 9, 9, 9]));
    expect(lookup.getVocabulary()).toEqual([-1, 9, 5]);
    const bins = layers.Discretization({ numBins: 4 });
    bins.adapt(Array.from({ length: 1000 }, (_, i) => i));
    expect(bins.boundaries!.map(Math.round)).toEqual([249, 499, 749]);
    expect(bins([[0, 300, 999]]).toArray()).toEqual([[0, 1, 3]]);
    const inBatches = layers.Discretization({ numBins: 4 });
    await inBatches.adapt(Dataset.from(Float32Array.from({ length: 1000 }, (_, i) => i)).batch(100));
    inBatches.boundaries!.forEach((boundary, i) => expect(Math.abs(boundary - 250 * (i + 1))).toBeLessThan(12));
  });

  test('weighs tokens by how many samples have them', () => {
    const layer = layers.TextVectorization({ outputMode: 'tf_idf' });
    layer.adapt(['a b', 'a c', 'a']);
    const weights = layer(['a', 'c', 'z']).toArray() as number[][];
    const [ofA, ofC] = [Math.log(1 + 3 / 4), Math.log(1 + 3 / 2)];
    expect(weights[0]![1]).toBeCloseTo(ofA, 6);
    expect(weights[1]!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(ofC, 6);
    expect(weights[2]![0]).toBeCloseTo((ofA + 2 * ofC) / 3, 6);
  });
});

test('what is neither arrays nor batches is no data to adapt to', async () => {
  const layer = layers.Normalization({ name: 'normalization' });
  const refusal = 'Normalization "normalization".adapt: expected arrays or batches to learn from. Received: data=';
  expect(() => layer.adapt(Promise.resolve([[1]]) as never)).toThrow(`${refusal}Promise object.`);
  expect(() => layer.adapt(null as never)).toThrow(`${refusal}null.`);
  await expect(layer.adapt(() => 3 as never)).rejects.toThrow(`${refusal}3.`);
});

describe('vocabularies', () => {
  test('take weights by position and by name', () => {
    const weighted = (...given: [[number, number]] | [{ idfWeights: [number, number] }]): unknown => {
      const layer = layers.StringLookup({ outputMode: 'tf_idf', name: 'weighted' });
      layer.setVocabulary(['a', 'b'], ...(given as [[number, number]]));
      return layer([['a', 'b', 'b']]).toArray();
    };
    expect(weighted({ idfWeights: [0.5, 2] })).toEqual([[0, 0.5, 4]]);
    expect(weighted([0.5, 2])).toEqual([[0, 0.5, 4]]);
  });

  test('may be changed, and keep special tokens', () => {
    const layer = layers.StringLookup({ maskToken: '', numOovIndices: 2 });
    layer.setVocabulary(['', '[UNK]', '[UNK]', 'a', 'b']);
    expect(layer.getVocabulary(false)).toEqual(['a', 'b']);
    expect(layer.getVocabulary({ includeSpecialTokens: false })).toEqual(['a', 'b']);
    expect(() => layer.getVocabulary('no' as never)).toThrow('StringLookup "string_lookup');
    expect(layer.vocabularySize()).toBe(5);
    expect(layer(['a', '', 'b']).toArray()).toEqual([3, 0, 4]);
    layer.setVocabulary(tensor(['x']));
    expect(layer(['x']).toArray()).toEqual([3]);
    const inverse = layers.StringLookup({ vocabulary: ['a', 'b'], invert: true });
    expect(inverse([[2, 0, 9]]).toArray()).toEqual([['b', '[UNK]', '[UNK]']]);
  });

  test("functions of one's own split and standardize", () => {
    const layer = layers.TextVectorization({ standardize: (text) => text.toUpperCase(), split: (text) => text.split('-'), vocabulary: ['A', 'B'] }); // prettier-ignore
    expect(layer(['a-b-a']).toArray()).toEqual([[2, 3, 2]]);
    const plain = layers.TextVectorization({ standardize: null, split: null, vocabulary: ['a b'] });
    expect(plain(['a b', 'a']).toArray()).toEqual([[2], [1]]); // prettier-ignore
    const unicode = layers.TextVectorization({ split: 'character', vocabulary: ['😀', 'é'] });
    expect(unicode(['😀éÉ']).toArray()).toEqual([[2, 3, 1]]);
  });
});

describe('refused', () => {
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return String(error);
    }
    return 'accepted';
  };

  test('options that do not go together', () => {
    expect(message(() => layers.StringLookup({ vocabulary: [] })(['a']))).toMatchInlineSnapshot(
      `"ValueError: StringLookup "string_lookup_2": expected a vocabulary of at least one token. Received: vocabulary=[]."`,
    );
    expect(message(() => layers.StringLookup({ vocabulary: ['a', 'b', 'a'] }).getVocabulary())).toMatchInlineSnapshot(
      `"ValueError: StringLookup "string_lookup_3": expected a vocabulary in which each token stands once. Received: repeated=["a"]."`,
    );
    expect(message(() => layers.StringLookup({ vocabulary: 'words.txt' as never }))).toMatchInlineSnapshot(
      `"ValueError: StringLookup: expected a vocabulary, a list of texts. Received: vocabulary="words.txt". Hint: Read the file, and give its lines as an array."`,
    );
    expect(
      message(() => layers.StringLookup({ vocabulary: ['a', 'b'], maxTokens: 2 }).vocabularySize()),
    ).toMatchInlineSnapshot(
      `"ValueError: StringLookup "string_lookup_5": expected at most 2 tokens, special ones included. Received: tokens=3."`,
    );
    expect(message(() => layers.StringLookup({ padToMaxTokens: true }))).toMatchInlineSnapshot(
      `"ValueError: StringLookup: expected maxTokens beside padToMaxTokens. Received: maxTokens=null."`,
    );
    expect(message(() => layers.StringLookup({ invert: true, outputMode: 'count' }))).toMatchInlineSnapshot(
      `"ValueError: StringLookup: expected outputMode "int" beside invert. Received: outputMode="count"."`,
    );
    expect(
      message(() => layers.StringLookup({ maskToken: 'b', vocabulary: ['a', 'b'] }).vocabularySize()),
    ).toMatchInlineSnapshot(
      `"ValueError: StringLookup "string_lookup_8": expected no mask token within the vocabulary. Received: maskToken="b". Hint: Leave special tokens out, or put them first: ["b","[UNK]"]."`,
    );
    expect(message(() => layers.StringLookup({ outputMode: 'tf_idf', vocabulary: ['a'] }))).toMatchInlineSnapshot(
      `"ValueError: StringLookup: expected idfWeights beside the vocabulary, for outputMode "tf_idf". Received: idfWeights=null."`,
    );
    expect(message(() => layers.StringLookup({ maxTokens: 1 }))).toMatchInlineSnapshot(
      `"ValueError: StringLookup: expected maxTokens to be an integer of at least 2. Received: maxTokens=1."`,
    );
    expect(message(() => layers.StringLookup({ numOovIndices: -1 }))).toMatchInlineSnapshot(
      `"ValueError: StringLookup: expected numOovIndices to be an integer of at least 0. Received: numOovIndices=-1."`,
    );
    expect(message(() => layers.IntegerLookup({ vocabulary: ['a' as never] }))).toMatchInlineSnapshot(
      `"ValueError: IntegerLookup: expected a vocabulary, a list of integers. Received: vocabulary=["a"]."`,
    );
    expect(
      message(() => layers.TextVectorization({ outputMode: 'count', outputSequenceLength: 3 })),
    ).toMatchInlineSnapshot(
      `"ValueError: TextVectorization: expected outputSequenceLength for outputMode "int" only. Received: outputMode="count"."`,
    );
    expect(message(() => layers.TextVectorization({ ngrams: 0 }))).toMatchInlineSnapshot(
      `"ValueError: TextVectorization: expected ngrams to be a positive integer or a list of them. Received: ngrams=0."`,
    );
    expect(message(() => layers.TextVectorization({ standardize: 'upper' as never }))).toMatchInlineSnapshot(
      `"ValueError: TextVectorization: expected standardize to be "lower_and_strip_punctuation", "lower", "strip_punctuation", a function of a text, or null. Received: standardize="upper"."`,
    );
    expect(message(() => layers.Discretization())).toMatchInlineSnapshot(
      `"ValueError: Discretization: expected binBoundaries or numBins. Received: binBoundaries=null, numBins=null."`,
    );
    expect(message(() => layers.Discretization({ numBins: -1 }))).toMatchInlineSnapshot(
      `"ValueError: Discretization: expected numBins to be an integer of at least 0. Received: numBins=-1."`,
    );
    expect(message(() => layers.CategoryEncoding(0))).toMatchInlineSnapshot(
      `"ValueError: CategoryEncoding: expected numTokens to be a positive integer. Received: numTokens=0."`,
    );
    expect(message(() => layers.CategoryEncoding(2, 'int' as never))).toMatchInlineSnapshot(
      `"ValueError: CategoryEncoding: unknown outputMode "int". Known are multi_hot, one_hot, count."`,
    );
    expect(message(() => layers.Hashing(0))).toMatchInlineSnapshot(
      `"ValueError: Hashing: expected numBins to be a positive integer. Received: numBins=0."`,
    );
    expect(message(() => layers.Hashing(2, { salt: [1] as never }))).toMatchInlineSnapshot(
      `"ValueError: Hashing: expected salt to be an integer or two of them. Received: salt=[1]."`,
    );
    expect(message(() => layers.Normalization({ mean: 1 }))).toMatchInlineSnapshot(
      `"ValueError: Normalization: expected mean and variance, or neither. Received: mean=1, variance=null."`,
    );
    expect(message(() => layers.Normalization({ mean: [1, 2], variance: [1] }))).toMatchInlineSnapshot(
      `"ShapeError: Normalization: expected mean and variance of one shape. Received: mean=[2], variance=[1]."`,
    );
    expect(message(() => layers.Rescaling('1' as never))).toMatchInlineSnapshot(
      `"ValueError: Rescaling: expected scale to be a number or a list of numbers. Received: scale="1"."`,
    );
  });

  test('inputs and data that do not fit', async () => {
    expect(message(() => layers.StringLookup({ vocabulary: ['a'], numOovIndices: 0 })(['b']))).toMatchInlineSnapshot(
      `"ValueError: StringLookup "string_lookup_12": expected tokens of the vocabulary. Received: token="b". Hint: Make the layer with numOovIndices 1 to give unknown tokens a number."`,
    );
    expect(message(() => layers.StringLookup({ vocabulary: ['a'] })([1]))).toMatchInlineSnapshot(
      `"ValueError: StringLookup "string_lookup_13": expected texts. Received: inputs=Float32Array of length 1."`,
    );
    expect(message(() => layers.StringLookup({ outputMode: 'count' })(['b']))).toMatchInlineSnapshot(
      `"StateError: StringLookup "string_lookup_14": expected a vocabulary. Hint: Give a vocabulary, or call layer.adapt(data). Of files, .keras keeps what was found, .h5 does not."`,
    );
    expect(message(() => layers.StringLookup({ vocabulary: ['a'] }).adapt(['b']))).toMatchInlineSnapshot(
      `"StateError: StringLookup "string_lookup_15".adapt: expected a layer that was not given a vocabulary."`,
    );
    expect(message(() => layers.TextVectorization({ vocabulary: ['a'] })([['a', 'b']]))).toMatchInlineSnapshot(
      `"ShapeError: TextVectorization "text_vectorization_9": expected texts of shape [batch] or [batch, 1]. Received: inputs=[1, 2]."`,
    );
    expect(message(() => layers.TextVectorization({ vocabulary: ['a'] })([1]))).toMatchInlineSnapshot(
      `"DTypeError: TextVectorization "text_vectorization_10": expected texts. Received: inputs="float32"."`,
    );
    expect(message(() => layers.Discretization({ numBins: 2 })([1]))).toMatchInlineSnapshot(
      `"StateError: Discretization "discretization_4": expected boundaries. Hint: Call layer.adapt(data), or give binBoundaries."`,
    );
    expect(message(() => layers.Discretization([1]).adapt([1]))).toMatchInlineSnapshot(
      `"StateError: Discretization "discretization_5".adapt: expected a layer with numBins instead of binBoundaries."`,
    );
    expect(message(() => layers.CategoryEncoding(2)([[1]], { countWeights: [[1]] }))).toMatchInlineSnapshot(
      `"ValueError: CategoryEncoding "category_encoding_2": expected outputMode "count" for countWeights. Received: outputMode="multi_hot"."`,
    );
    expect(message(() => layers.HashedCrossing(2)([['a']]))).toMatchInlineSnapshot(
      `"ValueError: HashedCrossing "hashed_crossing": expected a list of at least two inputs. Received: inputs=[Tensor(shape=[1], dtype=string)]."`,
    );
    expect(message(() => layers.HashedCrossing(2)([['a'], ['a', 'b']]))).toMatchInlineSnapshot(
      `"ShapeError: HashedCrossing "hashed_crossing_1": expected inputs of one shape, [], [batch] or [batch, 1]. Received: inputs=[[1], [2]]."`,
    );
    expect(message(() => layers.Normalization().adapt(5 as never))).toMatchInlineSnapshot(
      `"ValueError: Normalization "normalization_11".adapt: expected arrays or batches to learn from. Received: data=5."`,
    );
    expect(message(() => layers.Normalization({ axis: 3 })([[1]]))).toMatchInlineSnapshot(
      `"ShapeError: Normalization "normalization_12": expected inputs whose lengths along axis [3] are known. Received: inputShape=[1, 1]."`,
    );
    expect(message(() => layers.Normalization({ mean: 1, variance: 1 }).adapt([[1]]))).toMatchInlineSnapshot(
      `"StateError: Normalization "normalization_13".adapt: expected a layer whose mean and variance were not given."`,
    );
    const built = layers.Normalization();
    built.adapt([[1, 2]]);
    expect(message(() => built.adapt([[1, 2, 3]]))).toMatchInlineSnapshot(
      `"ShapeError: Normalization "normalization_14".adapt: expected data for the shape that the layer was built for, [1,2] but for axes that are averaged. Received: data=Tensor(shape=[1, 3], dtype=float32)."`,
    );
    await expect(layers.Normalization().adapt(Dataset.from(() => []))).rejects.toThrow('at least one batch');
    expect(message(() => layers.Normalization().adapt(Dataset.from([1]), { steps: 0 }))).toMatchInlineSnapshot(
      `"ValueError: Normalization "normalization_16".adapt: expected steps to be a positive integer. Received: steps=0."`,
    );
  });
});

describe('in models', () => {
  const texts = ['good film', 'bad film', 'very good', 'very bad'];

  test('texts go through fit, evaluate, predict and files', async () => {
    const vectorization = layers.TextVectorization({ outputSequenceLength: 3 });
    vectorization.adapt(texts);
    const model = Sequential([
      layers.InputLayer([1], { dtype: 'string' }),
      vectorization,
      layers.Embedding(vectorization.vocabularySize(), 4),
      layers.GlobalAveragePooling1D(),
      layers.Dense(1, { activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'binary_crossentropy' });
    const x = tensor(texts, { shape: [4, 1] });
    const y = [[1], [0], [1], [0]];
    const { history } = await model.fit(x, y, { epochs: 30, batchSize: 2, verbose: 0 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
    await model.fit(Dataset.from([x, y]).batch(2), { verbose: 0 });
    const again = await loadModel(await model.toBytes());
    expect(String(again.predictOnBatch(x))).toBe(String(model.predictOnBatch(x)));
    expect((again.layers[0] as unknown as typeof vectorization).getVocabulary()).toEqual(vectorization.getVocabulary());
  });

  test('what was adapted comes back from a file', async () => {
    const input = Input([2]);
    const normalization = layers.Normalization();
    normalization.adapt([[1, 10], [3, 30]]); // prettier-ignore
    const bins = layers.Discretization({ numBins: 2, outputMode: 'multi_hot' });
    bins.adapt([[1, 10], [3, 30]]); // prettier-ignore
    const model = Model({ inputs: input, outputs: [normalization(input), bins(input)] });
    const again = await loadModel(await model.toBytes());
    const outputs = [model, again].map((each) => (each.predictOnBatch([[1, 30]]) as Tensor[]).map(String));
    expect(outputs[1]).toEqual(outputs[0]);
    const words = layers.TextVectorization({ outputMode: 'tf_idf', ngrams: 2 });
    words.adapt(texts);
    const text = Input([1], { dtype: 'string' });
    const weighed = Model({ inputs: text, outputs: words(text) });
    const back = await loadModel(await weighed.toBytes());
    const x = tensor(['very very bad'], { shape: [1, 1] });
    expect(String(back.predictOnBatch(x))).toBe(String(weighed.predictOnBatch(x)));
  });

  test('weights of tokens come back with places that are kept free', async () => {
    const words = layers.StringLookup({ outputMode: 'tf_idf', maxTokens: 8, padToMaxTokens: true });
    words.adapt([['a', 'b'], ['a', 'c']]); // prettier-ignore
    const text = Input([2], { dtype: 'string' });
    const model = Model({ inputs: text, outputs: words(text) });
    const x = tensor(['a', 'z'], { shape: [1, 2] });
    const expected = String(model.predictOnBatch(x));
    const again = await loadModel(await model.toBytes());
    expect(String(again.predictOnBatch(x))).toBe(expected);
    await model.loadWeights(await again.toBytes({ format: 'weights.h5' }));
    expect(String(model.predictOnBatch(x))).toBe(expected);
  });

  test.each([
    ['', 'expected a vocabulary of at least one token. Received: vocabulary=[].'],
    ['a\nb\na', 'expected a vocabulary in which each token stands once. Received: repeated=["a"].'],
  ])('a file with the damaged vocabulary %j is refused', async (vocabulary, message) => {
    const words = layers.StringLookup({ name: 'words' });
    words.adapt(['a', 'b']);
    const text = Input([1], { dtype: 'string' });
    const members = unzipSync(await Model({ inputs: text, outputs: words(text) }).toBytes());
    const name = Object.keys(members).find((member) => member.endsWith('vocabulary.txt'))!;
    const bytes = zipSync({ ...members, [name]: strToU8(vocabulary) });
    await expect(loadModel(bytes)).rejects.toMatchObject({
      kind: 'mismatch',
      message: `loadModel, StringLookup "words": ${message}`,
    });
  });

  test('steps of texts are computed without a word about it', async () => {
    const warn = vi.spyOn(console, 'warn');
    const lookup = layers.StringLookup({ vocabulary: ['a', 'b'], outputMode: 'one_hot' });
    const model = Sequential([layers.InputLayer([1], { dtype: 'string' }), lookup, layers.Dense(1)]);
    model.compile({ loss: 'mse', optimizer: 'sgd' });
    await model.fit(tensor(['a', 'b', 'a', 'c'], { shape: [4, 1] }), [[1], [2], [1], [0]], {
      epochs: 4,
      batchSize: 2,
      verbose: 0,
    });
    expect(warn).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

test('texts are strings, which have no encoding but that of files', () => {
  for (const make of [layers.StringLookup, layers.TextVectorization]) {
    expect(() => make({ encoding: 'latin-1' as never })).toThrow('utf-8');
  }
});
