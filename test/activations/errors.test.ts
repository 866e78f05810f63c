/** Every wrong argument, with its whole message. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  activations,
  defineActivation,
  grad,
  Input,
  layers,
  Sequential,
  ops,
  tensor,
  type Tensor,
  ValueError,
  Variable,
} from '../../src/index.js';
import { forgetWarnings } from '../../src/errors/index.js';

/** The message of the error that a call throws. */
function message(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return (error as Error).message;
  }
  throw new Error('no error was thrown');
}

const x = [[-1, 0, 2]];
/** For what the types refuse. */
const any = activations as unknown as Record<string, (...values: unknown[]) => unknown>;

describe('names', () => {
  test.each([
    ['gelo', 'gelu'],
    ['ReLU', 'relu'],
    ['leakyrelu', 'leaky_relu'],
    ['hard-sigmoid', 'hard_sigmoid'],
    ['sotfmax', 'softmax'],
    ['swich', 'swish'],
    ['threshhold', 'threshold'],
  ])('get("%s")', (name, nearest) => {
    expect(message(() => any['get']!(name))).toBe(
      `activations.get: unknown activation "${name}". Did you mean "${nearest}"?`,
    );
  });

  test('near to none list all', () => {
    const known = activations
      .list()
      .flatMap((name) => [name, ...activations.facts(name as 'relu').aliases])
      .sort()
      .join(', ');
    expect(message(() => any['get']!('xyz'))).toBe(`activations.get: unknown activation "xyz". Known are ${known}.`);
  });

  test('of other types', () => {
    expect(message(() => any['get']!(5))).toMatchInlineSnapshot(
      `"activations.get: expected the name of an activation, a function, a config or null. Received: identifier=5."`,
    );
    expect(message(() => any['get']!(undefined))).toMatchInlineSnapshot(
      `"activations.get: expected the name of an activation, a function, a config or null. Received: identifier=undefined."`,
    );
    expect(message(() => any['get']!({ name: 'relu' }))).toMatchInlineSnapshot(
      `"activations.get: expected a config of the form { class_name, config }, with the name and the arguments. Received: identifier={ name: "relu" }. Hint: Keras writes a function without arguments as { class_name: "function", config: "relu" }."`,
    );
  });

  test('of what cannot be called without arguments', () => {
    expect(activations.get('threshold')).toBe(activations.threshold);
    expect(message(() => layers.Dense(3, { activation: 'threshold' as never }))).toMatchInlineSnapshot(
      `"Dense: expected the arguments of "threshold", which have no default: threshold, defaultValue. Received: identifier="threshold". Hint: pass a function, (x) => activations.threshold(x, …)."`,
    );
    expect(message(() => activations.deserialize('threshold'))).toMatchInlineSnapshot(
      `"activations.deserialize: expected the arguments of "threshold", which have no default: threshold, defaultValue. Received: identifier="threshold". Hint: pass a function, (x) => activations.threshold(x, …)."`,
    );
  });

  test('that are properties of every object', () => {
    expect(message(() => any['get']!('constructor'))).toMatch(/^activations.get: unknown activation "constructor"/);
    expect(message(() => any['get']!('__proto__'))).toMatch(/^activations.get: unknown activation "__proto__"/);
    expect(message(() => any['get']!('toString'))).toMatch(/^activations.get: unknown activation "toString"/);
  });

  test('in layers', () => {
    expect(message(() => layers.Dense(3, { activation: 'gelo' as never }))).toMatchInlineSnapshot(
      `"Dense: unknown activation "gelo". Did you mean "gelu"?"`,
    );
    expect(message(() => layers.Activation('rleu' as never))).toMatchInlineSnapshot(
      `"Activation: unknown activation "rleu". Did you mean "relu"?"`,
    );
  });
});

test('names in the configs of layers', () => {
  const config = (entries: object) => () =>
    layers.deserialize({ class_name: 'Dense', config: { name: 'named', units: 1, ...entries } });
  expect(message(config({ activation: 'gelo' }))).toBe(
    'layers.deserialize at config.activation: unknown activation "gelo". Did you mean "gelu"?',
  );
  expect(message(config({ activation: 3 }))).toBe(
    'layers.deserialize at config.activation: expected a name, a config object or null. Received: config=3.',
  );
  expect(message(config({ kernel_initializer: { class_name: 'Zeroes', config: {} } }))).toBe(
    'layers.deserialize at config.kernel_initializer: unknown initializer "Zeroes". Did you mean "Zeros"?',
  );
  expect(message(config({ bias_initializer: { class_name: 3 } }))).toMatch(
    /^layers.deserialize at config.bias_initializer: expected a config of the form { class_name, config }. Received: config=/,
  );
});

