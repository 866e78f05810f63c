/**
 * Recurrences from formulas: a cell says how its states follow from products, and everything else is derived: the formulas of the
 * gradients, the values that the forward pass keeps for them, masks and dropout of the state.
 */
import { differentiate } from '../formula/derivative.js';
import type { Expression } from '../formula/expression.js';
import { applyPrimitive, constant, input, nodesInOrder, parameter, substitute } from '../formula/expression.js';
import { add, multiply, notEqual, select } from '../formula/primitives.js';
import { lowerForModule } from '../kernel/elementwise/elementwise-module.js';
import { elementwiseProgram, type Precision } from '../kernel/elementwise/elementwise-program.js';
import type { Place, Recurrence, StepProgram } from '../kernel/sequence/recurrence.js';
import { timesDerivative } from './elementwise-operation.js';
import { isArithmetic } from './fused.js';

/** An activation as a formula of `input(0)`, with its derivative, in which `input(1)` stands for the activation's value. */
export interface StepActivation {
  readonly expression: Expression;
  readonly derivative: Expression;
  readonly precision: Precision;
}

/** Computes an activation within the formulas of a step. */
export type Activate = (x: Expression) => Expression;

/** A cell: how a step's products become the next states. The output is the first state. */
export interface CellFormulas {
  readonly name: string;
  readonly slotCount: number;
  /** How many blocks the input kernel has; block i gives slot i. */
  readonly inputBlocks: number;
  /** The slot of each block of the recurrent kernel. */
  readonly recurrentSlots: readonly number[];
  readonly stateCount: number;
  next(
    slots: readonly Expression[],
    states: readonly Expression[],
    activate: Activate,
    activateGate: Activate,
  ): readonly Expression[];
}

/** What a sequence has besides its cell. */
export interface RecurrenceOptions {
  readonly activation: StepActivation;
  readonly gateActivation: StepActivation;
  /** What the output is at a step that a mask leaves out: that of the step before it, or zeros; undefined if there is no mask. */
  readonly masking?: 'repeat' | 'zeros' | undefined;
  /** Whether the state is multiplied by a constant array before it is multiplied by the recurrent kernel. */
  readonly dropsState: boolean;
}

const made = /* @__PURE__ */ new Map<string, Recurrence>();

/**
 * The recurrence of a cell. With a mask, the first extra array is 1 or 0 for each element of the output of each step, and the last state
 * but one that for dropout is the output. With `dropsState`, the next extra array is multiplied with the first state, and the product is the
 * last state.
 */
export function recurrenceOf(cell: CellFormulas, options: RecurrenceOptions): Recurrence {
  const { activation, gateActivation, masking, dropsState } = options;
  const activations = [activation, gateActivation].flatMap((each) => [
    each.expression.id,
    each.derivative.id,
    each.precision,
  ]);
  const key = [cell.name, ...activations, masking, dropsState].join(' ');
  let recurrence = made.get(key);
  if (recurrence === undefined) made.set(key, (recurrence = derive(made.size, cell, options)));
  return recurrence;
}

const known = /* @__PURE__ */ new WeakMap<Recurrence, boolean>();

/** Whether the kernels compute a recurrence for all inputs, and leave no elements to the evaluator. */
export function isCompiledWhole(recurrence: Recurrence): boolean {
  let isWhole = known.get(recurrence);
  if (isWhole === undefined) {
    // The other two programs are parts of these.
    const programs = [recurrence.keeping.program, recurrence.backwardFromOutputs.program];
    isWhole = programs.every(({ roots, options }) => lowerForModule(roots, options).machine.outOfRange.length === 0);
    known.set(recurrence, isWhole);
  }
  return isWhole;
}

/** The inputs of formulas while they are derived; in programs they are numbered anew. */
class Places {
  readonly #places: Place[] = [];
  readonly #known = new Map<string, Expression>();
  readonly #precision: Precision;

  constructor(precision: Precision) {
    this.#precision = precision;
  }

  get(kind: Place['kind'], index: number): Expression {
    const key = `${kind} ${index}`;
    let expression = this.#known.get(key);
    if (expression === undefined) {
      this.#known.set(key, (expression = input(this.#places.length)));
      this.#places.push({ kind, index });
    }
    return expression;
  }

  list(kind: Place['kind'], count: number): readonly Expression[] {
    return Array.from({ length: count }, (_, index) => this.get(kind, index));
  }

  of(expression: Expression): Place | undefined {
    return expression.content.kind === 'input' ? this.#places[expression.content.index] : undefined;
  }

