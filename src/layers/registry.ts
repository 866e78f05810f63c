import type { ConfigContext } from '../objects/config-context.js';
import { objectNamespace, type ObjectConfig, type ObjectNamespace } from '../objects/namespace.js';
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
import { AveragePooling2D, MaxPooling2D } from './pooling-2d.js';
import { PReLU } from './prelu.js';
import { ReLU } from './relu.js';
import { Reshape } from './reshape.js';
import { Softmax } from './softmax.js';
import { ThresholdedReLU } from './thresholded-relu.js';

/** The layers by the names that configs give them. */
const layerClasses = {
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

/** How a config describes a layer. */
export interface LayerConfig extends ObjectConfig {
  readonly config: Readonly<Record<string, unknown>>;
  /** The shape for which the layer was built. */
  readonly build_config?: { readonly input_shape?: InputShapes | null } | null | undefined;
}

/** The layers by their names, with models, which are layers that this folder does not know, and what is to be done on a new one. */
export function layerNamespace(
  models: Readonly<Record<string, unknown>>,
  complete: (layer: Layer, config: LayerConfig, context: ConfigContext) => void,
): ObjectNamespace<Layer, never> {
  return objectNamespace<Layer>({
    name: 'layers',
    kind: 'layer',
    base: Layer,
    classes: { ...layerClasses, ...models },
    modules: ['layers', 'models'],
    complete: (layer, config, context) => {
      buildAsConfigured(layer, config as LayerConfig);
      complete(layer, config as LayerConfig, context);
    },
  });
}

function buildAsConfigured(layer: Layer, { build_config: buildConfig }: LayerConfig): void {
  const shape = buildConfig?.input_shape ?? null;
  if (shape !== null && !layer.built) layer.build(shape);
}
