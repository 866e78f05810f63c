import { ShapeError, ValueError } from '../../errors/index.js';
import { shuffle } from '../../ops/random.js';
import { Tensor } from '../../tensor/index.js';
import { rowsBetween, rowsInOrder } from './rows.js';

/** Samples in memory: a tensor for each input, each output, and each weighted output. */
export interface Samples {
  readonly x: readonly Tensor[];
  readonly y: readonly Tensor[];
  /** For each output a weight per sample, or `undefined` if all samples count the same. */
  readonly weights: readonly (Tensor | undefined)[];
}

/** Samples from which batches are taken. */
export class StoredSamples implements Samples {
  readonly x: readonly Tensor[];
  readonly y: readonly Tensor[];
  readonly weights: readonly (Tensor | undefined)[];
  /** The number of samples. */
  readonly size: number;

  constructor(where: string, { x, y, weights }: Samples) {
    this.x = x;
    this.y = y;
    this.weights = weights;
    this.size = x[0]!.shape[0]!;
    if (this.size === 0) throw new ValueError({ where, expected: 'at least one sample', received: { x: x[0]! } });
    this.#checkLengths(where, 'x', x);
    this.#checkLengths(where, 'y', y);
    this.#checkLengths(where, 'sampleWeight', weights);
  }

  #checkLengths(where: string, argument: string, tensors: readonly (Tensor | undefined)[]): void {
    const odd = tensors.find((tensor) => tensor !== undefined && tensor.shape[0] !== this.size);
    if (odd === undefined) return;
    throw new ShapeError({
      where,
      expected: `as many samples in ${argument} as in x, ${this.size}`,
      received: { x: this.x[0]!, [argument === 'x' ? 'another input' : argument]: odd },
    });
  }

  /** The number of batches; the last may be smaller. */
  steps(batchSize: number): number {
    return Math.ceil(this.size / batchSize);
  }

  /** Batch number `step`, in a given order of the samples or in their own. */
  batch(step: number, batchSize: number, order?: Int32Array): Samples {
    const start = step * batchSize;
    const end = Math.min(start + batchSize, this.size);
    const take = (tensor: Tensor): Tensor =>
      order === undefined ? rowsBetween(tensor, start, end) : rowsInOrder(tensor, order, start, end);
    return {
      x: this.x.map(take),
      y: this.y.map(take),
      weights: this.weights.map((weight) => weight && take(weight)),
    };
  }

  /** A random order of the samples, drawn from the global generator. */
  randomOrder(): Int32Array {
    const order = Int32Array.from({ length: this.size }, (_, i) => i);
    return shuffle(new Tensor(order, [this.size], 'int32')).data as Int32Array;
  }

  /** Splits off the last samples, a given share of all. */
  split(where: string, share: number): [first: StoredSamples, last: StoredSamples] {
    const boundary = Math.floor(this.size * (1 - share));
    if (boundary === 0 || boundary === this.size) {
      throw new ValueError({
        where,
        expected: 'a validationSplit that leaves samples on both sides',
        received: { validationSplit: share, samples: this.size },
      });
    }
    const part = (start: number, end: number): StoredSamples => {
      const take = (tensor: Tensor): Tensor => rowsBetween(tensor, start, end);
      return new StoredSamples(where, {
        x: this.x.map(take),
        y: this.y.map(take),
        weights: this.weights.map((weight) => weight && take(weight)),
      });
    };
    return [part(0, boundary), part(boundary, this.size)];
  }
}
