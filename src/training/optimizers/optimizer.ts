import { ShapeError, StateError, ValueError, warnOnce } from '../../errors/index.js';
import { input, parameter, type Expression } from '../../formula/expression.js';
import { maximum, minimum, multiply, negative, subtract } from '../../formula/primitives.js';
import { elementwiseProgram, runElementwise, type ElementwiseProgram } from '../../kernel/elementwise.js';
import {
  configured,
  finiteNumber,
  fixed,
  numberOfAtLeastZero,
  optional,
  type OptionsOf,
  type OptionTable,
  positiveNumber,
  readOptions,
  text,
  writeConfig,
} from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';
import { uniqueName } from '../../objects/naming.js';
import { allocate, shapesEqual, Tensor, Variable, type DType, type TypedArray } from '../../tensor/index.js';
import { snakeCase } from '../../objects/spelling.js';
import { checkClipping, gradientScales, type Clipping } from './clipping.js';

/** The options of every optimizer. What Hillock does not have stands in configs with Keras's default. */
const sharedOptions = () => ({
  name: optional(text()),
  /** Before each update weights shrink by this share times the learning rate. */
  weightDecay: optional(numberOfAtLeastZero()),
  /** The largest Euclidean norm of each gradient. */
  clipnorm: optional(positiveNumber()),
  /** The largest Euclidean norm of all gradients together. */
  globalClipnorm: optional(positiveNumber()),
  /** The largest absolute value of each element of a gradient. */
  clipvalue: optional(positiveNumber()),
  useEma: fixed(false),
  emaMomentum: fixed(0.99),
  emaOverwriteFrequency: fixed(null),
  lossScaleFactor: fixed(null),
  gradientAccumulationSteps: fixed(null),
});

/** What every optimizer takes besides its own options. */
export type OptimizerOptions = OptionsOf<ReturnType<typeof sharedOptions>>;

/** The formulas that one update starts from: the variable, its gradient, and what the optimizer remembers of it by name. */
export interface UpdateTerms {
  readonly variable: Expression;
  readonly gradient: Expression;
  readonly slots: Readonly<Record<string, Expression>>;
}

/** What the variable and the slots become. */
export interface Update {
  readonly variable: Expression;
  readonly slots: Readonly<Record<string, Expression>>;
}

/** The learning rate, for the formulas of optimizers. */
export const learningRate: Expression = /* @__PURE__ */ parameter('learningRate');

/** A gradient, or none where the loss does not depend on the variable. */
export type OptionalGradient = Tensor | null | undefined;

type Slots = Readonly<Record<string, Variable>>;

/**
 * The base of optimizers. A subclass states one update as formulas in `update`; the variable and all its slots are then computed in
 * one pass of one kernel, in float32 as Keras does.
 *
 * @example
 * import { ops, optimizers, tensor, Variable } from 'hillock';
 * class SignDescent extends optimizers.Optimizer {
 *   protected override slotGroups = [];
 *   protected override update({ variable, gradient, slots }: optimizers.UpdateTerms) {
 *     return { variable: ops.subtract(variable, ops.sign(gradient)), slots };
 *   }
 *   protected override parameters() { return {}; }
 * }
 * const w = new Variable([3, 3]);
 * new SignDescent().apply([tensor([0.1, -7])], [w]);
 * w.value // → array([2., 4.], dtype=float32)
 */
export abstract class Optimizer {
  static optionTable(): OptionTable {
    return sharedOptions();
  }

  /** Makes an instance of what its `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Optimizer {
    return fromConfig(this as never, config, options);
  }

  /** The weight decay of instances that are not told one. */
  static readonly usualWeightDecay: number | null = null;

  readonly name: string;
  readonly weightDecay: number | null;
  readonly clipping: Clipping;
  readonly #options: object;
  readonly #iteration: Variable;
  readonly #learningRate: Variable;
  #slots: ReadonlyMap<Variable, Slots> | undefined;
  #program: ElementwiseProgram | undefined;
  #areSlotsShown = false;

