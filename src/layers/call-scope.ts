/**
 * What is going on around a layer while it is called or built: whose call it is part of, whether that is training, and where in the
 * model it stands. Opened by whoever calls or builds, and closed with it.
 */
import type { Variable } from '../tensor/index.js';

/** A layer as its scope knows it. */
export interface ScopedLayer {
  readonly label: string;
  /** Whether a layer is part of this one. */
  holds(layer: object): boolean;
  readonly weights: readonly Variable[];
}

/** One call that is going on. */
export interface CallScope {
  readonly layer: ScopedLayer;
  readonly training: boolean;
  /** The call that this one is part of. */
  readonly parent: CallScope | undefined;
  /** The layers that have added losses since the outermost call began. */
  readonly lossOwners: Set<object>;
}

let current: CallScope | undefined;

/** The innermost call that is going on; undefined outside of all. */
export const currentCall = (): CallScope | undefined => current;

/** Runs `body` as part of a call, or with `undefined` outside of all. */
export function withinCall<Result>(scope: CallScope | undefined, body: () => Result): Result {
  const before = current;
  current = scope;
  try {
    return body();
  } finally {
    current = before;
  }
}

let path = '';

/** The names of the layers that are being built or called, outermost first: `model/block`. */
export const currentPath = (): string => path;

/** Runs `body` where the weights that are made get a path. */
export function withPath<Result>(next: string, body: () => Result): Result {
  const before = path;
  path = next;
  try {
    return body();
  } finally {
    path = before;
  }
}