describe('configs', () => {
  test('of something else', () => {
    expect(message(() => any['deserialize']!(3))).toMatchInlineSnapshot(
      `"activations.deserialize: expected a name, a config object or null. Received: config=3."`,
    );
    expect(message(() => any['deserialize']!({}))).toMatchInlineSnapshot(
      `"activations.deserialize: expected a config of the form { class_name, config }, with the name and the arguments. Received: config={  }. Hint: Keras writes a function without arguments as { class_name: "function", config: "relu" }."`,
    );
    expect(message(() => activations.deserialize({ class_name: 'gelo', config: {} }))).toMatchInlineSnapshot(
      `"activations.deserialize: unknown activation "gelo". Did you mean "gelu"?"`,
    );
    expect(message(() => activations.deserialize({ class_name: 'function', config: 'gelo' }))).toMatchInlineSnapshot(
      `"activations.deserialize: unknown activation "gelo". Did you mean "gelu"?"`,
    );
  });

  test('with wrong arguments', () => {
    expect(message(() => activations.deserialize({ class_name: 'elu', config: { alhpa: 1 } }))).toMatchInlineSnapshot(
      `"activations.deserialize("elu"): unknown option "alhpa". Did you mean "alpha"?"`,
    );
    expect(message(() => activations.deserialize({ class_name: 'elu', config: { alpha: 'a' } }))).toMatchInlineSnapshot(
      `"activations.deserialize("elu"): expected \`alpha\` to be a number, true, false or null. Received: alpha="a"."`,
    );
    expect(
      message(() => activations.deserialize({ class_name: 'softmax', config: { axis: 0.5 } })),
    ).toMatchInlineSnapshot(
      `"activations.deserialize("softmax"): expected \`axis\` to be an integer, a list of them, or null. Received: axis=0.5."`,
    );
  });

  test('of a function without a name', () => {
    expect(message(() => activations.serialize((v: unknown) => v))).toMatchInlineSnapshot(
      `"activations.serialize: expected an activation with a name. Received: activation=anonymous function. Hint: define it with defineActivation(name, parameters, formula), so that a config can name it."`,
    );
    expect(message(() => activations.serialize('relu'))).toMatchInlineSnapshot(
      `"activations.serialize: expected an activation with a name. Received: activation="relu". Hint: define it with defineActivation(name, parameters, formula), so that a config can name it."`,
    );
  });
});

