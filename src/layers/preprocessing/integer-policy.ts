import { policyObjects, type DTypePolicy } from '../../objects/dtype-policy.js';
import { isFloating } from '../../tensor/index.js';
import type { OutputMode } from './category-encoding-of.js';

/**
 * The policy of a layer that outputs integers unless they are encoded as rows: int64, as Keras writes it, in place of a floating-point
 * policy.
 */
export function integersUnlessEncoded({
  dtypePolicy,
  outputMode,
}: {
  readonly dtypePolicy: DTypePolicy;
  readonly outputMode: OutputMode;
}): DTypePolicy {
  return outputMode === 'int' && isFloating(dtypePolicy.computeDtype) ? policyObjects.get('int64') : dtypePolicy;
}
