/** Tapes record what is computed from watched tensors, in order, so that gradients can be found by going backwards. */
import { isFloating, type Tensor } from '../tensor/index.js';
import { whileRecorded } from '../tensor/variable-scope.js';
import type { Call, Operation } from './operation.js';

/** A recorded call with its operation. */
export interface TapeEntry extends Call {
  readonly operation: Operation;
}

/** Watches some tensors, and records every call that computes with them or with results that depend on them. */
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

/** Whether a tape is open. */
export function isRecording(): boolean {
  return openTapes.length > 0;
}

/** Whether a tape is open within another one: then gradients are taken of gradients. */
export function isRecordingTwice(): boolean {
  return openTapes.length > 1;
}

/** Reports a call to every open tape. Operations without a gradient rule are not recorded, because gradients end there. */
export function record(
  operation: Operation,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  attributes: object,
): void {
  if (operation.gradient === undefined) return;
  for (const tape of openTapes) tape.record(operation, inputs, outputs, attributes);
}

/** Runs `body` with an open tape. */
export function withTape<Result>(tape: Tape, body: () => Result): Result {
  openTapes.push(tape);
  try {
    return whileRecorded(body);
  } finally {
    openTapes.pop();
  }
}
