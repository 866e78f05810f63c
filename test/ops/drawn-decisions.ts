/** Where Hillock is not as Keras on JAX for the calls that were drawn at random, and why. */
import type { Difference, DrawnCall } from './drawn-calls.js';

export interface Decision {
  readonly names: readonly string[] | 'all';
  readonly kinds: readonly Difference['kind'][];
  /** Of which calls it is; of all of them by default. */
  readonly when?: (call: DrawnCall, difference: Difference) => boolean;
  readonly reason: string;
}

const words = (text: string): readonly string[] => text.split(' ');

const activationNames = words('celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink threshold'); // prettier-ignore
const ofActivations = activationNames.flatMap((name) => [name, `activations.${name}`]);

/** The dtypes of the arrays that a call is given. */
const dtypesOf = (given: unknown): readonly string[] => {
  if (Array.isArray(given)) return given.flatMap(dtypesOf);
  if (typeof given !== 'object' || given === null) return [];
  return 'd' in given && 'v' in given ? [given.d as string] : Object.values(given).flatMap(dtypesOf);
};
const hasDType = (...among: readonly string[]) => ([, given, options]: DrawnCall): boolean =>
  [...dtypesOf(given), ...dtypesOf(options)].some((dtype) => among.includes(dtype)); // prettier-ignore
const hasIntegers = hasDType('bool', 'uint8', 'int32');
const hasHalves = hasDType('float16', 'bfloat16');
const hasDouble = (call: DrawnCall): boolean => hasDType('float64')(call) || Object.values(call[2]).includes('float64');
const isNear = (a: unknown, b: unknown, tolerance: number): boolean =>
  Math.abs(Number(a) - Number(b)) <= tolerance * Math.max(1, Math.abs(Number(b)));