  constructor(options: OptimizerOptions = {}) {
    const where = classNameOf(new.target);
    const values = readOptions(where, sharedOptions(), options);
    checkClipping(where, values);
    this.name = values.name ?? uniqueName(snakeCase(where));
    this.weightDecay = values.weightDecay ?? new.target.usualWeightDecay;
    this.clipping = values;
    this.#options = { ...values, name: this.name, weightDecay: this.weightDecay };
    this.#iteration = this.#newVariable(new Tensor(new Int32Array(1), [], 'int32'), 'iteration');
    this.#learningRate = this.#newVariable(new Tensor(new Float32Array(1), [], 'float32'), 'learning_rate');
  }

  /**
   * What is remembered of each variable, all starting at 0. The slots of one group lie together per variable, group after group, in
   * `variables` and in files.
   */
  protected abstract readonly slotGroups: readonly (readonly string[])[];

  /** One update, as formulas. */
  protected abstract update(terms: UpdateTerms): Update;

  /** Values of the parameters in the formulas at update number `step`, counted from 1. */
  protected abstract parameters(step: number): Readonly<Record<string, number>>;

  get built(): boolean {
    return this.#slots !== undefined;
  }

  /** The number of updates done. */
  get iterations(): number {
    return this.#iteration.value.data[0] as number;
  }

  /** The learning rate, a float32. It can be set at any time. */
  get learningRate(): number {
    return this.#learningRate.value.data[0] as number;
  }

  set learningRate(learningRate: number) {
    this.#learningRate.assign(finiteNumber().check(learningRate, `optimizer "${this.name}"`, 'learningRate'));
  }

  /** Iteration, learning rate and slots, in Keras's order. */
  get variables(): Variable[] {
    this.#areSlotsShown = true;
    return this.#allVariables();
  }

  /** How large the variables are, which can be seen without a look into them. */
  get variableSizes(): { size: number; dtype: DType }[] {
    return this.#allVariables().map(({ size, dtype }) => ({ size, dtype }));
  }

