import { HillockError, inTermsOf, ValueError } from '../errors/index.js';
import { isPlainObject, readOptions } from '../tensor/options.js';
import { checkCustomObjects, type CustomObjects } from './custom-objects.js';

/** What whoever reads a config is told besides it. */
export interface DeserializeOptions {
  /** Which Keras wrote the config, where the generations mean different things by the same words; 3 by default. */
  readonly keras?: 2 | 3 | undefined;
  /** Classes and functions of your own, by the names that the config has for them: the registered name, or that of the class. */
  readonly customObjects?: CustomObjects | undefined;
}

/** Makes what a config within a config describes. */
export type ObjectReader = (config: unknown, context: ConfigContext) => unknown;

/** What is known while a config is read. */
export interface ConfigContext {
  /** Who was asked to read the config: `layers.deserialize`. */
  readonly where: string;
  /** Where in the config we are: `config.layers[2].config.kernel_initializer`; empty for all of it. */
  readonly path: string;
  readonly keras: 2 | 3;
  readonly customObjects: CustomObjects;
  /** What makes the objects of a kind, by the names of namespaces; those that were asked are known to all that they hold. */
  readonly readers: Readonly<Record<string, ObjectReader>>;
  /** The objects with a `shared_object_id` that were made so far. */
  readonly shared: Map<unknown, object>;
}

/** The context of a config that is read for `where`. */
export function contextOf(where: string, options: DeserializeOptions | ConfigContext = {}): ConfigContext {
  if (isContext(options)) return options;
  const { keras, customObjects } = readOptions<Required<DeserializeOptions>>(where, options, {
    keras: 3,
    customObjects: {},
  });
  if (keras !== 2 && keras !== 3) throw new ValueError({ where, expected: 'keras to be 2 or 3', received: { keras } });
  checkCustomObjects(where, customObjects);
  return { where, path: '', keras, customObjects, readers: {}, shared: new Map() };
}

const isContext = (options: DeserializeOptions | ConfigContext): options is ConfigContext =>
  isPlainObject(options) && (options as Partial<ConfigContext>).shared instanceof Map;

/** The context of a part of the config: an entry, by its name, or an element, by its index. */
export function within(context: ConfigContext, ...steps: readonly (string | number)[]): ConfigContext {
  let { path } = context;
  for (const step of steps) path += typeof step === 'number' ? `[${step}]` : path === '' ? step : `.${step}`;
  return { ...context, path };
}

const isOutermost = ({ path }: ConfigContext): boolean => path === '' || path === 'config';

/** How errors call the place in the config. */
export const placeIn = (context: ConfigContext): string =>
  isOutermost(context) ? context.where : `${context.where} at ${context.path}`;

/** What `make` makes; its errors are told with the place in the config, unless that is the outermost object. */
export function atPlaceIn<Made>(context: ConfigContext, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw isOutermost(context) || !(error instanceof HillockError) ? error : inTermsOf(placeIn(context), error);
  }
}
