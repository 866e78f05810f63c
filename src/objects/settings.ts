/** Global settings, which apply where nothing else is specified. */
import { DTypeError, ValueError } from '../errors/index.js';
import { checkDType, isFloating, type FloatingDType } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** The place of the channels axis: the last one, or the one after the batch. */
export type DataFormat = 'channels_last' | 'channels_first';

let floatingDType: FloatingDType = 'float32';
let fuzz = 1e-7;
let format: DataFormat = 'channels_last';

/**
 * The dtype of layers, losses and metrics that are made without one.
 *
 * @example
 * import { config } from 'hillock';
 * config.floatx() // → float32
 */
export function floatx(): FloatingDType {
  checkArgumentCount('config.floatx', arguments, 0);
  return floatingDType;
}

/**
 * Sets the dtype of layers, losses and metrics that are made without one from now on. A policy that was set with `setDTypePolicy` takes
 * precedence.
 *
 * @example
 * import { config, layers } from 'hillock';
 * config.setFloatx('float64');
 * layers.Dense(1).dtype // → float64
 * config.setFloatx('float32');
 */
export function setFloatx(dtype: FloatingDType): void {
  checkArgumentCount('config.setFloatx', arguments, 1);
  const where = 'config.setFloatx';
  checkDType(where, dtype);
  if (!isFloating(dtype))
    throw new DTypeError({ where, expected: 'a dtype of floating-point numbers', received: { dtype } });
  floatingDType = dtype;
}

/**
 * The small number that losses and metrics add to or limit by, so that logarithms and quotients stay finite.
 *
 * @example
 * import { config } from 'hillock';
 * config.epsilon() // → 1e-7
 */
export function epsilon(): number {
  checkArgumentCount('config.epsilon', arguments, 0);
  return fuzz;
}

/**
 * Sets the small number that keeps logarithms and quotients of losses and metrics finite.
 *
 * @example
 * import { config, losses } from 'hillock';
 * config.setEpsilon(0.5);
 * losses.meanAbsolutePercentageError([[0]], [[1]]).item() // → 200
 * config.setEpsilon(1e-7);
 */
export function setEpsilon(value: number): void {
  checkArgumentCount('config.setEpsilon', arguments, 1);
  const where = 'config.setEpsilon';
  if (!Number.isFinite(value) || value < 0)
    throw new ValueError({ where, expected: 'a finite number of at least 0', received: { value } });
  fuzz = value;
}

/**
 * The place of the channels axis for layers and operations whose `dataFormat` is not given.
 *
 * @example
 * import { config } from 'hillock';
 * config.imageDataFormat() // → channels_last
 */
export function imageDataFormat(): DataFormat {
  checkArgumentCount('config.imageDataFormat', arguments, 0);
  return format;
}

/**
 * Sets the place of the channels axis for layers that are made, and operations that are called, from now on without a `dataFormat`.
 *
 * @example
 * import { config, layers } from 'hillock';
 * config.setImageDataFormat('channels_first');
 * layers.Conv2D(4, 3).computeOutputShape([1, 3, 8, 8]) // → [ 1, 4, 6, 6 ]
 * config.setImageDataFormat('channels_last');
 */
export function setImageDataFormat(dataFormat: DataFormat): void {
  checkArgumentCount('config.setImageDataFormat', arguments, 1);
  if (dataFormat !== 'channels_last' && dataFormat !== 'channels_first') {
    const expected = '"channels_last" or "channels_first"';
    throw new ValueError({ where: 'config.setImageDataFormat', expected, received: { dataFormat } });
  }
  format = dataFormat;
}
