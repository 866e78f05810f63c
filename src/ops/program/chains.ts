/** Joins elementwise calls of a program, and the broadcasts that they read, into chains: kernels that compute several calls in one pass. */
import { elementwiseProgram, type ElementwiseProgram } from '../../kernel/elementwise/elementwise-program.js';
import { canBeLinked, type Chain, type Source } from '../../kernel/chains/chain.js';
import { planChain } from '../../kernel/chains/chain-plan.js';
import { isWhole, repetitionOf, type Repetition } from '../../kernel/chains/repetition.js';
import { input } from '../../formula/expression.js';
import { rowMajorStrides } from '../../kernel/lattice.js';
import type { Plan } from '../../kernel/plan.js';
import { broadcastStrides } from '../broadcasting.js';
import type { KernelRun } from '../lowering.js';
import type { Ends } from './builder.js';
import type { Step } from './steps.js';
import type { Value } from './values.js';

/** A call that can be a link of a chain. */
interface Linkable {
  readonly step: Step;
  readonly index: number;
  readonly program: ElementwiseProgram;
  readonly length: number;
  /** The values that the formulas read, and how they are broadcast. */
  readonly reads: readonly { readonly value: Value; readonly repetition: Repetition }[];
  /** The numbers that its kernel takes; a value is read when the kernel runs. */
  readonly numbers: readonly (number | Value)[];
  /** Whether it is only or also a broadcast that takes a pass of its own otherwise. */
  readonly spreads: boolean;
}

/** Some calls that one kernel computes, in order; it takes the place of the last one. */
interface Group {
  readonly length: number;
  members: readonly Linkable[];
}

/** Kernels take so many arguments, because threads can pass no more; and so many calls, because longer kernels only take longer to compile. */
const [mostArguments, mostMembers] = [31, 32];

/** Calls on so few elements are joined even if they have nothing to do with each other: what they cost is the call. */
const fewElements = 16;

/** The steps with chains in the place of calls. */
export function joinChains(steps: readonly Step[], ends: Ends): readonly Step[] {
  const readers = readersOf(steps);
  const groups = new Map<Linkable, Group>();
  const makers = new Map<Value, Linkable>();
  let latestSmall: Group | undefined;

  /**
   * Whether calls can be computed together at the place of the last one, the call number `index`: nobody else reads a result before, and
   * no member needs a result of another one in any other way than element by element.
   */
  const canJoin = (members: readonly Linkable[], index: number): boolean => {
    const own = new Set(members.map(({ step }) => step));
    const results = new Set(members.flatMap(({ step }) => step.outputs));
    if (members.some((member) => readsOtherwise(member, results))) return false;
    let stored = 0;
    for (const result of results) {
      const others = (readers.get(result) ?? []).filter(({ step }) => !own.has(step));
      if (others.some((reader) => reader.index < index)) return false;
      if (others.length > 0 || ends.needed.has(result)) stored += 1;
    }
    const read = new Set(members.flatMap(({ reads }) => reads.map(({ value }) => value.imageRoot)));
    const numbers = members.flatMap((member) => member.numbers);
    const taken = [...read].filter((root) => !results.has(root)).length + numbers.length + stored + 1;
    // An array that is broadcast in two ways would be two arguments; such a chain runs on one thread.
    return taken <= mostArguments && members.length <= mostMembers;
  };

  steps.forEach((step, index) => {
    const linkable = linkableOf(step, index, ends);
    if (linkable === undefined) return;
    let group: Group = { length: linkable.length, members: [linkable] };
    const known = linkable.reads.flatMap(({ value }) => groups.get(makers.get(value.imageRoot)!) ?? []);
    if (linkable.length <= fewElements && latestSmall !== undefined) known.push(latestSmall);
    for (const other of new Set(known)) {
      if (other.length !== linkable.length) continue;
      const members = inOrder([...other.members, ...group.members]);
      if (!canJoin(members, index)) continue;
      group = { length: linkable.length, members };
    }
    for (const member of group.members) groups.set(member, group);
    for (const output of step.outputs) makers.set(output, linkable);
    if (linkable.length <= fewElements) latestSmall = group;
  });

  const replaced = new Map<Step, Step | undefined>();
  for (const group of new Set(groups.values())) {
    const { members } = group;
    if (members.length === 1 && !members[0]!.spreads) continue;
    const chain = chainStep(group, readers, ends);
    if (chain === undefined) continue;
    for (const { step } of members) replaced.set(step, undefined);
    replaced.set(members[members.length - 1]!.step, chain);
  }
  return steps.flatMap((step) => (replaced.has(step) ? (replaced.get(step) ?? []) : [step]));
}

type Readers = ReadonlyMap<Value, readonly { readonly step: Step; readonly index: number }[]>;

