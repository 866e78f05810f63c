import type { Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';
import type { LayerOptions } from './layer-options.js';
import { configured, type Leading, type OptionCheck, type OptionTable } from '../objects/options/index.js';

/**
 * The base class for layers whose options are listed in a table, in the order of Keras's config. `leading` names the arguments that may be
 * given before the options; `check` refuses options that contradict each other.
 */
export function layerWith<Table extends OptionTable, Labels extends readonly unknown[], Options = unknown>(
  options: () => Table,
  leading: Leading<Labels, Options>,
  check?: OptionCheck<Table>,
): ReturnType<typeof configured<Layer, LayerOptions, Table, Labels, Options>> {
  return configured<Layer, LayerOptions, Table, Labels, Options>(Layer, options, leading, check);
}

/** The same for layers whose signature is not one tensor in and one out: `layerOf<[query: Tensor, value: Tensor]>()(options, leading)`. */
export const layerOf =
  <Inputs extends readonly unknown[], CallOptions extends object = object, Output = Tensor>() =>
  <Table extends OptionTable, Labels extends readonly unknown[], Options = unknown>(
    options: () => Table,
    leading: Leading<Labels, Options>,
    check?: OptionCheck<Table>,
  ): ReturnType<typeof configured<Layer<Inputs, CallOptions, Output>, LayerOptions, Table, Labels, Options>> =>
    configured<Layer<Inputs, CallOptions, Output>, LayerOptions, Table, Labels, Options>(
      Layer,
      options,
      leading,
      check,
    );
