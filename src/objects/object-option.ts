import type { ObjectNamespace } from './namespace.js';
import type { RequiredOption } from './options/option.js';

type Configurable = object & { getConfig(): Record<string, unknown> };

/**
 * An option whose value is an object of a kind. It may be given as an instance, a name, a config, or whatever else the namespace of the
 * kind understands.
 */
export function objectOption<Given, Instance extends Configurable, Compute>(
  namespace: ObjectNamespace<Instance, Compute>,
): RequiredOption<Given, Instance | Compute> {
  return {
    check: (given, where, name) => namespace.get(given, { where, argument: name, kind: name }),
    toConfig: (value) => namespace.serialize(value),
    fromConfig: (entry, context) => namespace.read(entry, context),
  };
}
