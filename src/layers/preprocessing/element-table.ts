/** What is found for each element of a tensor by itself: in a vocabulary, among boundaries, by a hash. */
import { apply } from '../../ops/apply.js';
import { defineOperation, type Operation } from '../../ops/operation.js';
import type { DType, Tensor, TensorData } from '../../tensor/index.js';

/** Where values are looked up. */
export interface ElementTable {
  readonly dtype: DType;
  /** What is found for all elements. */
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

/** A tensor of what a table has for each element. Nothing flows back. */
export const lookUp = (x: Tensor, table: ElementTable): Tensor => {
  const found: Tensor = apply(lookUpOperation, [x], { table });
  return found;
};