describe('options', () => {
  test('by position, as in Python', () => {
    expect(message(() => any['relu']!(x, 0.5))).toMatchInlineSnapshot(
      `"activations.relu: expected an object of options as last argument. Received: options=0.5. Hint: Keyword arguments are one object: { negativeSlope: 0.5 }."`,
    );
    expect(message(() => any['elu']!(x, [0.5]))).toMatchInlineSnapshot(
      `"activations.elu: expected an object of options as last argument. Received: options=[0.5]. Hint: Keyword arguments are one object: { alpha }."`,
    );
    expect(message(() => any['softmax']!(x, 1))).toMatchInlineSnapshot(
      `"activations.softmax: expected an object of options as last argument. Received: options=1. Hint: Keyword arguments are one object: { axis: 1 }."`,
    );
    expect(message(() => any['glu']!(x, 1))).toMatchInlineSnapshot(
      `"activations.glu: expected an object of options as last argument. Received: options=1. Hint: Keyword arguments are one object: { axis: 1 }."`,
    );
    expect(message(() => any['tanh']!(x, 1))).toMatchInlineSnapshot(
      `"activations.tanh: expected an object of options as last argument. Received: options=1."`,
    );
  });

  test('that are tensors where only numbers can stand', () => {
    const out = new Float32Array(1);
    expect(message(() => activations.elu([-1], { alpha: tensor([1]), out }))).toMatchInlineSnapshot(
      `"activations.elu: expected \`alpha\` to be a number where a result goes into \`out\`. Received: alpha=Tensor(shape=[1], dtype=float32)."`,
    );
    expect(message(() => activations.hardSigmoid([-1], { offset: new Variable([1]), out }))).toContain(
      'expected `offset` to be a number where',
    );
    expect([...out]).toEqual([0]);
  });

  test('that do not exist', () => {
    expect(message(() => any['relu']!(x, { negative_slope: 0.5 }))).toMatchInlineSnapshot(
      `"activations.relu: unknown option "negative_slope". Did you mean "negativeSlope"?"`,
    );
    expect(message(() => any['relu']!(x, { max: 6 }))).toMatchInlineSnapshot(
      `"activations.relu: unknown option "max". Known are negativeSlope, threshold, alpha, maxValue, out."`,
    );
    expect(message(() => any['tanh']!(x, { alpha: 1 }))).toMatchInlineSnapshot(
      `"activations.tanh: unknown option "alpha". Known are out."`,
    );
    expect(message(() => any['gelu']!(x, { approx: true }))).toMatchInlineSnapshot(
      `"activations.gelu: unknown option "approx". Known are approximate, out."`,
    );
    expect(message(() => any['softmax']!(x, { axes: 1 }))).toMatchInlineSnapshot(
      `"activations.softmax: unknown option "axes". Did you mean "axis"?"`,
    );
    expect(message(() => any['glu']!(x, { dim: 1 }))).toMatchInlineSnapshot(
      `"activations.glu: unknown option "dim". Known are axis, out."`,
    );
    expect(message(() => any['threshold']!(x, { threshold: 1, value: 0 }))).toMatchInlineSnapshot(
      `"activations.threshold: unknown option "value". Known are threshold, defaultValue, out."`,
    );
  });

  test('that are no numbers', () => {
    expect(message(() => any['elu']!(x, { alpha: '1' }))).toMatchInlineSnapshot(
      `"activations.elu: expected \`alpha\` to be a number. Received: alpha="1"."`,
    );
    expect(message(() => any['elu']!(x, { alpha: NaN }))).toMatchInlineSnapshot(
      `"activations.elu: expected \`alpha\` to be a number. Received: alpha=NaN."`,
    );
    expect(message(() => any['relu']!(x, { maxValue: NaN }))).toMatchInlineSnapshot(
      `"activations.relu: expected \`maxValue\` to be a number. Received: maxValue=NaN."`,
    );
    expect(message(() => any['relu']!(x, { threshold: true }))).toMatchInlineSnapshot(
      `"activations.relu: expected \`threshold\` to be a number. Received: threshold=true."`,
    );
    expect(message(() => any['gelu']!(x, { approximate: 'yes' }))).toMatchInlineSnapshot(
      `"activations.gelu: expected \`approximate\` to be true or false. Received: approximate="yes"."`,
    );
  });

  test('with values that Keras refuses', () => {
    expect(message(() => activations.relu(x, { maxValue: -1 }))).toMatchInlineSnapshot(
      `"activations.relu: expected a \`maxValue\` of at least 0. Received: maxValue=-1."`,
    );
    expect(message(() => activations.relu(x, { negativeSlope: 0.1, alpha: 0.2 }))).toMatchInlineSnapshot(
      `"activations.relu: expected one of \`negativeSlope\` and its older name \`alpha\`. Received: negativeSlope=0.1, alpha=0.2."`,
    );
    expect(message(() => activations.celu(x, { alpha: 0 }))).toMatchInlineSnapshot(
      `"activations.celu: expected an alpha other than 0, which x is divided by. Received: alpha=0."`,
    );
    expect(message(() => activations.squareplus(x, { b: -1 }))).toMatchInlineSnapshot(
      `"activations.squareplus: expected a \`b\` of at least 0. Received: b=-1."`,
    );
  });

  test('that are required', () => {
    expect(message(() => any['threshold']!(x))).toMatchInlineSnapshot(
      `"activations.threshold: expected \`threshold\` to be a number. Received: threshold=undefined. Hint: \`threshold\` has no default."`,
    );
    expect(message(() => any['threshold']!(x, 1))).toMatchInlineSnapshot(
      `"activations.threshold: expected \`defaultValue\` to be a number. Received: defaultValue=undefined. Hint: \`defaultValue\` has no default."`,
    );
    expect(message(() => any['threshold']!(x, { defaultValue: 0 }))).toMatchInlineSnapshot(
      `"activations.threshold: expected \`threshold\` to be a number. Received: threshold=undefined. Hint: \`threshold\` has no default."`,
    );
  });
});

describe('out', () => {
  const four = Float32Array.of(1, 2, 3, 4);

  test('of another size or type', () => {
    expect(message(() => activations.relu(four, { out: new Float32Array(3) }))).toMatchInlineSnapshot(
      `"activations.relu: expected \`out\` to be an array of 4 elements of the result's type, float32. Received: x=Tensor(shape=[4], dtype=float32), out=Float32Array of length 3."`,
    );
    expect(message(() => activations.relu(four, { out: new Float64Array(4) }))).toMatchInlineSnapshot(
      `"activations.relu: expected \`out\` to be an array of 4 elements of the result's type, float32. Received: x=Tensor(shape=[4], dtype=float32), out=Float64Array of length 4."`,
    );
    expect(message(() => any['relu']!(four, { out: [0, 0, 0, 0] }))).toMatchInlineSnapshot(
      `"activations.relu: expected \`out\` to be an array of 4 elements of the result's type, float32. Received: x=Tensor(shape=[4], dtype=float32), out=[0, 0, 0, 0]."`,
    );
    expect(message(() => activations.relu(Int32Array.of(1), { out: new Float32Array(1) }))).toMatchInlineSnapshot(
      `"activations.relu: expected \`out\` to be an array of 1 elements of the result's type, int32. Received: x=Tensor(shape=[1], dtype=int32), out=Float32Array of length 1."`,
    );
  });

  test('where gradients are recorded or a graph is built', () => {
    const out = new Float32Array(4);
    expect(message(() => grad((v) => ops.sum(activations.tanh(v, { out })))(four))).toMatchInlineSnapshot(
      `"activations.tanh: expected no \`out\` where a graph is built or gradients are recorded, because it has no history. Received: out=Float32Array of length 4."`,
    );
    expect(message(() => activations.tanh(Input({ shape: [4] }), { out }))).toMatchInlineSnapshot(
      `"activations.tanh: expected no \`out\` where a graph is built or gradients are recorded, because it has no history. Received: out=Float32Array of length 4."`,
    );
  });
});

