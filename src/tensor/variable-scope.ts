/** How variables are read and assigned while something is traced, recorded, or computed in another dtype than theirs. */
import type { DType } from './dtype.js';
import type { SymbolicTensor } from './symbolic-tensor.js';
import type { Tensor } from './tensor.js';
import type { Shape } from './shape.js';

/** What tells variables from other operands, for whoever has none to make: a bundle without variables need not hold what they can do. */
export abstract class AnyVariable {
  abstract readonly value: Tensor;
}

/** What is to be known of a variable to make a place for it. */
interface Scoped {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly path: string;
}

/** Takes the place of what variables hold: a trace knows each by a symbolic tensor, and remembers what is assigned. */
export interface VariableValues {
  read(variable: Scoped): Tensor | SymbolicTensor;
  assign(variable: Scoped, value: Tensor | SymbolicTensor): void;
}

/** In which dtype floating variables are read, and the operation that converts them, so that gradients flow through it. */
export interface Autocast {
  readonly dtype: DType;
  cast(value: Tensor, dtype: DType): Tensor;
}

let values: VariableValues | undefined;
let autocast: Autocast | undefined;
let recordings = 0;

/** The trace that variables are read in and assigned to now. */
export const currentValues = (): VariableValues | undefined => values;

/** The dtype that floating variables are read in now, and how they get there. */
export const currentAutocast = (): Autocast | undefined => autocast;

/** Whether values are symbolic now: nothing may depend on numbers. */
export const isTracing = (): boolean => values !== undefined;

/** Whether gradients may flow back through what is computed now, so that it has to stay the same tensor. */
export const isRecorded = (): boolean => recordings > 0;

/** Runs `body` while what it computes is recorded. */
export function whileRecorded<Result>(body: () => Result): Result {
  recordings++;
  try {
    return body();
  } finally {
    recordings--;
  }
}

/** Runs `body` with variables read in and assigned to a trace; with `undefined`, with what they hold. */
export function withValues<Result>(next: VariableValues | undefined, body: () => Result): Result {
  const before = values;
  values = next;
  try {
    return body();
  } finally {
    values = before;
  }
}

/** Runs `body` with floating variables read in another dtype; with `undefined`, in their own. */
export function withAutocast<Result>(next: Autocast | undefined, body: () => Result): Result {
  if (next === autocast) return body();
  const before = autocast;
  autocast = next;
  try {
    return body();
  } finally {
    autocast = before;
  }
}
