/** Describes briefly what a file is and what it contains. */
import { entryOf, type Json } from './json/parsing.js';
import type { FileContents, FileFormat } from './formats/contents.js';
import { openFile, type OpenOptions } from './formats/opening.js';
import type { FileSource } from './sources/source.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** A layer in a file: its name, its class, and the layers inside it. */
export interface InspectedLayer {
  readonly name: string;
  readonly className: string;
  readonly layers?: readonly InspectedLayer[];
}

/** What `inspect` finds out about a file, without building a model. */
export interface Inspection {
  readonly format: FileFormat;
  /** The version of the Keras that wrote the file, or whose format another program wrote; undefined if the file does not state it. */
  readonly keras: string | undefined;
  /** The backend that Keras ran on, if the file states it. */
  readonly backend: string | undefined;
  /** The program that wrote the file, if it was not Keras and the file states it: `'Hillock'`. */
  readonly writer: string | undefined;
  /** The class of the model; `undefined` for a file with weights alone. */
  readonly className: string | undefined;
  readonly layers: readonly InspectedLayer[];
  readonly weights: readonly { readonly path: string; readonly shape: readonly number[]; readonly dtype: string }[];
  /** How the model was compiled, unchanged from the file. */
  readonly compile: Json | undefined;
  /** The model's config, unchanged from the file; `undefined` for a file with weights alone. */
  readonly config: Json | undefined;
}

/**
 * Describes a model file without building anything or reading any weight.
 *
 * @param source - path (in Node), URL, bytes, `Blob`, `File`, `Response`, or a list of `File`s
 * @param options - `limits`: `{ bytes, members, json, seconds }`, how much the file may ask for
 * @returns `format`, the writer's version as `keras`, `className`, `layers`, `weights` (path, shape, dtype in the file), `compile`,
 * `config`, the writer's `backend`, and the `writer` where it was not Keras
 *
 * @example
 * import { inspect } from 'hillock';
 * const config = { layers: [{ class_name: 'Dense', config: { name: 'out', units: 1 } }] };
 * const file = new TextEncoder().encode(JSON.stringify({ class_name: 'Sequential', config, keras_version: '2.2.4' }));
 * const { format, keras, className, layers } = await inspect(file);
 * [format, keras, className] // → [ 'architecture', '2.2.4', 'Sequential' ]
 * layers // → [ { name: 'out', className: 'Dense' } ]
 */
export async function inspect(source: FileSource, options: OpenOptions = {}): Promise<Inspection> {
  checkArgumentCount('inspect', arguments, 2);
  const contents = await openFile('inspect', source, options);
  return {
    format: contents.format,
    keras: contents.keras,
    backend: contents.backend,
    writer: contents.writer,
    className: classNameOf(contents.architecture),
    layers: layersOf(contents.architecture),
    weights: weightsOf(contents),
    compile: contents.compile,
    config: contents.architecture,
  };
}

function weightsOf({ weights, optimizer }: FileContents): Inspection['weights'] {
  return [...weights.values(), ...optimizer.values()].map(({ path, shape, dtype }) => ({
    path,
    shape,
    dtype: typeof dtype === 'string' ? dtype : dtype.unsupported,
  }));
}

function classNameOf(architecture: Json | undefined): string | undefined {
  if (architecture === undefined) return undefined;
  const name = entryOf(architecture, 'class_name');
  if (typeof name === 'string') return name;
  return Array.isArray(architecture) ? 'Sequential' : 'Functional';
}

/** The layers in a model's config, which may be a list, an object with `layers`, or an object whose `config` contains them. */
function layersOf(config: Json | undefined): InspectedLayer[] {
  if (config === undefined) return [];
  const inner = entryOf(config, 'config') ?? config;
  const layers = Array.isArray(inner) ? (inner as readonly Json[]) : entryOf(inner, 'layers');
  if (!Array.isArray(layers)) return [];
  return (layers as readonly Json[]).flatMap((layer) => {
    const className = entryOf(layer, 'class_name');
    if (typeof className !== 'string') return [];
    const name = entryOf(entryOf(layer, 'config'), 'name') ?? entryOf(layer, 'name');
    const inside = insideOf(layer);
    return [{ name: typeof name === 'string' ? name : '', className, ...(inside.length > 0 && { layers: inside }) }];
  });
}

/** The layers of a nested model, or the layer inside a wrapper. */
function insideOf(layer: Json): InspectedLayer[] {
  const wrapped = entryOf(entryOf(layer, 'config'), 'layer');
  return wrapped === undefined ? layersOf(layer) : layersOf([wrapped]);
}
