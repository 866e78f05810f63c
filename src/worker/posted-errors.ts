/** Errors of another thread: of classes, messages cross over, and what they know as far as it is words. */
import {
  DTypeError,
  FileError,
  HillockError,
  ShapeError,
  StateError,
  ValueError,
  type FileErrorKind,
} from '../errors/index.js';

/** An error as it is sent. */
export interface PostedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What only errors of the library know. */
  readonly details?: { readonly where: string; readonly expected: string; readonly hint?: string | undefined };
  readonly kind?: FileErrorKind | undefined;
}

const classes = { HillockError, ValueError, ShapeError, DTypeError, StateError };

export function postedError(error: unknown): PostedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack } = error;
  if (!(error instanceof HillockError)) return { name, message, stack };
  const { where, expected, hint } = error;
  return {
    name,
    message,
    stack,
    details: { where, expected, hint },
    ...(error instanceof FileError && { kind: error.kind }),
  };
}

/** The error that another thread has met, as one of this thread; its cause tells where that was. */
export function errorOfPosted({ name, message, stack, details, kind }: PostedError): Error {
  const error = newError(name, message, details, kind);
  const cause = new Error(message);
  cause.name = name;
  if (stack !== undefined) cause.stack = stack;
  error.cause = cause;
  return error;
}

function newError(name: string, message: string, details: PostedError['details'], kind: PostedError['kind']): Error {
  if (details === undefined) {
    const error = new Error(message);
    error.name = name;
    return error;
  }
  const { where, expected, hint } = details;
  const known = { where, expected, ...(hint !== undefined && { hint }) };
  if (kind !== undefined) return new FileError({ ...known, kind }, message);
  const Class = Object.hasOwn(classes, name) ? classes[name as keyof typeof classes] : HillockError;
  return new Class(known, message);
}
