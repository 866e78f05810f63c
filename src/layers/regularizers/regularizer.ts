import { classNameOf } from '../../objects/class-name.js';
import { FunctionObject } from '../../objects/callable.js';
import { configured, gatherKnown, type Leading, type OptionTable } from '../../objects/options/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { asTensor, SymbolicTensor, type Tensor, type TensorLike } from '../../tensor/index.js';

/** The call of a regularizer: it returns what a weight adds to the loss. */
export type RegularizerSignature = (x: TensorLike) => Tensor;

/**
 * The base of regularizers. An instance is a function from a weight, or an output, to what it adds to the loss. Subclasses compute it in
 * `call`.
 *
 * @example
 * import { ops, regularizers, type Tensor } from 'hillock';
 * class Largest extends regularizers.Regularizer {
 *   override call(x: Tensor) { return ops.max(ops.abs(x)); }
 * }
 * new Largest()([1, -3]).item() // → 3
 */
export abstract class Regularizer extends FunctionObject<RegularizerSignature> {
  static optionTable(): OptionTable {
    return {};
  }

  constructor(...given: [options?: object | undefined]) {
    super();
    gatherKnown(classNameOf(new.target), [], given, []);
  }

  /** What the tensor adds to the loss, a scalar. */
  abstract override call(x: Tensor): Tensor;

  invoke(x: TensorLike): Tensor {
    checkArgumentCount(this.constructor.name, arguments, 1);
    const given: unknown = x;
    return this.call(
      given instanceof SymbolicTensor ? (given as never) : asTensor(x, undefined, this.constructor.name),
    );
  }

  /** The config, as Keras writes it. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** The base class for regularizers whose options are listed in a table. */
export function regularizerWith<Table extends OptionTable, Labels extends readonly unknown[]>(
  options: () => Table,
  leading: Leading<Labels>,
): ReturnType<typeof configured<Regularizer, object, Table, Labels>> {
  return configured<Regularizer, object, Table, Labels>(Regularizer, options, leading);
}
