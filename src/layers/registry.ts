import { unknownNameError, ValueError } from '../errors/index.js';
import { readOptions } from '../tensor/options.js';
import { Activation } from './activation.js';
import { AlphaDropout } from './alpha-dropout.js';
import { Conv2D } from './conv-2d.js';
import { Dense } from './dense.js';
import { Dropout } from './dropout.js';
import { ELU } from './elu.js';
import { Flatten } from './flatten.js';
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from './global-pooling-2d.js';
import { InputLayer } from './input-layer.js';
import type { InputShapes } from './shape-trees.js';
import { Layer } from './layer.js';
import { LeakyReLU } from './leaky-relu.js';
import { fromConfig, type ConfigContext, type Entries } from '../objects/options/index.js';
import { AveragePooling2D, MaxPooling2D } from './pooling-2d.js';
import { PReLU } from './prelu.js';
import { ReLU } from './relu.js';
import { Reshape } from './reshape.js';
import { Softmax } from './softmax.js';
import { ThresholdedReLU } from './thresholded-relu.js';

/** The layers by the names that configs give them. */
const classes = {
  Activation,
  AlphaDropout,
  AveragePooling2D,
  Conv2D,
  Dense,
  Dropout,
  ELU,
  Flatten,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  InputLayer,
  LeakyReLU,
  MaxPooling2D,
  PReLU,
  ReLU,
  Reshape,
  Softmax,
  ThresholdedReLU,
};

/** Anything that makes a layer of a config. */
type LayerClass = new (options: never) => Layer;

/** How a config describes a layer. */
export interface LayerConfig {
  readonly class_name: string;
  readonly config: Entries;
  readonly build_config?: { readonly input_shape?: InputShapes } | null | undefined;
}

/** What `layers.deserialize` is told besides the config. */
export interface DeserializeOptions {
  /** Which Keras wrote the config, where the generations mean different things by the same words; 3 by default. */
  readonly keras?: 2 | 3 | undefined;
  /** Layers of your own, by the names of their classes in the config. */
  readonly customObjects?: Readonly<Record<string, LayerClass>> | undefined;
}

/**
 * The layer that a config describes, `{ class_name, config }` as `serialize` gives it or as it stands in a file of Keras. With a
 * `build_config` the layer is built, so that it has its weights.
 *
 * @example
 * import { layers } from 'hillock';
 * const dense = layers.deserialize({ class_name: 'Dense', config: { units: 3, activation: 'relu' } });
 * dense.computeOutputShape([null, 8]) // → [ null, 3 ]
 */
export function deserialize(given: LayerConfig, options: DeserializeOptions = {}): Layer {
  const where = 'layers.deserialize';
  const { keras, customObjects } = readOptions<DeserializeOptions>(where, options, {
    keras: undefined,
    customObjects: {},
  });
  checkKeras(where, keras);
  const { class_name: name, config, build_config: buildConfig } = Object(given) as Partial<LayerConfig>;
  if (typeof name !== 'string' || typeof config !== 'object' || config === null) {
    throw new ValueError({
      where,
      expected: 'a config of the form { class_name, config }',
      received: { config: given },
    });
  }
  const known: Readonly<Record<string, unknown>> = { ...classes, ...customObjects };
  if (!Object.hasOwn(known, name)) throw unknownNameError(where, 'layer', name, Object.keys(known));
  const context: ConfigContext = {
    keras,
    deserializeLayer: (config) => deserialize(config as LayerConfig, { keras, customObjects }),
  };
  const layer = fromConfig(known[name] as typeof Layer & LayerClass, config, context);
  if (buildConfig?.input_shape !== undefined && !layer.built) layer.build(buildConfig.input_shape);
  return layer;
}

function checkKeras(where: string, keras: unknown): void {
  if (keras === undefined || keras === 2 || keras === 3) return;
  throw new ValueError({ where, expected: 'keras to be 2 or 3', received: { keras } });
}

/**
 * The layer that an identifier stands for: a config, or a layer, which is given back.
 *
 * @example
 * import { layers } from 'hillock';
 * const dense = layers.Dense(1);
 * layers.get(dense) === dense // → true
 */
export function get(identifier: Layer | LayerConfig): Layer {
  return identifier instanceof Layer ? identifier : deserialize(identifier);
}
