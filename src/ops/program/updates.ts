/**
 * Joins the updates of variables that one formula computes: as one kernel, over memory in which the variables lie one after the other, and
 * their slots and gradients likewise.
 */
import { planElementwise } from '../../kernel/elementwise/elementwise-plan.js';
import { roundUp } from '../../kernel/plan.js';
import { numbersOf, type KernelRun } from '../lowering.js';
import type { Rewriting, Surroundings } from './builder.js';
import { Resident } from './residents.js';
import { Row } from './rows.js';
import type { PlacedKernel, Step } from './steps.js';
import { Buffer, bufferBytes, type Value } from './values.js';

/** Variables with more elements are updated by themselves: a call takes less than a hundredth of that, and gradients would wait together. */
const mostElements = 1 << 14;

/** The update of a variable: a step that overwrites a variable and its slots. */
interface Update {
  readonly step: Step;
  readonly run: KernelRun;
  readonly length: number;
  /** What the kernel reads: the memory of variables, and one or more gradients, which have no memory yet. */
  readonly reads: readonly (Resident | Value)[];
  /** For each output, which of these it overwrites. */
  readonly places: readonly number[];
}

/** The steps, with one in the place of several updates that follow each other. */
export const joinUpdates: Rewriting = (steps, surroundings) => {
  const lastUses = new Map<Value, number>();
  steps.forEach(({ inputs }, index) => {
    for (const { imageRoot } of inputs) lastUses.set(imageRoot, index);
  });
  for (const root of surroundings.needed) lastUses.set(root, Infinity);
  const joined: Step[] = [];
  let groups: Update[][] = [];
  const close = (): void => {
    for (const group of groups) joined.push(...joinedStep(group, surroundings));
    groups = [];
  };
  steps.forEach((step, index) => {
    const update = updateOf(step, (root) => lastUses.get(root) === index, surroundings);
    if (update === undefined) {
      close();
      joined.push(step);
      return;
    }
    // The updates that follow each other read and write nothing in common, so that their order does not matter.
    const group = groups.find(([first]) => areAlike(first!, update));
    if (group === undefined) groups.push([update]);
    else group.push(update);
  });
  close();
  return joined;
};

function updateOf(step: Step, isLast: (root: Value) => boolean, { targets }: Surroundings): Update | undefined {
  const { operation, inputs, outputs, lowering } = step;
  if (operation.formula === undefined || lowering?.kind !== 'runs') return undefined;
  const [run] = lowering.runs;
  if (lowering.runs.length > 1 || !('plan' in run!)) return undefined;
  const { units: length, inPlace } = run.plan;
  if (inPlace?.length !== run.inputs.length) return undefined;
  const roots = run.inputs.map((place) => inputs[place]!.imageRoot);
  const isFree = (root: Value): boolean =>
    root.size === length &&
    isLast(root) &&
    (root.buffer instanceof Resident || !(root.buffer !== undefined || root.hasArray || targets.has(root)));
  if (!roots.every(isFree) || new Set(roots).size < roots.length) return undefined;
  const reads = roots.map((root) => (root.buffer instanceof Resident ? root.buffer : root));
  const places = outputs.map((output) => reads.indexOf(targets.get(output)?.resident as Resident));
  return places.includes(-1) ? undefined : { step, run, length, reads, places };
}

const areAlike = (a: Update, b: Update): boolean =>
  Math.max(a.length, b.length) <= mostElements &&
  a.step.operation === b.step.operation &&
  a.reads.every((read, i) => read instanceof Resident === b.reads[i] instanceof Resident) &&
  a.places.join() === b.places.join() &&
  numbersOf(b.run, b.step.inputs).every((cell, i) => Object.is(cell, numbersOf(a.run, a.step.inputs)[i]));

/** One step for several updates; or their steps, if a variable has to lie elsewhere for another program. */
function joinedStep(updates: readonly Update[], { holdings, makeBuffer }: Surroundings): readonly Step[] {
  const steps = updates.map(({ step }) => step);
  const { reads, places, run, step } = updates[0]!;
  const columns = reads.map((_, column) => updates.map((update) => update.reads[column]!));
  if (
    updates.length === 1 ||
    !columns.every((column) => Row.canHold(column.filter((each) => each instanceof Resident)))
  ) {
    return steps;
  }
  let bytes = 0;
  const offsets = updates.map(({ length }) => {
    const offset = bytes;
    bytes += roundUp(bufferBytes(length), 64);
    return offset;
  });
  const length = offsets[offsets.length - 1]! / 4 + updates[updates.length - 1]!.length;
  const buffers = columns.map((column): Buffer => {
    if (column.every((each) => each instanceof Resident)) {
      const row = Row.of(column, length, offsets);
      holdings.keep(0, () => {
        row.programs -= 1;
      });
      return row;
    }
    const gradients = makeBuffer(length);
    (column as readonly Value[]).forEach((gradient, i) => {
      const part = new Buffer(gradient.size);
      part.within = gradients;
      part.address = offsets[i]!;
      gradient.buffer = part;
    });
    return gradients;
  });
  const { program } = step.operation.formula!;
  const placed: PlacedKernel = {
    plan: planElementwise(program, { length, inputLengths: reads.map(() => length), elements: 'float32' }),
    reads: buffers,
    writes: places.map((place) => buffers[place]!),
    numbers: numbersOf(run, step.inputs),
  };
  const together = (values: (step: Step) => readonly Value[]): Value[] => steps.flatMap(values);
  // Without a formula, so that nobody takes it for one of a single variable.
  const operation = { ...step.operation, formula: undefined };
  return [
    {
      ...step,
      operation,
      inputs: together(({ inputs }) => inputs),
      outputs: together(({ outputs }) => outputs),
      placed,
    },
  ];
}
