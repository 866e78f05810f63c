/** Which Keras a file is of. */

/** What is to be known besides a config. */
export interface Generation {
  /** The first number of the version that wrote it. */
  readonly keras: 1 | 2 | 3;
}
