/** Translates the names of Keras 1. Source: files of Keras 1.1 and 1.2, and the renames that Keras 2.0 announced. */
import type { Json, JsonObject } from '../json/parsing.js';

type Entries = Record<string, Json>;

/** The new names of entries of all classes, by their old names. */
const names: Readonly<Record<string, string>> = {
  init: 'kernel_initializer',
  inner_init: 'recurrent_initializer',
  inner_activation: 'recurrent_activation',
  W_regularizer: 'kernel_regularizer',
  U_regularizer: 'recurrent_regularizer',
  b_regularizer: 'bias_regularizer',
  W_constraint: 'kernel_constraint',
  U_constraint: 'recurrent_constraint',
  b_constraint: 'bias_constraint',
  bias: 'use_bias',
  border_mode: 'padding',
  p: 'rate',
  dropout_W: 'dropout',
  dropout_U: 'recurrent_dropout',
  pool_length: 'pool_size',
  beta_init: 'beta_initializer',
  gamma_init: 'gamma_initializer',
  subsample: 'strides',
  subsample_length: 'strides',
  stride: 'strides',
  nb_filter: 'filters',
  filter_length: 'kernel_size',
  atrous_rate: 'dilation_rate',
};

/** The name of the entry for the number of outputs, for classes in which it differs. */
const outputName: Readonly<Record<string, string>> = { Embedding: 'output_dim' };

/** Options of Keras 1 that Keras 2 dropped. */
const dropped = /* @__PURE__ */ new Set([
  'mode',
  'forget_bias_init',
  'consume_less',
  'activity_regularizer',
  'nb_row',
  'nb_col',
  'dim_ordering',
]);

const dataFormats: Readonly<Record<string, string>> = { th: 'channels_first', tf: 'channels_last' };

export function translateKeras1(className: string, given: JsonObject): Entries {
  const config: Entries = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'output_dim') config[outputName[className] ?? 'units'] = value;
    else if (key === 'input_dim' && className !== 'Embedding') continue;
    else if (key === 'init' && className === 'Embedding') config['embeddings_initializer'] = initializer(value);
    else if (!dropped.has(key)) config[names[key] ?? key] = /(^|_)init$/.test(key) ? initializer(value) : value;
  }
  if ('nb_row' in given) config['kernel_size'] = [given['nb_row']!, given['nb_col']!];
  const format = dataFormats[given['dim_ordering'] as string];
  if (format !== undefined) config['data_format'] = format;
  if ('forget_bias_init' in given) config['unit_forget_bias'] = given['forget_bias_init'] === 'one';
  return config;
}

const mergingLayers: Readonly<Record<string, string>> = {
  sum: 'Add',
  mul: 'Multiply',
  ave: 'Average',
  max: 'Maximum',
  concat: 'Concatenate',
  dot: 'Dot',
};

/**
 * The layer of later Keras for a `Merge`, which was one layer for all kinds of merging; `undefined` if it contains a function or the layers
 * that it merges, or if it computes cosines, whose result had one more axis.
 */
export function mergingLayer(given: JsonObject): { readonly className: string; readonly config: Entries } | undefined {
  const className = mergingLayers[given['mode'] as string];
  const inner = given['layers'];
  if (className === undefined || (Array.isArray(inner) && inner.length > 0)) return undefined;
  const { name = null, concat_axis: axis = -1, dot_axes: axes = -1 } = given;
  const own: Entries = className === 'Concatenate' ? { axis } : className === 'Dot' ? { axes } : {};
  return { className, config: { name, trainable: true, ...own } };
}

/**
 * The initializers of Keras 1 whose names are still in use. Any other name is replaced by the default, which does no harm, because the file
 * contains the values of the weights.
 */
const known = /* @__PURE__ */ new Set([
  'glorot_uniform',
  'glorot_normal',
  'he_normal',
  'he_uniform',
  'lecun_uniform',
  'orthogonal',
  'uniform',
  'normal',
  'zeros',
  'ones',
]);

const newNames: Readonly<Record<string, string>> = {
  zero: 'zeros',
  one: 'ones',
  uniform: 'random_uniform',
  normal: 'random_normal',
};

const initializer = (value: Json): Json => {
  if (typeof value !== 'string') return value;
  return newNames[value] ?? (known.has(value) ? value : 'glorot_uniform');
};
