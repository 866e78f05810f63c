/** Looks up each element of a tensor separately: in a vocabulary, among boundaries, by a hash. */
import { apply } from '../../ops/apply.js';
import { defineOperation, type Operation } from '../../ops/operation.js';
import type { DType, Tensor, TensorData } from '../../tensor/index.js';

/** A table in which elements are looked up. */
export interface ElementTable {
  readonly dtype: DType;
  /** The results for all elements. */
  find(data: TensorData): TensorData;
}

interface TableAttributes {
  readonly table: ElementTable;
}

const lookUpOperation: Operation<TableAttributes, 'one'> = /* @__PURE__ */ defineOperation<TableAttributes>({
  name: 'look_up',
  where: 'layers.preprocessing',
  takesStrings: true,
  inferShape: ([x], { table: { dtype } }) => ({ shape: x.shape, dtype }),
  compute: ([x], { table }) => table.find(x.data),
});

/** The result of looking up each element. It has no gradient. */
export const lookUp = (x: Tensor, table: ElementTable): Tensor => {
  const found: Tensor = apply(lookUpOperation, [x], { table });
  return found;
};
