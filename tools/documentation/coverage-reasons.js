/** Why something of Keras is not here, by its path; and what shows that something works that no numbers of Keras are about. */

const later = {
  spectra: 'later, with the Fourier transforms',
  mixtures: 'later, with the augmentations that mix images',
  boxes: 'later, with bounding boxes',
  quantization: 'later, with quantization',
  decompositions: 'later, with the decompositions of matrices',
};
const other = {
  jax: 'runs a model of JAX',
  tensorflow: 'needs TensorFlow',
  torch: 'runs a model of PyTorch',
  orbax: 'writes the checkpoints of a JAX library',
  folders: 'needs a decoder of files; `Dataset.from` takes what a program has decoded',
  images: 'needs a decoder of files; `tensor(imageData)` takes what a page has decoded',
  graphviz: 'draws with Graphviz; `model.summary` prints the layers and what they are connected to',
  python: 'is about objects of Python',
};

/** @type {Readonly<Record<string, string>>} */
export const reasons = {
  'layers.AugMix': later.mixtures,
  'layers.CutMix': later.mixtures,
  'layers.MixUp': later.mixtures,
  'layers.RandAugment': later.mixtures,
  'layers.MaxNumBoundingBoxes': later.boxes,
  'layers.MelSpectrogram': later.spectra,
  'layers.STFTSpectrogram': later.spectra,
  'layers.FlaxLayer': other.jax,
  'layers.JaxLayer': other.jax,
  'layers.TFSMLayer': other.tensorflow,
  'layers.TorchModuleWrapper': other.torch,
  'callbacks.OrbaxCheckpoint': other.orbax,
  'callbacks.CallbackList': 'is a part of `fit`, which takes a list of callbacks',
  'layers.InputSpec': 'is a plain object here',
  'utils.FeatureSpace': 'later',
  'utils.Config': other.python,
  'utils.get_source_inputs': 'a model knows its inputs',
  'utils.is_keras_tensor': 'is `x instanceof SymbolicTensor`',
  'utils.CustomObjectScope': 'is `withCustomObjects(objects, f)`',
  'utils.get_custom_objects': 'objects are registered by `registerKerasSerializable`',
  'utils.standardize_dtype': 'a dtype has one spelling here',
  ...Object.fromEntries(
    ['serialize_keras_object', 'deserialize_keras_object'].map((name) => [
      `utils.${name}`,
      `is a function of each namespace, as \`layers.${name.split('_', 1)[0]}\``,
    ]),
  ),
  ...Object.fromEntries(
    ['audio', 'image', 'text'].map((what) => [`utils.${what}_dataset_from_directory`, other.folders]),
  ),
  ...Object.fromEntries(
    ['array_to_img', 'img_to_array', 'load_img', 'save_img'].map((name) => [`utils.${name}`, other.images]),
  ),
  'utils.model_to_dot': other.graphviz,
  'utils.plot_model': other.graphviz,
  'utils.get_file': 'a program fetches its files itself',
  'utils.enable_interactive_logging': 'nothing is logged but by callbacks',
  'utils.disable_interactive_logging': 'nothing is logged but by callbacks',
  'utils.is_interactive_logging_enabled': 'nothing is logged but by callbacks',
  'ops.convert_to_numpy': 'a tensor has its typed array in `data`',
  'ops.is_tensor': 'is `x instanceof Tensor`',
  'ops.matrix_rank': later.decompositions,
  ...Object.fromEntries(
    ['polar', 'view_as_complex', 'view_as_real'].map((name) => [`ops.${name}`, 'needs complex numbers']),
  ),
  ...Object.fromEntries(
    ['fft', 'fft2', 'ifft2', 'rfft', 'irfft', 'stft', 'istft', 'extract_sequences'].map((name) => [
      `ops.${name}`,
      later.spectra,
    ]),
  ),
  ...Object.fromEntries(
    ['qr', 'svd', 'eig', 'eigh', 'lstsq', 'pinv'].map((name) => [`ops.${name}`, later.decompositions]),
  ),
  ...Object.fromEntries(
    ['quantize', 'dequantize', 'quantize_and_dequantize'].map((name) => [`ops.${name}`, later.quantization]),
  ),
};

/** Arguments that come with something larger, and with what. @type {Readonly<Record<string, string>>} */
export const lateArguments = {
  lora_rank: 'LoRA',
  lora_alpha: 'LoRA',
  quantization_config: 'quantization',
  gptq_unpacked_column_size: 'quantization',
  sparse: 'sparse tensors',
  ragged: 'ragged tensors',
};

