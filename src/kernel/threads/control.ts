/**
 * What the threads have in common: a few words of the kernel memory by which they agree on their work, and the form of commands.
 *
 * A job consists of chunks. `claim` holds the number of the job and how many of its chunks nobody has claimed yet: `job · 256 + left`. A
 * thread claims chunk `left - 1` by counting the word down, which fails if anything has changed meanwhile; so a thread that was asleep can
 * not take a chunk of a job that is over. The first thread alone starts jobs, each when all chunks of the one before are done.
 */

/** The words by their indices. Those that change often lie on cache lines of their own. */
export const words = {
  claim: 0,
  /** How many chunks of the current job the other threads have done. */
  done: 16,
  /** How many threads are asleep until `claim` changes. */
  asleep: 32,
  /** Not 0 if a kernel left elements to the evaluator. */
  left: 48,
  /** Not 0 if a thread could not do its work. */
  failed: 49,
  /** The address of the commands of the current job. */
  commands: 50,
  /** The address of the second thread's scratch memory, and by how much that of each further thread is higher. */
  scratch: 51,
  scratchStride: 52,
  /** How many bytes the memory has. */
  bytes: 53,
} as const;

export const wordCount = 64;

export const mostChunks = 255;

/**
 * Commands are float64 numbers. First, for each chunk, where its calls begin, as an index among the numbers, and where the last chunk's
 * calls end. A call consists of the address and the length of its module's bytes, the index of the function among the module's exports,
 * the number of arguments, a number whose bits say which arguments are to be increased by the address of the thread's scratch memory, and
 * the arguments.
 */
export const callHeader = 5;

export const mostArguments = 31;

/** What a thread is told when it starts. */
export interface Beginning {
  readonly memory: WebAssembly.Memory;
  /** The address of the words. */
  readonly control: number;
  /** 0 for the first of the threads that are started. */
  readonly index: number;
}
