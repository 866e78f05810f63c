/** placeholder until objects has it */
import type { DType } from '../tensor/index.js';

export interface DTypePolicy {
  readonly name: string;
  readonly computeDtype: DType;
  readonly variableDtype: DType;
}

export function policyOf(dtype: DType): DTypePolicy {
  return { name: dtype, computeDtype: dtype, variableDtype: dtype };
}