describe('inputs', () => {
  test('that are no arrays of numbers', () => {
    expect(message(() => any['relu']!('a'))).toMatchInlineSnapshot(
      `"activations.relu: expected a tensor of numbers. Received: x=Tensor(shape=[], dtype=string)."`,
    );
    expect(message(() => any['tanh']!(null))).toMatchInlineSnapshot(
      `"activations.tanh: expected numbers, booleans, typed arrays or tensors. Received: data=null."`,
    );
    expect(message(() => any['tanh']!(undefined))).toMatchInlineSnapshot(
      `"activations.tanh: expected numbers, booleans, typed arrays or tensors. Received: data=undefined."`,
    );
    expect(message(() => any['elu']!(undefined, { alpha: 2 }))).toMatchInlineSnapshot(
      `"activations.elu: expected numbers, booleans, typed arrays or tensors. Received: data=undefined."`,
    );
    expect(message(() => any['tanh']!([[1, 2], [3]]))).toMatchInlineSnapshot(
      `"activations.tanh: expected nested arrays of equal lengths, shape [2, 2] by their first elements. Received: data[1]=[3]."`,
    );
    expect(message(() => any['relu']!(['a', 'b']))).toMatchInlineSnapshot(
      `"activations.relu: expected a tensor of numbers. Received: x=Tensor(shape=[2], dtype=string)."`,
    );
    expect(message(() => any['softmax']!([['a', 'b']]))).toMatchInlineSnapshot(
      `"activations.softmax: expected a tensor of numbers. Received: x=Tensor(shape=[1, 2], dtype=string)."`,
    );
    expect(message(() => any['softmax']!(undefined))).toMatchInlineSnapshot(
      `"activations.softmax: expected numbers, booleans, typed arrays or tensors. Received: data=undefined."`,
    );
  });

  test('whose shape does not go with that of a parameter', () => {
    expect(message(() => activations.elu(x, { alpha: tensor([1, 2]) }))).toMatchInlineSnapshot(
      `"activations.elu: expected shapes that broadcast together. Received: shapes=[[1, 3], [2]]. Hint: counted from the last axis, two lengths must be equal or one of them 1."`,
    );
  });
});

