/**
 * The scope of a layer's call or build: which call it is part of, whether that call is for training, and the layer's place in the model.
 * The code that calls or builds a layer opens the scope, and closes it at the end.
 */
import { StateError } from '../errors/index.js';
import type { Variable } from '../tensor/index.js';

/** What a scope needs to know of a layer. */
export interface ScopedLayer {
  readonly label: string;
  /** Whether another layer is part of this one. */
  holds(layer: object): boolean;
  readonly weights: readonly Variable[];
}

/** A call that is in progress. */
export interface CallScope {
  readonly layer: ScopedLayer;
  readonly training: boolean;
  /** The call of the outer layer that this call is part of. */
  readonly parent: CallScope | undefined;
  /** The layers that have added losses since the outermost call began. */
  readonly lossOwners: Set<object>;
  /** How many calls this one is within. */
  readonly depth: number;
}

/** More calls within calls than any model has, and fewer than the stack of an engine holds. */
const mostCalls = 200;

/** The depth of a call within another one; throws if layers evidently call each other without an end. */
export function depthWithin(around: CallScope | undefined): number {
  if (around === undefined) return 0;
  if (around.depth < mostCalls) return around.depth + 1;
  throw new StateError({
    where: around.layer.label,
    expected: 'layers that do not call each other in a circle',
    hint: 'A layer is part of itself, or calls itself without an end',
  });
}

let current: CallScope | undefined;

/** The innermost call in progress; undefined if there is none. */
export const currentCall = (): CallScope | undefined => current;

/** Runs `body` as part of a call, or, with `undefined`, as if no call were in progress. */
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

/** The names of the layers that are being built or called, the outermost first: `model/block`. */
export const currentPath = (): string => path;

/** Runs `body` with a path that the weights made in it get. */
export function withPath<Result>(next: string, body: () => Result): Result {
  const before = path;
  path = next;
  try {
    return body();
  } finally {
    path = before;
  }
}