  /** The program of formulas, whose inputs are those that they read. */
  program(roots: readonly Expression[]): StepProgram {
    const read = nodesInOrder(roots).filter(({ content }) => content.kind === 'input');
    const renumbered = new Map(read.map((place, index) => [place, input(index)]));
    const programRoots = roots.map((root) => substitute(root, renumbered));
    const lanes = isArithmetic(programRoots) ? ({ lanes: 'float32' } as const) : {};
    const program = elementwiseProgram(programRoots, { precision: this.#precision, ...lanes });
    return { program, reads: read.map((place) => this.of(place)!) };
  }
}

/** An activation's value within a formula: what it is the activation of, and its derivative there. */
interface Activated {
  readonly operand: Expression;
  readonly derivative: Expression;
}

function derive(id: number, cell: CellFormulas, options: RecurrenceOptions): Recurrence {
  const { slotCount, inputBlocks, recurrentSlots } = cell;
  const { activation, gateActivation } = options;
  const places = new Places(activation.precision === 'full' || gateActivation.precision === 'full' ? 'full' : 'value');
  const activated = new Map<Expression, Activated>();
  const activateWith =
    ({ expression, derivative }: StepActivation): Activate =>
    (operand) => {
      const value = substitute(expression, new Map([[input(0), operand]]));
      const inTerms = new Map([
        [input(0), operand],
        [input(1), value],
      ]);
      if (value !== operand) activated.set(value, { operand, derivative: substitute(derivative, inTerms) });
      return value;
    };
  const slots = places.list('slot', slotCount);
  const states = places.list('old', cell.stateCount);
  const fresh = cell.next(slots, states, activateWith(activation), activateWith(gateActivation));
  const next = [...fresh];
  const extras: Recurrence['extras'][number][] = [];
  let output = 0;
  let multiplied = 0;
  if (options.masking !== undefined) {
    const isKept = notEqual(places.get('extra', extras.push('each step') - 1), 0);
    output = next.length;
    const otherwise = options.masking === 'zeros' ? constant(0) : places.get('old', output);
    fresh.forEach((value, state) => (next[state] = select(isKept, value, states[state]!)));
    next.push(select(isKept, fresh[0]!, otherwise));
  }
  if (options.dropsState)
    multiplied = next.push(multiply(next[0]!, places.get('extra', extras.push('all steps') - 1))) - 1;

  const gradients = (hasOutput: boolean): readonly (Expression | undefined)[] => {
    const upstream = next.map((root, state): [Expression, Expression] => {
      const arriving = places.get('upstream', state);
      return [root, hasOutput && state === output ? add(arriving, places.get('output', 0)) : arriving];
    });
    const all = adjoints(upstream, activated);
    return [...slots, ...next.map((_, state) => places.get('old', state))].map((place) => all.get(place));
  };
  // What the formulas of the gradients read is the same with and without a gradient from the outputs.
  const ofStates = gradients(false).slice(slotCount);
  const direct = [...ofStates.keys()].filter((state) => ofStates[state] !== undefined);
  const kept: Expression[] = [];
  const backward = (hasOutput: boolean): StepProgram => {
    const all = gradients(hasOutput);
    const roots = [...all.slice(0, slotCount), ...direct.map((state) => all[slotCount + state])];
    return places.program(inKeptValues(roots as readonly Expression[], next, activated, places, kept));
  };
  const [backwardAlone, backwardFromOutputs] = [backward(false), backward(true)];
  return {
    id,
    slotCount,
    inputBlocks,
    recurrentSlots,
    stateCount: next.length,
    multiplied,
    output,
    extras,
    forward: places.program(next),
    keptCount: kept.length,
    keeping: places.program([...next, ...kept]),
    backward: backwardAlone,
    backwardFromOutputs,
    direct,
  };
}

/** The gradients of all nodes of some formulas, from the gradients that arrive at the formulas: differentiation in reverse. */
function adjoints(
  upstream: readonly (readonly [root: Expression, gradient: Expression])[],
  activated: ReadonlyMap<Expression, Activated>,
): ReadonlyMap<Expression, Expression> {
  const gradients = new Map<Expression, Expression>();
  const contribute = (node: Expression, gradient: Expression): void => {
    if (gradient.constantValue === 0) return;
    const others = gradients.get(node);
    gradients.set(node, others === undefined ? gradient : add(others, gradient));
  };
  for (const [root, gradient] of upstream) contribute(root, gradient);
  for (const node of nodesInOrder(upstream.map(([root]) => root)).reverse()) {
    const gradient = gradients.get(node);
    if (gradient === undefined) continue;
    const known = activated.get(node);
    if (known !== undefined) {
      contribute(known.operand, timesDerivative(gradient, known.derivative));
    } else if (node.content.kind === 'apply') {
      const { primitive, operands } = node.content;
      // A condition stands for itself, because nothing else can be in its place.
      const places = operands.map((operand, index) => (operand.isCondition ? operand : parameter(`operand ${index}`)));
      const bound = new Map(places.map((place, index) => [place, operands[index]!]));
      operands.forEach((operand, index) => {
        if (operand.isCondition) return;
        const partial = substitute(differentiate(applyPrimitive(primitive, places), places[index]!), bound);
        contribute(operand, timesDerivative(gradient, partial));
      });
    }
  }
  return gradients;
}

/**
 * The formulas of gradients in terms of what is at hand when they are computed: states, and values that the forward pass keeps, which are
 * added to `kept`.
 */
function inKeptValues(
  roots: readonly Expression[],
  next: readonly Expression[],
  activated: ReadonlyMap<Expression, Activated>,
  places: Places,
  kept: Expression[],
): readonly Expression[] {
  const keep = (value: Expression): Expression => {
    if (!kept.includes(value)) kept.push(value);
    return places.get('kept', kept.indexOf(value));
  };
  const known = new Map<Expression, Expression>();
  next.forEach((value, state) => {
    if (value.content.kind === 'apply') known.set(value, places.get('new', state));
  });
  for (const value of nodesAbove(roots, known, activated)) if (activated.has(value)) known.set(value, keep(value));
  const read = nodesAbove(roots, known, activated).filter((node) => places.of(node)?.kind === 'slot');
  for (const slot of read) known.set(slot, keep(slot));
  return roots.map((root) => substitute(root, known));
}

/** The nodes that formulas are made of, as far as they have to be computed from known values and values of activations. */
function nodesAbove(
  roots: readonly Expression[],
  known: ReadonlyMap<Expression, unknown>,
  activated: ReadonlyMap<Expression, unknown>,
): Expression[] {
  const found = new Set<Expression>();
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (found.has(node) || known.has(node)) continue;
    found.add(node);
    if (node.content.kind === 'apply' && !activated.has(node)) waiting.push(...node.content.operands);
  }
  return [...found];
}
