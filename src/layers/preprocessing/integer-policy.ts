import { policyObjects, type DTypePolicy } from '../../objects/dtype-policy.js';
import { isFloating } from '../../tensor/index.js';
import type { OutputMode } from './category-encoding-of.js';

/** The policy of a layer whose outputs are integers, unless they are rows of numbers: int64 as Keras writes it, where the layer has one of floating-point numbers. */
export function integersUnlessEncoded({
  dtypePolicy,
  outputMode,
}: {
  readonly dtypePolicy: DTypePolicy;
  readonly outputMode: OutputMode;
}): DTypePolicy {
  return outputMode === 'int' && isFloating(dtypePolicy.computeDtype) ? policyObjects.get('int64') : dtypePolicy;
}
