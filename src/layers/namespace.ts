/**
 * All layers, one line for each. The registry that finds them by name and config is in `models/`, because it includes models, which are
 * layers, too.
 */
export { Activation } from './activation.js';
export type { ActivationOptions } from './activation.js';
export { AlphaDropout } from './regularization/alpha-dropout.js';
export {
  Conv1D,
  Conv2D,
  Conv3D,
  Conv1D as Convolution1D,
  Conv2D as Convolution2D,
  Conv3D as Convolution3D,
} from './convolutional/conv.js';
export {
  Conv1DTranspose,
  Conv2DTranspose,
  Conv3DTranspose,
  Conv1DTranspose as Convolution1DTranspose,
  Conv2DTranspose as Convolution2DTranspose,
  Conv3DTranspose as Convolution3DTranspose,
} from './convolutional/conv-transpose.js';
export { DepthwiseConv1D, DepthwiseConv2D } from './convolutional/depthwise-conv.js';
export { LocallyConnected1D, LocallyConnected2D } from './convolutional/locally-connected.js';
export {
  SeparableConv1D,
  SeparableConv2D,
  SeparableConv1D as SeparableConvolution1D,
  SeparableConv2D as SeparableConvolution2D,
} from './convolutional/separable-conv.js';
export {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
} from './pooling/adaptive-pooling.js';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
  GlobalAveragePooling3D as GlobalAvgPool3D,
  GlobalMaxPooling1D as GlobalMaxPool1D,
  GlobalMaxPooling2D as GlobalMaxPool2D,
  GlobalMaxPooling3D as GlobalMaxPool3D,
} from './pooling/global-pooling.js';
export {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  AveragePooling1D as AvgPool1D,
  AveragePooling2D as AvgPool2D,
  AveragePooling3D as AvgPool3D,
  MaxPooling1D as MaxPool1D,
  MaxPooling2D as MaxPool2D,
  MaxPooling3D as MaxPool3D,
} from './pooling/pooling.js';
export { Cropping1D, Cropping2D, Cropping3D } from './reshaping/cropping.js';
export { UpSampling1D, UpSampling2D, UpSampling3D } from './reshaping/up-sampling.js';
export { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } from './reshaping/zero-padding.js';
export { Dense } from './dense.js';
export type { Conv1DOptions, Conv2DOptions, Conv3DOptions } from './convolutional/conv.js';
export type {
  Conv1DTransposeOptions,
  Conv2DTransposeOptions,
  Conv3DTransposeOptions,
} from './convolutional/conv-transpose.js';
export type { DepthwiseConv1DOptions, DepthwiseConv2DOptions } from './convolutional/depthwise-conv.js';
export type { SeparableConv1DOptions, SeparableConv2DOptions } from './convolutional/separable-conv.js';
export type { LocallyConnected1DOptions, LocallyConnected2DOptions } from './convolutional/locally-connected.js';
export type {
  AdaptiveAveragePooling1DOptions,
  AdaptiveAveragePooling2DOptions,
  AdaptiveAveragePooling3DOptions,
  AdaptiveMaxPooling1DOptions,
  AdaptiveMaxPooling2DOptions,
  AdaptiveMaxPooling3DOptions,
} from './pooling/adaptive-pooling.js';
export type {
  GlobalAveragePooling1DOptions,
  GlobalAveragePooling2DOptions,
  GlobalAveragePooling3DOptions,
  GlobalMaxPooling1DOptions,
  GlobalMaxPooling2DOptions,
  GlobalMaxPooling3DOptions,
} from './pooling/global-pooling.js';
export type {
  AveragePooling1DOptions,
  AveragePooling2DOptions,
  AveragePooling3DOptions,
  MaxPooling1DOptions,
  MaxPooling2DOptions,
  MaxPooling3DOptions,
} from './pooling/pooling.js';
export type { Cropping1DOptions, Cropping2DOptions, Cropping3DOptions } from './reshaping/cropping.js';
export type { UpSampling1DOptions, UpSampling2DOptions, UpSampling3DOptions } from './reshaping/up-sampling.js';
export type { ZeroPadding1DOptions, ZeroPadding2DOptions, ZeroPadding3DOptions } from './reshaping/zero-padding.js';
export type { DenseOptions } from './dense.js';
export { Dropout } from './regularization/dropout.js';
export type { DropoutOptions } from './regularization/dropout-options.js';
export { ELU } from './elu.js';
export type { ELUOptions } from './elu.js';
export { Flatten } from './flatten.js';
export type { FlattenOptions } from './flatten.js';
export { Input, InputLayer } from './input-layer.js';
export type { InputOptions } from './input-layer.js';
export type { InputSpec } from './input-spec.js';
export { Layer } from './layer.js';
export type { AnyLayer, CallContext } from './layer.js';
export type { LayerOptions } from './layer-options.js';
export { LeakyReLU } from './leaky-relu.js';
export type { LeakyReLUOptions } from './leaky-relu.js';
export { PReLU } from './prelu.js';
export type { PReLUOptions } from './prelu.js';
export { AdditiveAttention } from './attention/additive-attention.js';
export type { AdditiveAttentionOptions } from './attention/additive-attention.js';
export { Attention } from './attention/attention.js';
export type { AttentionOptions } from './attention/attention.js';
export { GroupQueryAttention } from './attention/group-query-attention.js';
export type { GroupQueryAttentionOptions } from './attention/group-query-attention.js';
export { MultiHeadAttention } from './attention/multi-head-attention.js';
export type { MultiHeadAttentionOptions } from './attention/multi-head-attention.js';
export type { AttentionCalls, AttentionResult, ListAttentionCalls } from './attention/call-types.js';
export type { AttentionCallOptions } from './attention/projected-attention.js';
export type { ScoredAttentionCallOptions } from './attention/scored-attention.js';
export { ActivityRegularization } from './core/activity-regularization.js';
export type { ActivityRegularizationOptions } from './core/activity-regularization.js';
export { EinsumDense } from './core/einsum-dense.js';
export type { EinsumDenseOptions } from './core/einsum-dense.js';
export { Embedding } from './core/embedding.js';
export type { EmbeddingOptions } from './core/embedding.js';
export { Identity } from './core/identity.js';
export { Lambda } from './core/lambda.js';
export type { LambdaFunction, LambdaOptions } from './core/lambda.js';
export { Masking } from './core/masking.js';
export type { MaskingOptions } from './core/masking.js';
export { Permute } from './core/permute.js';
export { Pipeline, type PipelineOptions } from './core/pipeline.js';
export type { PermuteOptions } from './core/permute.js';
export { RepeatVector } from './core/repeat-vector.js';
export type { RepeatVectorOptions } from './core/repeat-vector.js';
export { ReversibleEmbedding } from './core/reversible-embedding.js';
export type { ReversibleEmbeddingCallOptions, ReversibleEmbeddingOptions } from './core/reversible-embedding.js';
export { Wrapper } from './core/wrapper.js';
export type { WrapperOptions } from './core/wrapper.js';
export { Concatenate } from './merging/concatenate.js';
export type { ConcatenateOptions } from './merging/concatenate.js';
export { Dot } from './merging/dot.js';
export type { DotOptions } from './merging/dot.js';
export { add, average, concatenate, dot, maximum, minimum, multiply, subtract } from './merging/functions.js';
export type { MergingFunction } from './merging/functions.js';
export { Add, Average, Maximum, Minimum, Multiply, Subtract } from './merging/elementwise.js';
export { BatchNormalization } from './normalization/batch-normalization.js';
export type { BatchNormalizationOptions, RenormClipping } from './normalization/batch-normalization.js';
export { GroupNormalization } from './normalization/group-normalization.js';
export type { GroupNormalizationOptions } from './normalization/group-normalization.js';
export { LayerNormalization } from './normalization/layer-normalization.js';
export type { LayerNormalizationOptions } from './normalization/layer-normalization.js';
export { RMSNormalization } from './normalization/rms-normalization.js';
export type { RMSNormalizationOptions } from './normalization/rms-normalization.js';
export { SpectralNormalization } from './normalization/spectral-normalization.js';
export type { SpectralNormalizationOptions } from './normalization/spectral-normalization.js';
export { UnitNormalization } from './normalization/unit-normalization.js';
export type { UnitNormalizationOptions } from './normalization/unit-normalization.js';
export { Bidirectional } from './recurrent/bidirectional.js';
export type {
  BidirectionalArguments,
  BidirectionalClass,
  BidirectionalOptions,
  BidirectionalResult,
} from './recurrent/bidirectional.js';
export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D } from './recurrent/conv-lstm.js';
export type { ConvLSTM1DClass, ConvLSTM2DClass, ConvLSTM3DClass, ConvLSTMArguments } from './recurrent/conv-lstm.js';
export type { ConvLSTM1DOptions, ConvLSTM2DOptions, ConvLSTM3DOptions } from './recurrent/conv-lstm.js';
export { GRU } from './recurrent/gru.js';
export type { GRUClass, GRUOptions } from './recurrent/gru.js';
export { GRUCell } from './recurrent/gru-cell.js';
export type { GRUCellOptions } from './recurrent/gru-cell.js';
export { LSTM } from './recurrent/lstm.js';
export type { LSTMClass, LSTMOptions } from './recurrent/lstm.js';
export { LSTMCell } from './recurrent/lstm-cell.js';
export type { LSTMCellOptions } from './recurrent/lstm-cell.js';
export { RNN } from './recurrent/rnn.js';
export type { RecurrentArguments, RecurrentCall, RecurrentCallOptions, RecurrentResult } from './recurrent/rnn.js';
export type { RNNClass, RNNOptions, StateOption, StatesOf } from './recurrent/rnn.js';
export { SimpleRNN } from './recurrent/simple-rnn.js';
export type { SimpleRNNClass, SimpleRNNOptions } from './recurrent/simple-rnn.js';
export { SimpleRNNCell } from './recurrent/simple-rnn-cell.js';
export type { SimpleRNNCellOptions } from './recurrent/simple-rnn-cell.js';
export { StackedRNNCells } from './recurrent/stacked-cells.js';
export { TimeDistributed } from './recurrent/time-distributed.js';
export type { TimeDistributedOptions } from './recurrent/time-distributed.js';
export { GaussianDropout } from './regularization/gaussian-dropout.js';
export type { GaussianDropoutOptions } from './regularization/gaussian-dropout.js';
export { GaussianNoise } from './regularization/gaussian-noise.js';
export type { GaussianNoiseOptions } from './regularization/gaussian-noise.js';
export { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './regularization/spatial-dropout.js';
export type {
  SpatialDropout1DOptions,
  SpatialDropout2DOptions,
  SpatialDropout3DOptions,
} from './regularization/spatial-dropout.js';
export { ReLU } from './relu.js';
export type { ReLUOptions } from './relu.js';
export { Reshape } from './reshape.js';
export type { ReshapeOptions } from './reshape.js';
export type { LayerConfig, SerializedLayer } from './serialization.js';
export { Softmax } from './softmax.js';
export type { SoftmaxOptions } from './softmax.js';
export { ThresholdedReLU } from './thresholded-relu.js';
export type { ThresholdedReLUOptions } from './thresholded-relu.js';
export type { CallOptions, GivenOf, LayerSignature, Nest, SymbolicOf } from './signature.js';
export type { InputShapes } from './shape-trees.js';
export type { WeightOptions } from './weighted.js';
export {
  ContrastLimitedAdaptiveHistogramEqualization,
  type ContrastLimitedAdaptiveHistogramEqualizationOptions,
} from './augmentation/contrast-limited-equalization.js';
export { AutoContrast, type AutoContrastOptions } from './augmentation/auto-contrast.js';
export { Equalization, type EqualizationOptions } from './augmentation/equalization.js';
export { RandomBrightness, type RandomBrightnessOptions } from './augmentation/random-brightness.js';
export {
  RandomColorDegeneration,
  type RandomColorDegenerationOptions,
} from './augmentation/random-color-degeneration.js';
export { RandomColorJitter, type RandomColorJitterOptions } from './augmentation/random-color-jitter.js';
export { RandomContrast, type RandomContrastOptions } from './augmentation/random-contrast.js';
export { RandomCrop, type RandomCropOptions } from './augmentation/random-crop.js';
export { RandomElasticTransform, type RandomElasticTransformOptions } from './augmentation/random-elastic-transform.js';
export { RandomErasing, type RandomErasingOptions } from './augmentation/random-erasing.js';
export { RandomFlip, type RandomFlipOptions } from './augmentation/random-flip.js';
export { RandomGaussianBlur, type RandomGaussianBlurOptions } from './augmentation/random-gaussian-blur.js';
export { RandomGrayscale, type RandomGrayscaleOptions } from './augmentation/random-grayscale.js';
export { RandomHue, type RandomHueOptions } from './augmentation/random-hue.js';
export { RandomInvert, type RandomInvertOptions } from './augmentation/random-invert.js';
export { RandomPerspective, type RandomPerspectiveOptions } from './augmentation/random-perspective.js';
export { RandomPosterization, type RandomPosterizationOptions } from './augmentation/random-posterization.js';
export { RandomRotation, type RandomRotationOptions } from './augmentation/random-rotation.js';
export { RandomSaturation, type RandomSaturationOptions } from './augmentation/random-saturation.js';
export { RandomSharpness, type RandomSharpnessOptions } from './augmentation/random-sharpness.js';
export { RandomShear, type RandomShearOptions } from './augmentation/random-shear.js';
export { RandomTranslation, type RandomTranslationOptions } from './augmentation/random-translation.js';
export { RandomZoom, type RandomZoomOptions } from './augmentation/random-zoom.js';
export { Solarization, type SolarizationOptions } from './augmentation/solarization.js';
export { CategoryEncoding, type CategoryEncodingOptions } from './preprocessing/category-encoding.js';
export { Discretization, type DiscretizationOptions } from './preprocessing/discretization.js';
export { HashedCrossing, type HashedCrossingOptions } from './preprocessing/hashed-crossing.js';
export { Hashing, type HashingOptions } from './preprocessing/hashing.js';
export { CenterCrop, Resizing, type CenterCropOptions, type ResizingOptions } from './preprocessing/image-size.js';
export { IntegerLookup, type IntegerLookupOptions } from './preprocessing/integer-lookup.js';
export { Normalization, type NormalizationOptions } from './preprocessing/normalization.js';
export { Rescaling, type RescalingOptions } from './preprocessing/rescaling.js';
export { StringLookup, type StringLookupOptions } from './preprocessing/string-lookup.js';
export { TextVectorization, type TextVectorizationOptions } from './preprocessing/text-vectorization.js';