/** Which steps read a value. A step that only gives a value another shape is none. */
function readersOf(steps: readonly Step[]): Readers {
  const readers = new Map<Value, { step: Step; index: number }[]>();
  steps.forEach((step, index) => {
    if (step.lowering !== undefined && step.lowering.kind !== 'runs') return;
    for (const { imageRoot } of step.inputs) {
      const known = readers.get(imageRoot);
      if (known === undefined) readers.set(imageRoot, [{ step, index }]);
      else known.push({ step, index });
    }
  });
  return readers;
}

/** Without repetitions, in the order of the steps. */
const inOrder = (members: readonly Linkable[]): readonly Linkable[] =>
  [...new Set(members)].sort((a, b) => a.index - b.index);

const readsOtherwise = ({ reads, numbers }: Linkable, results: ReadonlySet<Value>): boolean =>
  reads.some(({ value, repetition }) => results.has(value.imageRoot) && !isWhole(repetition)) ||
  numbers.some((each) => typeof each !== 'number' && results.has(each.imageRoot));

/** The program that copies. */
const copy = (): ElementwiseProgram => elementwiseProgram([input(0)]);

function linkableOf(step: Step, index: number, { assigned }: Ends): Linkable | undefined {
  const { operation, inputs, outputs, lowering } = step;
  if (lowering?.kind !== 'runs') return undefined;
  const [output] = outputs;
  const length = output!.size;
  // The updates of variables are left alone; except sums of metrics and such.
  if (length > 1 && outputs.some((each) => assigned.has(each))) return undefined;
  const { runs } = lowering;
  if (operation.formula === undefined) {
    const [run] = runs;
    if (runs.length > 1 || 'plan' in run! || run!.fill !== undefined) return undefined;
    const { source, target, shape } = run!;
    if (source.start > 0 || target.start > 0 || rowMajorStrides(shape).some((each, i) => each !== target.strides[i]))
      return undefined;
    const repetition = repetitionOf(source.strides, shape);
    if (repetition === undefined || isWhole(repetition)) return undefined;
    const reads = [{ value: inputs[0]!, repetition }];
    return { step, index, program: copy(), length, reads, numbers: [], spreads: true };
  }
  const { program } = operation.formula;
  if (!canBeLinked(program)) return undefined;
  const reads = inputs.slice(0, program.options.inputCount).map((value) => ({
    value,
    repetition: repetitionOf(broadcastStrides(value.shape, output!.shape), output!.shape),
  }));
  if (!reads.every((read): read is Linkable['reads'][number] => read.repetition !== undefined)) return undefined;
  const { numbers = [] } = runs[runs.length - 1] as KernelRun;
  return {
    step,
    index,
    program,
    length,
    reads,
    numbers: numbers.map((each) => (typeof each === 'number' ? each : inputs[each.scalar]!)),
    spreads: runs.length > 1,
  };
}

/** The step that computes a group; undefined if there is no plan for it. */
function chainStep({ length, members }: Group, readers: Readers, { needed }: Ends): Step | undefined {
  const places = new Map<Value, { readonly link: number; readonly root: number }>();
  members.forEach(({ step }, link) => {
    step.outputs.forEach((output, root) => places.set(output, { link, root }));
  });
  const arrays: { readonly value: Value; readonly repetition: Repetition }[] = [];
  const sourceOf = (read: Linkable['reads'][number]): Source => {
    const root = read.value.imageRoot;
    const made = places.get(root);
    if (made !== undefined) return made;
    const known = arrays.findIndex(
      (each) => each.value.imageRoot === root && each.repetition.inner === read.repetition.inner,
    );
    return { array: known < 0 ? arrays.push(read) - 1 : known };
  };
  const links = members.map(({ program, reads }) => ({ program, sources: reads.map(sourceOf) }));
  const own = new Set(members.map(({ step }) => step));
  const results = [...places].filter(
    ([value]) => needed.has(value) || (readers.get(value) ?? []).some(({ step }) => !own.has(step)),
  );
  const chain: Chain = {
    length,
    arrays: arrays.map(({ repetition }) => repetition),
    links,
    outputs: results.map(([, place]) => place),
  };
  const plan: Plan | undefined = planChain(chain);
  if (plan === undefined) return undefined;
  const numbers = members.flatMap((member) => member.numbers);
  const scalars = [...new Set(numbers.filter((each) => typeof each !== 'number'))];
  const { operation } = members[members.length - 1]!.step;
  return {
    operation: { ...operation, name: members.map(({ step }) => step.operation.name).join(' + ') },
    attributes: {},
    inputs: [...arrays.map(({ value }) => value), ...scalars],
    outputs: results.map(([value]) => value),
    lowering: {
      kind: 'runs',
      runs: [
        {
          plan,
          inputs: arrays.map((_, index) => index),
          outputs: results.map((_, index) => arrays.length + scalars.length + index),
          numbers: numbers.map((each) =>
            typeof each === 'number' ? each : { scalar: arrays.length + scalars.indexOf(each) },
          ),
        },
      ],
    },
  };
}
