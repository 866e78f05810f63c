/**
 * The scopes that change how variables are read and assigned: while a step is traced, while gradients are recorded, while a layer computes
 * in another dtype than its variables', and while a step is only tried.
 */
import type { DType } from './dtype.js';
import type { SymbolicTensor } from './symbolic-tensor.js';
import type { Tensor } from './tensor.js';
import type { Shape } from './shape.js';

/**
 * The base class of variables. Code that only has to tell variables from other operands tests for this class, so that a bundle without
 * variables does not contain `Variable`.
 */
export abstract class AnyVariable {
  abstract readonly value: Tensor;
}

/** What a trace needs to know of a variable. */
interface Scoped {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly path: string;
}

/** Stands in for the values of variables: a trace gives each variable a symbolic tensor, and remembers what is assigned to it. */
export interface VariableValues {
  read(variable: Scoped): Tensor | SymbolicTensor;
  assign(variable: Scoped, value: Tensor | SymbolicTensor): void;
}

/**
 * The dtype in which floating-point variables are read, and the operation that converts them; it is an operation so that gradients flow
 * through it.
 */
export interface Autocast {
  readonly dtype: DType;
  cast(value: Tensor, dtype: DType): Tensor;
}

let values: VariableValues | undefined;
let autocast: Autocast | undefined;
let recordings = 0;

/** The trace in which variables are read and assigned at the moment, if there is one. */
export const currentValues = (): VariableValues | undefined => values;

/** The conversion that applies to floating-point variables at the moment, if there is one. */
export const currentAutocast = (): Autocast | undefined => autocast;

/** Whether something is being traced: then values are symbolic, and nothing may depend on their numbers. */
export const isTracing = (): boolean => values !== undefined;

/** Whether gradients are being recorded: then a value must stay the same tensor, because a tape knows tensors by their identity. */
export const isRecorded = (): boolean => recordings > 0;

/** Runs `body`, in which computations are recorded. */
export function whileRecorded<Result>(body: () => Result): Result {
  recordings++;
  try {
    return body();
  } finally {
    recordings--;
  }
}

/** Runs `body` with variables read and assigned in a trace; with `undefined`, in the variables themselves. */
export function withValues<Result>(next: VariableValues | undefined, body: () => Result): Result {
  const before = values;
  values = next;
  try {
    return body();
  } finally {
    values = before;
  }
}

/** Runs `body` with floating-point variables read in another dtype; with `undefined`, in their own. */
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

/** A variable whose value can be put back. */
interface Changing {
  readonly held: Tensor;
  hold(value: Tensor): void;
}

/** The values that variables had before a rehearsal changed them, while there is one. */
let former: Map<Changing, Tensor> | undefined;

/** Whether what is computed at the moment is to leave no trace. */
export const isRehearsal = (): boolean => former !== undefined;

/** Remembers the value of a variable that is about to be changed, if this is a rehearsal. */
export function noteChange(variable: Changing): void {
  if (former !== undefined && !former.has(variable)) former.set(variable, variable.held);
}

/** Runs `body` to find out whether it fails; every variable that it changes gets its former value back. */
export function rehearse(body: () => unknown): void {
  if (former !== undefined) {
    body();
    return;
  }
  const values = (former = new Map<Changing, Tensor>());
  try {
    body();
  } finally {
    former = undefined;
    for (const [variable, value] of values) variable.hold(value);
  }
}
