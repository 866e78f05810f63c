/** What the pages "Layer activation functions" of tf.keras 2 and of tf_keras have in common. */
import { describe, expect, test } from 'vitest';
import { activations, layers, ops, random, Sequential, tensor, ValueError } from '../../../src/index.js';
import { expectFormula, expectPrinted, grid } from './printed.js';

const scale = 1.05070098;
const alpha = 1.67326324;

export function testPageExamples(page: string): void {
  describe(`${page}: relu`, () => {
    const foo = tensor([-10, -5, 0.0, 5, 10], { dtype: 'float32' });

    test('prints its examples', () => {
      expectPrinted(activations.relu(foo), 'array([ 0., 0., 0., 5., 10.], dtype=float32)');
      expectPrinted(activations.relu(foo, { alpha: 0.5 }), 'array([-5. , -2.5, 0. , 5. , 10. ], dtype=float32)');
      expectPrinted(activations.relu(foo, { maxValue: 5 }), 'array([0., 0., 0., 5., 5.], dtype=float32)');
      expectPrinted(activations.relu(foo, { threshold: 5 }), 'array([-0., -0., 0., 0., 10.], dtype=float32)');
    });

    test('prints them with the spaces of NumPy', () => {
      expect(String(activations.relu(foo))).toBe('array([ 0.,  0.,  0.,  5., 10.], dtype=float32)');
      expect(String(activations.relu(foo, { alpha: 0.5 }))).toBe(
        'array([-5. , -2.5,  0. ,  5. , 10. ], dtype=float32)',
      );
      expect(String(activations.relu(foo, { maxValue: 5 }))).toBe('array([0., 0., 0., 5., 5.], dtype=float32)');
      expect(String(activations.relu(foo, { threshold: 5 }))).toBe('array([-0., -0.,  0.,  0., 10.], dtype=float32)');
    });

    test('is max(x, 0) with the default arguments alpha=0, max_value=None, threshold=0', () => {
      expectFormula(activations.relu, (x) => Math.max(x, 0));
      const defaults = { alpha: 0, maxValue: null, threshold: 0 };
      expect(activations.relu(grid, defaults).data).toEqual(activations.relu(grid).data);
    });

    test('has a slope below the threshold, a largest value, and a threshold that damps', () => {
      expectFormula(
        (x) => activations.relu(x, { alpha: 0.25, maxValue: 4, threshold: 1.5 }),
        (x) => (x >= 4 ? 4 : x > 1.5 ? x : 0.25 * (x - 1.5)),
      );
    });

    test('gives a tensor of the shape and dtype of its input', () => {
      for (const dtype of ['float32', 'float64'] as const) {
        const result = activations.relu(tensor([[1, -2, 3]], { dtype }), { threshold: 1 });
        expect([result.shape, result.dtype]).toEqual([[1, 3], dtype]);
      }
    });
  });

  describe(`${page}: sigmoid`, () => {
    test('prints its example', () => {
      const b = activations.sigmoid(tensor([-20, -1.0, 0.0, 1.0, 20]));
      expectPrinted(
        b,
        'array([2.0611537e-09, 2.6894143e-01, 5.0000000e-01, 7.3105860e-01, 1.0000000e+00], dtype=float32)',
      );
    });

    test('is 1 / (1 + exp(-x))', () => {
      expectFormula(activations.sigmoid, (x) => 1 / (1 + Math.exp(-x)));
    });

    test('is close to 0 below -5 and to 1 above 5, and always between them', () => {
      expect(Math.max(...(activations.sigmoid([-5.001, -6, -50]).data as Float32Array))).toBeLessThan(0.0067);
      expect(Math.min(...(activations.sigmoid([5.001, 6, 50]).data as Float32Array))).toBeGreaterThan(0.9933);
      for (const value of activations.sigmoid(grid).data as Float32Array) expect(value >= 0 && value <= 1).toBe(true);
    });

    test('is a softmax of two elements, the second of which is 0', () => {
      const pairs = activations.softmax(grid.map((x) => [x, 0])).toArray() as number[][];
      expectFormula(activations.sigmoid, (x) => 1 / (1 + Math.exp(-x)));
      const sigmoids = activations.sigmoid(grid).data as Float32Array;
      pairs.forEach(([first], i) => expect(Math.abs(first! - sigmoids[i]!)).toBeLessThanOrEqual(2e-7 * sigmoids[i]!));
    });
  });

  describe(`${page}: softmax`, () => {
    const x = random.normal([32, 10], { seed: 7 });

    test('gives vectors of probabilities, each for itself: in the range 0 to 1, summing to 1', () => {
      const y = activations.softmax(x);
      expect(y.shape).toEqual([32, 10]);
      for (const row of y.toArray() as number[][]) {
        expect(row.every((value) => value > 0 && value < 1)).toBe(true);
        expect(row.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
      }
      const alone = activations.softmax([(x.toArray() as number[][])[3]!]).toArray() as number[][];
      expect((y.toArray() as number[][])[3]).toEqual(alone[0]);
    });

    test('is exp(x) / sum(exp(x))', () => {
      const rows = x.toArray() as number[][];
      const expected = rows.map((row) => row.map((v) => Math.exp(v) / row.reduce((sum, w) => sum + Math.exp(w), 0)));
      (activations.softmax(x).toArray() as number[][]).forEach((row, i) =>
        row.forEach((value, j) => expect(Math.abs(value - expected[i]![j]!)).toBeLessThanOrEqual(5e-7 * value)),
      );
    });

    test('takes its input as log-odds', () => {
      const [a, b] = activations.softmax([[Math.log(3), 0]]).data;
      expect(a! / b!).toBeCloseTo(3, 5);
    });

    test('goes along the axis that is asked for, by default the last', () => {
      const ofColumns = activations.softmax(x, { axis: 0 });
      expect(activations.softmax(ops.transpose(x)).toArray()).toEqual(ops.transpose(ofColumns).toArray());
      expect(activations.softmax(x, { axis: -1 }).data).toEqual(activations.softmax(x, { axis: 1 }).data);
      expect(activations.softmax(x, { axis: -1 }).data).toEqual(activations.softmax(x).data);
    });

    test('is a ValueError for a tensor of one dimension', () => {
      expect(() => activations.softmax(tensor([1, 2, 3]))).toThrow(ValueError);
    });
  });

  describe(`${page}: softplus`, () => {
    test('prints its example', () => {
      const b = activations.softplus(tensor([-20, -1.0, 0.0, 1.0, 20]));
      expectPrinted(
        b,
        'array([2.0611537e-09, 3.1326166e-01, 6.9314718e-01, 1.3132616e+00, 2.0000000e+01], dtype=float32)',
      );
    });

    test('is log(exp(x) + 1)', () => {
      expectFormula(activations.softplus, (x) => (x > 30 ? x : Math.log1p(Math.exp(x))));
    });
  });

  describe(`${page}: softsign`, () => {
    test('prints its example', () => {
      expectPrinted(activations.softsign(tensor([-1.0, 0.0, 1.0])), 'array([-0.5, 0. , 0.5], dtype=float32)');
    });

    test('is x / (abs(x) + 1)', () => {
      expectFormula(activations.softsign, (x) => x / (Math.abs(x) + 1));
    });
  });

  describe(`${page}: tanh`, () => {
    const a = tensor([-3.0, -1.0, 0.0, 1.0, 3.0], { dtype: 'float32' });

    test('prints its example', () => {
      expectPrinted(activations.tanh(a), 'array([-0.9950547, -0.7615942, 0., 0.7615942, 0.9950547], dtype=float32)');
    });

    test('is sinh(x)/cosh(x), of the shape and dtype of its input', () => {
      expectFormula(activations.tanh, Math.tanh);
      const moderate = a.toArray() as number[];
      const quotients = moderate.map((x) => (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x)));
      expect(quotients.every((value, i) => Math.abs(value - Math.tanh(moderate[i]!)) < 1e-15)).toBe(true);
      const result = activations.tanh(tensor([[0.5]], { dtype: 'float64' }));
      expect([result.shape, result.dtype]).toEqual([[1, 1], 'float64']);
    });
  });

  describe(`${page}: selu`, () => {
    test('is scale * x above 0 and scale * alpha * (exp(x) - 1) below', () => {
      expectFormula(activations.selu, (x) => (x > 0 ? 1.0507009873554805 * x : 1.7580993408473766 * Math.expm1(x)));
    });

    test('is scale * elu(x, alpha) with alpha=1.67326324 and scale=1.05070098', () => {
      const elus = activations.elu(grid, { alpha }).data as Float32Array;
      (activations.selu(grid).data as Float32Array).forEach((value, i) =>
        expect(Math.abs(value - scale * elus[i]!)).toBeLessThanOrEqual(4e-7 * Math.abs(value)),
      );
    });

    test('has a slope larger than 1 for positive inputs', () => {
      const values = activations.selu([1, 2]).data as Float32Array;
      expect(values[1]! - values[0]!).toBeGreaterThan(1);
    });

    test('keeps mean 0 and variance 1 from layer to layer with lecun_normal', () => {
      let x = random.normal([512, 256], { seed: 3 });
      for (let depth = 0; depth < 8; depth += 1) {
        x = layers.Dense(256, { activation: 'selu', kernelInitializer: 'lecun_normal' })(x);
        expect(Math.abs(ops.mean(x).item()), `mean after ${depth + 1} layers`).toBeLessThan(0.15);
        expect(Math.abs(ops.var(x).item() - 1), `variance after ${depth + 1} layers`).toBeLessThan(0.3);
      }
    });

    test('is used with AlphaDropout, which keeps mean and variance too', () => {
      const x = activations.selu(random.normal([200_000], { seed: 5 }));
      const dropped = layers.AlphaDropout(0.2, { seed: 1 })(x, { training: true });
      expect(ops.mean(dropped).item()).toBeCloseTo(ops.mean(x).item(), 1);
      expect(ops.std(dropped).item()).toBeCloseTo(ops.std(x).item(), 1);
      expect(dropped.toArray()).not.toEqual(x.toArray());
    });

    test('runs in the model of its example', () => {
      const numClasses = 10;
      const model = Sequential();
      model.add(layers.Dense(64, { kernelInitializer: 'lecun_normal', activation: 'selu' }));
      model.add(layers.Dense(32, { kernelInitializer: 'lecun_normal', activation: 'selu' }));
      model.add(layers.Dense(16, { kernelInitializer: 'lecun_normal', activation: 'selu' }));
      model.add(layers.Dense(numClasses, { activation: 'softmax' }));
      const y = model.predictOnBatch(random.normal([4, 20], { seed: 1 }));
      expect(y.shape).toEqual([4, 10]);
      for (const row of y.toArray() as number[][]) expect(row.reduce((sum, p) => sum + p)).toBeCloseTo(1, 6);
    });
  });

  describe(`${page}: elu`, () => {
    test('is x above 0 and alpha * (exp(x) - 1) below', () => {
      expectFormula(activations.elu, (x) => (x > 0 ? x : Math.expm1(x)));
      expectFormula(
        (x) => activations.elu(x, { alpha: 0.5 }),
        (x) => (x > 0 ? x : 0.5 * Math.expm1(x)),
      );
    });

    test('saturates at -alpha', () => {
      expect(activations.elu(-1e4, { alpha: 2.5 }).item()).toBe(-2.5);
    });

    test('pushes the mean closer to 0 than relu does', () => {
      const x = random.normal([10_000], { seed: 2 });
      const [ofElu, ofRelu] = [activations.elu(x), activations.relu(x)].map((y) => Math.abs(ops.mean(y).item()));
      expect(ofElu).toBeLessThan(ofRelu!);
    });

    test('runs in the convolutional model of its example', () => {
      const model = Sequential();
      model.add(layers.Conv2D(32, [3, 3], { activation: 'elu', inputShape: [28, 28, 1] }));
      model.add(layers.MaxPooling2D([2, 2]));
      model.add(layers.Conv2D(64, [3, 3], { activation: 'elu' }));
      model.add(layers.MaxPooling2D([2, 2]));
      model.add(layers.Conv2D(64, [3, 3], { activation: 'elu' }));
      expect(model.outputShape).toEqual([null, 3, 3, 64]);
      const y = model.predictOnBatch(random.normal([2, 28, 28, 1], { seed: 4 }));
      expect(y.shape).toEqual([2, 3, 3, 64]);
      expect(Math.min(...(y.data as Float32Array))).toBeGreaterThanOrEqual(-1);
    });
  });

  describe(`${page}: exponential`, () => {
    test('prints its example', () => {
      const b = activations.exponential(tensor([-3.0, -1.0, 0.0, 1.0, 3.0]));
      expectPrinted(b, 'array([0.04978707, 0.36787945, 1., 2.7182817 , 20.085537], dtype=float32)');
    });

    test('is exp(x)', () => {
      expectFormula(activations.exponential, Math.exp);
    });
  });
}
