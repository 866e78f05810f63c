/** What optimizers and metrics keep from step to step: variables with a path, a first value and a shape of their own. */
import { initializerObjects, initialValue, type InitializerIdentifier } from '../layers/initializers/registry.js';
import { allocate, Tensor, Variable, sizeOf, type DType, type Shape, type TypedArray } from '../tensor/index.js';

/** How a variable begins: a number for every element, its value, or whatever stands for an initializer. */
export type FirstValue = number | Tensor | InitializerIdentifier;

/** What is to be kept. */
export interface KeptVariableOptions {
  readonly shape?: Shape | undefined;
  /** 0 by default. */
  readonly initializer?: FirstValue | undefined;
  readonly dtype?: DType | undefined;
  readonly name?: string | undefined;
}

/**
 * A variable that knows whether anybody else may hold its value. As long as nobody does, the memory of the old value can be taken for
 * the new one; reading it once costs the next step a fresh array, and changes nothing else.
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

  /** The value for whoever does not keep it. */
  get ownValue(): Tensor {
    return super.value;
  }

  /** Whether somebody may hold the value. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** Takes on a value that nobody else holds. */
  replace(value: Tensor): void {
    super.adopt(value);
    this.#isSeen = false;
  }
}

/** Makes a variable that belongs to an optimizer or a metric. */
export function keptVariable(
  owner: string,
  { shape = [], initializer = 0, dtype = 'float32', name = 'variable' }: KeptVariableOptions,
): KeptVariable {
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
