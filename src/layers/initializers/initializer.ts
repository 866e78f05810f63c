import { classNameOf } from '../../objects/class-name.js';
import { FunctionObject } from '../../objects/callable.js';
import { checkShape, type FloatingDType, type Shape, type Tensor } from '../../tensor/index.js';
import { configured, gatherKnown, type Leading, type OptionTable } from '../../objects/options/index.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';

/** The dtypes that weights can have. */
export type WeightDType = FloatingDType;

/** The options of an initializer's call. */
export interface InitializerCallOptions {
  /** The dtype of the values; float32 by default. */
  readonly dtype?: WeightDType | undefined;
}

/** The call of an initializer: it returns the first value of a weight of the given shape. */
export type InitializerSignature = (shape: Shape, options?: InitializerCallOptions) => Tensor;

/**
 * The base of the initializers: an instance is a function from a shape to a tensor.
 *
 * @example
 * import { initializers } from 'hillock';
 * const initializer = initializers.get('zeros');
 * initializer instanceof initializers.Initializer; // → true
 */
export abstract class Initializer extends FunctionObject<InitializerSignature> {
  static optionTable(): OptionTable {
    return {};
  }

  constructor(...given: [options?: object | undefined]) {
    super();
    gatherKnown(classNameOf(new.target), [], given, []);
  }

  /** Makes an instance from a config that `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Initializer {
    return fromConfig(this as never, config, options);
  }

  abstract invoke(shape: Shape, options?: InitializerCallOptions): Tensor;

  /** The dtype asked for by the arguments after the shape, which is checked. */
  protected dtypeIn(shape: unknown, given: readonly unknown[]): WeightDType {
    const where = classNameOf(this.constructor);
    checkShape(where, shape);
    const { dtype = 'float32' }: InitializerCallOptions = gatherKnown(where, [], given, ['dtype']);
    return dtype;
  }

  /** The initializer's options, as Keras writes them. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** The base class for initializers whose options are listed in a table. */
export function initializerWith<Table extends OptionTable, Labels extends readonly unknown[]>(
  options: () => Table,
  leading: Leading<Labels>,
): ReturnType<typeof configured<Initializer, object, Table, Labels>> {
  return configured<Initializer, object, Table, Labels>(Initializer, options, leading);
}