  #allVariables(): Variable[] {
    const perVariable = [...(this.#slots?.values() ?? [])];
    const slots = this.slotGroups.flatMap((group) => perVariable.flatMap((slots) => group.map((name) => slots[name]!)));
    return [this.#iteration, this.#learningRate, ...slots];
  }

  /** Makes the slots of the variables to be trained. Done by the first `apply`. */
  build(variables: readonly Variable[]): void {
    this.#slots ??= new Map(variables.map((variable) => [variable, this.#slotsOf(variable)]));
  }

  /** Changes each variable by its gradient. Variables without a gradient keep their value. */
  apply(gradients: readonly OptionalGradient[], variables: readonly Variable[]): void {
    if (gradients.length === 0) return;
    this.#checkGradients(gradients, variables);
    this.build(variables);
    const updates = variables.flatMap((variable, i) => {
      const gradient = gradients[i];
      return gradient ? [{ variable, gradient, slots: this.#knownSlots(variable) }] : [];
    });
    const scales = gradientScales(
      updates.map(({ gradient }) => gradient),
      this.clipping,
    );
    const step = this.iterations + 1;
    const parameters = {
      ...this.parameters(step),
      learningRate: this.learningRate,
      weightDecay: this.weightDecay ?? 0,
      clipvalue: this.clipping.clipvalue ?? 0,
    };
    updates.forEach(({ variable, gradient, slots }, i) => {
      this.#update(
        variable,
        gradient,
        slots,
        scales === undefined ? parameters : { ...parameters, gradientScale: scales[i]! },
      );
    });
    this.#iteration.assign(new Tensor(Int32Array.of(step), [], 'int32'));
  }

  /** Keras's config. */
  getConfig(): Record<string, unknown> {
    const { name, ...shared } = writeConfig(sharedOptions(), this.#options);
    return { name, learning_rate: this.learningRate, ...shared };
  }

  /** The names of all slots, in the order of the kernel's inputs after variable and gradient. */
  get #slotNames(): readonly string[] {
    return this.slotGroups.flat();
  }

  #newVariable(value: Tensor, name: string): Variable {
    return new Variable(value, { name, path: `${this.name}/${name}`, trainable: false });
  }

  #slotsOf({ dtype, size, shape, path }: Variable): Slots {
    const stem = path.replaceAll('/', '_');
    return Object.fromEntries(
      this.#slotNames.map((name) => [
        name,
        this.#newVariable(new Tensor(allocate(dtype, size) as TypedArray, shape, dtype), `${stem}_${name}`),
      ]),
    );
  }

  #knownSlots(variable: Variable): Slots {
    const slots = this.#slots?.get(variable);
    if (slots !== undefined) return slots;
    throw new StateError({
      where: `optimizer "${this.name}".apply`,
      expected: 'the variables that the optimizer was built with',
      received: { variable: variable.path },
      hint: 'make a new optimizer for other variables',
    });
  }

  #update(variable: Variable, gradient: Tensor, slots: Slots, parameters: Readonly<Record<string, number>>): void {
    this.#program ??= this.#compile();
    const names = this.#slotNames;
    const fresh = (): TypedArray => allocate(variable.dtype, variable.size) as TypedArray;
    const slotData = names.map((name) => slots[name]!.value.data);
    // Slots are written over, unless somebody may hold the tensors they lie in.
    const nextSlots = this.#areSlotsShown ? slotData.map(fresh) : slotData;
    const next = fresh();
    const inputs = [variable.value.data, gradient.data, ...slotData];
    runElementwise(this.#program, inputs, [next, ...nextSlots], variable.size, parameters);
    variable.assign(new Tensor(next, variable.shape, variable.dtype));
    if (!this.#areSlotsShown) return;
    names.forEach((name, i) => slots[name]!.assign(new Tensor(nextSlots[i]!, variable.shape, variable.dtype)));
  }

  #compile(): ElementwiseProgram {
    const names = this.#slotNames;
    const slots = Object.fromEntries(names.map((name, i) => [name, input(i + 2)]));
    const next = this.update({ variable: this.#decayed(input(0)), gradient: this.#clipped(input(1)), slots });
    return elementwiseProgram([next.variable, ...names.map((name) => next.slots[name]!)], { lanes: 'float32' });
  }

  #decayed(variable: Expression): Expression {
    if (this.weightDecay === null) return variable;
    return subtract(variable, multiply(multiply(variable, parameter('weightDecay')), learningRate));
  }

  #clipped(gradient: Expression): Expression {
    const { clipnorm, globalClipnorm, clipvalue } = this.clipping;
    if (clipnorm !== null || globalClipnorm !== null) return multiply(gradient, parameter('gradientScale'));
    if (clipvalue === null) return gradient;
    const most = parameter('clipvalue');
    return minimum(maximum(gradient, negative(most)), most);
  }

  #checkGradients(gradients: readonly OptionalGradient[], variables: readonly Variable[]): void {
    const where = `optimizer "${this.name}".apply`;
    if (gradients.length !== variables.length) {
      const received = { gradients: gradients.length, variables: variables.length };
      throw new ValueError({ where, expected: 'as many gradients as variables', received });
    }
    variables.forEach((variable, i) => {
      const gradient = gradients[i];
      if (!(variable instanceof Variable)) {
        throw new ValueError({ where, expected: 'a list of variables', received: { [`variables[${i}]`]: variable } });
      }
      if (gradient && !(gradient instanceof Tensor)) {
        throw new ValueError({ where, expected: 'a list of tensors', received: { [`gradients[${i}]`]: gradient } });
      }
      if (!gradient || shapesEqual(gradient.shape, variable.shape)) return;
      const expected = `a gradient of the shape of ${variable.path}, [${variable.shape.join(', ')}]`;
      throw new ShapeError({ where, expected, received: { gradient } });
    });
    const missing = variables.filter((_, i) => !gradients[i]).map(({ path }) => path);
    if (missing.length === variables.length) {
      throw new ValueError({
        where,
        expected: 'a gradient for at least one variable',
        received: { variables: missing },
      });
    }
    if (missing.length === 0) return;
    const names = missing.join(', ');
    warnOnce(
      `${where}: ${names}`,
      `${where}: the loss does not depend on ${names}, which therefore keep their values.`,
    );
  }
}

/** The base of optimizers whose own options a table lists, the learning rate first. */
export function optimizerWith<Table extends OptionTable>(
  options: () => Table,
): ReturnType<typeof configured<Optimizer, OptimizerOptions, Table, [learningRate?: number]>> {
  return configured<Optimizer, OptimizerOptions, Table, [learningRate?: number]>(Optimizer, options, ['learningRate']);
}
