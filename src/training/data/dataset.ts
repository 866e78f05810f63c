import { ValueError } from '../../errors/index.js';
import { SeedGenerator, type Tensor, type AnyTypedArray, type Variable } from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';
import { Breathing } from '../breathing.js';
import { csvRows, type CSVOptions, type CSVSource } from './csv.js';
import type { Elements, ElementsFunction } from './iteration.js';
import { prefetched } from './prefetching.js';
import { RandomIntegers } from './random-order.js';
import { sourceOf, type Source } from './sources.js';
import { stackElements } from './stacking.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** A single value in an element: a tensor, or something that becomes one. */
type Value = Tensor | Variable | AnyTypedArray | number | boolean | string;
type NestedNumbers = readonly (number | boolean | string | NestedNumbers)[];

/** The type of an element's part after batching, when it has an axis of samples in front. */
type BatchedPart<Part> = Part extends Value | NestedNumbers
  ? Tensor
  : Part extends object
    ? { readonly [Name in keyof Part]: BatchedPart<Part[Name]> }
    : Tensor;

/** The type of elements after batching: each of their values is a tensor. */
export type Batched<Element> = Element extends Value
  ? Tensor
  : Element extends object
    ? { readonly [Name in keyof Element]: BatchedPart<Element[Name]> }
    : Tensor;

/** Data with a row for each sample. */
type Column = Tensor | Variable | AnyTypedArray | NestedNumbers | readonly Tensor[] | Readonly<Record<string, Tensor | AnyTypedArray>>;

type RowOf<Given> = Given extends Tensor | Variable | AnyTypedArray | NestedNumbers
  ? Tensor
  : { readonly [Name in keyof Given]: Tensor };

/** Options of `batch`. */
export interface BatchingOptions {
  /** Whether a last batch with fewer elements is dropped. */
  readonly dropRemainder?: boolean | undefined;
}

/** Options of `shuffle`. */
export interface ShuffleOptions {
  /** The seed of the order; without one it comes from the global generator, which `setRandomSeed` sets. */
  readonly seed?: number | undefined;
  /** Whether each iteration has a different order. */
  readonly reshuffleEachIteration?: boolean | undefined;
}

function checkCount(where: string, name: string, count: unknown, least: number): void {
  if (Number.isSafeInteger(count) && (count as number) >= least) return;
  throw new ValueError({ where, expected: `${name} to be an integer of at least ${least}`, received: { [name]: count } });
}

function checkFunction(where: string, given: unknown): void {
  if (typeof given !== 'function') throw new ValueError({ where, expected: 'a function of an element', received: { given } });
}

/** A number of elements computed from others; undefined if one of these is unknown. */
const known = (count: (...of: number[]) => number, ...of: (number | undefined)[]): number | undefined =>
  of.some((each) => each === undefined) ? undefined : count(...(of as number[]));

/**
 * Elements one after the other, each made when it is asked for, so that training data need not fit into memory. Every method returns a new
 * dataset. Nothing is computed until something iterates, as `for await (const element of dataset)` or `model.fit(dataset)` does. For
 * training, elements have to be batches `[x, y?, sampleWeight?]`.
 *
 * @example
 * import { Dataset, tensor } from 'hillock';
 * const samples = Dataset.from([tensor([[1, 2], [3, 4], [5, 6]]), tensor([0, 1, 0])]);
 * const batches = samples.map(([x, y]) => [x, y]).shuffle(3, { seed: 1 }).batch(2);
 * (await batches.toArray()).map(([x, y]) => [x!.shape, y!.shape])
 * // → [ [ [ 2, 2 ], [ 2 ] ], [ [ 1, 2 ], [ 1 ] ] ]
 * await Dataset.from([1, 2, 3, 4]).filter((n) => n > 1).repeat(2).take(4).toArray() // → [ 2, 3, 4, 2 ]
 */
export class Dataset<Element = unknown> implements AsyncIterable<Element> {
  readonly #open: () => AsyncIterable<Element>;
  /** The number of elements: Infinity if they never end, undefined if the number is not known. */
  readonly cardinality: number | undefined;

  private constructor({ open, cardinality }: Source<Element>) {
    this.#open = open;
    this.cardinality = cardinality;
  }

  /**
   * Makes a dataset. Of arrays, the elements are the rows: of one tensor or typed array, of several in a list or by position as x, y and
   * sampleWeight, or of several by name. Of anything else that can be iterated, the elements are used unchanged. A function is called for
   * each iteration, so that generators start again.
   */
  static from<Element>(source: ElementsFunction<Element>): Dataset<Element>;
  static from(column: Tensor | Variable | AnyTypedArray): Dataset<Tensor>;
  static from<const Given extends readonly [Column, Column?, Column?]>(
    columns: Given,
  ): Dataset<{ readonly [Place in keyof Given]: RowOf<Given[Place]> }>;
  static from<Element>(source: Elements<Element>): Dataset<Element>;
  static from(columns: Readonly<Record<string, Tensor | AnyTypedArray>>): Dataset<Readonly<Record<string, Tensor>>>;
  static from(x: Column, y: Column, sampleWeight?: Column): Dataset<readonly Tensor[]>;
  static from(...given: readonly unknown[]): Dataset {
    const source = sourceOf('Dataset.from', given);
    return new Dataset({ cardinality: source.cardinality, open: () => breathed(source.open()) });
  }

