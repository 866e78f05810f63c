/** Initializers that draw no random numbers. */
import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { asTensorOf, allocate, sizeOf, Tensor, type Shape } from '../../tensor/index.js';
import { finiteNumber, defaulted, unlisted, type Leading } from '../../objects/options/index.js';
import { initializerWith, type InitializerCallOptions, type WeightDType } from './initializer.js';

function filled(value: number, shape: Shape, dtype: WeightDType = 'float32'): Tensor {
  return new Tensor(allocate(dtype, sizeOf(shape)).fill(value), [...shape], dtype);
}

const noOptions = (): Record<never, never> => ({});

export class ZerosInitializer extends /* @__PURE__ */ initializerWith(noOptions, []) {
  static readonly path = 'keras.initializers.Zeros';

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    return filled(0, shape, dtype);
  }
}

export class OnesInitializer extends /* @__PURE__ */ initializerWith(noOptions, []) {
  static readonly path = 'keras.initializers.Ones';

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    return filled(1, shape, dtype);
  }
}

const constantOptions = () => ({
  /** The value of every element. */
  value: defaulted(finiteNumber(), 0),
});

export class ConstantInitializer
  extends /* @__PURE__ */ initializerWith(constantOptions, ['value'] as Leading<[value?: number]>)
{
  static readonly path = 'keras.initializers.Constant';

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    // Refuses a number that the dtype cannot hold.
    const { data } = asTensorOf('initializers.Constant', this.value, dtype ?? 'float32');
    return filled(data[0] as number, shape, dtype);
  }
}

const identityOptions = () => ({
  /** What the diagonal consists of. */
  gain: unlisted(defaulted(finiteNumber(), 1)),
});

export class IdentityInitializer
  extends /* @__PURE__ */ initializerWith(identityOptions, ['gain'] as Leading<[gain?: number]>)
{
  static readonly path = 'keras.initializers.Identity';

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    const [rows, columns] = shape;
    if (shape.length !== 2 || rows === undefined || columns === undefined) {
      throw new ShapeError({ where: 'initializers.Identity', expected: 'a matrix', received: { shape } });
    }
    const identity = filled(0, shape, dtype);
    for (let i = 0; i < Math.min(rows, columns); i++) identity.data[i * columns + i] = this.gain;
    return identity;
  }
}

/**
 * Gives zeros.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.Zeros()([2]) // → array([0., 0.], dtype=float32)
 */
export const Zeros = /* @__PURE__ */ callable<typeof ZerosInitializer, Zeros>(ZerosInitializer);
export interface Zeros extends ZerosInitializer {}

/**
 * Gives ones.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.Ones()([2]) // → array([1., 1.], dtype=float32)
 */
export const Ones = /* @__PURE__ */ callable<typeof OnesInitializer, Ones>(OnesInitializer);
export interface Ones extends OnesInitializer {}

/**
 * Gives one number everywhere, 0 by default.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.Constant(0.5)([2]) // → array([0.5, 0.5], dtype=float32)
 */
export const Constant = /* @__PURE__ */ callable<typeof ConstantInitializer, Constant>(ConstantInitializer);
export interface Constant extends ConstantInitializer {}

/**
 * Gives the identity matrix times `gain`. As in Keras, the config does not contain the gain.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.Identity()([2, 2])
 * // → array([[1., 0.],
 * //          [0., 1.]], dtype=float32)
 */
export const Identity = /* @__PURE__ */ callable<typeof IdentityInitializer, Identity>(IdentityInitializer);
export interface Identity extends IdentityInitializer {}
