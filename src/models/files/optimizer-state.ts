/** The variables of an optimizer, from the layouts of all generations. */
import { warnOnce } from '../../errors/index.js';
import type { StoredTensor } from '../../saving/formats/contents.js';
import { readTensors } from '../../saving/formats/contents.js';
import type { FileContents } from '../../saving/formats/contents.js';
import type { Optimizer } from '../../training/optimizers/optimizer.js';
import type { Variable } from '../../tensor/index.js';

/** Gives a built optimizer the state in a file; where that does not fit, it begins anew and says so. */
export async function restoreOptimizer(where: string, optimizer: Optimizer, contents: FileContents): Promise<void> {
  const stored = [...contents.optimizer.values()].filter(({ path }) => !innerVariables.test(path));
  if (stored.length === 0) return;
  const places = placesOf(optimizer.variables, stored);
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
}

/** An optimizer around another keeps the other's variables among its own; files of Keras 3 have them a second time. */
const innerVariables = /^optimizer\/(?!vars\/)/;

type Places = (readonly [variable: Variable, tensor: StoredTensor])[];

/** The variables of an optimizer in one of the orders in which files have them. */
function placesOf(variables: readonly Variable[], stored: readonly StoredTensor[]): Places | undefined {
  const plain = withoutLearningRate(variables);
  // RMSprop and others of Keras 2.2 kept no count.
  const slots = plain.filter(({ name }) => name !== 'iteration');
  const orders = [variables, plain, groupedBySlot(plain), slots, groupedBySlot(slots)].filter(
    ({ length }) => length > 0,
  );
  for (const order of orders) {
    const places = order.map((variable, i) => [variable, stored[i]] as const);
    const rest = stored.slice(order.length);
    // Keras 2 keeps an empty third slot for each weight: one zero.
    const isPadding = rest.every(({ shape }) => shape.length === 1 && shape[0] === 1) && rest.length < order.length;
    if (places.every(fits) && isPadding) return places as unknown as Places;
  }
  return undefined;
}

const fits = ([variable, tensor]: readonly [Variable, StoredTensor | undefined]): boolean =>
  tensor !== undefined && JSON.stringify(variable.shape) === JSON.stringify(tensor.shape);

/** tf.keras keeps the learning rate elsewhere. */
const withoutLearningRate = (variables: readonly Variable[]): Variable[] =>
  variables.filter(({ name }) => name !== 'learning_rate');

/** Multi-backend Keras wrote all first moments, then all second moments. */
function groupedBySlot(variables: readonly Variable[]): Variable[] {
  const slotOf = ({ name }: Variable): string => name.slice(name.lastIndexOf('_') + 1);
  const counters = variables.filter(({ name }) => name === 'iteration');
  const slots = variables.filter(({ name }) => name !== 'iteration');
  const names = [...new Set(slots.map(slotOf))];
  return [...counters, ...names.flatMap((slot) => slots.filter((variable) => slotOf(variable) === slot))];
}
