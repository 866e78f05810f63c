export { classNameOf, configured, fromConfig, serializeInstance } from './configured.js';
export type { ConfigurableStatics, Leading, OptionCheck, SerializedObject } from './configured.js';
export * from './kinds.js';
export type { ConfigContext, DefaultedOption, OptionsOf, OptionTable, RequiredOption, ValuesOf } from './option.js';
export { checkOptionNames, checkOptionsObject, optionsFromConfig, readOptions, writeConfig } from './option-table.js';
export type { Entries } from './option-table.js';
