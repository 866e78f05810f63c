import { ValueError } from '../errors/index.js';
import { Layer, type AnyLayer, type CallContext } from '../layers/index.js';
import { classNameOf } from '../objects/class-name.js';
import { withCustomObjects } from '../objects/custom-objects.js';
import type { SymbolicTensor } from '../tensor/index.js';
import { flattenTree, arrangeAs, mapTree, type Tree } from '../tensor/index.js';
import { readOptions } from '../tensor/options.js';
import { runGraph } from './graph.js';
import { deserialize, serialize } from './layer-objects.js';
import { Model } from './functional.js';
import { ModelClass, type AnyModel } from './model.js';
import { Sequential } from './sequential.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** Options of `cloneModel`. */
export interface CloneOptions {
  /** The tensors that the new model is called on, as a tree of the same form as its inputs; by default new inputs like those of the model. */
  readonly inputTensors?: Tree<SymbolicTensor> | undefined;
  /** Makes the new model's layer for a layer; by default a layer with the same config. */
  readonly cloneFunction?: ((layer: AnyLayer) => AnyLayer) | undefined;
  /** Whether `cloneFunction` gets the layers of nested models, instead of these models as a whole. */
  readonly recursive?: boolean | undefined;
}

/** A layer with the same config and its own weights. */
function copyOf(layer: AnyLayer): AnyLayer {
  const own = [layer, ...layersWithin(layer)].map(({ constructor }) => [classNameOf(constructor), constructor]);
  return withCustomObjects(Object.fromEntries(own) as Record<string, never>, () =>
    deserialize(serialize(layer) as Parameters<typeof deserialize>[0]),
  );
}

type Part = ReturnType<AnyLayer['sublayers']>[number];

const layersWithin = (layer: Part): Part[] => layer.sublayers().flatMap((each) => [each, ...layersWithin(each)]);

/**
 * A model whose layers have the same configs as another's, but new weights, so that the two models are independent.
 *
 * @example
 * import { cloneModel, layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(2, { inputShape: [3] })]);
 * const twin = cloneModel(model);
 * twin.setWeights(model.getWeights());
 * [twin === model, twin.layers[0]?.name] // → [ false, 'dense' ]
 */
export function cloneModel<Cloned extends AnyModel>(model: Cloned, options: CloneOptions = {}): Cloned {
  checkArgumentCount('cloneModel', arguments, 2);
  const where = 'cloneModel';
  if (!(model instanceof ModelClass)) throw new ValueError({ where, expected: 'a model', received: { model } });
  const { inputTensors, cloneFunction, recursive } = readOptions<{
    inputTensors: Tree<SymbolicTensor> | undefined;
    cloneFunction: ((layer: AnyLayer) => AnyLayer) | undefined;
    recursive: boolean;
  }>(where, options, { inputTensors: undefined, cloneFunction: undefined, recursive: false });
  const clone = (layer: AnyLayer): AnyLayer => {
    if (recursive && layer instanceof ModelClass) return cloneModel(layer, { cloneFunction, recursive });
    const made = (cloneFunction ?? copyOf)(layer);
    if (made === layer && cloneFunction === undefined)
      throw new ValueError({ where, expected: 'a new layer', received: { layer } });
    return made;
  };
  if (model instanceof Sequential && inputTensors === undefined) return cloneOfSequential(model, clone) as never;
  const { graph } = model;
  if (graph === undefined) {
    if (cloneFunction === undefined && inputTensors === undefined) return copyOf(model) as Cloned;
    const expected = 'a sequential or functional model, whose layers are known';
    throw new ValueError({ where, expected, received: { model: model.label } });
  }
  const form = mapTree(model.input as Tree<SymbolicTensor>, () => 0);
  const clones = new Map<AnyLayer, AnyLayer>();
  const cloned = (layer: AnyLayer): AnyLayer => {
    if (!(layer instanceof Layer)) return layer;
    const made = clones.get(layer) ?? clone(layer);
    clones.set(layer, made);
    return made;
  };
  const inputs =
    inputTensors === undefined
      ? graph.inputs.map((input) => copyOf(input.history!.node.operation as AnyLayer).output as SymbolicTensor)
      : flattenTree(inputTensors);
  const outputs = runGraph(graph, inputs, { training: undefined } as unknown as CallContext, cloned);
  const outputForm = mapTree(model.output as Tree<SymbolicTensor>, () => 0);
  const made: unknown = Model<unknown, unknown>({
    inputs: arrangeAs(form, inputs),
    outputs: arrangeAs(outputForm, outputs as SymbolicTensor[]),
    name: model.name,
    trainable: model.trainable,
  });
  return made as never;
}

function cloneOfSequential(model: AnyModel, clone: (layer: AnyLayer) => AnyLayer): AnyModel {
  const input = model.built ? model.inputs[0]?.history?.node.operation : undefined;
  const parts = [...(input === undefined ? [] : [copyOf(input as AnyLayer)]), ...model.layers.map(clone)];
  return Sequential(parts as never, { name: model.name, trainable: model.trainable }) as AnyModel;
}
