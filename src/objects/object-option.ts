import type { ObjectNamespace } from './namespace.js';
import type { RequiredOption } from './options/option.js';

type Configurable = object & { getConfig(): Record<string, unknown> };

/** The option of an object of a kind: an instance, a name, a config, or what else its namespace understands. */
export function objectOption<Given, Instance extends Configurable, Compute>(
  namespace: ObjectNamespace<Instance, Compute>,
): RequiredOption<Given, Instance | Compute> {
  return {
    check: (given, where, name) => namespace.get(given, { where, argument: name, kind: name }),
    toConfig: (value) => namespace.serialize(value),
    fromConfig: (entry, context) => namespace.read(entry, context),
  };
}
