/** Restores the variables of an optimizer, from the layouts of all generations of Keras. */
import { warnOnce } from '../../errors/index.js';
import type { FileContents, StoredTensor } from '../../saving/formats/contents.js';
import { readTensors } from '../../saving/formats/contents.js';
import type { Variable } from '../../tensor/index.js';
import type { Optimizer } from '../../training/optimizers/optimizer.js';
import { isBefore } from './versions.js';

/** Gives a built optimizer the state in a file. If that does not fit, the optimizer starts anew, with a warning. */
export async function restoreOptimizer(
  where: string,
  optimizer: Optimizer,
  contents: FileContents,
  /** The file's names of the trained weights, in order, if it lists them by layers. */
  names: readonly (string | undefined)[],
): Promise<void> {
  const stored = [...contents.optimizer.values()].filter(({ path }) => !innerVariables.test(path));
  if (stored.length === 0) return;
  const places = placesOf(optimizer.variables, stored, contents.keras, names);
  if (places === undefined) {
    const counts = `${optimizer.variables.length} variables where the file has ${stored.length}`;
    warnOnce(
      `optimizer ${where} ${counts}`,
      `${where}: the optimizer begins anew: it has ${counts}, or of other shapes.`,
    );
    return;
  }
  const values = await readTensors(places.map(([, tensor]) => tensor));
  places.forEach(([variable], i) => variable.assign(values[i]!));
  optimizer.completeState(new Set(places.map(([variable]) => variable)));
}

/** Files of Keras 3 contain the variables of an inner optimizer twice: among those of the outer one, and separately. */
const innerVariables = /^optimizer\/(?!vars\/)/;

/** Whether the file's optimizer has an inner one, which means that it scales the loss. */
export const hasInnerOptimizer = ({ optimizer }: FileContents): boolean =>
  [...optimizer.keys()].some((path) => path.startsWith('optimizer/inner_optimizer/'));

type Places = (readonly [variable: Variable, tensor: StoredTensor])[];

/** The variables of an optimizer in that order of those known which fits the tensors in the file. */
function placesOf(
  variables: readonly Variable[],
  stored: readonly StoredTensor[],
  keras: string | undefined,
  names: readonly (string | undefined)[],
): Places | undefined {
  for (const order of ordersOf(variables, keras, names)) {
    const places = order.map((variable, i) => [variable, stored[i]] as const);
    const rest = stored.slice(order.length);
    // Keras 2 writes an unused third slot for each weight: a single zero.
    const isPadding = rest.every(({ shape }) => shape.length === 1 && shape[0] === 1) && rest.length < order.length;
    if (order.length > 0 && places.every(fits) && isPadding) return places as unknown as Places;
  }
  return undefined;
}

const fits = ([variable, tensor]: readonly [Variable, StoredTensor | undefined]): boolean =>
  tensor !== undefined && JSON.stringify(variable.shape) === JSON.stringify(tensor.shape);

const isCounter = ({ name }: Variable): boolean => name === 'iteration';

/** The variable without a name is the product that Nadam keeps. */
const isProduct = ({ name }: Variable): boolean => name === 'variable';

/** All orders that some Keras had, beginning with those of the file's generation. */
function* ordersOf(
  variables: readonly Variable[],
  keras: string | undefined,
  names: readonly (string | undefined)[],
): Generator<readonly Variable[]> {
  yield variables;
  // tf.keras stores the learning rate elsewhere.
  const plain = variables.filter(({ name }) => name !== 'learning_rate');
  const counters = plain.filter(isCounter);
  const products = plain.filter(isProduct);
  const slots = plain.filter((variable) => !isCounter(variable) && !isProduct(variable));
  const grouped = groupedBySlot(slots);
  const sorted = groupedBySlot(slots, placesByName(names));
  // Before 2.11 all first moments came before all second ones; before 2.1 the weights were sorted by their names.
  const isOld = keras !== undefined && isBefore(keras, 2, 11);
  const isOldest = keras !== undefined && isBefore(keras, 2, 1);
  const arrangements = [...(isOldest ? [sorted] : []), ...(isOld ? [grouped] : []), slots, grouped, sorted];
  for (const arranged of arrangements) {
    yield [...counters, ...arranged, ...products];
    yield [...counters, ...products, ...arranged];
    yield [...counters, ...arranged];
    // RMSprop and others of Keras 2.2 have no counter of steps.
    yield arranged;
  }
  // An optimizer that never made an update has nothing else.
  yield variables.filter(({ name }) => name === 'iteration' || name === 'learning_rate');
  yield counters;
}

/** The order of names when they are sorted. */
function placesByName(names: readonly (string | undefined)[]): number[] | undefined {
  if (names.includes(undefined)) return undefined;
  return names.map((_, place) => place).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
}

/** The slots kind by kind, each kind in the order of the weights or in another order. */
function groupedBySlot(slots: readonly Variable[], places?: readonly number[]): Variable[] {
  const slotOf = ({ name }: Variable): string => name.slice(name.lastIndexOf('_') + 1);
  const kinds = [...new Set(slots.map(slotOf))];
  return kinds.flatMap((kind) => {
    const group = slots.filter((variable) => slotOf(variable) === kind);
    return places?.length === group.length ? places.map((place) => group[place]!) : group;
  });
}
