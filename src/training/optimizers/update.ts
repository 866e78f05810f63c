/** Computes the update of one variable, in a single kernel if possible. */
import { fusedOperation, formulaOperands, isFormula, type FusedAttributes } from '../../ops/fused.js';
import { apply } from '../../ops/apply.js';
import type { Operation } from '../../ops/operation.js';
import { shapesEqual, SymbolicTensor, type Tensor, type Variable } from '../../tensor/index.js';
import type { KeptVariable } from '../kept-variable.js';

/** The slots of one variable by their names. */
export type Slots = Readonly<Record<string, KeptVariable>>;

/** Scalars that are the same for all variables in a step, by name. */
export type Scalars = Readonly<Record<string, Tensor>>;

/**
 * The arguments of an update. Their types say that these are tensors, but in the first call they are formulas, so that elementwise updates
 * can become one kernel. Shapes have to be read from `target`.
 */
export interface UpdateTerms {
  readonly variable: Tensor;
  readonly gradient: Tensor;
  /** The slots of the variable, by name. */
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly learningRate: Tensor;
  /** The number of the update, from 1. */
  readonly step: Tensor;
  /** The result of `scalars`. */
  readonly scalars: Scalars;
  /** The variable that is updated, for its shape and path. */
  readonly target: Variable;
}

/** The new values of the variable and its slots. Slots that are not listed are not changed. */
export interface Update {
  readonly variable: Tensor;
  readonly slots?: Readonly<Record<string, Tensor>> | undefined;
}

/** Computes an update, with tensors or with formulas. */
export type UpdateRule = (
  terms: Pick<UpdateTerms, 'variable' | 'gradient' | 'slots'> & { readonly scalars: Scalars },
) => Update;

/** The inputs of one update. */
export interface UpdateInputs {
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly slots: Slots;
  readonly scalars: Scalars;
}

/** The new values, and whether no other code holds them. */
export interface Assignments {
  readonly variable: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

interface Kernel {
  readonly operation: Operation<FusedAttributes, 'several'>;
  readonly slotNames: readonly string[];
  /** The slots that change, in the order of the outputs after the variable. */
  readonly changed: readonly string[];
  readonly scalarNames: readonly string[];
}

/** The kernel of a rule; `undefined` if the rule uses an operation that is not elementwise. */
function kernelOf(name: string, rule: UpdateRule, { variable, slots, scalars }: UpdateInputs): Kernel | undefined {
  const isAlike = ({ shape, dtype }: Variable): boolean =>
    dtype === variable.dtype && shapesEqual(shape, variable.shape);
  if (!Object.values(slots).every(isAlike)) return undefined;
  const slotNames = Object.keys(slots);
  const scalarNames = Object.keys(scalars);
  const leaves = formulaOperands(2 + slotNames.length, scalarNames);
  const slotLeaves = Object.fromEntries(slotNames.map((each, i) => [each, leaves.arrays[i + 2]!]));
  const update = formulate(rule, {
    variable: leaves.arrays[0] as never,
    gradient: leaves.arrays[1] as never,
    slots: slotLeaves as never,
    scalars: leaves.scalars as never,
  });
  if (update === undefined) return undefined;
  const next = { ...slotLeaves, ...(update.slots as never as typeof slotLeaves | undefined) };
  const changed = slotNames.filter((each) => next[each] !== slotLeaves[each]);
  const roots = [update.variable as unknown, ...changed.map((each) => next[each])];
  if (!roots.every(isFormula)) return undefined;
  const operation = fusedOperation({
    name,
    where: `optimizer ${name}`,
    arrayCount: leaves.arrays.length,
    scalars: scalarNames,
    roots,
    roundsEach: true,
  });
  return { operation, slotNames, changed, scalarNames };
}

/**
 * The rule applied to formulas. An operation that is not elementwise throws, which means that there is no kernel. Any other mistake in the
 * rule will show when it is called with tensors.
 */
function formulate(rule: UpdateRule, terms: Parameters<UpdateRule>[0]): Update | undefined {
  try {
    return rule(terms);
  } catch {
    return undefined;
  }
}

/** The update of one variable. The first computation decides whether it is one kernel. */
export class VariableUpdate {
  readonly #name: string;
  readonly #rule: UpdateRule;
  #kernel: Kernel | null | undefined;

  constructor(name: string, rule: UpdateRule) {
    this.#name = name;
    this.#rule = rule;
  }

  /** Computes the new values. With `mayOverwrite` they may reuse the memory of slots whose values no other code holds. */
  compute(inputs: UpdateInputs, mayOverwrite: boolean): Assignments {
    const kernel = (this.#kernel ??= kernelOf(this.#name, this.#rule, inputs) ?? null);
    return kernel === null ? this.#computeApart(inputs) : runKernel(kernel, inputs, mayOverwrite);
  }

  #computeApart({ variable, gradient, slots, scalars }: UpdateInputs): Assignments {
    const values = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.ownValue]));
    const { slots: next = {}, ...update } = this.#rule({ variable: variable.value, gradient, slots: values, scalars });
    // A value that is returned unchanged is not assigned, because assigning would mark its memory as free to overwrite.
    const changed = Object.entries(next).filter(([name, value]) => value !== values[name]);
    return { variable: update.variable, slots: Object.fromEntries(changed) };
  }
}

function runKernel(
  { operation, slotNames, changed, scalarNames }: Kernel,
  { variable, gradient, slots, scalars }: UpdateInputs,
  mayOverwrite: boolean,
): Assignments {
  const values = slotNames.map((name) => slots[name]!.ownValue);
  const isTraced = [variable.value as unknown, gradient].some((each) => each instanceof SymbolicTensor);
  const overwritten =
    mayOverwrite && !isTraced
      ? [-1, ...changed.map((name) => (slots[name]!.isSeen ? -1 : slotNames.indexOf(name) + 2))]
      : undefined;
  const operands = [variable.value, gradient, ...values, ...scalarNames.map((name) => scalars[name]!)];
  const [next, ...others] = apply<readonly Tensor[], FusedAttributes>(
    operation,
    operands,
    overwritten === undefined ? {} : { overwritten },
  );
  return { variable: next!, slots: Object.fromEntries(changed.map((name, i) => [name, others[i]!])) };
}
