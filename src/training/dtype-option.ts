import { DTypeError } from '../errors/index.js';
import type { DefaultedOption } from '../objects/options/index.js';
import { floatx } from '../objects/settings.js';
import { checkDType, isFloating, type DType } from '../tensor/index.js';

/** The dtype in which a loss or a metric is computed. */
export function floatingDType(): DefaultedOption<DType | null, DType> {
  return {
    default: null,
    check: (given, where, name) => {
      if (given === null) return floatx();
      checkDType(where, given);
      if (isFloating(given)) return given;
      throw new DTypeError({ where, expected: `${name} to be a floating-point dtype`, received: { [name]: given } });
    },
  };
}
