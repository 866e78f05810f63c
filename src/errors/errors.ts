import { describeValue } from './describe.js';

/** What an error knows: where it was thrown, what was expected there, what came instead, and what to do about it. */
export interface ErrorDetails {
  /** The user's word for the place: `activations.relu`, `Dense "dense_1"`, `model.fit`. */
  readonly where: string;
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** The offending arguments by name. */
  readonly received?: Readonly<Record<string, unknown>>;
  /** What the user can do, as one sentence without its full stop. */
  readonly hint?: string;
}

function composeMessage({ where, expected, received = {}, hint }: ErrorDetails): string {
  const values = Object.entries(received).map(([name, value]) => `${name}=${describeValue(value)}`);
  return [
    `${where}: expected ${expected}.`,
    ...(values.length > 0 ? [`Received: ${values.join(', ')}.`] : []),
    ...(hint === undefined ? [] : [`Hint: ${hint}.`]),
  ].join(' ');
}

/**
 * The base of every error that Hillock throws; its message is derived from its typed details,
 * `<where>: expected <what>. Received: <name>=<value>. Hint: <action>.`
 *
 * @example
 * import { activations, HillockError } from 'hillock';
 * let known = false;
 * try { activations.get('gelo' as never); } catch (error) { known = error instanceof HillockError; }
 * known // → true
 */
export class HillockError extends Error {
  // Private, so that a printed error shows its message once and not the same details again.
  readonly #details: ErrorDetails;

  constructor(details: ErrorDetails, message = composeMessage(details)) {
    super(message);
    this.#details = details;
  }

  override get name(): string {
    return 'HillockError';
  }

  get where(): string {
    return this.#details.where;
  }

  get expected(): string {
    return this.#details.expected;
  }

  get received(): Readonly<Record<string, unknown>> {
    return this.#details.received ?? {};
  }

  get hint(): string | undefined {
    return this.#details.hint;
  }
}

/**
 * An argument has a value that its receiver cannot work with, as Python's `ValueError`.
 *
 * @example
 * import { tensor, ValueError } from 'hillock';
 * let message = '';
 * try { tensor([[1, 2], [3]]); } catch (error) { if (error instanceof ValueError) message = error.expected; }
 * message // → nested arrays of equal lengths, shape [2, 2] by their first elements
 */
export class ValueError extends HillockError {
  override get name(): string {
    return 'ValueError';
  }
}

/**
 * A shape or a rank does not fit; the message holds both shapes.
 *
 * @example
 * import { tensor, ShapeError } from 'hillock';
 * let place = '';
 * try { tensor([1, 2, 3], { shape: [2, 2] }); } catch (error) { if (error instanceof ShapeError) place = error.where; }
 * place // → tensor
 */
export class ShapeError extends ValueError {
  override get name(): string {
    return 'ShapeError';
  }
}

/**
 * A dtype does not fit, or does not exist.
 *
 * @example
 * import { tensor, DTypeError } from 'hillock';
 * let expected = '';
 * try { tensor(['a'], { dtype: 'int32' }); } catch (error) { if (error instanceof DTypeError) expected = error.expected; }
 * expected // → values that can be int32
 */
export class DTypeError extends ValueError {
  override get name(): string {
    return 'DTypeError';
  }
}

/**
 * An object is asked for something that it cannot do yet: a model that is not compiled, a layer without weights.
 *
 * @example
 * import { layers, Sequential, StateError } from 'hillock';
 * let known = false;
 * try { await Sequential([layers.Dense(1)]).fit([[1]], [[1]]); } catch (error) { known = error instanceof StateError; }
 * known // → true
 */
export class StateError extends HillockError {
  override get name(): string {
    return 'StateError';
  }
}

/**
 * What is wrong with a file:
 * - `access`: it is not there, or cannot be read or written
 * - `format`: it is not a model file that is understood
 * - `archive`: a damaged ZIP archive, or a feature of archives that is refused
 * - `hdf5`: damaged HDF5, or a feature of HDF5 that is refused
 * - `config`: a description of the model that is damaged or impossible
 * - `mismatch`: the weights do not fit the model
 * - `limit`: it declares or inflates to more than the limits allow
 * - `path`: an unsafe name of a member or shard
 * - `external`: it refers to a file or address outside itself
 * - `unknown-class`: a class or function that Hillock does not know
 * - `code`: it carries code, which is never run
 */
export type FileErrorKind =
  | 'access'
  | 'format'
  | 'archive'
  | 'hdf5'
  | 'config'
  | 'mismatch'
  | 'limit'
  | 'path'
  | 'external'
  | 'unknown-class'
  | 'code';

/** The details of a `FileError`: those of every error, and the kind of fault. */
export interface FileErrorDetails extends ErrorDetails {
  readonly kind: FileErrorKind;
}

/**
 * A file cannot be read or written; `kind` says what sort of fault it has, the message which file and what is wrong with it.
 *
 * @example
 * import { FileError, inspect } from 'hillock';
 * let kind = '';
 * try { await inspect(new TextEncoder().encode('<!DOCTYPE html>')); } catch (error) { if (error instanceof FileError) kind = error.kind; }
 * kind // → format
 */
export class FileError extends HillockError {
  readonly kind: FileErrorKind;

  constructor(details: FileErrorDetails, message?: string) {
    super(details, message);
    this.kind = details.kind;
  }

  override get name(): string {
    return 'FileError';
  }
}

/** The same error under another place. */
export function inTheNameOf(where: string, error: HillockError, hint = error.hint): HillockError {
  const { expected, received } = error;
  const details = {
    ...{ where, expected, received },
    ...(hint !== undefined && { hint }),
    ...(error instanceof FileError && { kind: error.kind }),
  };
  const told = new (error.constructor as typeof HillockError)(details);
  told.cause = error;
  return told;
}

/** An error that a called function threw, reworded for its caller: its place becomes `Dense "dense_1" (ops.matmul)`. */
export const inTermsOf = (caller: string, error: HillockError, hint = error.hint): HillockError =>
  inTheNameOf(`${caller} (${error.where})`, error, hint);
