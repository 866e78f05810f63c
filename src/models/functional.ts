import { ValueError } from '../errors/index.js';
import { flattenTree, mapTree, SymbolicTensor, type Tensor, type Tree } from '../tensor/index.js';
import { gatherOptions } from '../tensor/options.js';
import { traceGraph } from './graph.js';
import { ModelClass, type AnyModel, type FunctionalGraph, type FunctionalOptions } from './model.js';
import { serializeGraph } from './serialization.js';
import type { ModelOptions } from './trainer.js';

/** The type of a computed model for the type of its symbolic tensors: tensors in the same form. */
export type ValuesOf<T> = 0 extends 1 & T
  ? // For `any`, nothing is known, so the result is `any`.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    any
  : T extends SymbolicTensor | Tensor
    ? Tensor
    : { -readonly [K in keyof T]: ValuesOf<T[K]> };

/**
 * The parameters of `Model`: inputs, outputs and options, or all of these in one object. Classes that extend `Model` give neither inputs
 * nor outputs.
 */
type ModelParameters<Inputs, Outputs> =
  | [options?: ModelOptions]
  | [options: FunctionalOptions<Inputs, Outputs>]
  | [inputs: Inputs, outputs: Outputs, options?: ModelOptions];

/** The type of `Model`: it makes models with and without `new`, and can be extended. */
export interface ModelConstructor {
  // `any`, because only the user's class knows what it computes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  new <const Inputs = any, const Outputs = any>(
    ...parameters: ModelParameters<Inputs, Outputs>
  ): ModelClass<ValuesOf<Inputs>, ValuesOf<Outputs>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  <const Inputs = any, const Outputs = any>(
    ...parameters: ModelParameters<Inputs, Outputs>
  ): ModelClass<ValuesOf<Inputs>, ValuesOf<Outputs>>;
  readonly prototype: AnyModel;
  fromConfig: typeof ModelClass.fromConfig;
  optionTable: typeof ModelClass.optionTable;
}

/** Makes a functional model, or an instance of a class that extends `Model`, which may have no graph. */
function constructModel(target: typeof ModelClass, parameters: readonly unknown[], made: typeof ModelClass): object {
  const { inputs, outputs, ...options } = gatherOptions(
    'Model',
    ['inputs', 'outputs'],
    parameters,
  ) as Partial<FunctionalOptions>;
  const isOwn = made.prototype !== target.prototype;
  const hasGraph = inputs !== undefined || outputs !== undefined || !isOwn;
  const connect = (where: string): FunctionalGraph => functionalGraph(where, inputs, outputs);
  return Reflect.construct(target, hasGraph ? [options, connect] : [options], made) as object;
}

/** The graph between symbolic inputs and outputs, which may be trees. */
function functionalGraph(
  where: string,
  inputs: Tree<SymbolicTensor> | undefined,
  outputs: Tree<SymbolicTensor> | undefined,
): FunctionalGraph {
  checkSymbolic('inputs', inputs);
  checkSymbolic('outputs', outputs);
  const graph = traceGraph(where, flattenTree(inputs), flattenTree(outputs));
  const forms = { inputForm: mapTree(inputs, () => 0), outputForm: mapTree(outputs, () => 0) };
  return { graph, ...forms, toConfig: () => serializeGraph(graph, forms) };
}

function checkSymbolic(argument: string, given: unknown): asserts given is Tree<SymbolicTensor> {
  const tensors = given === undefined ? [] : flattenTree(given as Tree<unknown>);
  if (tensors.length > 0 && tensors.every((each) => each instanceof SymbolicTensor)) return;
  throw new ValueError({
    where: 'Model',
    expected: `${argument} to be a symbolic tensor or a list of them`,
    received: { [argument]: given },
    hint: 'Begin with Input({ shape }) and call layers on it',
  });
}

/**
 * A model of everything between some inputs and some outputs, however the layers between them are connected: several inputs and
 * outputs, in lists or by name, layers used twice, models inside. A class that extends `Model` has layers as attributes, and its own
 * `call`.
 *
 * @example
 * import { Input, layers, Model, type Tensor } from 'hillock';
 * const inputs = Input({ shape: [8] });
 * const hidden = layers.Dense(4, { activation: 'relu' })(inputs);
 * const model = Model({ inputs, outputs: layers.Dense(1)(hidden) });
 * model.outputShape // → [ null, 1 ]
 * class Twice extends Model {
 *   dense = layers.Dense(3);
 *   override call(x: Tensor) { return this.dense(this.dense(x)); }
 * }
 * new Twice().predictOnBatch([[1, 2, 3]]).shape // → [ 1, 3 ]
 */
export const Model = /* @__PURE__ */ new Proxy(ModelClass, {
  apply: (target, _, parameters) => constructModel(target, parameters, target),
  construct: constructModel,
}) as unknown as ModelConstructor;
export type Model<Input = Tensor, Output = Tensor> = ModelClass<Input, Output>;