  /**
   * The rows of a CSV file, each an object of its values by the columns' names, or with `labelName` `[row, label]`. The source is a path, a
   * URL, a Blob, a Response, bytes, or anything that provides text or bytes piece by piece.
   */
  static fromCSV(source: CSVSource, options: CSVOptions & { readonly labelName: string }): Dataset<readonly [Record<string, number | string>, number | string]>;
  static fromCSV(source: CSVSource, options?: CSVOptions): Dataset<Record<string, number | string>>;
  static fromCSV(source: CSVSource, options: CSVOptions = {}): Dataset {
    checkArgumentCount('Dataset.fromCSV', arguments, 2);
    const open = csvRows('Dataset.fromCSV', source, options);
    return new Dataset({ cardinality: undefined, open: () => breathed(open()) });
  }

  /** Combines the elements of several datasets into lists, as many as the shortest dataset has. */
  static zip<const Sets extends readonly Dataset<unknown>[]>(
    ...datasets: Sets | [Sets]
  ): Dataset<{ readonly [Place in keyof Sets]: Sets[Place] extends Dataset<infer Each> ? Each : never }> {
    const where = 'Dataset.zip';
    const list = (Array.isArray(datasets[0]) ? datasets[0] : datasets) as readonly Dataset[];
    if (list !== datasets) checkArgumentCount(where, datasets, 1);
    if (list.length === 0 || !list.every((each) => each instanceof Dataset))
      throw new ValueError({ where, expected: 'datasets', received: { datasets: list } });
    return new Dataset<unknown>({
      cardinality: known(Math.min, ...list.map(({ cardinality }) => cardinality)),
      async *open () {
        const iterators = list.map((each) => each[Symbol.asyncIterator]());
        try {
          for (;;) {
            const elements: unknown[] = [];
            for (const iterator of iterators) {
              const next = await iterator.next();
              if (next.done === true) return;
              elements.push(next.value);
            }
            yield elements;
          }
        } finally {
          for (const iterator of iterators) await iterator.return?.();
        }
      },
    }) as never;
  }

  [Symbol.asyncIterator](): AsyncIterator<Element> {
    return this.#open()[Symbol.asyncIterator]();
  }

  /** Combines elements into batches of a size: each value becomes a tensor with an axis of samples in front. */
  batch(size: number, options: BatchingOptions = {}): Dataset<Batched<Element>> {
    checkArgumentCount('Dataset.batch', arguments, 2);
    const where = 'Dataset.batch';
    checkCount(where, 'size', size, 1);
    const { dropRemainder } = readOptions<{ dropRemainder: boolean }>(where, options, { dropRemainder: false });
    const open = this.#open;
    return new Dataset({
      cardinality: known((count) => (dropRemainder ? Math.floor(count / size) : Math.ceil(count / size)), this.cardinality),
      async *open () {
        let elements: Element[] = [];
        for await (const element of open()) {
          elements.push(element);
          if (elements.length < size) continue;
          yield stackElements(where, elements) as Batched<Element>;
          elements = [];
        }
        if (elements.length > 0 && !dropRemainder) yield stackElements(where, elements) as Batched<Element>;
      },
    });
  }

  /**
   * The elements in random order: each is drawn from a buffer of the next `bufferSize` elements. A buffer that holds all elements makes
   * every order equally likely; a smaller one needs less memory.
   */
  shuffle(bufferSize: number, options: ShuffleOptions = {}): Dataset<Element> {
    checkArgumentCount('Dataset.shuffle', arguments, 2);
    const where = 'Dataset.shuffle';
    checkCount(where, 'bufferSize', bufferSize, 1);
    const { seed, reshuffleEachIteration } = readOptions<{ seed: number | undefined; reshuffleEachIteration: boolean }>(
      where,
      options,
      { seed: undefined, reshuffleEachIteration: true },
    );
    let generator = seed === undefined ? undefined : new SeedGenerator(seed);
    let only: [number, number] | undefined;
    const draw = (): [number, number] => {
      // The generator is made when it is first needed, so that a global seed that is set before then has an effect.
      generator ??= new SeedGenerator();
      return reshuffleEachIteration ? generator.next() : (only ??= generator.next());
    };
    const open = this.#open;
    return new Dataset({
      cardinality: this.cardinality,
      async *open () {
        const random = new RandomIntegers(draw());
        const buffer: Element[] = [];
        for await (const element of open()) {
          if (buffer.length < bufferSize) {
            buffer.push(element);
            continue;
          }
          const place = random.below(bufferSize);
          const drawn = buffer[place]!;
          buffer[place] = element;
          yield drawn;
        }
        while (buffer.length > 0) {
          const place = random.below(buffer.length);
          const drawn = buffer[place]!;
          buffer[place] = buffer[buffer.length - 1]!;
          buffer.pop();
          yield drawn;
        }
      },
    });
  }

