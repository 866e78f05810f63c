/** One update of one variable, computed in one kernel where that is possible. */
import { fusedOperation, formulaOperands, isFormula, type FusedAttributes } from '../../ops/fused.js';
import { apply } from '../../ops/apply.js';
import type { Operation } from '../../ops/operation.js';
import { shapesEqual, SymbolicTensor, type Tensor, type Variable } from '../../tensor/index.js';
import type { KeptVariable } from '../kept-variable.js';

/** The slots of one variable by their names. */
export type Slots = Readonly<Record<string, KeptVariable>>;

/** What is the same for all variables in one step: scalars by their names. */
export type Scalars = Readonly<Record<string, Tensor>>;

/**
 * What an update starts from. To the compiler these are tensors; the first time they are formulas, so that what is elementwise becomes
 * one kernel. Shapes are asked of `target`.
 */
export interface UpdateTerms {
  readonly variable: Tensor;
  readonly gradient: Tensor;
  /** What the optimizer remembers of the variable, by name. */
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly learningRate: Tensor;
  /** The number of the update, from 1. */
  readonly step: Tensor;
  /** What `scalars` gave. */
  readonly scalars: Scalars;
  /** The variable that is updated: its shape, its path. */
  readonly target: Variable;
}

/** What the variable and the slots become. Slots that are not named keep their values. */
export interface Update {
  readonly variable: Tensor;
  readonly slots?: Readonly<Record<string, Tensor>> | undefined;
}

/** States an update by tensors or by formulas. */
export type UpdateRule = (
  terms: Pick<UpdateTerms, 'variable' | 'gradient' | 'slots'> & { readonly scalars: Scalars },
) => Update;

/** What one update reads. */
export interface UpdateInputs {
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly slots: Slots;
  readonly scalars: Scalars;
}

/** New values, and whether nobody else holds them. */
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

/** The kernel of a rule, or `undefined` if it holds an operation that is not elementwise. */
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

/** Any operation that is not elementwise refuses a formula. What is wrong besides shows when the rule is given tensors. */
function formulate(rule: UpdateRule, terms: Parameters<UpdateRule>[0]): Update | undefined {
  try {
    return rule(terms);
  } catch {
    return undefined;
  }
}

/** The update of one variable. Whether it is one kernel is decided when it is first computed. */
export class VariableUpdate {
  readonly #name: string;
  readonly #rule: UpdateRule;
  #kernel: Kernel | null | undefined;

  constructor(name: string, rule: UpdateRule) {
    this.#name = name;
    this.#rule = rule;
  }

  /** The new values. With `mayOverwrite` they may take the memory of slots that nobody else holds. */
  compute(inputs: UpdateInputs, mayOverwrite: boolean): Assignments {
    const kernel = (this.#kernel ??= kernelOf(this.#name, this.#rule, inputs) ?? null);
    return kernel === null ? this.#computeApart(inputs) : runKernel(kernel, inputs, mayOverwrite);
  }

  #computeApart({ variable, gradient, slots, scalars }: UpdateInputs): Assignments {
    const values = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.ownValue]));
    const { slots: next = {}, ...update } = this.#rule({ variable: variable.value, gradient, slots: values, scalars });
    // A value that is passed on unchanged may not come to look like memory that is free.
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
