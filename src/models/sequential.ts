import { describeValue, ShapeError, ValueError } from '../errors/index.js';
import { InputLayer, Layer, type AnyLayer } from '../layers/index.js';
import { isShape, type InputShapes } from '../layers/shape-trees.js';
import { callable } from '../objects/callable.js';
import { contextOf, type DeserializeOptions } from '../objects/config-context.js';
import { markChanged, shapesEqual, SymbolicTensor, type Tensor } from '../tensor/index.js';
import { gatherOptions } from '../tensor/options.js';
import type { Places } from '../training/data/index.js';
import { commonOptions, stackOfConfig } from './deserialization.js';
import { traceGraph } from './graph.js';
import { ModelClass, type ModelGraph } from './model.js';
import type { ModelOptions } from './trainer.js';
import { serializePart, type SerializedModel } from './serialized-part.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** A layer, or the symbolic tensor returned by `Input`, which marks the inputs. */
export type SequentialPart = AnyLayer | SymbolicTensor;

/** Options of `Sequential`, among which the layers can be given, too. */
export interface SequentialOptions extends ModelOptions {
  readonly layers?: readonly SequentialPart[] | undefined;
}

export class SequentialModel extends ModelClass {
  static override readonly path = 'keras.Sequential';

  /** Makes a model from a config that `getConfig` wrote; used when layers are deserialized. */
  static override fromConfig(config: Readonly<Record<string, unknown>>, options?: DeserializeOptions): SequentialModel {
    const layers = stackOfConfig(config, contextOf('Sequential.fromConfig', options));
    const model = new this(layers, commonOptions(config));
    const shape = config['build_input_shape'];
    if (!model.built && Array.isArray(shape)) model.build(shape as number[]);
    return model;
  }

  #stack: readonly AnyLayer[] = [];
  #input: InputLayer | undefined;
  #graph: ModelGraph | undefined;

  constructor(
    ...parameters: [layers?: readonly SequentialPart[], options?: ModelOptions] | [options: SequentialOptions]
  ) {
    const { layers = [], ...options } = gatherOptions('Sequential', ['layers'], parameters) as SequentialOptions;
    super(options);
    if (!Array.isArray(layers)) {
      throw new ValueError({ where: 'Sequential', expected: 'a list of layers', received: { layers } });
    }
    for (const layer of layers as readonly SequentialPart[]) this.#append(layer);
    this.#rebuild();
  }

  protected override get modelGraph(): ModelGraph | undefined {
    return this.#graph;
  }

  override get layers(): readonly AnyLayer[] {
    return this.#stack;
  }

  override get built(): boolean {
    return this.#graph !== undefined;
  }

  /** The layers without the input layer. */
  protected override get shownOperations(): readonly AnyLayer[] {
    return this.#stack;
  }

  override get inputNames(): readonly string[] {
    return this.#graph === undefined ? ['x'] : super.inputNames;
  }

