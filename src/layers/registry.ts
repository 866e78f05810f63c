import type { ConfigContext } from '../objects/config-context.js';
import type { ConfigurableClass } from '../objects/deserialization.js';
import { objectNamespace, type ObjectConfig, type ObjectNamespace } from '../objects/namespace.js';
import { Activation } from './activation.js';
import { AlphaDropout } from './alpha-dropout.js';
import { Conv1D, Conv2D, Conv3D } from './convolutional/conv.js';
import { Conv1DTranspose, Conv2DTranspose, Conv3DTranspose } from './convolutional/conv-transpose.js';
import { DepthwiseConv1D, DepthwiseConv2D } from './convolutional/depthwise-conv.js';
import { LocallyConnected1D, LocallyConnected2D } from './convolutional/locally-connected.js';
import { SeparableConv1D, SeparableConv2D } from './convolutional/separable-conv.js';
import {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
} from './pooling/adaptive-pooling.js';
import {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
} from './pooling/global-pooling.js';
import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from './pooling/pooling.js';
import { Cropping1D, Cropping2D, Cropping3D } from './reshaping/cropping.js';
import { UpSampling1D, UpSampling2D, UpSampling3D } from './reshaping/up-sampling.js';
import { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from './reshaping/zero-padding.js';
import { Dense } from './dense.js';
import { Dropout } from './dropout.js';
import { ELU } from './elu.js';
import { Flatten } from './flatten.js';
import { InputLayer } from './input-layer.js';
import type { InputShapes } from './shape-trees.js';
import { Layer, type AnyLayer } from './layer.js';
import { LeakyReLU } from './leaky-relu.js';
import { PReLU } from './prelu.js';
import { MultiHeadAttention } from './attention/multi-head-attention.js';
import { ActivityRegularization } from './core/activity-regularization.js';
import { EinsumDense } from './core/einsum-dense.js';
import { Embedding } from './core/embedding.js';
import { Identity } from './core/identity.js';
import { Lambda } from './core/lambda.js';
import { Masking } from './core/masking.js';
import { Permute } from './core/permute.js';
import { RepeatVector } from './core/repeat-vector.js';
import { Concatenate } from './merging/concatenate.js';
import { Dot } from './merging/dot.js';
import { Add, Average, Maximum, Minimum, Multiply, Subtract } from './merging/elementwise.js';
import { BatchNormalization } from './normalization/batch-normalization.js';
import { Bidirectional } from './recurrent/bidirectional.js';
import { GRU } from './recurrent/gru.js';
import { GRUCell } from './recurrent/gru-cell.js';
import { LSTM } from './recurrent/lstm.js';
import { LSTMCell } from './recurrent/lstm-cell.js';
import { RNN } from './recurrent/rnn.js';
import { SimpleRNN } from './recurrent/simple-rnn.js';
import { SimpleRNNCell } from './recurrent/simple-rnn-cell.js';
import { StackedRNNCells } from './recurrent/stacked-cells.js';
import { TimeDistributed } from './recurrent/time-distributed.js';
import { ReLU } from './relu.js';
import { Reshape } from './reshape.js';
import { Softmax } from './softmax.js';
import { ThresholdedReLU } from './thresholded-relu.js';

/** The layers by the names that configs give them. */
const layerClasses = {
  Activation,
  ActivityRegularization,
  Add,
  Average,
  BatchNormalization,
  Concatenate,
  Dot,
  EinsumDense,
  Embedding,
  Identity,
  Lambda,
  Masking,
  Maximum,
  Minimum,
  MultiHeadAttention,
  Multiply,
  Permute,
  RepeatVector,
  Subtract,
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  AlphaDropout,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  Bidirectional,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  Cropping1D,
  Cropping2D,
  Cropping3D,
  Dense,
  DepthwiseConv1D,
  DepthwiseConv2D,
  Dropout,
  ELU,
  Flatten,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  GRU,
  GRUCell,
  InputLayer,
  LeakyReLU,
  LocallyConnected1D,
  LocallyConnected2D,
  LSTM,
  LSTMCell,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  PReLU,
  ReLU,
  Reshape,
  RNN,
  SeparableConv1D,
  SeparableConv2D,
  SimpleRNN,
  SimpleRNNCell,
  Softmax,
  StackedRNNCells,
  ThresholdedReLU,
  TimeDistributed,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
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
  complete: (layer: AnyLayer, config: LayerConfig, context: ConfigContext) => void,
): ObjectNamespace<AnyLayer, never> {
  return objectNamespace<AnyLayer>({
    name: 'layers',
    kind: 'layer',
    base: Layer as never,
    classes: { ...layerClasses, ...models } as unknown as Readonly<Record<string, ConfigurableClass<AnyLayer>>>,
    modules: ['layers', 'models'],
    complete: (layer, config, context) => {
      buildAsConfigured(layer, config as LayerConfig);
      complete(layer, config as LayerConfig, context);
    },
  });
}

function buildAsConfigured(layer: AnyLayer, { build_config: buildConfig }: LayerConfig): void {
  const shape = buildConfig?.input_shape ?? null;
  if (shape !== null && !layer.built) layer.build(shape);
}
