/** Errors of functions that are made of others name the function that was called. */
import { HillockError, inTermsOf } from '../errors/index.js';

/** What `compute` gives; an error of a function that it calls names the caller first: `ops.var (ops.mean)`. */
export function within<Result>(where: string, compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    const isOther = error instanceof HillockError && error.where !== where && !error.where.startsWith(`${where} (`);
    throw isOther ? inTermsOf(where, error) : error;
  }
}
