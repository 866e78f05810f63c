import { classNameOf } from '../../objects/class-name.js';
import { FunctionObject } from '../../objects/callable.js';
import { configured, gatherKnown, type Leading, type OptionTable } from '../../objects/options/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { asTensor, SymbolicTensor, type Tensor, type TensorLike } from '../../tensor/index.js';

/** The call of a constraint: it returns the permitted value for a weight. */
export type ConstraintSignature = (w: TensorLike) => Tensor;

/**
 * The base of constraints. An instance is a function that the optimizer applies to every new value of a weight. Subclasses compute it in
 * `call`.
 *
 * @example
 * import { constraints, ops, type Tensor } from 'hillock';
 * class Centered extends constraints.Constraint {
 *   override call(w: Tensor) { return ops.subtract(w, ops.mean(w)); }
 * }
 * new Centered()([1, 3]) // → array([-1.,  1.], dtype=float32)
 */
export abstract class Constraint extends FunctionObject<ConstraintSignature> {
  static optionTable(): OptionTable {
    return {};
  }

  constructor(...given: [options?: object | undefined]) {
    super();
    gatherKnown(classNameOf(new.target), [], given, []);
  }

  /** The nearest value that is permitted. */
  abstract override call(w: Tensor): Tensor;

  invoke(w: TensorLike): Tensor {
    checkArgumentCount(this.constructor.name, arguments, 1);
    const given: unknown = w;
    return this.call(
      given instanceof SymbolicTensor ? (given as never) : asTensor(w, undefined, this.constructor.name),
    );
  }

  /** The config, as Keras writes it. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** The base class for constraints whose options are listed in a table. */
export function constraintWith<Table extends OptionTable, Labels extends readonly unknown[]>(
  options: () => Table,
  leading: Leading<Labels>,
): ReturnType<typeof configured<Constraint, object, Table, Labels>> {
  return configured<Constraint, object, Table, Labels>(Constraint, options, leading);
}
