import { ValueError } from '../../errors/index.js';
import { callable, FunctionObject } from '../../objects/callable.js';
import { type SerializedObject, serializeInstance } from '../../objects/serialization.js';
import type { Variable } from '../../tensor/index.js';
import { Optimizer } from './optimizer.js';

/** Returns the optimizer of a variable. */
export type OptimizerChoice = (variable: Variable) => Optimizer;

export class OptimizerMapOptimizer extends FunctionObject<OptimizerChoice> {
  static readonly path: string = 'keras.optimizers.OptimizerMap';

  readonly defaultOptimizer: Optimizer;
  readonly #optimizers: ReadonlyMap<string, Optimizer>;

  constructor(defaultOptimizer: Optimizer, optimizerMap: Readonly<Record<string, Optimizer>> = {}) {
    super();
    const given = { defaultOptimizer, ...optimizerMap };
    for (const [name, optimizer] of Object.entries(given)) {
      if (optimizer instanceof Optimizer) continue;
      throw new ValueError({ where: 'OptimizerMap', expected: 'optimizers', received: { [name]: optimizer } });
    }
    this.defaultOptimizer = defaultOptimizer;
    this.#optimizers = new Map(Object.entries(optimizerMap));
  }

  /** The optimizers of all patterns. */
  values(): Optimizer[] {
    return [...this.#optimizers.values()];
  }

  invoke({ path }: Variable): Optimizer {
    const exact = this.#optimizers.get(path);
    if (exact !== undefined) return exact;
    const matching = [...this.#optimizers.keys()].filter((pattern) => new RegExp(`^(?:${pattern})$`).test(path));
    if (matching.length > 1) {
      const expected = `one pattern that matches the variable "${path}"`;
      throw new ValueError({ where: 'OptimizerMap', expected, received: { patterns: matching } });
    }
    return matching[0] === undefined ? this.defaultOptimizer : this.#optimizers.get(matching[0])!;
  }

  getConfig(): Record<string, unknown> {
    const optimizers: [string, SerializedObject][] = [...this.#optimizers].map(([key, optimizer]) => [
      key,
      serializeInstance(optimizer),
    ]);
    return {
      default_optimizer: serializeInstance(this.defaultOptimizer),
      optimizer_map: Object.fromEntries(optimizers),
    };
  }
}

/**
 * Which optimizer trains which variable: by the variable's path, or by a regular expression that the whole path has to match. The first
 * optimizer trains all other variables. For `MultiOptimizer`.
 *
 * @example
 * import { optimizers, Variable } from 'hillock';
 * const choose = optimizers.OptimizerMap(optimizers.SGD(), { 'encoder/.*': optimizers.Adam() });
 * const path = 'encoder/dense/kernel';
 * choose(new Variable([1], { path })) instanceof optimizers.Adam // → true
 */
export const OptimizerMap = /* @__PURE__ */ callable<typeof OptimizerMapOptimizer, OptimizerMap>(OptimizerMapOptimizer);
export interface OptimizerMap extends OptimizerMapOptimizer {}
