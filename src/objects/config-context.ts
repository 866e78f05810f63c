import { HillockError, inTermsOf, ValueError } from '../errors/index.js';
import { isPlainObject, readOptions } from '../tensor/options.js';
import { checkCustomObjects, type CustomObjects } from './custom-objects.js';

/** The options of everything that reads a config. */
export interface DeserializeOptions {
  /** The Keras that wrote the config, which matters where generations mean different things by the same words; 3 by default. */
  readonly keras?: 2 | 3 | undefined;
  /** Your own classes and functions, by the names they have in the config: the registered name or the name of the class. */
  readonly customObjects?: CustomObjects | undefined;
}

/** Makes the object that a config inside another config describes. */
export type ObjectReader = (config: unknown, context: ConfigContext) => unknown;

/** What is passed along while a config is read. */
export interface ConfigContext {
  /** The function that was asked to read the config, for errors: `layers.deserialize`. */
  readonly where: string;
  /** The place in the config that is being read: `config.layers[2].config.kernel_initializer`; empty at the outermost level. */
  readonly path: string;
  readonly keras: 2 | 3;
  readonly customObjects: CustomObjects;
  /**
   * The readers of the namespaces, by the namespaces' names. A namespace adds its own when it reads a config, so that everything inside the
   * config can be read.
   */
  readonly readers: Readonly<Record<string, ObjectReader>>;
  /** The objects made so far that have a `shared_object_id`, by this id. */
  readonly shared: Map<unknown, object>;
}

/** The context for reading a config; `where` is the function that was asked for it. */
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

/** The context of a part of the config: steps are names of entries and indices of elements. */
export function within(context: ConfigContext, ...steps: readonly (string | number)[]): ConfigContext {
  let { path } = context;
  for (const step of steps) path += typeof step === 'number' ? `[${step}]` : path === '' ? step : `.${step}`;
  return { ...context, path };
}

const isOutermost = ({ path }: ConfigContext): boolean => path === '' || path === 'config';

/** The place in the config, as errors state it. */
export const placeIn = (context: ConfigContext): string =>
  isOutermost(context) ? context.where : `${context.where} at ${context.path}`;

/** Calls `make`. An error that it throws is reworded to state the place in the config, unless that is the outermost object. */
export function atPlaceIn<Made>(context: ConfigContext, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw isOutermost(context) || !(error instanceof HillockError) ? error : inTermsOf(placeIn(context), error);
  }
}
