/** Shows the outputs of a model's layers. */
import { ShapeError, StateError, ValueError } from '../errors/index.js';
import { Layer } from '../layers/index.js';
import type { AnyTensor } from '../layers/input-spec.js';
import { maskOf, shapesEqual, Tensor, withMask, type TensorLike, type Tree } from '../tensor/index.js';
import { withObserver, type GraphObserver } from './graph.js';
import { ModelClass, type AnyModel } from './model.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { readOptions } from '../tensor/options.js';

/** Options of `layerOutputs`. */
export interface LayerOutputsOptions {
  /** Values by the paths of layers, which later layers get in place of these layers' outputs. */
  readonly given?: ReadonlyMap<string, Tensor> | undefined;
}

/** The model whose layers are being computed; undefined inside a layer that is no model. */
interface Place {
  readonly prefix: string;
  /** How often each layer was called so far. */
  readonly calls: Map<string, number>;
}

/**
 * What every layer of a model computes for some inputs, by the paths of the layers: `dense`, `encoder/dense` within a model inside the model. A
 * layer's second call is `dense:1`; several outputs of one call are `lstm[0]`, `lstm[1]`. Dropout and the like do nothing, as in
 * `predict`.
 *
 * With `given`, later layers get the given value in place of a layer's output, while the map still contains what each layer computes. If
 * the given values come from another system, this distinguishes layers that compute something different from layers that only pass on an
 * earlier error.
 *
 * @param model - a model whose graph is known: `Sequential`, functional
 * @param inputs - one batch, as `predictOnBatch` takes it
 * @param options - `given`
 *
 * @example
 * import { layerOutputs, layers, Sequential, tensor } from 'hillock';
 * const model = Sequential([
 *   layers.Dense(2, { kernelInitializer: 'ones', activation: 'relu', name: 'hidden', inputShape: [2] }),
 *   layers.Dense(1, { kernelInitializer: 'ones', name: 'out' }),
 * ]);
 * const outputs = layerOutputs(model, tensor([[1, 2]]));
 * outputs.get('hidden') // → array([[3., 3.]], dtype=float32)
 * outputs.get('out') // → array([[6.]], dtype=float32)
 * layerOutputs(model, tensor([[1, 2]]), { given: new Map([['hidden', tensor([[4, 4]])]]) }).get('out') // → array([[8.]], dtype=float32)
 */
export function layerOutputs(
  model: AnyModel,
  inputs: Tree<TensorLike>,
  options: LayerOutputsOptions = {},
): Map<string, Tensor> {
  const where = 'layerOutputs';
  checkArgumentCount(where, arguments, 3);
  const { given } = readOptions<{ given: NonNullable<LayerOutputsOptions['given']> }>(where, options, {
    given: new Map(),
  });
  if (!(model instanceof ModelClass)) throw new ValueError({ where, expected: 'a model', received: { model } });
  if (model.graph === undefined) {
    const hint = 'Layers that are called in a class of your own can be called by themselves';
    throw new StateError({ where, expected: 'a model whose graph is known', received: { model: model.label }, hint });
  }
  const found = new Map<string, Tensor>();
  let place: Place | undefined = { prefix: '', calls: new Map() };
  const observe: GraphObserver = (operation, compute) => {
    if (place === undefined || !(operation instanceof Layer)) return compute();
    const outer = place;
    const path = nextPath(outer, operation.name);
    place = operation instanceof ModelClass ? { prefix: `${path}/`, calls: new Map() } : undefined;
    try {
      return keep(path, compute());
    } finally {
      place = outer;
    }
  };
  const keep = (path: string, outputs: readonly AnyTensor[]): AnyTensor[] =>
    outputs.map((output, i) => {
      const name = outputs.length === 1 ? path : `${path}[${i}]`;
      if (!(output instanceof Tensor)) return output;
      found.set(name, output);
      return replaced(where, name, output, given.get(name));
    });
  withObserver(observe, () => model.invoke(inputs, { training: false }));
  return found;
}

function nextPath({ prefix, calls }: Place, name: string): string {
  const call = calls.get(name) ?? 0;
  calls.set(name, call + 1);
  return `${prefix}${name}${call === 0 ? '' : `:${call}`}`;
}

/** A given value, with the mask of the output that it replaces. */
function replaced(where: string, path: string, output: Tensor, given: Tensor | undefined): Tensor {
  if (given === undefined) return output;
  if (shapesEqual(given.shape, output.shape)) return withMask(given, maskOf(output));
  const expected = `a value of shape [${output.shape.join(', ')}] for ${path}`;
  throw new ShapeError({ where, expected, received: { given } });
}
