/** What the compiler has to accept and to refuse; checked by `npm run types`, never run. */
import {
  activations,
  defineActivation,
  grad,
  Input,
  layers,
  ops,
  tensor,
  type ActivationIdentifier,
  type SymbolicTensor,
  type Tensor,
  valueAndGrad,
} from '../../src/index.js';

declare module '../../src/index.js' {
  interface CustomActivations {
    type_test: true;
  }
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

// Names are literal types: known ones, aliases and declared own ones.
activations.get('gelu');
activations.get('hard_swish');
activations.get('type_test');
layers.Dense(3, { activation: 'type_test' });
layers.Activation('log_softmax');
// @ts-expect-error a typo
activations.get('gelo');
// @ts-expect-error a typo
layers.Dense(3, { activation: 'rleu' });
activations.get('threshold');
activations.get('gelu' as string);
// @ts-expect-error it has no meaning without its arguments
layers.Dense(3, { activation: 'threshold' });
// @ts-expect-error TypeScript's name is not the identifier
activations.get('leakyRelu');
same<Extract<ActivationIdentifier, 'gelu' | 'swish' | 'type_test' | 'threshold'>, 'gelu' | 'swish' | 'type_test'>(true);

// What is listed can be named; threshold, which is listed too, is for no layer.
for (const name of activations.list()) {
  activations.facts(name);
  if (name !== 'threshold') layers.Dense(3, { activation: name });
  activations.get(name);
}

// Functions, configs and null.
activations.get(null);
activations.get(activations.mish);
activations.get((x: Tensor) => ops.square(x));
activations.get({ class_name: 'elu', config: { alpha: 2 } });
layers.Activation({ class_name: 'gelu', config: { approximate: true } });
layers.Dense(3, { activation: { class_name: 'elu', config: { alpha: 2 } } });
layers.Conv2D(3, 3, { activation: { class_name: 'function', config: 'relu' } });
// @ts-expect-error a number is no activation
activations.get(5);
// @ts-expect-error a config holds the arguments
layers.Dense(3, { activation: { class_name: 'elu' } });

// Options: only those that exist, of their types.
activations.relu([1], { maxValue: 6, negativeSlope: 0.1, threshold: 1 });
activations.relu([1], { maxValue: null });
activations.elu([1], { alpha: tensor(2) });
activations.threshold([1], 1, 0);
activations.threshold([1], 1, { defaultValue: 0 });
activations.threshold([1], { threshold: 1, defaultValue: 0 });
// @ts-expect-error both arguments are missing
activations.threshold([1]);
// @ts-expect-error one argument is missing
activations.threshold([1], 1);
// @ts-expect-error one argument is missing
activations.threshold([1], { threshold: 1 });
activations.softmax([[1]], { axis: [0, 1] });
// @ts-expect-error Python's spelling
activations.relu([1], { max_value: 6 });
// @ts-expect-error a text is no number
activations.elu([1], { alpha: '2' });
// @ts-expect-error tanh has no arguments
activations.tanh([1], { alpha: 1 });
// @ts-expect-error by position, as in Python
activations.relu([1], 0.5);
// @ts-expect-error glu goes along one axis
activations.glu([1], { axis: [0, 1] });

// Values give values, symbolic tensors symbolic ones.
const symbolic = Input({ shape: [3] });
same<ReturnType<typeof activations.tanh<number[]>>, Tensor>(true);
same<ReturnType<typeof activations.tanh<SymbolicTensor>>, SymbolicTensor>(true);
activations.gelu(symbolic).shape satisfies readonly (number | null)[];
activations.softmax(symbolic).shape satisfies readonly (number | null)[];

// An own activation knows its options and its name.
const own = defineActivation('type_test', { alpha: 1, beta: 2 }, (x, { alpha, beta }) =>
  ops.multiply(alpha, ops.tanh(ops.multiply(beta, x))),
);
same<typeof own.identifier, 'type_test'>(true);
own([1], { alpha: 3 });
// @ts-expect-error it has no gamma
own([1], { gamma: 3 });
// @ts-expect-error the parameters are alpha alone
defineActivation('other_test', { alpha: 1 }, (x, { beta }) => ops.multiply(x, beta));
// @ts-expect-error JavaScript's operators cannot build formulas
defineActivation('other_test', {}, (x) => 2 * x);
// @ts-expect-error a parameter is a number
defineActivation('other_test', { alpha: '1' }, (x) => x);

// Numbers are numbers.
const y = activations.gelu([-1, 0, 1]);
same<ReturnType<typeof y.item>, number>(true);
((y.data[0] ?? NaN) * 2) satisfies number;
y.data.reduce((total, each) => total + each) satisfies number;
for (const value of y.data) value.toFixed();
const nested = activations.softmax([[1, 2]]).toArray();
nested satisfies number[][];
nested[0]?.[1]?.toFixed();
ops.reshape(tensor(['a', 'b']), [2, 1]).data satisfies string[];
tensor([['a', 'b']]).item() satisfies string;
// @ts-expect-error strings are no numbers
tensor(['a']).data satisfies Float32Array;
tensor([]) satisfies Tensor;
tensor([true, false]) satisfies Tensor;

// Activations are functions of one array to what differentiates them, whatever options they have.
grad(activations.gelu, { upstream: y })([-1, 0, 1]) satisfies Tensor;
grad(activations.softmax, { upstream: [[1, 2]] })([[1, 2]]) satisfies Tensor;
valueAndGrad(activations.gelu, { upstream: y })(y).gradient satisfies Tensor;
valueAndGrad(activations.sparsemax, { upstream: y, argument: [0] })(y).gradient satisfies Tensor[];
grad(grad((x) => ops.power(x, 3)))(2) satisfies Tensor;
grad((a, b) => ops.multiply(a, b), { argument: [0, 1] })(2, 3) satisfies Tensor[];
// @ts-expect-error the second argument is missing
grad((a: Tensor, b: Tensor) => ops.multiply(a, b))(2);
// @ts-expect-error it gives no tensor
grad((x: Tensor) => x.size);
