import { HillockError } from '../../src/errors/index.js';

/** What an error of Hillock says; any other error, or none, fails the test. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof HillockError) return error.message;
    throw error;
  }
  throw new Error('expected an error');
}
