/**
 * The words of the benchmark, as types.
 *
 * @typedef {object} Contestant  A library, as it computes in its own process.
 * @property {string} [version]
 * @property {(name: string, shape: number[]) => Activation | null} activation
 *   An activation from a plain array to a plain array; null if the library has none of that name.
 * @property {(name: string, out: Float32Array) => Activation | null} [activationInto]
 *   The same, written into an existing array.
 * @property {(name: string, shape: number[]) => ActivationGradient | null} [gradient]  Of an activation: dy·f′(x).
 * @property {(name: string, shape: number[]) => ActivationValueAndGradient | null} [valueAndGradient]
 * @property {(product: Product) => (a: Float32Array, b: Float32Array) => Float32Array} [matmul]
 * @property {(network: import('./networks.js').Network, weights: Float32Array[]) => Trainer | null} [trainer]
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
 * @typedef {object} Trainer  A network with its own weights and, where it can be trained, its own Adam.
 * @property {(x: Float32Array, y: Float32Array) => number | Promise<number>} [step]  One step; gives the loss before it.
 * @property {(x: Float32Array, y: Float32Array) => Promise<number>} [fit]  One epoch in batches; gives its loss.
 * @property {(x: Float32Array) => Float32Array | Promise<Float32Array>} predict  The logits of some rows.
 *
 * @typedef {object} Entry  What one contestant does in one case.
 * @property {() => unknown} run  The work to time.
 * @property {() => Promise<Float32Array[]>} [outputs]  What has to agree between contestants; by default the result of `run`.
 *
 * @typedef {object} Bar  A bound on a time: a multiple of the time of a peer, or without a peer a time.
 * @property {string} [of]  Whose time; by default Hillock's.
 * @property {string} [peer]
 * @property {number} atMost
 *
 * @typedef {object} Task  A case as data, for those in another language.
 * @property {'step' | 'fit' | 'predict' | 'first step'} kind
 * @property {import('./networks.js').Network} network
 * @property {Float32Array[]} weights
 * @property {Float32Array} x
 * @property {Float32Array} [y]
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} [section]  The table of the group in which it stands, where there are several.
 * @property {string} size
 * @property {string} unit
 * @property {number} unitsPerMillisecond
 * @property {(contestant: Contestant) => Entry | null | undefined} prepare  Nothing: the contestant does not take part.
 * @property {Task} [task]
 * @property {string[]} [without]  Contestants that would take too long.
 * @property {Record<string, Entry>} [baselines]  Plain work of the engine, in Hillock's process; nothing to agree on.
 * @property {number} [tolerance]  Of the difference between contestants, relative to the largest value of each output.
 * @property {number} [toleratedInaccuracy]  A difference up to this one is noted, but timed.
 * @property {number} [copies]  How many times the bytes of the baseline `copy` it has to move.
 * @property {Partial<import('./measure.js').Plan>} [plan]
 * @property {Bar[]} bars
 *
 * @typedef {object} Group
 * @property {string} name
 * @property {string} title
 * @property {(participant: import('./contestants/index.js').Participant) => boolean} takesPart
 * @property {'least' | 'median'} [judgedBy]  Which times its bars compare, by default the medians.
 * @property {number} [minutes]  After these no other case is begun.
 * @property {(options: { quick?: boolean }) => Iterable<Case>} cases
 *
 * @typedef {object} Times
 * @property {number} least
 * @property {number} median
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} name
 * @property {string} [section]
 * @property {string} size
 * @property {string} unit
 * @property {number} [copies]
 * @property {Record<string, Times | null>} times  By contestant; null for one that failed.
 * @property {Bar[]} bars
 * @property {string[]} notes  Why a value is missing.
 * @property {boolean} agrees  False where the results of two contestants differ.
 *
 * @typedef {object} Quietness
 * @property {number} slices
 * @property {number} least
 * @property {number} median
 * @property {number} disturbed  The share of slices that took more than 1.1 × the least.
 *
 * @typedef {object} Run
 * @property {string} machine
 * @property {string} node
 * @property {string[]} versions
 * @property {boolean} isQuick
 * @property {Quietness | null} quietness
 * @property {Row[]} rows
 */

export {};
