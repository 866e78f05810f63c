/** The variables of optimizers and metrics, which keep numbers from step to step. */
import { initializerObjects, initialValue, type InitializerIdentifier } from '../layers/initializers/registry.js';
import { checkOptionsObject } from '../objects/options/index.js';
import { allocate, Tensor, Variable, sizeOf, type DType, type Shape, type TypedArray } from '../tensor/index.js';

/** The first value of a variable: a number for every element, a tensor, or anything that means an initializer. */
export type FirstValue = number | Tensor | InitializerIdentifier;

/** The options of such a variable. */
export interface KeptVariableOptions {
  readonly shape?: Shape | undefined;
  /** The first value; 0 by default. */
  readonly initializer?: FirstValue | undefined;
  readonly dtype?: DType | undefined;
  readonly name?: string | undefined;
}

/**
 * A variable that knows whether other code may hold its value. As long as none does, a new value can be written into the memory of the old
 * one. Reading the value has only one effect: the next step needs a new array.
 */
export class KeptVariable extends Variable {
  #isSeen = false;

  override get value(): Tensor {
    this.#isSeen = true;
    return super.value;
  }

  override get held(): Tensor {
    this.#isSeen = true;
    return super.held;
  }

  override hold(value: Parameters<Variable['hold']>[0]): void {
    super.hold(value);
    this.#isSeen = true;
  }

  /** The value, for code that does not keep it. */
  get ownValue(): Tensor {
    return super.value;
  }

  /** Whether other code may hold the value. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** Assigns a value that no other code holds. */
  replace(value: Tensor): void {
    super.adopt(value);
    this.#isSeen = false;
  }
}

/** Makes a variable of an optimizer or a metric, which its `addVariable` gives. */
export function keptVariable(owner: string, options: KeptVariableOptions, usualDType: DType = 'float32'): KeptVariable {
  checkOptionsObject(`${owner}.addVariable`, options, ['shape', 'initializer', 'dtype', 'name']);
  const { shape = [], initializer = 0, dtype = usualDType, name = 'variable' } = options;
  const path = owner === '' ? name : `${owner}/${name}`;
  const value = firstValue(path, initializer, shape, dtype);
  return new KeptVariable(value, { name, path, dtype, trainable: false });
}

function firstValue(path: string, initializer: FirstValue, shape: Shape, dtype: DType): Tensor {
  const where = `variable "${path}"`;
  if (typeof initializer === 'number') {
    const data = allocate(dtype, sizeOf(shape)) as TypedArray;
    if (initializer !== 0) data.fill(initializer);
    return new Tensor(data, shape, dtype);
  }
  const identified = initializerObjects.get(initializer, { where, argument: 'initializer', kind: 'initializer' });
  return initialValue(where, identified, shape, dtype === 'float64' ? dtype : 'float32');
}
