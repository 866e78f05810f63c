export { configured } from './configured.js';
export type { ConfigurableStatics, ConfiguredStatics, Leading, OptionCheck, OptionsIn } from './configured.js';
export * from './kinds.js';
export * from './spatial.js';
export type { DefaultedOption, Option, OptionsOf, OptionTable, RequiredOption, ValuesOf, Without } from './option.js';
export {
  checkAreOptions,
  checkOptionNames,
  checkOptionsObject,
  gatherKnown,
  readOptions,
  writeConfig,
} from './option-table.js';
export type { Entries } from './option-table.js';
