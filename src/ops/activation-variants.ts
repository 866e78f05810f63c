/** The activation functions whose defaults in `keras.ops` differ from those in `keras.activations`. */
import { ValueError } from '../errors/index.js';
import * as formulas from '../formula/activations.js';
import { chooseActivation, type ElementwiseActivation } from './activation-function.js';
import { checkActivationParameters, type ParameterValue } from './activation-operation.js';
import type { OutputOption } from './output.js';
import { sumTo } from './summation.js';

/** Options of `gelu`. */
export interface GeluOptions extends OutputOption {
  /** Use `x/2·(1 + tanh(√(2/π)·(x + 0.044715x³)))` instead of the error function. */
  readonly approximate?: boolean | undefined;
}

/** gelu with one of the two defaults of `approximate` that Keras has. */
export function geluWithDefault(
  where: string,
  approximateByDefault: boolean,
): ElementwiseActivation<'gelu', GeluOptions> {
  return chooseActivation({
    identifier: 'gelu',
    where,
    configDefaults: { approximate: approximateByDefault },
    resolve(options) {
      const { approximate = approximateByDefault, ...rest } = options;
      checkActivationParameters(where, {}, rest, ['approximate']);
      refuseUnlessBoolean(where, { approximate });
      return { formula: approximate ? formulas.geluTanh : formulas.gelu, parameters: {} };
    },
  });
}

/**
 * Gaussian error linear unit as `keras.ops.gelu`: by default the approximation with tanh; `activations.gelu` is exact by default.
 *
 * Source: Hendrycks and Gimpel, 2016, arXiv:1606.08415.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.gelu([-1, 0, 1]); // → array([-0.15880801,  0.        ,  0.841192  ], dtype=float32)
 */
export const gelu = /* @__PURE__ */ geluWithDefault('ops.gelu', true);

function refuseUnlessBoolean(where: string, received: Readonly<Record<string, unknown>>): void {
  const [name, value] = Object.entries(received)[0]!;
  if (typeof value !== 'boolean')
    throw new ValueError({ where, expected: `\`${name}\` to be true or false`, received });
}

/** The slope of hard_sigmoid in Keras 3. */
const keras3Slope = 1 / 6;

/** hard_sigmoid with the default slope of one generation of Keras. */
export function hardSigmoidWithDefault(
  where: string,
  slope: number,
): ElementwiseActivation<
  'hard_sigmoid',
  {
    /** The slope between the limits. */ readonly slope?: ParameterValue;
    /** The value at 0. */ readonly offset?: ParameterValue;
  } & OutputOption
> {
  const defaults = { slope, offset: 0.5 };
  return chooseActivation({
    identifier: 'hard_sigmoid',
    where,
    sumTo,
    configDefaults: defaults,
    keras3Defaults: { ...defaults, slope: keras3Slope },
    resolve: (options) => ({
      formula: formulas.hardSigmoid,
      parameters: checkActivationParameters(where, defaults, options),
    }),
  });
}

/**
 * Piecewise linear sigmoid as `keras.ops.hard_sigmoid`: `slope·x + offset` clipped to [0, 1], with Keras 3's slope 1/6 by default;
 * `activations.hardSigmoid` has the slope 0.2 of the earlier generations.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.hardSigmoid([-3, 0, 1.5]); // → array([0.  , 0.5 , 0.75], dtype=float32)
 */
export const hardSigmoid = /* @__PURE__ */ hardSigmoidWithDefault('ops.hardSigmoid', keras3Slope);
