/** Layers whose `call` needs numbers where lengths are unknown: what they give has unknown lengths where it depends on those. */
import { describe, expect, test } from 'vitest';
import { Input, layers, Model, ops, random, type Tensor } from '../../src/index.js';

const cases: [string, (x: Tensor) => unknown, shape: readonly (number | null)[]][] = [
  ['random numbers of the shape of x', (x) => random.normal(ops.shape(x) as number[], { seed: 1 }), [null, 6]],
  ['zeros for each sample', (x) => ops.zeros([x.shape[0]!, 3]), [null, 3]],
  [
    'a token before each sample',
    (x) => ops.concatenate([ops.broadcastTo([[7]], [x.shape[0]!, 1]), x], { axis: 1 }),
    [null, 7],
  ],
  ['a shape made of lengths', (x) => ops.reshape(x, [x.shape[0]!, 3, x.shape[1]! / 3]), [null, 3, 2]],
  ['samples in pairs', (x) => ops.reshape(x, [x.shape[0]! * 2, -1]), [null, 3]],
  ['a range over the samples', (x) => ops.arange(x.shape[0]!), [null]],
  ['a known shape', (x) => ops.zeros([x.shape[0]! > 0 ? 2 : 2, 5]), [2, 5]],
];

class Computing extends layers.Layer {
  constructor(readonly compute: (x: Tensor) => unknown) {
    super();
  }
  override call(x: Tensor): Tensor {
    return this.compute(x) as Tensor;
  }
}

describe('a call that needs numbers', () => {
  test.each(cases)('%s', (_, compute, shape) => {
    const layer = new Computing(compute);
    expect(layer(Input({ shape: [6] })).shape).toEqual(shape);
    expect(layer.computeOutputShape([null, 6])).toEqual(shape);
    const concrete = layer(ops.ones([4, 6]));
    concrete.shape.forEach((length, axis) => expect([length, null]).toContain(shape[axis] === null ? null : length));
  });

  test('and one that fails for numbers, too, fails with what it said of the unknown lengths', () => {
    const layer = new Computing((x) => ops.reshape(x, [x.shape[0]!, 4]));
    expect(() => layer(Input({ shape: [6] }))).toThrow(/\[null, 4\]|null/);
  });

  test('within a model, for batches of any size', () => {
    const x = Input({ shape: [6] });
    const model = Model(
      x,
      new Computing((each) => ops.concatenate([ops.zeros([each.shape[0]!, 1]), each], { axis: 1 }))(x),
    );
    expect(model.outputShape).toEqual([null, 7]);
    for (const size of [1, 5]) expect(model.predictOnBatch(ops.ones([size, 6])).shape).toEqual([size, 7]);
  });

  test('a loss that was added before the call needed numbers is not added to the steps of training', async () => {
    class Noisy extends layers.Layer {
      override call(x: Tensor): Tensor {
        this.addLoss(ops.mean(ops.square(x)));
        return ops.add(x, random.normal(ops.shape(x) as number[], { stddev: 0, seed: 1 }));
      }
    }
    const [inner, outer] = [Input({ shape: [2] }), Input({ shape: [2] })];
    const within = Model(inner, new Noisy()(inner));
    const model = Model(outer, within(outer) as never);
    model.compile({ optimizer: 'sgd' });
    const { history } = await model.fit([[1, 2]], null, { epochs: 3, verbose: 0 });
    expect(history['loss']).toEqual([2.5, 2.5, 2.5]);
  });
});
