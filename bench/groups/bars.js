/** What the bars of several groups are made of. */

/**
 * A bound for Node 20, and one for later versions, whose WebAssembly is faster.
 *
 * @param {number} twenty
 * @param {number} later
 */
export const byNode = (twenty, later) => (isNode(20) ? twenty : later);

const isNode = (version) => globalThis.process?.versions?.node?.split('.')[0] === String(version);
