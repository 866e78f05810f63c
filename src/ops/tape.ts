/** Tapes: what was computed from watched tensors, in order, so that gradients can be found by walking back. */
import { isFloating, type Tensor } from '../tensor/index.js';
import { whileRecorded } from '../tensor/variable-scope.js';
import type { Call, Operation } from './operation.js';

/** A computed call and the operation that was called. */
export interface TapeEntry extends Call {
  readonly operation: Operation;
}

/** Watches some tensors and remembers every call that computes with them or with what came of them. */
export class Tape {
  readonly entries: TapeEntry[] = [];
  readonly #watched = new Set<Tensor>();

  watch(tensor: Tensor): void {
    this.#watched.add(tensor);
  }

  record(operation: Operation, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: object): void {
    const wanted = inputs.map((tensor) => this.#watched.has(tensor));
    if (!wanted.includes(true)) return;
    this.entries.push({ operation, inputs, outputs, attributes, wanted });
    for (const output of outputs) if (isFloating(output.dtype)) this.watch(output);
  }
}

const openTapes: Tape[] = [];

/** Whether anything has to be recorded. */
export function isRecording(): boolean {
  return openTapes.length > 0;
}

/** Tells every open tape of a computed call. Nothing flows back through an operation without a gradient rule. */
export function record(
  operation: Operation,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  attributes: object,
): void {
  if (operation.gradient === undefined) return;
  for (const tape of openTapes) tape.record(operation, inputs, outputs, attributes);
}

/** Runs `body` with a tape open. */
export function withTape<Result>(tape: Tape, body: () => Result): Result {
  openTapes.push(tape);
  try {
    return whileRecorded(body);
  } finally {
    openTapes.pop();
  }
}
