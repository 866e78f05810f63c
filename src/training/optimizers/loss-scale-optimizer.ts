import { StateError, ValueError } from '../../errors/index.js';
import {
  configured,
  defaulted,
  positiveInteger,
  positiveNumber,
  type RequiredOption,
} from '../../objects/options/index.js';
import { serializeInstance } from '../../objects/serialization.js';
import { callable } from '../../objects/callable.js';
import { add, divide, multiply } from '../../ops/arithmetic.js';
import { equal, isfinite, logicalAnd, where } from '../../ops/comparison.js';
import { all } from '../../ops/reductions.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import type { KeptVariable } from '../kept-variable.js';
import type { OptionalGradient } from './gradients.js';
import type { LearningRate } from './learning-rate.js';
import { Optimizer, type OptimizerOptions } from './optimizer.js';
import type { Update } from './update.js';

/** An option whose value is an optimizer. From a config it is made by the reader of optimizers in the context. */
function optimizerOption(): RequiredOption<Optimizer> {
  return {
    check: (given, where, name) => {
      if (given instanceof Optimizer) return given;
      throw new ValueError({ where, expected: `${name} to be an optimizer`, received: { [name]: given } });
    },
    toConfig: serializeInstance,
    fromConfig: (entry, context) => context.readers['optimizers']!(entry, context),
  };
}

const options = () => ({
  /** The optimizer that updates the weights. */
  innerOptimizer: optimizerOption(),
  /** The initial factor of the loss. */
  initialScale: defaulted(positiveNumber(), 2 ** 15),
  /** After how many steps with finite gradients the factor is doubled. */
  dynamicGrowthSteps: defaulted(positiveInteger(), 2000),
});

type Labels = [innerOptimizer: Optimizer];

export class LossScaleOptimizerClass
  extends /* @__PURE__ */ configured<Optimizer, Pick<OptimizerOptions, 'name'>, ReturnType<typeof options>, Labels>(
    Optimizer,
    options,
    ['innerOptimizer'],
    ({ innerOptimizer }) => {
      // The inner optimizer's own factor is removed; otherwise gradients would be divided twice.
      innerOptimizer.lossScaleFactor = null;
    },
  )
{
  static readonly path: string = 'keras.optimizers.LossScaleOptimizer';
  #stepCounter: KeptVariable | undefined;
  #scale: KeptVariable | undefined;

  /** The current factor of the loss. */
  get dynamicScale(): number {
    return this.#scale === undefined ? this.initialScale : (this.#scale.held.data[0] as number);
  }

  override get learningRate(): number {
    return this.innerOptimizer?.learningRate ?? 0;
  }

  override set learningRate(learningRate: LearningRate) {
    // The constructor of the base class sets a learning rate before the inner optimizer is known; that one is never used.
    if (this.innerOptimizer === undefined) super.learningRate = 0;
    else this.innerOptimizer.learningRate = learningRate;
  }

  override get iterations(): number {
    return this.innerOptimizer.iterations;
  }

  override get variables(): Variable[] {
    return [...super.variables, ...this.innerOptimizer.variables];
  }

  override build(variables: readonly Variable[]): void {
    if (this.built) return;
    this.#stepCounter = this.addVariable({ name: 'step_counter', dtype: 'int32' });
    this.#scale = this.addVariable({ name: 'dynamic_scale', initializer: this.initialScale });
    this.innerOptimizer.build(variables);
    super.build(variables);
  }

  override applyIf(
    condition: Tensor | undefined,
    gradients: readonly OptionalGradient[],
    variables: readonly Variable[],
  ): void {
    if (gradients.length === 0) return;
    this.build(variables);
    const [counter, scale] = [this.#stepCounter!, this.#scale!];
    const finite = gradients
      .flatMap((gradient): Tensor[] => (gradient ? [all(isfinite(gradient))] : []))
      .reduce<Tensor | undefined>((both, each) => (both === undefined ? each : logicalAnd(both, each)), condition);
    const divisor = scale.ownValue;
    const unscaled = gradients.map((gradient) => (gradient ? divide(gradient, divisor) : gradient));
    this.innerOptimizer.applyIf(finite, unscaled, variables);
    if (finite === undefined) return;
    const isFull = equal(counter.ownValue, this.dynamicGrowthSteps - 1);
    const afterFinite = where(isFull, multiply(divisor, 2), divisor);
    this.assign(scale, where(finite, afterFinite, multiply(divisor, 0.5)));
    this.assign(counter, where(finite, where(isFull, 0, add(counter.ownValue, 1)), 0));
  }

  override scaleLoss(loss: Tensor): Tensor {
    return multiply(loss, this.#scale?.ownValue ?? this.initialScale);
  }

  override finalizeVariableValues(variables: readonly Variable[]): void {
    this.innerOptimizer.finalizeVariableValues(variables);
  }

  protected override update(): Update {
    throw new StateError({ where: `optimizer "${this.name}"`, expected: 'its inner optimizer to update' });
  }

  override getConfig(): Record<string, unknown> {
    const { innerOptimizer, initialScale, dynamicGrowthSteps } = this;
    return {
      name: this.name,
      inner_optimizer: serializeInstance(innerOptimizer),
      initial_scale: initialScale,
      dynamic_growth_steps: dynamicGrowthSteps,
    };
  }
}

/**
 * An optimizer around another for half precision: the loss is multiplied by a factor, the scale, so that small gradients do not vanish. The
 * scale doubles after `dynamicGrowthSteps` steps; a step whose gradients are not all finite changes nothing and halves it.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(1), { initialScale: 8 });
 * const w = new Variable([1, 2]);
 * optimizer.apply([tensor([8, 16])], [w]);
 * w.value // → array([0., 0.], dtype=float32)
 * optimizer.apply([tensor([Infinity, 0])], [w]);
 * [w.value, optimizer.dynamicScale] // → [ array([0., 0.], dtype=float32), 4 ]
 */
export const LossScaleOptimizer = /* @__PURE__ */ callable<typeof LossScaleOptimizerClass, LossScaleOptimizer>(
  LossScaleOptimizerClass,
);
export interface LossScaleOptimizer extends LossScaleOptimizerClass {}
