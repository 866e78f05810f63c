/** The calls of a trace within a program, before memory is assigned. */
import type { Plan } from '../../kernel/plan.js';
import type { Lowering } from '../lowering.js';
import type { Operation } from '../operation.js';
import type { Cell } from './instructions.js';
import type { Buffer, Value } from './values.js';

export interface Step {
  readonly operation: Operation;
  readonly attributes: object;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** How the call is computed in the kernel memory; undefined if it is computed on arrays. */
  readonly lowering: Lowering | undefined;
  /** The kernel that computes the call, if it is known already where everything lies. */
  readonly placed?: PlacedKernel;
}

export interface PlacedKernel {
  readonly plan: Plan;
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
  readonly numbers: readonly Cell[];
}