export const decisions: readonly Decision[] = [
  {
    names: 'all',
    kinds: ['dtype'],
    when: (call, { ours, keras }) => hasDouble(call) && ours === 'float64' && keras === 'float32',
    reason: 'Keras on JAX computes some functions of float64 in float32',
  },
  {
    names: 'all',
    kinds: ['value'],
    when: (call, { ours, keras }) => hasDouble(call) && isNear(ours, keras, 2e-6),
    reason: 'Keras on JAX computes some functions of float64 in float32',
  },
  {
    names: 'all',
    kinds: ['accepts'],
    when: hasIntegers,
    reason: 'some functions of JAX have no kernels for truth values, or for integers',
  },
  {
    names: ofActivations,
    kinds: ['dtype', 'value'],
    when: hasIntegers,
    reason: 'functions of real numbers are promoted to float32; relu and relu6 keep integers',
  },
  {
    names: ofActivations,
    kinds: ['value'],
    when: (_, { ours, keras }) => Number.isNaN(keras) || Number.isNaN(ours),
    reason: 'NaN stays NaN, and at infinities stand the limits of the function',
  },
  {
    names: ['activations.hard_sigmoid'],
    kinds: ['value'],
    reason: 'has the slope that the documentation of Keras 2 states',
  },
  {
    names: ['activations.softmax'],
    kinds: ['throws'],
    when: ([, [x], options]) => (x as { readonly s: unknown[] }).s.length === 1 && !('axis' in options),
    reason: 'a vector without an axis is the usual mistake',
  },
  {
    names: ofActivations,
    kinds: ['value'],
    when: (call, { ours, keras }) => hasHalves(call) && isNear(ours, keras, 2e-3),
    reason: 'Keras rounds to 16 bits after each step of a formula',
  },
  {
    names: words('squareplus activations.squareplus'),
    kinds: ['value'],
    reason: 'x + √(x² + b) cancels far out on the left',
  },
  { names: words('sparsemax activations.sparsemax'), kinds: ['value'], reason: 'is wrong in Keras 3.8 to 3.15' },
  {
    names: ['sinc'],
    kinds: ['value'],
    reason: 'is 0 at integers; the sine of a rounded multiple of π is not',
  },
  {
    names: words(
      'i0 hypot logaddexp logaddexp2 trapezoid median nanmedian quantile nanquantile percentile nanpercentile',
    ),
    kinds: ['value'],
    when: (_, { keras }) => Number.isNaN(keras),
    reason: 'at infinities stand the limits of the function',
  },
  {
    names: words('sin cos tan'),
    kinds: ['value'],
    when: hasDouble,
    reason: 'Keras on JAX rounds float64 to float32 first, large numbers by much of a turn',
  },
  {
    names: words('logaddexp logaddexp2 arctan2 hypot heaviside'),
    kinds: ['dtype', 'value'],
    when: hasHalves,
    reason: 'a number beside float16 or bfloat16 takes its dtype in every function',
  },
  {
    names: 'all',
    kinds: ['dtype', 'value'],
    when: (call) => hasDType('uint8')(call) && call[1].some((each) => typeof each === 'number' && each < 0),
    reason: 'a number beside bytes that these cannot hold is not taken modulo 256',
  },
  {
    names: 'all',
    kinds: ['throws'],
    when: (_, { ours }) => /expected numbers that (uint8|int32) can hold/.test(String(ours)),
    reason: 'numbers that the dtype cannot hold are an error',
  },
  {
    names: words('conv depthwise_conv separable_conv average_pool max_pool'),
    kinds: ['throws'],
    when: (_, { ours }) => String(ours).includes('the size of the window'),
    reason: 'a window that is larger than the array is an error, as with TensorFlow',
  },
  {
    names: ['diff'],
    kinds: ['throws'],
    reason: 'an axis that is not there is an error, even if nothing is subtracted',
  },
  {
    names: words('saturate_cast'),
    kinds: ['value'],
    reason: 'Keras on JAX holds integers within limits that are rounded to numbers beyond int32',
  },
  {
    names: ['scatter_update'],
    kinds: ['value'],
    when: hasHalves,
    reason: 'integers that meet fractions of 16 bits are not rounded to these',
  },
  {
    names: ['psnr'],
    kinds: ['dtype', 'value'],
    reason: 'the largest value is not cut to the dtype of the second image',
  },
  {
    names: ['sparse_categorical_crossentropy'],
    kinds: ['dtype'],
    when: hasHalves,
    reason: 'float16 stays float16, as with TensorFlow',
  },
  {
    names: words('categorical_crossentropy sparse_categorical_crossentropy'),
    kinds: ['value'],
    when: (_, { keras }) => !Number.isFinite(keras),
    reason: 'is finite where all probabilities are 0',
  },
  {
    names: words(
      'batch_normalization layer_normalization rms_normalization dot_product_attention image.ssim sparse_categorical_crossentropy',
    ),
    kinds: ['value'],
    when: (_, { ours, keras }) => isNear(ours, keras, 5e-3),
    reason: 'Keras subtracts rounded numbers of nearly the same size',
  },
  {
    names: [...ofActivations, 'blackman'],
    kinds: ['value'],
    when: (_, { ours, keras }) => isNear(ours, keras, 2e-7),
    reason: 'the cosine and tanh of JAX have seven digits, of which a difference leaves fewer',
  },
  { names: ['angle'], kinds: ['dtype'], when: hasHalves, reason: 'float16 and bfloat16 stay what they are' },
  { names: ['image.sobel_edges'], kinds: ['accepts'], reason: 'a single image will do' },
  {
    names: ['random.beta'],
    kinds: ['accepts'],
    reason: 'parameters in float32 may give numbers of 16 bits, as in the other distributions',
  },
  { names: ['argpartition'], kinds: ['value'], reason: 'what lies beyond the k-th element stands in any order' },
  { names: ['cholesky_inverse'], kinds: ['accepts', 'shape'], reason: 'Keras on JAX takes batches for one matrix' },
  {
    names: words(
      'nanmax nanmin nanmean nansum nanprod nanstd nanvar median nanmedian quantile nanquantile percentile nanpercentile norm rot90 repeat',
    ),
    kinds: ['accepts'],
    when: (_, { keras }) => keras === 1,
    reason: 'a list is as good as a tuple',
  },
  {
    names: words('average_pool max_pool'),
    kinds: ['accepts'],
    reason: 'Keras on JAX forgets the strides of a list of sizes',
  },
  { names: ['histogram'], kinds: ['accepts'], reason: 'arrays of any shape have one, as in NumPy' },
  { names: ['array_split'], kinds: ['accepts'], reason: 'places may be given, as in NumPy' },
];

/** Those that have no calls here. */
export const withoutCalls: Readonly<Record<string, string>> = Object.fromEntries([
  ...words('cond whileLoop foriLoop scan associativeScan map vectorizedMap vectorize customGradient jvp switch').map(
    (name): [string, string] => [name, 'computes what a function says: see test/ops/control-flow.test.ts'],
  ),
  ...words('exponential linear mish').map((name): [string, string] => [name, 'keras.ops has no such function']),
  ...words(
    'activations.deserialize activations.get activations.serialize activations.list activations.facts activations.explain activations.factTexts activations.remove',
  ).map((name): [string, string] => [name, 'is no function of arrays']),
]);

export const decisionFor = (call: DrawnCall, difference: Difference): Decision | undefined =>
  decisions.find(
    ({ names, kinds, when }) =>
      (names === 'all' || names.includes(call[0])) &&
      kinds.includes(difference.kind) &&
      (when === undefined || when(call, difference)),
  );
