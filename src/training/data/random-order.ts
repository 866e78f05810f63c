import { randomWords, type Draw } from '../../tensor/philox.js';

/** Words drawn at once. */
const block = 1024;

/** Random integers, one after the other, of one draw. */
export class RandomIntegers {
  readonly #draw: Draw;
  #words: Uint32Array = new Uint32Array(0);
  #next = 0;
  #blocks = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    if (this.#next === this.#words.length) {
      this.#words = randomWords(block, this.#draw, this.#blocks);
      // A block of Philox has four words.
      this.#blocks += block / 4;
      this.#next = 0;
    }
    return Math.floor((this.#words[this.#next++]! / 2 ** 32) * limit);
  }
}
