import { randomWords, type Draw } from '../../tensor/philox.js';

/** How many random words are drawn at once. */
const block = 1024;

/** The random integers of one draw, one after the other. */
export class RandomIntegers {
  readonly #draw: Draw;
  #words: Uint32Array = new Uint32Array(0);
  #next = 0;
  #blocks = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number {
    if (this.#next === this.#words.length) {
      this.#words = randomWords(block, this.#draw, this.#blocks);
      // Philox makes blocks of four words.
      this.#blocks += block / 4;
      this.#next = 0;
    }
    return Math.floor((this.#words[this.#next++]! / 2 ** 32) * limit);
  }
}
