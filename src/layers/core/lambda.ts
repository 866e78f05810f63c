import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { findCustomObject } from '../../objects/custom-objects.js';
import { serializeFunction } from '../../objects/serialization.js';
import { optional, type Leading, type OptionsIn, type RequiredOption } from '../../objects/options/index.js';
import { isPlainObject } from '../../tensor/options.js';
import type { Tensor } from '../../tensor/index.js';
import type { CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';

/** What a Lambda layer computes: its inputs, then the `arguments` option. */
// Inputs are whatever the layer is called on.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type LambdaFunction = (inputs: any, options: any) => Tensor | readonly Tensor[];

const functionOption = (): RequiredOption<LambdaFunction> => ({
  check: (given, where, name) => {
    if (typeof given === 'function') return given;
    throw new ValueError({
      where,
      expected: `${name} to be a JavaScript function: code from a file is not run`,
      received: { [name]: given },
      hint: "Pass your own function for it: customObjects: { 'name of the layer': (x) => … }",
    });
  },
  toConfig: (compute) => serializeFunction('layers.Lambda', compute as never),
  fromConfig: (entry, context) => {
    const { config } = Object(entry) as { config?: unknown };
    const name = typeof entry === 'string' ? entry : config;
    return typeof name === 'string' ? (findCustomObject([name], context.customObjects) ?? entry) : entry;
  },
});

const argumentsOption = (): RequiredOption<Readonly<Record<string, unknown>>> => ({
  check: (given, where, name) => {
    if (isPlainObject(given)) return given;
    throw new ValueError({ where, expected: `${name} to be an object`, received: { [name]: given } });
  },
});

const options = () => ({
  /** What is computed of the inputs. */
  function: functionOption(),
  /** What the function is told besides the inputs. */
  arguments: optional(argumentsOption()),
});

/** The options of `Lambda`. */
export interface LambdaOptions extends OptionsIn<typeof options>, LayerOptions {}

export class LambdaLayer
  extends /* @__PURE__ */ layerOf<
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    [inputs: any],
    object,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    any
  >()(options, ['function'] as Leading<[compute: LambdaFunction], OptionsIn<typeof options>>)
{
  static readonly path = 'keras.layers.Lambda';
  override supportsMasking = true;

  override call(inputs: unknown, { training, mask }: CallContext): unknown {
    return this.function(inputs, { training, mask, ...this.arguments });
  }

  override computeMask(): unknown {
    return undefined;
  }
}

/**
 * A function of your own as a layer, written with operations. A model with one is saved with its name alone: whoever loads it passes
 * the function. For anything with weights, write a class.
 *
 * @example
 * import { layers, ops, type Tensor } from 'hillock';
 * const double = layers.Lambda((x: Tensor) => ops.multiply(x, 2));
 * double([1, 2]) // → array([2., 4.], dtype=float32)
 */
export const Lambda = /* @__PURE__ */ callable<typeof LambdaLayer, Lambda>(LambdaLayer);
export interface Lambda extends LambdaLayer {}
