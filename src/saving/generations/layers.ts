/** Translates the layers of Keras 1 and 2 to those of Keras 3. */
import { entryOf, isJsonObject, type Json, type JsonObject } from '../json/parsing.js';
import type { Generation } from './generation.js';
import { mergingLayer, translateKeras1 } from './keras1.js';

type Entries = Record<string, Json>;

/** Classes that have another name in Keras 3, with the entries that their old name implied. */
const renamed: Readonly<Record<string, readonly [className: string, entries?: Entries]>> = {
  BatchNormalizationV1: ['BatchNormalization'],
  BatchNormalizationV2: ['BatchNormalization'],
  SyncBatchNormalization: ['BatchNormalization', { synchronized: true }],
  CuDNNLSTM: ['LSTM', { activation: 'tanh', recurrent_activation: 'sigmoid' }],
  CuDNNGRU: ['GRU', { activation: 'tanh', recurrent_activation: 'sigmoid', reset_after: true }],
  Convolution1D: ['Conv1D'],
  Convolution2D: ['Conv2D'],
  Convolution3D: ['Conv3D'],
  // Keras 3's internal name of the class, which it writes into `.h5` files, where it states no module.
  GroupedQueryAttention: ['GroupQueryAttention'],
};

/** Entries that do not affect the results, or that Keras 3 derives from other entries. */
const dropped = /* @__PURE__ */ new Set([
  ...['batch_input_shape', 'input_dtype', 'implementation', 'consume_less', 'input_length', 'mask_zero_unused'],
  'fused',
  ...['query_shape', 'key_shape', 'value_shape', 'build_input_shape', 'experimental_run_tf_function'],
  // How a row of scores that is completely masked is kept from NaN.
  'softmax_robust_masking',
]);

/**
 * Entries that do not affect the results if they are off. If they are on, they are kept, and then either understood or refused as unknown
 * options.
 */
const droppedWhereOff = /* @__PURE__ */ new Set(['virtual_batch_size', 'adjustment']);

/** The same for entries of single classes. */
const droppedOf: Readonly<Record<string, readonly string[]>> = {
  DepthwiseConv1D: ['groups', 'filters', 'kernel_initializer', 'kernel_regularizer', 'kernel_constraint'],
  DepthwiseConv2D: ['groups', 'filters', 'kernel_initializer', 'kernel_regularizer', 'kernel_constraint'],
  SeparableConv1D: ['groups', 'kernel_initializer', 'kernel_regularizer', 'kernel_constraint'],
  SeparableConv2D: ['groups', 'kernel_initializer', 'kernel_regularizer', 'kernel_constraint'],
  Conv1DTranspose: ['groups'],
  Conv2DTranspose: ['groups'],
  Conv3DTranspose: ['groups'],
  InputLayer: ['ragged', 'type_spec'],
  SpatialDropout1D: ['noise_shape'],
  SpatialDropout2D: ['noise_shape'],
  SpatialDropout3D: ['noise_shape'],
};

/** A layer as Keras 3 would write it. `translateInner` translates the layers inside it. */
export function translateLayer(
  layer: JsonObject,
  generation: Generation,
  translateInner: (layer: Json) => Json,
): JsonObject {
  const given = entryOf(layer, 'config');
  const named = entryOf(layer, 'class_name');
  if (typeof named !== 'string' || !isJsonObject(given)) return layer;
  const merging = generation.keras === 1 && named === 'Merge' ? mergingLayer(given) : undefined;
  if (merging !== undefined) return { ...layer, class_name: merging.className, config: merging.config };
  const [className, implied] = Object.hasOwn(renamed, named) ? renamed[named]! : [named];
  const older = generation.keras === 1 ? translateKeras1(className, given) : given;
  const config = { ...translateConfig(className, older, generation), ...implied };
  for (const [key, inner] of Object.entries(config)) {
    if (isLayerConfig(inner)) config[key] = translateInner(inner);
    if (Array.isArray(inner) && (inner as readonly Json[]).some(isLayerConfig)) {
      config[key] = (inner as readonly Json[]).map(translateInner);
    }
  }
  // Modules of older packages are dropped, because they do not exist in Keras 3.
  const { module, ...rest } = layer;
  const isKnownModule =
    typeof module === 'string' && !/^(tf_keras|tensorflow|keras\.(src\.)?(layers|engine)\.)/.test(module);
  return {
    ...rest,
    ...((isKnownModule || generation.keras === 3) && module !== undefined && { module }),
    class_name: className,
    config,
  };
}

