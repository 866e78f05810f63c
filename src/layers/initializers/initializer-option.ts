import { objectOption } from '../../objects/object-option.js';
import { defaulted, type DefaultedOption } from '../../objects/options/index.js';
import type { Initializer } from './initializer.js';
import {
  initializerObjects,
  type InitializerFunction,
  type InitializerIdentifier,
  type InitializerName,
} from './registry.js';

/** The option for a weight's initializer. */
export function initializerOption(
  preset: InitializerName,
): DefaultedOption<InitializerIdentifier, Initializer | InitializerFunction> {
  return defaulted(objectOption<InitializerIdentifier, Initializer, InitializerFunction>(initializerObjects), preset);
}
