/** The calls of a trace within a program, before memory is assigned. */
import type { Lowering } from '../lowering.js';
import type { Operation } from '../operation.js';
import type { Value } from './values.js';

export interface Step {
  readonly operation: Operation;
  readonly attributes: object;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** How the call is computed in the kernel memory; undefined if it is computed on arrays. */
  readonly lowering: Lowering | undefined;
}
