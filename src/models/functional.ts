import { ValueError } from '../errors/index.js';
import { Layer } from '../layers/index.js';
import { listOf, type OneOrMore } from '../layers/input-spec.js';
import { callable } from '../objects/callable.js';
import { contextOf, type DeserializeOptions } from '../objects/config-context.js';
import { SymbolicTensor } from '../tensor/index.js';
import { gatherOptions } from '../tensor/options.js';
import { commonOptions, graphOfConfig } from './deserialization.js';
import { traceGraph, type Graph } from './graph.js';
import { TrainableModel, type ModelOptions } from './model.js';
import { serializeGraph, type SerializedModel } from './serialization.js';

/** What a functional model is made of: symbolic tensors, and others that were computed from them by layers and operations. */
export interface FunctionalOptions extends ModelOptions {
  readonly inputs: OneOrMore<SymbolicTensor>;
  readonly outputs: OneOrMore<SymbolicTensor>;
}

class FunctionalModel extends TrainableModel {
  static readonly path = 'keras.src.models.functional.Functional';

  /** Makes a model of what its `getConfig` wrote, while layers are read. */
  static fromConfig(config: Readonly<Record<string, unknown>>, options?: DeserializeOptions): FunctionalModel {
    const graph = graphOfConfig(config, contextOf('Model.fromConfig', options));
    return new this({ ...graph, ...commonOptions(config) });
  }

  override readonly graph: Graph;
  override readonly hasOutputList: boolean;
  override readonly isStack = false;

  constructor(
    ...parameters:
      | [options: FunctionalOptions]
      | [inputs: OneOrMore<SymbolicTensor>, outputs: OneOrMore<SymbolicTensor>, options?: ModelOptions]
  ) {
    const { inputs, outputs, ...options } = gatherOptions(
      'Model',
      ['inputs', 'outputs'],
      parameters,
    ) as Partial<FunctionalOptions>;
    super(options);
    checkSymbolic('inputs', inputs);
    checkSymbolic('outputs', outputs);
    this.graph = traceGraph(this.label, listOf(inputs), listOf(outputs));
    this.hasOutputList = Array.isArray(outputs);
  }

  override get layers(): readonly Layer[] {
    return this.graph.operations.filter((operation) => operation instanceof Layer);
  }

  override getConfig(): Record<string, unknown> {
    return { name: this.name, trainable: this.trainable, ...serializeGraph(this.graph, this.hasOutputList) };
  }

  override toJSON(): SerializedModel {
    return {
      module: 'keras.src.models.functional',
      class_name: 'Functional',
      config: this.getConfig(),
      registered_name: 'Functional',
      build_config: { input_shape: null },
      compile_config: this.getCompileConfig(),
    };
  }

  override get outputNames(): readonly string[] {
    return this.graph.outputs.map(({ history }) => this.graph.operationAt.get(history!.node)!.name);
  }
}

function checkSymbolic(argument: string, given: unknown): asserts given is OneOrMore<SymbolicTensor> {
  const tensors = Array.isArray(given) ? (given as unknown[]) : [given];
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
 * outputs, layers used twice, models inside.
 *
 * @example
 * import { Input, layers, Model } from 'hillock';
 * const inputs = Input({ shape: [8] });
 * const hidden = layers.Dense(4, { activation: 'relu' })(inputs);
 * const model = Model({ inputs, outputs: layers.Dense(1)(hidden) });
 * model.outputShape // → [ null, 1 ]
 */
export const Model = /* @__PURE__ */ callable(FunctionalModel);
export type Model = FunctionalModel;
