import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { findCustomObject } from '../../objects/custom-objects.js';
import { serializeFunction } from '../../objects/serialization.js';
import type { ConfigContext } from '../../objects/config-context.js';
import {
  forgotten,
  openShape,
  optional,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { isPlainObject } from '../../tensor/options.js';
import { flattenTree, Tensor, tensor, type SymbolicShape } from '../../tensor/index.js';
import { outsideOfModels } from '../call-context.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import { mapShapes, type InputShapes } from '../shape-trees.js';

/** The function of a Lambda layer. It gets the inputs, and then the `arguments` option. */
// The inputs may have any type, and so may what operations make of them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type LambdaFunction = (inputs: any, options: any) => any;

/** The function that a config names, from the custom objects. */
function functionFromConfig(entry: unknown, { customObjects }: ConfigContext): unknown {
  const { config } = Object(entry) as { config?: unknown };
  const name = typeof entry === 'string' ? entry : config;
  return typeof name === 'string' ? (findCustomObject([name], customObjects) ?? entry) : entry;
}

const functionToConfig = (value: unknown): unknown =>
  typeof value === 'function' ? serializeFunction('layers.Lambda', value as never) : value;

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
  toConfig: functionToConfig,
  fromConfig: functionFromConfig,
});

/** The shape of the output without the batch, or a function from the shapes of the inputs to those of the outputs. */
type GivenShape = SymbolicShape | ((inputShape: InputShapes) => InputShapes);

const outputShapeOption = (): RequiredOption<GivenShape> => ({
  check: (given, where, name) => (typeof given === 'function' ? given : openShape().check(given, where, name)),
  toConfig: functionToConfig,
  fromConfig: (entry, context) => (Array.isArray(entry) ? entry : functionFromConfig(entry, context)),
});

/** A mask of the outputs, or a function that computes it from the inputs and their mask. */
// The inputs may have any type.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type GivenMask = Tensor | ((inputs: any, mask: any) => unknown);

const maskOption = (): RequiredOption<GivenMask> => ({
  check: (given, where, name) => {
    if (typeof given === 'function' || (given as unknown) instanceof Tensor) return given;
    const expected = `${name} to be a tensor, or a function of the inputs and their mask`;
    throw new ValueError({ where, expected, received: { [name]: given } });
  },
  toConfig: (mask) => (mask instanceof Tensor ? mask.toArray() : functionToConfig(mask)),
  fromConfig: (entry, context) =>
    Array.isArray(entry) ? tensor(entry as never, { dtype: 'bool' }) : functionFromConfig(entry, context),
});

const argumentsOption = (): RequiredOption<Readonly<Record<string, unknown>>> => ({
  check: (given, where, name) => {
    if (isPlainObject(given)) return given;
    throw new ValueError({ where, expected: `${name} to be an object`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The function that computes the outputs. */
  function: functionOption(),
  /** The shape of the output without the batch; needed if it cannot be found by calling the function with symbolic inputs. */
  outputShape: forgotten(optional(outputShapeOption())),
  /** The mask of the output; by default it has none. */
  mask: forgotten(optional(maskOption())),
  /** The further arguments of the function. */
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
  >()(options, ['function'] as Leading<[compute: LambdaFunction], LambdaOptions>)
{
  static readonly path = 'keras.layers.Lambda';
  override supportsMasking = true;

  override call(inputs: unknown, { training, mask }: CallContext = outsideOfModels): unknown {
    return this.function(inputs, { training, mask, ...this.arguments });
  }

  override computeMask(inputs: never, previousMask: never): unknown {
    const { mask } = this;
    return typeof mask === 'function' ? mask(inputs, previousMask) : (mask ?? undefined);
  }

  protected override get knowsOutputShape(): boolean {
    return this.outputShape !== null;
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    const { outputShape: given } = this;
    if (given === null) return super.computeOutputShape(inputShape);
    if (typeof given === 'function') return given(inputShape);
    const [first] = flattenTree(mapShapes(inputShape, ([batch]) => batch ?? null));
    return [first ?? null, ...given];
  }
}

/**
 * A function of your own as a layer, written with operations. A saved model contains only its name, so that whoever loads the model has to
 * provide the function. For a layer with weights, write a class instead.
 *
 * @example
 * import { layers, ops, type Tensor } from 'hillock';
 * const double = layers.Lambda((x: Tensor) => ops.multiply(x, 2));
 * double([1, 2]) // → array([2., 4.], dtype=float32)
 */
export const Lambda = /* @__PURE__ */ callable<typeof LambdaLayer, Lambda>(LambdaLayer);
export interface Lambda extends LambdaLayer {}