  override get outputNames(): readonly string[] {
    return [this.#stack[this.#stack.length - 1]?.name ?? 'output'];
  }

  /** Adds a layer after the last one. */
  add(layer: SequentialPart): void {
    checkArgumentCount(`${this.label}.add`, arguments, 1);
    const before = [this.#stack, this.#input, this.#graph] as const;
    try {
      this.#append(layer);
      this.#rebuild();
    } catch (error) {
      [this.#stack, this.#input, this.#graph] = before;
      throw error;
    }
  }

  /** Removes the last layer and returns it. */
  pop(): AnyLayer {
    checkArgumentCount(`${this.label}.pop`, arguments, 0);
    const last = this.#stack[this.#stack.length - 1];
    if (last === undefined) throw new ValueError({ where: `${this.label}.pop`, expected: 'a model with layers' });
    this.#stack = this.#stack.slice(0, -1);
    markChanged();
    this.#rebuild();
    return last;
  }

  #append(part: SequentialPart): void {
    const layer = part instanceof SymbolicTensor ? part.history?.node.operation : part;
    const where = `${this.label}.add`;
    if (!(layer instanceof Layer)) throw new ValueError({ where, expected: 'a layer', received: { layer: part } });
    if (layer instanceof InputLayer) {
      if (this.#input !== undefined || this.#stack.length > 0) {
        throw new ValueError({
          where,
          expected: 'the place of the inputs once, before all layers',
          received: { layer: layer.name },
        });
      }
      this.#input = layer;
      return;
    }
    if (layer === this || layer.holds(this)) {
      const expected = 'a layer that is not the model itself, and does not contain it';
      throw new ValueError({ where, expected, received: { layer: layer.label } });
    }
    if (this.#stack.some(({ name }) => name === layer.name)) {
      const hint = 'Make another layer, or give one of the two another name';
      throw new ValueError({
        where,
        expected: 'a layer with a name that no other has',
        received: { name: layer.name },
        hint,
      });
    }
    this.#stack = [...this.#stack, layer as AnyLayer];
    markChanged();
  }

  /** Builds the model again if the shape of its inputs is known. */
  #rebuild(): void {
    this.#graph = undefined;
    const [first] = this.#stack;
    if (first === undefined) return;
    const shape =
      this.#input?.batchInputShape ??
      first.batchInputShape ??
      (first instanceof ModelClass ? first.graph?.inputs[0]?.shape : undefined);
    if (shape !== undefined) this.build(shape);
  }

  override build(inputShape: InputShapes): void {
    const where = `${this.label}.build`;
    if (this.#stack.length === 0)
      throw new ValueError({ where, expected: 'a model with layers', hint: 'Call model.add(layer)' });
    if (!isShape(inputShape)) throw new ShapeError({ where, expected: 'one input shape', received: { inputShape } });
    const known = this.#input?.batchInputShape ?? inputShape;
    if (!shapesEqual(known, inputShape)) {
      throw new ShapeError({
        where,
        expected: `the shape that the model has, ${describeValue(known)}`,
        received: { inputShape },
      });
    }
    const input = this.#input ?? new InputLayer({ batchShape: inputShape, dtype: this.#stack[0]!.dtype });
    let output = input.output;
    for (const layer of this.#stack) output = layer(output) as SymbolicTensor;
    const graph = traceGraph(this.label, [input.output], [output]);
    this.#graph = { graph, inputForm: 0, outputForm: 0 };
    this.#input = input;
    markChanged();
  }

  protected override ownCheckpoint(): () => void {
    const restore = super.ownCheckpoint();
    const [graph, input] = [this.#graph, this.#input];
    return () => {
      restore();
      [this.#graph, this.#input] = [graph, input];
    };
  }

  protected override get inputPlaces(): Places {
    return { names: this.inputNames, form: 0 };
  }

  protected override get outputPlaces(): Places {
    return { names: this.outputNames, form: 0 };
  }

  protected override prepareFor(x: readonly Tensor[]): void {
    if (!this.built) this.build([null, ...x[0]!.shape.slice(1)]);
    super.prepareFor(x);
  }

  override getConfig(): Record<string, unknown> {
    const parts = [...(this.#input === undefined ? [] : [this.#input as AnyLayer]), ...this.#stack];
    const shape = this.#graph?.graph.inputs[0]!.shape;
    return { ...this.layerConfig(), layers: parts.map(serializePart), ...(shape && { build_input_shape: shape }) };
  }

  override toJSON(): SerializedModel {
    const shape = this.#graph?.graph.inputs[0]!.shape;
    return {
      module: 'keras',
      class_name: 'Sequential',
      config: this.getConfig(),
      registered_name: null,
      ...(shape && { build_config: { input_shape: shape } }),
      compile_config: this.getCompileConfig(),
    };
  }
}

/**
 * A model of layers one after the other. The shape of the inputs is given by the `inputShape` of the first layer, by an `Input` before it,
 * or by a call of `build`; otherwise it is the shape of the first inputs.
 *
 * @example
 * import { layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(4, { activation: 'relu', inputShape: [8] }), layers.Dense(1)]);
 * model.outputShape // → [ null, 1 ]
 * model.countParams() // → 41
 */
export const Sequential = /* @__PURE__ */ callable<typeof SequentialModel, Sequential>(SequentialModel);
export interface Sequential extends SequentialModel {}
