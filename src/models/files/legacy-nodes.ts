/** The calls of a layer as tf.keras wrote them: for each call a list of tensors, `[layer, node, tensor, options]`. */
import { isPlainObject } from '../../tensor/options.js';

type Entries = Readonly<Record<string, unknown>>;

/**
 * The calls in tf.keras's form, if all of them can be written in it: with one tensor or one list of tensors as argument, and options without
 * tensors. The two forms number the outputs of nested models differently, so calls on these stay as Keras 3 writes them.
 */
export function legacyNodes(nodes: readonly unknown[], models: ReadonlySet<unknown>): readonly unknown[] {
  const former = nodes.map((node) => legacyNode(node, models));
  return former.every((node) => node !== undefined) ? former : nodes;
}

function legacyNode(node: unknown, models: ReadonlySet<unknown>): unknown {
  if (!isPlainObject(node)) return undefined;
  const { args, kwargs } = node as { readonly args: readonly unknown[]; readonly kwargs: Entries };
  const [only] = args;
  if (args.length !== 1) return undefined;
  const options = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
  if (Object.values(options).some((value) => typeof value === 'object')) return undefined;
  const places = (Array.isArray(only) ? (only as readonly unknown[]) : [only]).map(placeOf);
  const isFormer = places.every((place) => place !== undefined && !models.has(place[0]));
  return isFormer ? places.map((place) => [...place!, options]) : undefined;
}

/** The layer, node and tensor that a reference names. */
function placeOf(reference: unknown): readonly unknown[] | undefined {
  if (!isPlainObject(reference) || reference['class_name'] !== '__keras_tensor__') return undefined;
  const { keras_history: place } = reference['config'] as { readonly keras_history: readonly unknown[] };
  return place;
}