describe('functions of rows', () => {
  const y = tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] });

  test('softmax of a vector without an axis, or of a scalar', () => {
    expect(message(() => activations.softmax([1, 2, 3]))).toMatchInlineSnapshot(
      `"activations.softmax: expected a tensor of rank 2 or more, because an unbatched vector is the usual mistake. Received: x.shape=[3]. Hint: pass { axis: -1 } to take the softmax of a vector."`,
    );
    expect(message(() => activations.softmax(3))).toMatchInlineSnapshot(
      `"activations.softmax: expected a tensor of rank 2 or more, because an unbatched vector is the usual mistake. Received: x.shape=[]. Hint: pass { axis: -1 } to take the softmax of a vector."`,
    );
    expect(message(() => layers.Dense(3, { activation: 'softmax' })([1, 2, 3]))).toMatchInlineSnapshot(
      `"Dense "dense_2": expected an input of at least 2 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[3], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0)."`,
    );
  });

  describe.each(['softmax', 'logSoftmax', 'sparsemax'] as const)('axes of %s', (name) => {
    test.each([
      [2, 'an axis from -2 to 1. Received: axis=2, rank=2.'],
      [-3, 'an axis from -2 to 1. Received: axis=-3, rank=2.'],
      [0.5, 'an axis from -2 to 1. Received: axis=0.5, rank=2.'],
      ['last', 'an axis from -2 to 1. Received: axis="last", rank=2.'],
      [[0, 0], 'each axis once. Received: axis=[0, 0].'],
      [[1, -1], 'each axis once. Received: axis=[1, -1].'],
      [[], 'at least one axis. Received: axis=[].'],
    ])('%j', (axis, expected) => {
      expect(message(() => any[name]!(y, { axis }))).toBe(`activations.${name}: expected ${expected}`);
    });

    test.each([0, 17, -2, 'nonsense', [-1]])('%j of a scalar', (axis) => {
      expect(message(() => any[name]!(3, { axis }))).toMatch(
        `activations.${name}: expected no axis, because a scalar has none. Received: axis=`,
      );
    });

    // As in Keras with null; -1 is the default, which NumPy too allows for a scalar.
    test.each([-1, null])('%j of a scalar is none', (axis) => {
      expect((any[name]!(3, { axis }) as Tensor).item()).toBe(name === 'logSoftmax' ? 0 : 1);
    });
  });

  test('glu on an odd axis, on none, and out of range', () => {
    expect(message(() => activations.glu(y))).toMatchInlineSnapshot(
      `"activations.glu: expected an axis whose length can be divided by 2. Received: x.shape=[2, 3], axis=-1."`,
    );
    expect(message(() => activations.glu(y, { axis: 5 }))).toMatchInlineSnapshot(
      `"activations.glu: expected an axis from -2 to 1. Received: axis=5, rank=2."`,
    );
    expect(message(() => activations.glu(3))).toMatchInlineSnapshot(
      `"activations.glu: expected no axis, because a scalar has none. Received: axis=-1, rank=0."`,
    );
    expect(message(() => any['glu']!(y, { axis: [0, 1] }))).toMatchInlineSnapshot(
      `"activations.glu: expected an axis from -2 to 1. Received: axis=[0, 1], rank=2."`,
    );
    expect(message(() => any['glu']!(y, { axis: null }))).toMatchInlineSnapshot(
      `"activations.glu: expected an axis from -2 to 1. Received: axis=null, rank=2."`,
    );
  });

  test('a mask of another shape', () => {
    expect(message(() => layers.Softmax()(y, { mask: [[true, false]] }))).toMatchInlineSnapshot(
      `"Softmax "softmax": expected a mask that broadcasts to the inputs. Received: inputs=Tensor(shape=[2, 3], dtype=float32), mask=Tensor(shape=[1, 2], dtype=bool)."`,
    );
    expect(message(() => layers.Softmax()(y, { mask: [[[true, true, true]]] }))).toMatchInlineSnapshot(
      `"Softmax "softmax_1": expected a mask that broadcasts to the inputs. Received: inputs=Tensor(shape=[2, 3], dtype=float32), mask=Tensor(shape=[1, 1, 3], dtype=bool)."`,
    );
  });
});

describe('hints', () => {
  afterEach(forgetWarnings);

  test('a layer of one unit with softmax warns once, whatever the batch', async () => {
    forgetWarnings();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const model = Sequential([layers.Dense(1, { activation: 'softmax', inputShape: [2], name: 'only' })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1, 2], [3, 4], [5, 6]], [[1], [0], [1]], { batchSize: 2, verbose: 0 }); // prettier-ignore
    expect(warn.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "activations.softmax: axis 1 of a tensor of shape [null, 1] has size 1, so that every result is 1. Did you mean sigmoid?",
        ],
      ]
    `);
  });

  test('softmax over one element warns, once', () => {
    forgetWarnings();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(activations.softmax([[5], [7]]).toArray()).toEqual([[1], [1]]);
    activations.softmax([[5], [7]]);
    expect(warn.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "activations.softmax: axis 1 of a tensor of shape [2, 1] has size 1, so that every result is 1. Did you mean sigmoid?",
        ],
      ]
    `);
  });
});

