/** The namespace `dtypePolicies`. */
export { deserialize, DTypePolicy, get, serialize } from './dtype-policy.js';
export type { DTypePolicyIdentifier, DTypePolicyName, FloatingPolicyName } from './dtype-policy.js';
