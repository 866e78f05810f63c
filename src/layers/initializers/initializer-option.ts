import type { DefaultedOption } from '../../objects/options/index.js';
import type { Initializer } from './initializer.js';
import {
  initializerOf,
  serialize,
  type InitializerFunction,
  type InitializerIdentifier,
  type InitializerName,
} from './registry.js';

/** The option that says how a weight begins. */
export function initializerOption(
  preset: InitializerName,
): DefaultedOption<InitializerIdentifier, Initializer | InitializerFunction> {
  return {
    default: preset,
    check: (given, where, name) => initializerOf(given, { where, argument: name, kind: name }),
    toConfig: serialize,
  };
}
