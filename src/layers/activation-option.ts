import { activationObjects, serialize, type ActivationConfig } from '../activations/configs.js';
import type { ActivationIdentifier } from '../activations/index.js';
import { ShapeError, ValueError, warnOnce } from '../errors/index.js';
import { shapesEqual, SymbolicTensor, Tensor, type SymbolicShape } from '../tensor/index.js';
import { Layer, type AnyLayer } from './layer.js';
import type { DefaultedOption, RequiredOption } from '../objects/options/index.js';
import type { ConfigContext } from '../objects/config-context.js';
import { serialize as serializeLayer } from './serialization.js';

/** A function that is applied to the result of a layer. Layers are such functions, too. */
export type ActivationFunction = (x: Tensor) => Tensor;

/** The forms in which an activation can be given: its name, its config, a function, or a layer. */
export type ActivationGiven = ActivationIdentifier | ActivationConfig | ActivationFunction;

function check(given: ActivationGiven, where: string, name: string): ActivationFunction {
  if (!(given instanceof Layer)) return activationObjects.get(given, { where, argument: name, kind: name });
  warnOnce(
    'layer as activation',
    `${where}: put ${given.label} after this layer, rather than into it as its activation.`,
  );
  return given;
}

const toConfig = (activation: ActivationFunction): unknown =>
  activation instanceof Layer ? serializeLayer(activation as AnyLayer) : serialize(activation);

const isLayerConfig = (entry: unknown): boolean => (Object(entry) as { module?: unknown }).module === 'keras.layers';

function fromConfig(entry: unknown, context: ConfigContext): unknown {
  const readLayer = isLayerConfig(entry) ? context.readers['layers'] : undefined;
  return readLayer === undefined ? activationObjects.read(entry, context) : readLayer(entry, context);
}

/** A required activation. */
export const requiredActivation = (): RequiredOption<ActivationGiven, ActivationFunction> => ({
  check,
  toConfig,
  fromConfig,
});

/** An optional activation. `null`, the default, means none; Keras writes it as `linear`. */
export const activationOption = (): DefaultedOption<ActivationGiven | null, ActivationFunction | null> => ({
  default: null,
  check: (given, where, name) => (given === null ? null : check(given, where, name)),
  toConfig: (activation) => (activation === null ? 'linear' : toConfig(activation)),
  fromConfig,
});

/**
 * The activation of x. It may change the length of the last axis, as glu does, but of no other axis: an activation that mixes samples or
 * positions is refused.
 */
export function activate(label: string, activation: ActivationFunction | null, x: Tensor): Tensor {
  if (activation === null) return x;
  const y: unknown = activation(x);
  if (!(y instanceof Tensor || y instanceof SymbolicTensor)) {
    throw new ValueError({
      where: label,
      expected: 'an activation that gives a tensor',
      received: { 'activation(x)': y },
    });
  }
  if (shapesEqual(y.shape.slice(0, -1), x.shape.slice(0, -1))) return y as Tensor;
  throw new ShapeError({
    where: label,
    expected: 'an activation that gives the shape of its input, but for the last axis',
    received: { x, 'activation(x)': y },
  });
}

/** The shape of an activation's result, for the shape of its input. */
export function activatedShape(
  label: string,
  activation: ActivationFunction | null,
  shape: SymbolicShape,
): SymbolicShape {
  return activate(label, activation, new SymbolicTensor({ shape }) as never).shape;
}
