import { ShapeError } from '../../errors/index.js';
import { callable, type CallableClass } from '../../objects/callable.js';
import { add, maximum, minimum, multiply, subtract } from '../../ops/arithmetic.js';
import { expandDims } from '../../ops/reshape.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import { checkShapes, eitherMask, MergingBase } from './merging-layer.js';

type Merge = (xs: readonly Tensor[]) => Tensor;

/** The shape that several shapes broadcast to. Missing axes are added after the batch, as in Keras. */
function mergedShape(where: string, shapes: readonly SymbolicShape[]): SymbolicShape {
  const rank = Math.max(...shapes.map(({ length }) => length));
  if (rank === 0) return [];
  if (shapes.some(({ length }) => length === 0)) {
    const expected = 'inputs with an axis of samples, or numbers alone';
    throw new ShapeError({ where, expected, received: { inputShape: shapes } });
  }
  const full = shapes.map(([batch, ...rest]) => [batch!, ...Array<number>(rank - rest.length - 1).fill(1), ...rest]);
  return full.reduce((merged, shape) =>
    merged.map((length, axis) => {
      const other = shape[axis]!;
      if (length === other || other === 1) return length;
      if (length === 1) return other;
      if (length === null || other === null) return axis === 0 ? (length ?? other) : null;
      throw new ShapeError({
        where,
        expected: 'inputs whose shapes broadcast together',
        received: { inputShape: shapes },
      });
    }),
  );
}

const nothing = () => ({});

/** A layer that takes a list of inputs and merges them element by element. */
export interface MergingLayer extends Layer<[xs: readonly Tensor[]]> {
  call(xs: readonly Tensor[]): Tensor;
}

function merging<Instance extends MergingLayer>(
  name: string,
  count: number | undefined,
  merge: Merge,
): CallableClass<new (options?: LayerOptions) => Instance> {
  class ElementwiseMerging extends MergingBase(nothing, []) {
    static readonly path = `keras.layers.${name}`;
    override supportsMasking = true;

    protected override get takesList(): boolean {
      return true;
    }

    #check(inputShape: InputShapes): readonly SymbolicShape[] {
      const shapes = checkShapes(this.label, inputShape, count ?? 1);
      if (count !== undefined && shapes.length !== count) {
        throw new ShapeError({ where: this.label, expected: `${count} inputs`, received: { inputShape: shapes } });
      }
      return shapes;
    }

    override build(inputShape: InputShapes): void {
      mergedShape(this.label, this.#check(inputShape));
    }

    override call(xs: readonly Tensor[]): Tensor {
      const rank = Math.max(...xs.map((x) => x.rank));
      return merge(xs.map((x) => withAxes(x, rank)));
    }

    override computeMask(_inputs: never, masks: never): unknown {
      return eitherMask(masks);
    }

    override computeOutputShape(inputShape: InputShapes): SymbolicShape {
      return mergedShape(this.label, this.#check(inputShape));
    }
  }
  return callable(ElementwiseMerging) as never;
}

/** x with axes of length 1 added after the batch. */
function withAxes(x: Tensor, rank: number): Tensor {
  let value = x;
  while (value.rank < rank) value = expandDims(value, 1);
  return value;
}

const all =
  (combine: (a: Tensor, b: Tensor) => Tensor): Merge =>
  (xs) =>
    xs.reduce((a, b) => combine(a, b));

const sumOf = /* @__PURE__ */ all((a, b) => add(a, b));

/**
 * The sum of several inputs of one shape, or of shapes that broadcast.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Add()([[[1, 2]], [[3, 4]]]) // → array([[4., 6.]], dtype=float32)
 */
export const Add = /* @__PURE__ */ merging<Add>('Add', undefined, sumOf);
export interface Add extends MergingLayer {}

/**
 * The first of two inputs minus the second.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Subtract()([[[3, 4]], [[1, 2]]]) // → array([[2., 2.]], dtype=float32)
 */
export const Subtract = /* @__PURE__ */ merging<Subtract>('Subtract', 2, ([a, b]) => subtract(a!, b!));
export interface Subtract extends MergingLayer {}

/**
 * The product of several inputs, element by element.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Multiply()([[[1, 2]], [[3, 4]]]) // → array([[3., 8.]], dtype=float32)
 */
export const Multiply = /* @__PURE__ */ merging<Multiply>(
  'Multiply',
  undefined,
  /* @__PURE__ */ all((a, b) => multiply(a, b)),
);
export interface Multiply extends MergingLayer {}

/**
 * The mean of several inputs, element by element.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Average()([[[1, 2]], [[3, 4]]]) // → array([[2., 3.]], dtype=float32)
 */
export const Average = /* @__PURE__ */ merging<Average>('Average', undefined, (xs) =>
  multiply(sumOf(xs), 1 / xs.length),
);
export interface Average extends MergingLayer {}

/**
 * The largest of several inputs, element by element.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Maximum()([[[1, 5]], [[3, 4]]]) // → array([[3., 5.]], dtype=float32)
 */
export const Maximum = /* @__PURE__ */ merging<Maximum>(
  'Maximum',
  undefined,
  /* @__PURE__ */ all((a, b) => maximum(a, b)),
);
export interface Maximum extends MergingLayer {}

/**
 * The smallest of several inputs, element by element.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Minimum()([[[1, 5]], [[3, 4]]]) // → array([[1., 4.]], dtype=float32)
 */
export const Minimum = /* @__PURE__ */ merging<Minimum>(
  'Minimum',
  undefined,
  /* @__PURE__ */ all((a, b) => minimum(a, b)),
);
export interface Minimum extends MergingLayer {}
