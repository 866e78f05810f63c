/** Errors from another thread. Classes are lost between threads; messages and textual details are not. */
import {
  DTypeError,
  FileError,
  HillockError,
  ShapeError,
  StateError,
  ValueError,
  type FileErrorKind,
} from '../errors/index.js';

/** An error in the form in which it is sent. */
export interface PostedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The details that only the library's errors have. */
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

/** An error of this thread for one that occurred in the other thread; its cause says where that was. */
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
