/** The generation of Keras that wrote a file. */

/** What has to be known about a file to understand its configs. */
export interface Generation {
  /** The first number of the Keras version. */
  readonly keras: 1 | 2 | 3;
}