  /** The results of a function for all elements; if it returns promises, they are awaited. */
  map<Result>(change: (element: Element, index: number) => Result | Promise<Result>): Dataset<Result> {
    checkArgumentCount('Dataset.map', arguments, 1);
    checkFunction('Dataset.map', change);
    const open = this.#open;
    return new Dataset<Result>({
      cardinality: this.cardinality,
      async *open () {
        let index = 0;
        for await (const element of open()) yield await change(element, index++);
      },
    });
  }

  /** The elements for which a function returns true. */
  filter(accepts: (element: Element, index: number) => boolean | Promise<boolean>): Dataset<Element> {
    checkArgumentCount('Dataset.filter', arguments, 1);
    checkFunction('Dataset.filter', accepts);
    const open = this.#open;
    return new Dataset({
      cardinality: undefined,
      async *open () {
        let index = 0;
        for await (const element of open()) if (await accepts(element, index++)) yield element;
      },
    });
  }

  /** All elements repeated a number of times; without a number, forever. */
  repeat(count = Infinity): Dataset<Element> {
    checkArgumentCount('Dataset.repeat', arguments, 1);
    if (count !== Infinity) checkCount('Dataset.repeat', 'count', count, 0);
    const open = this.#open;
    return new Dataset({
      cardinality: known((one) => (one === 0 ? 0 : one * count), this.cardinality) ?? (count === Infinity ? Infinity : undefined),
      async *open () {
        for (let i = 0; i < count; i++) {
          let isEmpty = true;
          for await (const element of open()) {
            isEmpty = false;
            yield element;
          }
          if (isEmpty) return;
        }
      },
    });
  }

  /** The first elements. */
  take(count: number): Dataset<Element> {
    checkArgumentCount('Dataset.take', arguments, 1);
    checkCount('Dataset.take', 'count', count, 0);
    const open = this.#open;
    return new Dataset({
      cardinality: known((all) => Math.min(all, count), this.cardinality),
      async *open () {
        let left = count;
        if (left === 0) return;
        for await (const element of open()) {
          yield element;
          if (--left === 0) return;
        }
      },
    });
  }

  /** All elements but the first. */
  skip(count: number): Dataset<Element> {
    checkArgumentCount('Dataset.skip', arguments, 1);
    checkCount('Dataset.skip', 'count', count, 0);
    const open = this.#open;
    return new Dataset({
      cardinality: known((all) => Math.max(0, all - count), this.cardinality),
      async *open () {
        let left = count;
        for await (const element of open()) if (left-- <= 0) yield element;
      },
    });
  }

  /** The elements of this dataset, followed by those of another. */
  concatenate<Other>(other: Dataset<Other>): Dataset<Element | Other> {
    checkArgumentCount('Dataset.concatenate', arguments, 1);
    if (!(other instanceof Dataset)) throw new ValueError({ where: 'Dataset.concatenate', expected: 'a dataset', received: { other } });
    const open = this.#open;
    return new Dataset<Element | Other>({
      cardinality: known((a, b) => a + b, this.cardinality, other.cardinality),
      async *open () {
        yield* open();
        yield* other;
      },
    });
  }

  /** Requests a number of elements ahead, while earlier ones are used. That helps where elements have to be waited for, as from a network. */
  prefetch(count: number): Dataset<Element> {
    checkArgumentCount('Dataset.prefetch', arguments, 1);
    checkCount('Dataset.prefetch', 'count', count, 1);
    const open = this.#open;
    return new Dataset({ cardinality: this.cardinality, open: () => prefetched(open(), count) });
  }

  /** Keeps the elements in memory once all of them were requested, so that earlier stages compute them only once. */
  cache(): Dataset<Element> {
    checkArgumentCount('Dataset.cache', arguments, 0);
    const open = this.#open;
    let kept: readonly Element[] | undefined;
    return new Dataset({
      cardinality: this.cardinality,
      async *open () {
        if (kept !== undefined) {
          yield* breathed(kept);
          return;
        }
        const elements: Element[] = [];
        for await (const element of open()) {
          elements.push(element);
          yield element;
        }
        kept ??= elements;
      },
    });
  }

  /** All elements as an array. A dataset without an end has to be shortened with `take` first. */
  async toArray(): Promise<Element[]> {
    checkArgumentCount('Dataset.toArray', arguments, 0);
    if (this.cardinality === Infinity) {
      const hint = 'Take the first elements: dataset.take(100).toArray()';
      throw new ValueError({ where: 'Dataset.toArray', expected: 'a dataset that ends', hint });
    }
    const elements: Element[] = [];
    for await (const element of this) elements.push(element);
    return elements;
  }
}

/** Passes elements on, and gives other tasks of the thread a turn whenever work has gone on for a while. */
async function* breathed<Element>(elements: Iterable<Element> | AsyncIterable<Element>): AsyncGenerator<Element, void> {
  const breathing = new Breathing();
  for await (const element of elements) {
    yield element;
    const pause = breathing.pause();
    if (pause !== undefined) await pause;
  }
}
