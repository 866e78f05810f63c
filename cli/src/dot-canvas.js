/** A drawing made of the dots of braille characters; each character has two by four dots. */

const [dotsAcross, dotsDown] = [2, 4];

/** The number that each dot adds to U+2800, the character without dots, by row and column. */
const dotValues = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

export class DotCanvas {
  #columns;
  #cells;

  /**
   * @param {number} columns - its size in characters
   * @param {number} rows
   */
  constructor(columns, rows) {
    this.#columns = columns;
    this.#cells = Array.from({ length: columns * rows }, () => ({ dots: 0, paint: undefined }));
    this.width = columns * dotsAcross;
    this.height = rows * dotsDown;
  }

  /**
   * Sets a dot; dots outside of the canvas are ignored. A character has the colour of its last dot.
   *
   * @param {number} x - dots from the left
   * @param {number} y - dots from the top
   * @param {(text: string) => string} paint
   */
  set(x, y, paint) {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return;
    const cell = this.#cells[Math.floor(y / dotsDown) * this.#columns + Math.floor(x / dotsAcross)];
    cell.dots |= dotValues[y % dotsDown][x % dotsAcross];
    cell.paint = paint;
  }

  /**
   * The characters, line by line; `background` returns the text for a character without a dot.
   *
   * @param {(column: number, row: number) => string} background
   * @returns {string[]}
   */
  lines(background) {
    const texts = this.#cells.map(({ dots, paint }, i) =>
      dots === 0
        ? background(i % this.#columns, Math.floor(i / this.#columns))
        : paint(String.fromCodePoint(0x2800 + dots)),
    );
    return Array.from({ length: this.#cells.length / this.#columns }, (_, row) =>
      texts.slice(row * this.#columns, (row + 1) * this.#columns).join(''),
    );
  }
}
