import { StateError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { configured, type RequiredOption } from '../../objects/options/index.js';
import { serializeInstance } from '../../objects/serialization.js';
import { within, type ConfigContext } from '../../objects/config-context.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import type { OptionalGradient } from './gradients.js';
import type { LearningRate } from './learning-rate.js';
import { LossScaleOptimizer } from './loss-scale-optimizer.js';
import { OptimizerMap, type OptimizerChoice } from './optimizer-map.js';
import { Optimizer, type OptimizerOptions } from './optimizer.js';
import type { Update } from './update.js';

function choiceOption(): RequiredOption<OptimizerMap | OptimizerChoice> {
  return {
    check: (given, where, name) => {
      if (typeof given === 'function') return given;
      const expected = `${name} to be an OptimizerMap, or a function from a variable to its optimizer`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
    fromConfig: (entry, context) => optimizerMapOf(entry, within(context, 'config')),
  };
}

/** The optimizer map that a config describes, with all its optimizers. */
function optimizerMapOf(entry: unknown, context: ConfigContext): unknown {
  const { config } = Object(entry) as { config?: { default_optimizer?: unknown; optimizer_map?: object } };
  if (config?.default_optimizer === undefined) return entry;
  const read = (name: string, each: unknown): Optimizer =>
    context.readers['optimizers']!(each, within(context, name)) as Optimizer;
  const optimizers = Object.entries(config.optimizer_map ?? {}).map(([key, each]): [string, Optimizer] => [
    key,
    read(key, each),
  ]);
  return new OptimizerMap(read('default_optimizer', config.default_optimizer), Object.fromEntries(optimizers));
}

const options = () => ({
  /** Decides which optimizer trains which variable. */
  optimizerMap: choiceOption(),
});

type Labels = [optimizerMap: OptimizerMap | OptimizerChoice];

export class MultiOptimizerClass
  extends /* @__PURE__ */ configured<
    Optimizer,
    Pick<OptimizerOptions, 'name' | 'lossScaleFactor'>,
    ReturnType<typeof options>,
    Labels
  >(Optimizer, options, ['optimizerMap'])
{
  static readonly path: string = 'keras.optimizers.MultiOptimizer';
  readonly #optimizers: Optimizer[] = this.#knownOptimizers();
  readonly #optimizerOf = new Map<Variable, Optimizer>();

  #knownOptimizers(): Optimizer[] {
    const { optimizerMap: choice } = this;
    if (!(choice instanceof OptimizerMap)) return [];
    const optimizers = [...new Set([...choice.values(), choice.defaultOptimizer])];
    for (const optimizer of optimizers) optimizer.lossScaleFactor = this.lossScaleFactor;
    return optimizers;
  }

  /** The inner optimizers. */
  get optimizers(): readonly Optimizer[] {
    return [...this.#optimizers];
  }

  override get learningRate(): number {
    throw this.#noLearningRate();
  }

  override set learningRate(learningRate: LearningRate) {
    // The constructor of the base class sets a learning rate before the map is known; that one is never used.
    if (this.optimizerMap === undefined) super.learningRate = 0;
    else throw this.#noLearningRate(learningRate);
  }

  #noLearningRate(learningRate?: LearningRate): StateError {
    return new StateError({
      where: `optimizer "${this.name}"`,
      expected: 'one of its optimizers to be asked for the learning rate',
      ...(learningRate !== undefined && { received: { learningRate } }),
      hint: 'Each of optimizer.optimizers has its own',
    });
  }

  override get variables(): Variable[] {
    return [...super.variables, ...this.#optimizers.flatMap(({ variables }) => variables)];
  }

  override build(variables: readonly Variable[]): void {
    if (this.built) return;
    for (const variable of variables) this.#optimizerOf.set(variable, this.#chosen(variable));
    for (const optimizer of this.#optimizers) {
      const own = variables.filter((variable) => this.#optimizerOf.get(variable) === optimizer);
      if (own.length > 0) optimizer.build(own);
    }
    super.build(variables);
  }

  #chosen(variable: Variable): Optimizer {
    const optimizer: unknown = this.optimizerMap(variable);
    if (
      !(optimizer instanceof Optimizer) ||
      optimizer instanceof LossScaleOptimizer ||
      optimizer instanceof MultiOptimizerClass
    ) {
      const expected = `an optimizer for ${variable.path} that is none around others`;
      throw new ValueError({ where: `optimizer "${this.name}"`, expected, received: { optimizer } });
    }
    if (!this.#optimizers.includes(optimizer)) {
      optimizer.lossScaleFactor = this.lossScaleFactor;
      this.#optimizers.push(optimizer);
    }
    return optimizer;
  }

  override applyIf(
    condition: Tensor | undefined,
    gradients: readonly OptionalGradient[],
    variables: readonly Variable[],
  ): void {
    if (gradients.length === 0) return;
    this.build(variables);
    for (const optimizer of this.#optimizers) {
      const own = variables.flatMap((variable, i) => (this.#optimizerOf.get(variable) === optimizer ? [i] : []));
      const [ownGradients, ownVariables] = [own.map((i) => gradients[i]), own.map((i) => variables[i]!)];
      optimizer.applyIf(condition, ownGradients, ownVariables);
    }
    this.whereHolds(condition, () => this.countStep());
  }

  override finalizeVariableValues(variables: readonly Variable[]): void {
    for (const optimizer of this.#optimizers) {
      optimizer.finalizeVariableValues(variables.filter((variable) => this.#optimizerOf.get(variable) === optimizer));
    }
  }

  protected override update(): Update {
    throw new StateError({ where: `optimizer "${this.name}"`, expected: 'one of its optimizers to update' });
  }

  override getConfig(): Record<string, unknown> {
    const { optimizerMap: choice, lossScaleFactor, name } = this;
    const map =
      choice instanceof OptimizerMap
        ? serializeInstance(choice)
        : { module: 'builtins', class_name: 'function', config: choice.name, registered_name: 'function' };
    return { optimizer_map: map, loss_scale_factor: lossScaleFactor, name };
  }
}

/**
 * Several optimizers as one: each variable is trained by the one that an `OptimizerMap`, or a function, chooses for it.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const { MultiOptimizer, OptimizerMap, SGD } = optimizers;
 * const optimizer = MultiOptimizer(OptimizerMap(SGD(1), { bias: SGD(0.5) }));
 * const [kernel, bias] = [new Variable([1], { name: 'kernel' }), new Variable([1], { name: 'bias' })];
 * optimizer.apply([tensor([1]), tensor([1])], [kernel, bias]);
 * [kernel.value.item(), bias.value.item()] // → [ 0, 0.5 ]
 */
export const MultiOptimizer = /* @__PURE__ */ callable<typeof MultiOptimizerClass, MultiOptimizer>(MultiOptimizerClass);
export interface MultiOptimizer extends MultiOptimizerClass {}
