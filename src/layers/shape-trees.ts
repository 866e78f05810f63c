/** The shapes of inputs, as trees of the same form. A list of numbers is one shape; a list of shapes, or an object of shapes, are several. */
import { ShapeError } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import { mapTree, SymbolicTensor, type DType, type SymbolicShape, type Tree } from '../tensor/index.js';
import type { AnyTensor } from './input-spec.js';

/** The shape of the one input, or the shapes of all inputs as a tree of the same form. */
export type InputShapes = SymbolicShape | readonly InputShapes[] | { readonly [name: string]: InputShapes };

/** What is needed to build a layer again: the shape of its inputs, or, for a layer with several arguments, the shape of each. */
export interface BuildConfig {
  readonly input_shape?: InputShapes | null;
  readonly shapes_dict?: Readonly<Record<string, SymbolicShape>>;
}

/** Whether a tree of shapes is a single shape. */
export function isShape(shapes: InputShapes): shapes is SymbolicShape {
  return Array.isArray(shapes) && shapes.every((length) => length === null || typeof length === 'number');
}

/** A tree of the same form with each shape replaced by what `change` returns. */
export function mapShapes<Result>(shapes: InputShapes, change: (shape: SymbolicShape) => Result): Tree<Result> {
  if (isShape(shapes)) return change(shapes);
  if (Array.isArray(shapes)) return (shapes as readonly InputShapes[]).map((each) => mapShapes(each, change));
  return Object.fromEntries(Object.entries(shapes).map(([name, each]) => [name, mapShapes(each, change)]));
}

/** The shapes of tensors, as a tree of the same form. */
export const shapesIn = (tensors: Tree<AnyTensor>): InputShapes =>
  mapTree<AnyTensor, InputShapes>(tensors, ({ shape }) => shape);

/** Symbolic tensors with these shapes, as a tree of the same form. */
export const symbolsFor = (shapes: InputShapes, dtype: DType): Tree<SymbolicTensor> =>
  mapShapes(shapes, (shape) => new SymbolicTensor({ shape, dtype }));

/** Refuses anything that is neither a shape nor a list or object of shapes. */
export function checkInputShape(where: string, given: unknown): void {
  const isLength = (length: unknown): boolean =>
    length === null || (Number.isSafeInteger(length) && (length as number) >= 0);
  const accepts = (shapes: unknown): boolean => {
    if (isPlainObject(shapes)) return Object.values(shapes).every(accepts);
    return Array.isArray(shapes) && (shapes.every(isLength) || shapes.every(accepts));
  };
  if (accepts(given)) return;
  throw new ShapeError({
    where,
    expected: 'the shape of the inputs, with null for a length that is not known',
    received: { inputShape: given },
  });
}