/** Whether a value is the config of a layer, as wrappers and cells contain it. */
function isLayerConfig(value: Json): boolean {
  const config = entryOf(value, 'config');
  return (
    isJsonObject(value) &&
    typeof value['class_name'] === 'string' &&
    isJsonObject(config) &&
    'name' in config &&
    'trainable' in config
  );
}

const formerNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  InputLayer: { batch_input_shape: 'batch_shape' },
};

function translateConfig(className: string, given: JsonObject, { keras }: Generation): Entries {
  const config: Entries = {};
  const isDropped = (key: string): boolean =>
    keras < 3 && (dropped.has(key) || (droppedOf[className]?.includes(key) ?? false));
  for (const [key, value] of Object.entries(given))
    if (!isDropped(key) && !(value === null && droppedWhereOff.has(key)))
      config[key] = translateEntry(key, value, keras);
  // Former names of entries also occur in files of Keras 3.
  for (const [former, name] of Object.entries(formerNames[className] ?? {})) {
    if (!(former in given)) continue;
    delete config[former];
    config[name] = given[former]!;
  }
  if (className === 'GRU' && keras < 3 && !('reset_after' in given)) config['reset_after'] = false;
  if (config['time_major'] === false) delete config['time_major'];
  const dtype = config['dtype'];
  if (className === 'InputLayer' && typeof dtype === 'string') config['dtype'] = heldAs[dtype] ?? dtype;
  return config;
}

/** Integer dtypes that become int32. */
const heldAs: Readonly<Record<string, string>> = {
  int64: 'int32',
  int16: 'int32',
  int8: 'int32',
  uint16: 'int32',
  uint32: 'int32',
};

const policies = /* @__PURE__ */ new Set(['Policy', 'PolicyV1', 'AutoPolicy']);

/** Entries that are true or false; Python programs may have written 1 and 0. */
const flags = /* @__PURE__ */ new Set([
  ...['trainable', 'use_bias', 'scale', 'center', 'mask_zero', 'keepdims', 'shared', 'supports_masking', 'unroll'],
  ...['return_sequences', 'return_state', 'go_backwards', 'stateful', 'unit_forget_bias', 'reset_after'],
]);

function translateEntry(key: string, value: Json, keras: number): Json {
  if (flags.has(key) && (value === 0 || value === 1)) return value === 1;
  if (key === 'dtype' && policies.has(entryOf(value, 'class_name') as string)) {
    return entryOf(entryOf(value, 'config'), 'name') ?? 'float32';
  }
  if (key === 'axis' && Array.isArray(value) && value.length === 1) return value[0] as Json;
  if (keras < 3 && /_initializer$/.test(key) && isJsonObject(value)) return translateInitializer(value);
  return value;
}

/** Drops the dtype that tf.keras wrote into initializers, because the weight has one. */
function translateInitializer(initializer: JsonObject): Json {
  const config = entryOf(initializer, 'config');
  if (!isJsonObject(config) || typeof initializer['class_name'] !== 'string') return initializer;
  const { dtype: _, ...given } = config;
  // The first versions of TensorFlow.js wrote null for some options.
  const rest = Object.fromEntries(Object.entries(given).filter(([key, value]) => value !== null || key === 'seed'));
  return { ...initializer, class_name: initializer['class_name'].replace(/V[12]$/, ''), config: rest };
}
