import { StateError } from '../../errors/index.js';
import { uniqueName } from '../../objects/naming.js';
import {
  gatherKnown,
  configured,
  defaulted,
  finiteNumber,
  flag,
  integerOfAtLeast,
  numberOfAtLeastZero,
  optional,
  type OptionsOf,
  type OptionTable,
  positiveInteger,
  positiveNumber,
  rate,
  checkOptionsObject,
  readOptions,
  text,
  writeConfig,
} from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import { add, divide, floor, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { equal, logicalAnd, notEqual, where } from '../../ops/comparison.js';
import { zerosLike } from '../../ops/creation.js';
import type { Tensor } from '../../tensor/index.js';
import { type DType, type Variable } from '../../tensor/index.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';
import { serializeInstance } from '../../objects/serialization.js';
import { snakeCase } from '../../objects/spelling.js';
import { KeptVariable, keptVariable, type FirstValue, type KeptVariableOptions } from '../kept-variable.js';
import { checkClipping, clipped, gradientScales, type Clipping } from './clipping.js';
import { updatePairs, type OptionalGradient, type UpdatePair } from './gradients.js';
import { currentLearningRate, readLearningRate, scheduledLearningRate, type LearningRate } from './learning-rate.js';
import { LearningRateSchedule } from './schedules/learning-rate-schedule.js';
import { VariableUpdate, type Scalars, type Update, type UpdateTerms } from './update.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** The options of every optimizer. */
const sharedOptions = () => ({
  /** The name; by default it follows from that of the class. */
  name: optional(text()),
  /** The share, times the learning rate, by which weights shrink before each update. */
  weightDecay: optional(numberOfAtLeastZero()),
  /** The largest Euclidean norm of each gradient. */
  clipnorm: optional(positiveNumber()),
  /** The largest Euclidean norm of all gradients together. */
  globalClipnorm: optional(positiveNumber()),
  /** The largest absolute value of each element of a gradient. */
  clipvalue: optional(positiveNumber()),
  /** Whether a moving average of each weight is kept, which replaces the weight when training ends. */
  useEma: flag(false),
  /** The share of the moving average that is kept in each update. */
  emaMomentum: defaulted(rate(), 0.99),
  /** After how many updates moving averages replace the weights during training; `null` for never. */
  emaOverwriteFrequency: optional(positiveInteger()),
  /** The factor of the loss before gradients are computed; the gradients are divided by it. */
  lossScaleFactor: optional(finiteNumber()),
  /** The number of steps whose gradients are averaged for an update. */
  gradientAccumulationSteps: optional(integerOfAtLeast(2)),
});

/** The options of every optimizer, besides its own. */
export type OptimizerOptions = OptionsOf<ReturnType<typeof sharedOptions>>;

/** The variables that are excluded from weight decay. */
export interface WeightDecayExclusion {
  /** The variables that are excluded. */
  readonly varList?: readonly Variable[] | undefined;
  /** Parts of names, or patterns: every variable whose name contains one is excluded. */
  readonly varNames?: readonly string[] | undefined;
}

/** What is known in a step before the variables are updated one by one. */
export interface StepTerms {
  readonly learningRate: Tensor;
  /** The number of the update, from 1, as a floating-point tensor. */
  readonly step: Tensor;
}

/**
 * The base of optimizers. A subclass makes the slots of each variable in `createSlots`, and computes one update in `update`, with
 * operations. If all of these are elementwise, one kernel computes the new values of the variable and all its slots in one pass.
 *
 * @example
 * import { ops, optimizers, tensor, Variable } from 'hillock';
 * class SignDescent extends optimizers.Optimizer {
 *   protected override update({ variable, gradient, learningRate }: optimizers.UpdateTerms) {
 *     return { variable: ops.subtract(variable, ops.multiply(learningRate, ops.sign(gradient))) };
 *   }
 * }
 * const w = new Variable([3, 3]);
 * new SignDescent({ learningRate: 0.5 }).apply([tensor([0.1, -7])], [w]);
 * w.value // → array([2.5, 3.5], dtype=float32)
 */
export abstract class Optimizer {
  static optionTable(): OptionTable {
    return sharedOptions();
  }

  /** Makes an instance from a config that `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Optimizer {
    return fromConfig(this as never, config, options);
  }

  readonly name: string;
  readonly weightDecay: number | null;
  readonly clipping: Clipping;
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | null;
  lossScaleFactor: number | null;
  readonly gradientAccumulationSteps: number | null;
  readonly #iteration: KeptVariable;
  readonly #kept: KeptVariable[] = [];
  readonly #slots = new Map<Variable, Record<string, KeptVariable>>();
  readonly #updates = new Map<Variable, VariableUpdate>();
  #learningRate: KeptVariable | Exclude<LearningRate, number>;
  #trained: ReadonlySet<Variable> | undefined;
  #exclusion: WeightDecayExclusion = {};
  /** Whether the current step changes anything, if that depends on a tensor; undefined if it always does. */
  #condition: Tensor | undefined;

  constructor(...given: [options?: (OptimizerOptions & { learningRate?: LearningRate | undefined }) | undefined]) {
    const className = classNameOf(new.target);
    const table = sharedOptions();
    const options = gatherKnown(className, [], given, ['learningRate', ...Object.keys(table)]);
    const { learningRate = 0.001 } = options as { readonly learningRate?: LearningRate };
    const values = readOptions(className, table, options);
    checkClipping(className, values);
    this.name = values.name ?? uniqueName(snakeCase(className));
    this.weightDecay = values.weightDecay;
    this.clipping = values;
    this.useEma = values.useEma;
    this.emaMomentum = values.emaMomentum;
    this.emaOverwriteFrequency = values.emaOverwriteFrequency;
    this.lossScaleFactor = values.lossScaleFactor;
    this.gradientAccumulationSteps = values.gradientAccumulationSteps;
    this.#iteration = this.addVariable({ name: 'iteration', dtype: 'int32' });
    this.#learningRate = this.addVariable({ name: 'learning_rate' });
    this.learningRate = learningRate;
  }

  /** Computes an update, with operations. */
  protected abstract update(terms: UpdateTerms): Update;

  /** Makes the slots of all variables, with `addSlots`. By default there are none. */
  protected createSlots(_variables: readonly Variable[]): void {}

  /** Scalars that all updates of a step share, computed with operations. */
  protected scalars(_terms: StepTerms): Scalars {
    return {};
  }

  /** The share by which a variable shrinks, before it is multiplied by the learning rate; `null` for none. */
  protected weightDecayOf(variable: Variable): number | null {
    return this.isDecaying(variable) ? this.weightDecay : null;
  }

  /** Whether weight decay applies to a variable. */
  protected isDecaying(variable: Variable): boolean {
    const { varList = [], varNames = [] } = this.#exclusion;
    return !varList.includes(variable) && !varNames.some((name) => new RegExp(name).test(variable.name));
  }

  get built(): boolean {
    return this.#trained !== undefined;
  }

  /** The number of updates done. */
  get iterations(): number {
    return Math.floor((this.#iteration.held.data[0] as number) / (this.gradientAccumulationSteps ?? 1));
  }

  /** The current learning rate, a float32 number. It can be set at any time to a number, a schedule or a function. */
  get learningRate(): number {
    if (!(this.#learningRate instanceof KeptVariable)) return currentLearningRate(this.#learningRate, this.iterations);
    return this.#learningRate.held.data[0] as number;
  }

  set learningRate(learningRate: LearningRate) {
    const where = `optimizer "${this.name}"`;
    const next = readLearningRate(where, learningRate);
    if (typeof next !== 'number') {
      const known = this.#learningRate;
      if (known instanceof KeptVariable) this.#kept.splice(this.#kept.indexOf(known), 1);
      this.#learningRate = next;
    } else if (this.#learningRate instanceof KeptVariable) {
      this.#learningRate.assign(next);
    } else {
      throw new StateError({
        where,
        expected: 'a learning rate that can be set to a number',
        received: { learningRate: next },
        hint: 'It follows a schedule. Set another schedule, or make the optimizer with a number',
      });
    }
  }

  /** The schedule or function of the learning rate; null if it is a number. */
  get learningRateSchedule(): Exclude<LearningRate, number> | null {
    return this.#learningRate instanceof KeptVariable ? null : this.#learningRate;
  }

  /** The variables: iteration, learning rate and slots, in Keras's order. */
  get variables(): Variable[] {
    return [...this.#kept];
  }

  /** Computes variables that a file does not contain, if they follow from the number of steps. Others keep their initial values. */
  completeState(_restored: ReadonlySet<Variable>): void {}

  /** The sizes of the optimizer's variables, which are known without reading these. */
  get variableSizes(): { size: number; dtype: DType }[] {
    return this.variables.map(({ size, dtype }) => ({ size, dtype }));
  }

  /** The variables that the optimizer was built for. */
  protected get trainedVariables(): readonly Variable[] {
    return [...(this.#trained ?? [])];
  }

  /** The moving averages of the variables, with `useEma`. */
  get averages(): [variable: Variable, average: Variable][] {
    return this.trainedVariables.flatMap((variable): [Variable, Variable][] => {
      const average = this.#slots.get(variable)?.['average'];
      return average === undefined ? [] : [[variable, average]];
    });
  }

  /** Excludes some variables from weight decay. It has to be called before the first update. */
  excludeFromWeightDecay(exclusion: WeightDecayExclusion): void {
    const where = `optimizer "${this.name}".excludeFromWeightDecay`;
    checkArgumentCount(where, arguments, 1);
    if (this.built) {
      const expected = 'an optimizer that is not built yet';
      throw new StateError({ where, expected });
    }
    checkOptionsObject(where, exclusion, ['varList', 'varNames']);
    this.#exclusion = exclusion;
  }

  /** Makes a variable of the optimizer. */
  protected addVariable(options: KeptVariableOptions): KeptVariable {
    checkArgumentCount(`${this.name}.addVariable`, arguments, 1);
    return this.keep(keptVariable(this.name, options));
  }

  /** Makes a variable of the optimizer with the shape and dtype of another variable. */
  protected addVariableFromReference(
    { path, shape, dtype }: Variable,
    { name = 'var', ...options }: Pick<KeptVariableOptions, 'name' | 'initializer'> = {},
  ): KeptVariable {
    checkArgumentCount(`${this.name}.addVariableFromReference`, arguments, 2);
    return this.addVariable({ shape, dtype, ...options, name: `${path.replaceAll('/', '_')}_${name}` });
  }

  /** Adds a variable to those of the optimizer. */
  protected keep(variable: KeptVariable): KeptVariable {
    this.#kept.push(variable);
    return variable;
  }

  /** For each variable, makes a slot with each of these names. */
  protected addSlots(
    variables: readonly Variable[],
    names: Readonly<Record<string, FirstValue>> | readonly string[],
  ): void {
    const initializers: Readonly<Record<string, FirstValue>> = Array.isArray(names)
      ? Object.fromEntries((names as readonly string[]).map((name) => [name, 0]))
      : (names as Readonly<Record<string, FirstValue>>);
    for (const variable of variables) {
      for (const [name, initializer] of Object.entries(initializers)) {
        this.setSlot(variable, name, this.addVariableFromReference(variable, { name, initializer }));
      }
    }
  }

  /** Makes a variable of the optimizer the slot of another variable, under a name. */
  protected setSlot(variable: Variable, name: string, slot: KeptVariable): void {
    const slots = this.#slots.get(variable);
    if (slots === undefined) this.#slots.set(variable, { [name]: slot });
    else slots[name] = slot;
  }

  /** Makes the slots of the variables to be trained. The first `apply` calls it. */
  build(variables: readonly Variable[]): void {
    checkArgumentCount(`${this.name}.build`, arguments, 1);
    if (this.#trained !== undefined) return;
    if (this.useEma) this.addSlots(variables, ['average']);
    if (this.gradientAccumulationSteps !== null) this.addSlots(variables, ['gradient_accumulator']);
    this.createSlots(variables);
    this.#trained = new Set(variables);
  }

  /** Changes each variable by its gradient. Variables without a gradient are not changed. */
  apply(gradients: readonly OptionalGradient[], variables: readonly Variable[] = this.trainedVariables): void {
    checkArgumentCount(`${this.name}.apply`, arguments, 2);
    this.applyIf(undefined, gradients, variables);
  }

  /** `apply` for pairs of a gradient and its variable. */
  applyGradients(pairs: Iterable<readonly [gradient: OptionalGradient, variable: Variable]>): void {
    checkArgumentCount(`${this.name}.applyGradients`, arguments, 1);
    const list = [...pairs];
    this.apply(
      list.map(([gradient]) => gradient),
      list.map(([, variable]) => variable),
    );
  }

  /** `apply`, but nothing changes if the condition, a scalar, is false. */
  applyIf(condition: Tensor | undefined, gradients: readonly OptionalGradient[], variables: readonly Variable[]): void {
    if (gradients.length === 0) return;
    const pairs = updatePairs(`optimizer "${this.name}".apply`, gradients, variables, this.#trained);
    this.build(variables);
    const { lossScaleFactor: scale, gradientAccumulationSteps: steps } = this;
    const unscaled =
      scale === null ? pairs : pairs.map(({ variable, gradient }) => ({ variable, gradient: divide(gradient, scale) }));
    this.whereHolds(condition, () => {
      if (steps === null) this.#updateAll(unscaled);
      else this.#accumulate(unscaled, steps);
      if (this.useEma) this.#average();
      for (const { variable } of pairs) {
        const { constraint } = variable;
        if (constraint !== null) this.assign(variable, constraint(variable.value));
      }
      this.countStep();
    });
  }

  /** The loss multiplied by the factor with which its gradients are to be computed. */
  scaleLoss(loss: Tensor): Tensor {
    return this.lossScaleFactor === null ? loss : multiply(loss, this.lossScaleFactor);
  }

  /** Gives the variables their final values when training ends: with `useEma`, their moving averages. */
  finalizeVariableValues(variables: readonly Variable[]): void {
    if (!this.useEma) return;
    for (const variable of variables) {
      const average = this.#slots.get(variable)?.['average'];
      if (average !== undefined) variable.assign(average.value);
    }
  }

  /** The config, as Keras writes it. */
  getConfig(): Record<string, unknown> {
    const { name, ...shared } = writeConfig(sharedOptions(), {
      ...this,
      ...this.clipping,
      name: this.name,
      weightDecay: this.weightDecay,
    });
    return { name, learning_rate: this.#learningRateConfig(), ...shared };
  }

  #learningRateConfig(): unknown {
    const schedule = this.#learningRate;
    if (schedule instanceof KeptVariable) return this.learningRate;
    if (schedule instanceof LearningRateSchedule) return serializeInstance(schedule);
    return { module: 'builtins', class_name: 'function', config: schedule.name, registered_name: 'function' };
  }

  /** Assigns a value to a variable, if the condition of the step is true. */
  protected assign(variable: Variable, value: Tensor): void {
    if (this.#condition !== undefined) variable.adopt(where(this.#condition, value, variable.value));
    else if (variable instanceof KeptVariable) variable.replace(value);
    else variable.adopt(value);
  }

  /** Runs `body`; what it assigns counts only if the condition is true. */
  protected whereHolds(condition: Tensor | undefined, body: () => void): void {
    const outer = this.#condition;
    if (condition !== undefined) this.#condition = outer === undefined ? condition : logicalAnd(outer, condition);
    try {
      body();
    } finally {
      this.#condition = outer;
    }
  }

  /** Adds 1 to the number of steps. */
  protected countStep(): void {
    this.assign(this.#iteration, add(this.#iteration.ownValue, 1));
  }

  /** The number of updates done, as a floating-point tensor. */
  #updatesDone(): Tensor {
    const steps: Tensor = cast(this.#iteration.ownValue, 'float32');
    return this.gradientAccumulationSteps === null ? steps : floor(divide(steps, this.gradientAccumulationSteps));
  }

  #updateAll(pairs: readonly UpdatePair[]): void {
    const learningRate =
      this.#learningRate instanceof KeptVariable
        ? this.#learningRate.ownValue
        : scheduledLearningRate(`optimizer "${this.name}"`, this.#learningRate, this.#iteration.ownValue);
    const step: Tensor = add(this.#updatesDone(), 1);
    const scalars = { learningRate, step, ...this.scalars({ learningRate, step }) };
    const scales = gradientScales(
      pairs.map(({ gradient }) => gradient),
      this.clipping,
    );
    pairs.forEach(({ variable, gradient }, i) => {
      const slots = this.#slots.get(variable) ?? {};
      const scale = scales?.[i];
      const inputs = { variable, gradient, slots, scalars: scale === undefined ? scalars : { ...scalars, scale } };
      const { variable: next, slots: nextSlots } = this.#updateOf(variable).compute(
        inputs,
        this.#condition === undefined,
      );
      this.assign(variable, next);
      for (const [name, value] of Object.entries(nextSlots)) this.assign(slots[name]!, value);
    });
  }

  #updateOf(target: Variable): VariableUpdate {
    let update = this.#updates.get(target);
    if (update === undefined) {
      update = new VariableUpdate(classNameOf(this.constructor), ({ variable, gradient, slots, scalars }) => {
        const { learningRate, step, scale, ...own } = scalars as Scalars & StepTerms;
        return this.update({
          variable: this.#decayed(variable, learningRate, target),
          gradient: clipped(gradient, this.clipping, scale),
          slots,
          learningRate,
          step,
          scalars: own,
          target,
        });
      });
      this.#updates.set(target, update);
    }
    return update;
  }

  #decayed(variable: Tensor, learningRate: Tensor, target: Variable): Tensor {
    const decay = this.weightDecayOf(target);
    return decay === null ? variable : subtract(variable, multiply(multiply(variable, decay), learningRate));
  }

  /** Adds gradients up, and updates with their mean when there are enough of them. */
  #accumulate(pairs: readonly UpdatePair[], steps: number): void {
    const done: Tensor = add(cast(this.#iteration.ownValue, 'float32'), 1);
    const isComplete = isMultiple(done, steps);
    const sums = pairs.map(({ variable, gradient }) => {
      const accumulator = this.#slots.get(variable)!['gradient_accumulator']!;
      const sum: Tensor = add(gradient, accumulator.ownValue);
      return { variable, accumulator, gradient: sum };
    });
    this.whereHolds(isComplete, () =>
      this.#updateAll(sums.map(({ variable, gradient }) => ({ variable, gradient: divide(gradient, steps) }))),
    );
    for (const { accumulator, gradient } of sums) {
      this.assign(accumulator, where(isComplete, zerosLike(gradient), gradient));
    }
  }

  /** Updates the moving averages, and lets them replace the variables when it is time. */
  #average(): void {
    const done = this.#updatesDone();
    // The first average is the variable itself.
    const isLater: Tensor = cast(notEqual(done, 0), 'float32');
    const kept: Tensor = multiply(isLater, this.emaMomentum);
    const pairs = this.trainedVariables.map((variable) => ({
      variable,
      average: this.#slots.get(variable)!['average']!,
    }));
    for (const { variable, average } of pairs) {
      this.assign(average, add(multiply(kept, average.ownValue), multiply(subtract(1, kept), variable.value)));
    }
    const { emaOverwriteFrequency: frequency } = this;
    if (frequency === null) return;
    this.whereHolds(isMultiple(add(done, 1), frequency), () => {
      for (const { variable, average } of pairs) this.assign(variable, average.value);
    });
  }
}

/** Whether a whole number, in floating point, is a multiple of another. */
const isMultiple = (count: Tensor, of: number): Tensor => {
  const times = divide(count, of);
  return equal(floor(times), times);
};

/** The base class for optimizers whose own options are listed in a table; the learning rate comes first. */
export function optimizerWith<Table extends OptionTable>(
  options: () => Table,
): ReturnType<typeof configured<Optimizer, OptimizerOptions, Table, [learningRate?: LearningRate]>> {
  return configured<Optimizer, OptimizerOptions, Table, [learningRate?: LearningRate]>(Optimizer, options, [
    'learningRate',
  ]);
}