/**
 * What has its numbers in the cases of something else.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const within = {
  'optimizers.OptimizerMap': 'optimizers.MultiOptimizer',
};

/**
 * The test of what has no numbers to compare: bases of own classes, what finds and writes objects, what only fits in one session.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const proofs = {
  'layers.Layer': 'test/layers/own-layers.test.ts',
  'layers.InputLayer': 'test/layers/conformance.test.ts',
  'layers.Input': 'test/layers/layer.test.ts',
  'layers.Lambda': 'test/layers/own-layers.test.ts',
  'layers.Pipeline': 'test/layers/pipeline.test.ts',
  'ops.image.elastic_transform': 'test/layers/augmentation.test.ts',
  'layers.RandomElasticTransform': 'test/layers/augmentation.test.ts',
  'layers.StackedRNNCells': 'test/layers/keras-layers.test.ts',
  'layers.LSTMCell': 'test/layers/keras-layers.test.ts',
  ...Object.fromEntries(
    ['SeedGenerator', 'normal', 'randint', 'shuffle', 'truncated_normal', 'uniform'].map((name) => [
      `random.${name}`,
      'test/ops/random.test.ts',
    ]),
  ),
  ...Object.fromEntries(
    ['beta', 'binomial', 'categorical', 'dropout', 'gamma'].map((name) => [
      `random.${name}`,
      'test/ops/further-random.test.ts',
    ]),
  ),
  'utils.Progbar': 'test/training/progress-bar.test.ts',
  'utils.set_random_seed': 'test/ops/random.test.ts',
  'utils.clear_session': 'test/layers/layer.test.ts',
  'utils.get_registered_name': 'test/objects/custom-objects.test.ts',
  'utils.register_keras_serializable': 'test/objects/custom-objects.test.ts',
  'losses.Loss': 'test/training/losses.test.ts',
  'metrics.Metric': 'test/training/metrics.test.ts',
  'optimizers.Optimizer': 'test/training/optimizers.test.ts',
  'optimizers.schedules.LearningRateSchedule': 'test/training/optimizers.test.ts',
  'initializers.Initializer': 'test/layers/initializers.test.ts',
  'regularizers.Regularizer': 'test/layers/penalties.test.ts',
  'constraints.Constraint': 'test/layers/penalties.test.ts',
  'callbacks.Callback': 'test/training/callbacks.test.ts',
  'callbacks.History': 'test/training/callbacks.test.ts',
  'callbacks.LambdaCallback': 'test/training/callbacks.test.ts',
  'callbacks.ProgbarLogger': 'test/training/progress-bar.test.ts',
  ...Object.fromEntries(
    ['TerminateOnNaN', 'SwapEMAWeights', 'TensorBoard', 'BackupAndRestore', 'RemoteMonitor'].map((name) => [
      `callbacks.${name}`,
      'test/training/callbacks.test.ts',
    ]),
  ),
  ...Object.fromEntries(
    ['add', 'average', 'concatenate', 'dot', 'maximum', 'minimum', 'multiply', 'subtract'].map((name) => [
      `layers.${name}`,
      'test/layers/embedding.test.ts',
    ]),
  ),
};

/**
 * Options whose effect no golden case shows, because Keras draws other random numbers, has one value for them, or computes the same with them,
 * by their paths; and the test that is about them.
 *
 * @type {readonly (readonly [RegExp, string])[]}
 */
export const optionProofs = [
  // Names and what may be trained are in every config.
  [/\.(name|trainable)$/, 'test/objects/configs.test.ts'],
  // Random numbers.
  [/^layers\..*\.(seed|noise_shape)$/, 'test/layers/noise.test.ts'],
  [/^layers\.SpatialDropout\dD\.(data_format|dtype)$/, 'test/layers/noise.test.ts'],
  [/^layers\..*\.(dropout|recurrent_dropout)$/, 'test/layers/whole-sequences.test.ts'],
  [/^layers\.RandomColorJitter\.(contrast_factor|data_format)$/, 'test/layers/augmentation.test.ts'],
  [/^initializers\..*\.seed$/, 'test/layers/initializers.test.ts'],
  [/^initializers\..*\.(input|output)_axes$/, 'test/layers/initializers.test.ts'],
  // Which of many thresholds a prediction in half precision is above is rounding.
  [/^metrics\.(AUC|RecallAtPrecision)\.dtype$/, 'test/training/metrics.test.ts'],
  // How a number is computed, not which.
  [/\.(use_cudnn|flash_attention|synchronized)$/, 'test/layers/goldens.test.ts'],
  // Keras has one value for them.
  [/^layers\.Resizing\.fill_mode$/, 'test/layers/image-size.test.ts'],
  [/^layers\.IntegerLookup\.vocabulary_dtype$/, 'test/layers/preprocessing.test.ts'],
  // Keras mixes up the axes, forgets the weights, or cannot compute it on a processor.
  [/^layers\.Equalization\.data_format$/, 'test/layers/augmentation.test.ts'],
  [/^layers\.Bidirectional\.weights$/, 'test/layers/embedding.test.ts'],
  [/^layers\.SimpleRNN\.activity_regularizer$/, 'test/layers/weight-options.test.ts'],
  [/^metrics\.MeanMetricWrapper\./, 'test/training/metrics.test.ts'],
  [/^layers\.SeparableConv2D\.data_format$/, 'test/layers/spatial.test.ts'],
  // States and texts.
  [/^layers\.(ConvLSTM\dD|RNN)\.stateful$/, 'test/layers/conv-lstm.test.ts'],
  [/^layers\.(StringLookup|TextVectorization)\.encoding$/, 'test/layers/preprocessing.test.ts'],
  [/^layers\.Discretization\.dtype$/, 'test/layers/preprocessing.test.ts'],
  // Of whole models.
  [/^optimizers\.Muon\.(exclude_layers|exclude_embeddings)$/, 'test/training/optimizers.test.ts'],
  [/^optimizers\.MultiOptimizer\.loss_scale_factor$/, 'test/training/optimizers.test.ts'],
  [/^callbacks\./, 'test/training/callbacks.test.ts'],
];
