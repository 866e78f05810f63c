/** Own classes of every kind, exported with what their methods return inferred. */
import {
  callbacks,
  constraints,
  initializers,
  layers,
  Layer,
  losses,
  metrics,
  Model,
  ops,
  optimizers,
  regularizers,
  registerKerasSerializable,
  Sequential,
  type Tensor,
  type Variable,
} from 'hillock';

export class Antirectifier extends Layer {
  kernel!: Variable;
  override build(inputShape: readonly (number | null)[]) {
    this.kernel = this.addWeight({ name: 'kernel', shape: [2 * inputShape[inputShape.length - 1]!, 1] });
  }
  override call(x: Tensor) {
    return ops.matmul(ops.concatenate([ops.relu(x), ops.relu(ops.negative(x))], { axis: -1 }), this.kernel);
  }
}

export class Wide extends layers.Dense {
  constructor(units: number) {
    super(2 * units, { activation: 'relu' });
  }
  override call(x: Tensor) {
    return super.call(ops.multiply(x, 2));
  }
}

export class Twice extends Model {
  dense = layers.Dense(3);
  norm = layers.BatchNormalization();
  override call(x: Tensor) {
    return this.norm(this.dense(this.dense(x)));
  }
}

export class Stack extends Sequential {
  constructor() {
    super([layers.Dense(3)]);
  }
}

export class Absolute extends losses.Loss {
  override call(yTrue: Tensor, yPred: Tensor) {
    return ops.mean(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 });
  }
}

export class Cold extends optimizers.SGD {
  constructor() {
    super(0.001);
  }
}

export class SignDescent extends optimizers.Optimizer {
  protected override update({ variable, gradient, learningRate }: optimizers.UpdateTerms) {
    return { variable: ops.subtract(variable, ops.multiply(learningRate, ops.sign(gradient))) };
  }
}

export class Steps extends optimizers.schedules.LearningRateSchedule {
  override call(step: Tensor) {
    return ops.divide(1, ops.add(step, 1));
  }
  override getConfig() {
    return {};
  }
}

export class Counter extends callbacks.Callback {
  epochs = 0;
  override onEpochEnd(_epoch: number, logs: callbacks.Logs) {
    this.epochs += logs['loss'] > 0 ? 1 : 0;
  }
}

export class Patient extends callbacks.EarlyStopping {
  constructor() {
    super({ patience: 100 });
  }
}

export class Halves extends initializers.Constant {
  constructor() {
    super(0.5);
  }
}

export class Gentle extends regularizers.L2 {}
export class Small extends constraints.MaxNorm {}
export class MyMean extends metrics.Mean {}
export class MyLoss extends losses.MeanSquaredError {}
export class MyMetric extends metrics.MeanSquaredError {}
export class MySum extends layers.Add {}

export const Registered = registerKerasSerializable(Antirectifier, { package: 'mine' });
export const instances = [new Wide(2), new Antirectifier()];
export const make = () => new Twice();
export const wide = (x: Tensor) => new Wide(2)(x);
