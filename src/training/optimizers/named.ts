import { classesIn } from '../../objects/entries.js';
import { objectNamespace, type ObjectConfig, type ObjectNamespace } from '../../objects/namespace.js';
import * as entries from './entries.js';
import { Optimizer } from './optimizer.js';
import type * as withArguments from './with-arguments.js';

type ClassName = keyof typeof entries;

/** The names of all optimizers that can be made without arguments, in the spelling of the class or in lower case. */
export type OptimizerName = ClassName | Lowercase<ClassName>;

/** The forms in which an optimizer can be given. */
export type OptimizerIdentifier = OptimizerName | Optimizer | ObjectConfig;

/** A namespace of the optimizers, besides those of `entries` with others; upper and lower case do not matter. */
export const optimizerNamespace = (
  others: object,
  needingArguments: readonly string[],
): ObjectNamespace<Optimizer, never> =>
  objectNamespace<Optimizer>({
    name: 'optimizers',
    kind: 'optimizer',
    base: Optimizer,
    classes: classesIn<Optimizer>({ ...entries, ...others }),
    needingArguments,
    spell: (name) => name.toLowerCase(),
  });

const needingArguments: readonly (keyof typeof withArguments)[] = ['LossScaleOptimizer', 'MultiOptimizer'];

/** The optimizers that strings name: what `compile` accepts besides instances, so that bundles need not contain any others. */
export const namedOptimizers = /* @__PURE__ */ optimizerNamespace({}, needingArguments);