describe('defineActivation', () => {
  const define = defineActivation as unknown as (...values: unknown[]) => unknown;
  const identity = (v: unknown): unknown => v;

  test('a name that is none, or taken', () => {
    for (const name of ['Snake', 'my-snake', '', '2x', 'a b', 5]) {
      expect(message(() => define(name, {}, identity))).toMatch(/^defineActivation: expected a name in snake_case/);
    }
    expect(message(() => define('Snake', {}, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected a name in snake_case, such as "my_activation". Received: name="Snake"."`,
    );
    expect(message(() => define('relu', {}, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected a name that is not taken. Received: name="relu". Hint: choose another name, or activations.remove(name) first if it is your own."`,
    );
    expect(message(() => define('swish', {}, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected a name that is not taken. Received: name="swish". Hint: choose another name, or activations.remove(name) first if it is your own."`,
    );
    define('mine', {}, identity);
    expect(message(() => define('mine', {}, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected a name that is not taken. Received: name="mine". Hint: choose another name, or activations.remove(name) first if it is your own."`,
    );
    activations.remove('mine');
  });

  test('parameters that are no numbers', () => {
    expect(message(() => define('mine', { alpha: NaN }, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected a number as default of the parameter \`alpha\`. Received: alpha=NaN."`,
    );
    expect(message(() => define('mine', { alpha: '1' }, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected a number as default of the parameter \`alpha\`. Received: alpha="1"."`,
    );
    expect(message(() => define('mine', 0.5, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected an object of parameters with their defaults. Received: parameters=0.5."`,
    );
    expect(message(() => define('mine', null, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected an object of parameters with their defaults. Received: parameters=null."`,
    );
  });

  test('a parameter with the name of an option that every activation has', () => {
    expect(message(() => define('mine', { out: 1 }, identity))).toMatchInlineSnapshot(
      `"defineActivation: expected another name than \`out\`, which is an option of every activation. Received: parameter="out"."`,
    );
  });

  test('no formula', () => {
    expect(message(() => define('mine', {}))).toMatchInlineSnapshot(
      `"defineActivation: expected a formula, a function of x and the parameters. Received: formula=undefined."`,
    );
    expect(message(() => define('mine', {}, 'x'))).toMatchInlineSnapshot(
      `"defineActivation: expected a formula, a function of x and the parameters. Received: formula="x"."`,
    );
  });

  test('a formula of JavaScript operators', () => {
    expect(message(() => define('mine', {}, (v: number) => 2 * v))).toMatchInlineSnapshot(
      `"defineActivation("mine") (Expression): expected a formula written with ops.*, because JavaScript cannot overload operators. Received: expression="x". Hint: write ops.multiply(2, x) for 2 * x, ops.add(x, y) for x + y, ops.where(ops.greater(x, 0), a, b) for x > 0 ? a : b."`,
    );
    expect(
      message(() => define('mine', { alpha: 1 }, (v: number, { alpha }: { alpha: number }) => (v > alpha ? v : 0))),
    ).toMatch(/JavaScript cannot overload operators/);
    expect(message(() => define('mine', {}, (v: number) => Math.max(v, 0)))).toMatch(
      /JavaScript cannot overload operators/,
    );
  });

  test('a formula that gives no expression', () => {
    expect(message(() => define('mine', {}, () => 1))).toMatchInlineSnapshot(
      `"defineActivation("mine"): expected a formula that returns an expression. Received: result=1. Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …; JavaScript operators cannot build one."`,
    );
    expect(message(() => define('mine', {}, () => undefined))).toMatchInlineSnapshot(
      `"defineActivation("mine"): expected a formula that returns an expression. Received: result=undefined. Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …; JavaScript operators cannot build one."`,
    );
    expect(message(() => define('mine', {}, () => tensor([1])))).toMatchInlineSnapshot(
      `"defineActivation("mine"): expected a formula that returns an expression. Received: result=Tensor(shape=[1], dtype=float32). Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …; JavaScript operators cannot build one."`,
    );
    expect(message(() => define('mine', {}, (v: never) => ops.greater(v, 0)))).toMatchInlineSnapshot(
      `"defineActivation("mine"): expected a formula that returns a number, not a condition. Received: result="greater(x, 0)". Hint: write ops.where(condition, 1, 0)."`,
    );
  });

  describe('a formula that fails', () => {
    type Anything = Record<string, (value: unknown) => unknown>;

    test.each<[string, (v: never) => unknown, string]>([
      ['a method', (v: Anything) => v['mul']!(2), 'v.mul is not a function'],
      ['something not defined', (v: Anything) => v['a']!(v['b']!(1)), 'is not a function'],
      ['an error of its own', () => { throw new Error('no'); }, 'Error: no'], // prettier-ignore
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      ['no error at all', () => { throw 'no'; }, 'error="no"'], // prettier-ignore
    ])('with %s', (_, formula, reason) => {
      const text = message(() => define('mine', {}, formula));
      expect(text).toMatch(/^defineActivation\("mine"\): expected a formula that can be written out. Received: error=/);
      expect(text).toContain(reason);
      expect(text).toContain(
        'Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …',
      );
    });

    test('keeps what was thrown', () => {
      const cause = new RangeError('no');
      try {
        define('mine', {}, () => {
          throw cause;
        });
        expect.unreachable();
      } catch (error) {
        expect((error as Error).cause).toBe(cause);
      }
    });

    test.each<[string, (v: number) => unknown]>([
      ['a comparison', (v) => (v > 0 ? v : 0)],
      ['a function of Math', (v) => Math.exp(v)],
      ['a sign', (v) => -v],
      ['a power', (v) => v ** 2],
      ['a sum with text', (v) => `${v + 1}`],
      ['Number', (v) => Number(v)],
    ])('with %s of JavaScript', (_, formula) => {
      expect(message(() => define('mine', {}, formula))).toMatch(
        /^defineActivation\("mine"\) \(Expression\): expected a formula written with ops\.\*, because JavaScript cannot overload operators/,
      );
    });

    test.each<[string, (v: never) => unknown]>([
      ['text', (v) => `${v as string}`],
      ['a promise', (v) => Promise.resolve(v)],
      ['a promise that fails', async (v: Anything) => (await Promise.resolve(v))['mul']!(2)],
      ['null', () => null],
      ['a truth value of JavaScript', (v) => !v],
    ])('that gives %s', (_, formula) => {
      expect(message(() => define('mine', {}, formula))).toMatch(
        /^defineActivation\("mine"\): expected a formula that returns an expression. Received: result=/,
      );
    });

    test('of parameters that are not its own', () => {
      const parameters: unknown[] = [];
      define('mine', { alpha: 1 }, (v: unknown, { alpha }: { alpha: unknown }) => (parameters.push(alpha), v));
      activations.remove('mine');
      expect(
        message(() => define('mine', {}, (v: never) => ops.multiply(v, parameters[0] as never))),
      ).toMatchInlineSnapshot(
        `"defineActivation("mine"): expected a formula of its own parameters, not of those of another. Received: parameter="alpha"."`,
      );
    });
  });

  test('tensors in the place of parameters', () => {
    const formulas: ((v: never) => unknown)[] = [
      (v) => activations.elu(v, { alpha: tensor(5) }),
      (v) => activations.relu(v, { negativeSlope: new Variable(5) }),
      (v) => activations.threshold(v, tensor(5), 0),
    ];
    expect(formulas.map((formula) => message(() => define('mine', {}, formula)).split(' Hint')[0])).toEqual([
      'defineActivation("mine") (activations.elu): expected `alpha` to be a number or an expression inside a formula. Received: alpha=Tensor(shape=[], dtype=float32).',
      'defineActivation("mine") (activations.relu): expected `negativeSlope` to be a number or an expression inside a formula. Received: negativeSlope=Variable(shape=[], dtype=float32).',
      'defineActivation("mine") (activations.threshold): expected `threshold` to be a number or an expression inside a formula. Received: threshold=Tensor(shape=[], dtype=float32).',
    ]);
  });

  test('`out` inside', () => {
    const out = new Float32Array(1);
    for (const name of ['elu', 'gelu', 'tanh', 'relu']) {
      expect(message(() => define('mine', {}, (v: unknown) => any[name]!(v, { out })))).toContain(
        `defineActivation("mine") (activations.${name}): expected no \`out\` inside a formula.`,
      );
    }
  });

  test('without the object of parameters', () => {
    expect(message(() => define('mine', (v: unknown) => v))).toMatchInlineSnapshot(
      `"defineActivation: expected an object of parameters with their defaults. Received: parameters=anonymous function. Hint: pass {} before a formula that has no parameters."`,
    );
  });

  test('a formula that gives a list', () => {
    expect(message(() => define('mine', {}, (v: unknown) => [v]))).toContain('a formula has no shape and no elements');
  });

  test('operations that are not elementwise', () => {
    expect(message(() => define('mine', {}, (v: never) => ops.sum(v)))).toMatchInlineSnapshot(
      `"defineActivation("mine") (Expression.data): expected a tensor, because a formula has no shape and no elements. Received: expression="x". Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …."`,
    );
    expect(message(() => define('mine', {}, (v: never) => ops.matmul(v, v)))).toMatchInlineSnapshot(
      `"defineActivation("mine") (Expression.data): expected a tensor, because a formula has no shape and no elements. Received: expression="x". Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …."`,
    );
    expect(message(() => define('mine', {}, (v: never) => activations.softmax(v)))).toMatchInlineSnapshot(
      `"defineActivation("mine") (Expression.data): expected a tensor, because a formula has no shape and no elements. Received: expression="x". Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …."`,
    );
  });

  test('formulas mixed with arrays', () => {
    expect(message(() => define('mine', {}, (v: never) => ops.add(v, [1, 2] as never)))).toMatchInlineSnapshot(
      `"defineActivation("mine") (ops.add): expected an expression or a number. Received: term=[1, 2]. Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …."`,
    );
    expect(message(() => define('mine', {}, (v: never) => ops.add(v, tensor([1]) as never)))).toMatchInlineSnapshot(
      `"defineActivation("mine") (ops.add): expected an expression or a number. Received: term=Tensor(shape=[1], dtype=float32). Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …."`,
    );
    expect(
      message(() =>
        define('mine', { alpha: 1 }, (_: never, { alpha }: { alpha: never }) => activations.elu([1], { alpha })),
      ),
    ).toMatchInlineSnapshot(
      `"defineActivation("mine") (activations.elu): expected a formula for x where a parameter is one. Received: alpha="an expression". Hint: a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …."`,
    );
  });

  test('nothing is registered by a failed definition', () => {
    expect(activations.list()).not.toContain('mine');
  });

  test('removing what is not one’s own', () => {
    expect(message(() => activations.remove('relu'))).toMatchInlineSnapshot(
      `"activations.remove: expected the name of an own activation. Received: name="relu"."`,
    );
    expect(message(() => activations.remove('nothing'))).toMatchInlineSnapshot(
      `"activations.remove: expected the name of an own activation. Received: name="nothing"."`,
    );
  });

  test('options of an own activation are checked as any', () => {
    const mine = defineActivation('mine', { alpha: 1 }, (v, { alpha }) => ops.multiply(v, alpha));
    expect(message(() => mine(x, { beta: 1 } as never))).toMatchInlineSnapshot(
      `"activations.mine: unknown option "beta". Known are alpha, out."`,
    );
    expect(message(() => mine(x, { alpha: NaN }))).toMatchInlineSnapshot(
      `"activations.mine: expected \`alpha\` to be a number. Received: alpha=NaN."`,
    );
    activations.remove('mine');
  });
});

describe('own functions', () => {
  test('that change the shape, or give no tensor', () => {
    const dense = (activation: unknown) => layers.Dense(3, { activation: activation as never })(x);
    expect(message(() => dense((v: never) => ops.sum(v)))).toMatchInlineSnapshot(
      `"Dense "dense_3": expected an activation that gives the shape of its input, but for the last axis. Received: x=Tensor(shape=[1, 3], dtype=float32), activation(x)=Tensor(shape=[], dtype=float32)."`,
    );
    expect(message(() => dense((v: never) => ops.transpose(v)))).toMatchInlineSnapshot(
      `"Dense "dense_4": expected an activation that gives the shape of its input, but for the last axis. Received: x=Tensor(shape=[1, 3], dtype=float32), activation(x)=Tensor(shape=[3, 1], dtype=float32)."`,
    );
    expect(message(() => dense(() => 5))).toMatchInlineSnapshot(
      `"Dense "dense_5": expected an activation that gives a tensor. Received: activation(x)=5."`,
    );
  });
});

describe('layers', () => {
  test('with arguments that Keras refuses', () => {
    expect(message(() => layers.ReLU({ maxValue: -1 }))).toMatchInlineSnapshot(
      `"ReLU: expected maxValue to be a number that is not negative. Received: maxValue=-1."`,
    );
    expect(message(() => layers.ReLU({ negativeSlope: -0.1 }))).toMatchInlineSnapshot(
      `"ReLU: expected negativeSlope to be a finite number that is not negative. Received: negativeSlope=-0.1."`,
    );
    expect(message(() => layers.ReLU({ threshold: -1 }))).toMatchInlineSnapshot(
      `"ReLU: expected threshold to be a finite number that is not negative. Received: threshold=-1."`,
    );
    expect(message(() => layers.LeakyReLU({ negativeSlope: -0.3 }))).toMatchInlineSnapshot(
      `"LeakyReLU: expected negativeSlope to be a finite number that is not negative. Received: negativeSlope=-0.3."`,
    );
    expect(message(() => layers.LeakyReLU({ negativeSlope: null as never }))).toMatchInlineSnapshot(
      `"LeakyReLU: expected negativeSlope to be a finite number that is not negative. Received: negativeSlope=null."`,
    );
    expect(message(() => layers.ELU({ alpha: NaN }))).toMatchInlineSnapshot(
      `"ELU: expected alpha to be a finite number. Received: alpha=NaN."`,
    );
    expect(message(() => layers.ThresholdedReLU({ theta: -1 }))).toMatchInlineSnapshot(
      `"ThresholdedReLU: expected theta to be a finite number that is not negative. Received: theta=-1."`,
    );
  });

  test('with a slope by both of its names', () => {
    expect(message(() => layers.LeakyReLU({ negativeSlope: 0.3, alpha: 0.2 }))).toMatchInlineSnapshot(
      `"LeakyReLU: expected one of negativeSlope and alpha, which are two names of one option. Received: negativeSlope=0.3, alpha=0.2."`,
    );
  });

  test('with axes that the input does not have', () => {
    expect(message(() => layers.Softmax({ axis: 3, name: 'rows' })(x))).toMatchInlineSnapshot(
      `"Softmax "rows": expected an axis from -2 to 1. Received: axis=3, rank=2."`,
    );
    expect(message(() => layers.Softmax({ axis: [1, -1], name: 'rows' })(x))).toMatchInlineSnapshot(
      `"Softmax "rows": expected each axis once. Received: axis=[1, -1]."`,
    );
    expect(message(() => layers.PReLU({ sharedAxes: [2], name: 'prelu' })(x))).toMatchInlineSnapshot(
      `"PReLU "prelu": expected sharedAxes from 1 to 1, because 0 is the axis of the batch. Received: sharedAxes=[2], inputShape=[1, 3]."`,
    );
    expect(message(() => layers.PReLU({ sharedAxes: [0], name: 'prelu' })(x))).toMatchInlineSnapshot(
      `"PReLU "prelu": expected sharedAxes from 1 to 1, because 0 is the axis of the batch. Received: sharedAxes=[0], inputShape=[1, 3]."`,
    );
  });
});
