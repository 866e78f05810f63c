/**
 * Translates TensorFlow operations between layers in files of tf.keras, `TFOpLambda` and `SlicingOpLambda`, to operations of Keras 3.
 * Source: what tf.keras 2.4 to 2.15 write, and the arguments of TensorFlow's functions.
 */
import { entryOf, isJsonObject, type Json, type JsonObject } from '../json/parsing.js';

type Entries = Record<string, Json>;

/** The class in `keras.ops`, the name of its first argument, and TensorFlow's names of the others. */
interface Translation {
  readonly className: string;
  readonly first: string;
  readonly others: Readonly<Record<string, string>>;
  /** TensorFlow's defaults where they differ from Keras's. */
  readonly defaults?: Entries;
}

const translation = (
  className: string,
  first: string,
  others: Readonly<Record<string, string>> = {},
  defaults?: Entries,
): Translation => ({ className, first, others, ...(defaults !== undefined && { defaults }) });

const unary = (className: string): Translation => translation(className, 'x');
const binary = (className: string): Translation => translation(className, 'x1', { y: 'x2', b: 'x2' });
const reduction = (className: string): Translation =>
  translation(className, 'x', { axis: 'axis', keepdims: 'keepdims', input_tensor: 'x' });

/** The translations by the name of the function, without `tf.`. */
const translations = (): Readonly<Record<string, Translation>> => ({
  ...{ '__operators__.add': binary('Add'), 'math.add': binary('Add'), 'math.subtract': binary('Subtract') },
  ...{ 'math.multiply': binary('Multiply'), 'math.divide': binary('Divide'), 'math.truediv': binary('Divide') },
  ...{ 'math.pow': binary('Power'), 'math.maximum': binary('Maximum'), 'math.minimum': binary('Minimum') },
  ...{ 'math.greater': binary('Greater'), 'math.greater_equal': binary('GreaterEqual'), 'math.less': binary('Less') },
  ...{ 'math.less_equal': binary('LessEqual'), 'math.equal': binary('Equal'), 'math.not_equal': binary('NotEqual') },
  ...{ 'math.logical_and': binary('LogicalAnd'), 'math.logical_or': binary('LogicalOr') },
  ...{ 'math.logical_not': unary('LogicalNot'), 'math.abs': unary('Absolute'), 'math.negative': unary('Negative') },
  ...{ 'math.exp': unary('Exp'), 'math.log': unary('Log'), 'math.sqrt': unary('Sqrt'), 'math.square': unary('Square') },
  ...{ 'math.sin': unary('Sin'), 'math.cos': unary('Cos'), 'math.sign': unary('Sign'), 'math.tanh': unary('Tanh') },
  ...{ 'math.sigmoid': unary('Sigmoid'), 'math.softplus': unary('Softplus'), 'math.erf': unary('Erf') },
  ...{ 'nn.relu': unary('Relu'), 'nn.relu6': unary('Relu6'), 'nn.selu': unary('Selu'), 'nn.silu': unary('Silu') },
  ...{ 'nn.softplus': unary('Softplus'), 'nn.softsign': unary('Softsign'), 'nn.sigmoid': unary('Sigmoid') },
  ...{ 'nn.tanh': unary('Tanh'), 'nn.elu': unary('Elu'), 'nn.swish': unary('Silu') },
  ...{ ones_like: unary('OnesLike'), zeros_like: unary('ZerosLike') },
  'nn.leaky_relu': translation('LeakyRelu', 'x', { alpha: 'negative_slope' }, { negative_slope: 0.2 }),
  'nn.gelu': translation('Gelu', 'x', { approximate: 'approximate' }, { approximate: false }),
  'nn.softmax': translation('Softmax', 'x', { axis: 'axis' }),
  'nn.log_softmax': translation('LogSoftmax', 'x', { axis: 'axis' }),
  ...{ 'math.reduce_sum': reduction('Sum'), 'math.reduce_mean': reduction('Mean') },
  ...{
    'math.reduce_max': reduction('Max'),
    'math.reduce_min': reduction('Min'),
    'math.reduce_prod': reduction('Prod'),
  },
  ...{ 'math.reduce_any': reduction('Any'), 'math.reduce_all': reduction('All') },
  'math.cumsum': translation('Cumsum', 'x', { axis: 'axis' }, { axis: 0 }),
  ...{
    concat: translation('Concatenate', 'xs', { axis: 'axis' }),
    stack: translation('Stack', 'xs', { axis: 'axis' }),
  },
  split: translation('Split', 'x', { num_or_size_splits: 'indices_or_sections', axis: 'axis' }, { axis: 0 }),
  expand_dims: translation('ExpandDims', 'x', { axis: 'axis' }),
  squeeze: translation('Squeeze', 'x', { axis: 'axis' }),
  reshape: translation('Reshape', 'x', { shape: 'newshape' }),
  transpose: translation('Transpose', 'x', { perm: 'axes' }),
  clip_by_value: translation('Clip', 'x', { clip_value_min: 'x_min', clip_value_max: 'x_max' }),
  cast: translation('Cast', 'x', { dtype: 'dtype' }),
  where: translation('Where', 'condition', { x: 'x1', y: 'x2' }),
  'linalg.matmul': binary('Matmul'),
});

