/**
 * The words of the benchmark, as types.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} version
 * @property {(name: string, shape: number[]) => Activation | null} activation
 *   An activation from a plain array to a plain array; null if the library has none of that name.
 * @property {(name: string, out: Float32Array) => Activation | null} [activationInto]
 *   The same, written into an existing array.
 * @property {(name: string, shape: number[]) => ActivationGradient | null} [gradient]  Of an activation: dy·f′(x).
 * @property {(name: string, shape: number[]) => ActivationValueAndGradient | null} [valueAndGradient]
 * @property {() => void} [takeTurn]  Called before it computes, where contestants share a library that has one state.
 * @property {() => void} [endTurn]  Called afterwards, where it leaves what others would have to clear away.
 * @property {(product: Product) => (a: Float32Array, b: Float32Array) => Float32Array} matmul
 * @property {(network: import('./networks.js').Network, weights: Float32Array[]) => Trainer} trainer
 *
 * @typedef {(x: Float32Array) => Float32Array | Promise<Float32Array>} Activation
 * @typedef {(x: Float32Array, dy: Float32Array) => Float32Array} ActivationGradient
 * @typedef {(x: Float32Array, dy: Float32Array) => [Float32Array, Float32Array]} ActivationValueAndGradient
 *
 * @typedef {object} Product  A matrix product of (m × k) by (k × n); a transposed factor is stored the other way round.
 * @property {number} m
 * @property {number} k
 * @property {number} n
 * @property {boolean} transposeA
 * @property {boolean} transposeB
 *
 * @typedef {object} Trainer  A network with its own weights and its own Adam.
 * @property {(x: Float32Array, y: Float32Array) => number | Promise<number>} step  One step; gives the loss before it.
 * @property {(x: Float32Array, y: Float32Array) => Float32Array[]} gradients
 * @property {(x: Float32Array) => Float32Array} predict  The logits of one row.
 *
 * @typedef {object} Entry  What one contestant does in one case.
 * @property {() => unknown} [run]  The work to time.
 * @property {() => Promise<number>} [sample]  Where the work has to time itself: one sample, in milliseconds.
 * @property {() => Promise<Float32Array[]>} [outputs]  What has to agree between contestants; by default the result of `run`.
 * @property {() => void} [takeTurn]  Called before a burst of samples.
 * @property {() => void} [endTurn]  Called after it.
 *
 * @typedef {object} Bar  A bound on Hillock's time: a multiple of the time of a peer, or without a peer a time.
 * @property {string} [peer]
 * @property {number} atMost
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} [section]  The table of the group in which it stands, where there are several.
 * @property {string} size
 * @property {string} unit
 * @property {number} unitsPerMillisecond
 * @property {(contestant: Contestant) => Entry | null} prepare  null: the contestant does not take part.
 * @property {Record<string, Entry>} [baselines]  Plain work of the engine to compare with; nothing to agree on.
 * @property {number} [tolerance]  Of the difference between contestants, relative to the largest value of each output.
 * @property {number} [toleratedInaccuracy]  A difference up to this one is noted, but timed.
 * @property {number} [copies]  How many times the bytes of the baseline `copy` it has to move.
 * @property {Partial<import('./measure.js').Plan>} [plan]
 * @property {Bar[]} bars
 *
 * @typedef {object} Group
 * @property {string} name
 * @property {string} title
 * @property {string[]} [contestants]  Who takes part, by default those that train networks.
 * @property {number} [minutes]  After these no other case is begun.
 * @property {(options: { quick?: boolean }) => Iterable<Case>} cases
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} name
 * @property {string} [section]
 * @property {string} size
 * @property {string} unit
 * @property {number | null} hillock
 * @property {number} [copies]
 * @property {Record<string, number | null>} peers
 * @property {Bar[]} bars
 * @property {string[]} notes  Why a value is missing.
 * @property {boolean} agrees  False where the results of two contestants differ.
 */

export {};