/** Values with which an argument has no effect, so that it can be dropped. */
const silent: readonly Json[] = [null, false, '', 'float32'];

/** Whether all calls have the form that `translateNodes` produces. Damaged calls are left for the code that reads calls to report. */
const isCalled = (layer: JsonObject): boolean => {
  const nodes = entryOf(layer, 'inbound_nodes');
  return Array.isArray(nodes) && (nodes as readonly Json[]).every((node) => Array.isArray(entryOf(node, 'args')));
};

/**
 * A layer of one of the two classes as an operation of Keras 3. Other layers are returned unchanged, and so is a function without an
 * equivalent.
 */
export function translateOperation(layer: Json): Json {
  if (!isJsonObject(layer) || !isCalled(layer)) return layer;
  const className = entryOf(layer, 'class_name');
  if (className === 'SlicingOpLambda') {
    const calls = entryOf(layer, 'inbound_nodes') as readonly Json[];
    return operation(layer, 'GetItem', calls.map(slicingCall));
  }
  const name = entryOf(entryOf(layer, 'config'), 'function');
  if (className !== 'TFOpLambda' || typeof name !== 'string') return layer;
  const known = translations();
  if (!Object.hasOwn(known, name)) return layer;
  const found = known[name]!;
  const calls = (entryOf(layer, 'inbound_nodes') as readonly Json[]).map((call) => translatedCall(call, found));
  const [settings] = calls.map((call) => call?.settings ?? null);
  // The settings of an operation of Keras are the same in all of its calls.
  const isSame = (call: TranslatedCall | null): boolean => JSON.stringify(call?.settings) === JSON.stringify(settings);
  if (!isJsonObject(settings) || !calls.every(isSame)) return layer;
  return operation(
    layer,
    found.className,
    calls.map((call) => call!.operands),
    settings,
  );
}

/** Operations of Keras that are not among those of NumPy. */
const modules = {
  nn: /^(Relu6?|S(igmoid|oft(plus|sign|max)|[ei]lu)|(Leaky)?(Elu|Relu)|Gelu|LogSoftmax)$/,
  math: /^Erf$/,
  core: /^Cast$/,
};

function operation(
  layer: JsonObject,
  className: string,
  calls: readonly (readonly Json[])[],
  settings: JsonObject = {},
): Json {
  const name = entryOf(layer, 'name') ?? null;
  const [module] = Object.entries(modules).find(([, classes]) => classes.test(className)) ?? ['numpy'];
  return {
    ...{ module: `keras.src.ops.${module}`, class_name: className, config: { name, ...settings } },
    ...{ registered_name: className, name, inbound_nodes: calls.map((args) => ({ args, kwargs: {} })) },
  };
}

/** A call: what it computes from, and the settings that the operation has in Keras. */
interface TranslatedCall {
  readonly operands: readonly Json[];
  readonly settings: JsonObject;
}

/** A call with Keras's names of the settings; null if it has an argument that Keras does not have. */
function translatedCall(call: Json, { first, others, defaults }: Translation): TranslatedCall | null {
  const [input] = entryOf(call, 'args') as readonly [Json];
  const given = entryOf(call, 'kwargs') as JsonObject;
  const kwargs: Entries = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(others, name)) {
      if (value !== null) kwargs[others[name]!] = value!;
    } else if (!silent.includes(value) && name !== 'name') return null;
  }
  const { [first]: _, x1, x2, ...settings } = kwargs;
  const operands = [input, first === 'x1' ? undefined : x1, x2].filter((each) => each !== undefined);
  return { operands, settings };
}

/** `x[…]`; its parts are objects with start, stop and step. */
function slicingCall(call: Json): readonly Json[] {
  const [input] = entryOf(call, 'args') as readonly [Json];
  const spec = entryOf(entryOf(call, 'kwargs'), 'slice_spec') ?? [];
  const items = entryOf(spec, 'items') ?? spec;
  const key = Array.isArray(items) ? (items as readonly Json[]).map(sliceOf) : sliceOf(items);
  return [input, key];
}

const sliceOf = (part: Json): Json =>
  isJsonObject(part) && 'start' in part ? { class_name: '__slice__', config: part } : part;
