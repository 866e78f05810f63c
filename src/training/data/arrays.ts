import { ShapeError, unknownNameError, ValueError } from '../../errors/index.js';
import { asTensor, isByName, partsAt, type Tensor, type TensorLike, type Tree } from '../../tensor/index.js';

/** The data of one input or output; for several, in the model's form, as a list in their order, or by their names. */
export type ModelData = Tree<TensorLike>;

/** The inputs or the outputs of a model: their names, and the form in which the model takes or returns them. */
export interface Places {
  readonly names: readonly string[];
  readonly form: Tree<unknown>;
}

/** One tensor for each place. `argument` is what the user calls the data, for errors. */
export function tensorsFor(where: string, argument: string, data: ModelData, { names, form }: Places): Tensor[] {
  const parts = names.length > 1 ? (partsAt(form, data) as TensorLike[] | undefined) : undefined;
  return (parts ?? listFor(where, argument, data, names)).map((each, i) => {
    const label = names.length === 1 ? argument : `${argument}.${names[i]!}`;
    const tensor = asTensor(each, undefined, `${where}, ${label}`);
    if (tensor.rank === 0) throw new ShapeError({ where, expected: `${label} to have an axis of samples`, received: { [label]: tensor } });
    return tensor;
  });
}

function listFor(where: string, argument: string, data: ModelData, names: readonly string[]): readonly TensorLike[] {
  if (isByName(data)) {
    const given = Object.keys(data);
    const others = given.filter((name) => !names.includes(name));
    if (names.length === 1 && others.length > 1 && others.length === given.length) throw oneArrayError(where, argument, others, names[0]!);
    if (others.length > 0) throw unknownNameError(where, `entry of ${argument}`, others[0]!, names);
    const missing = names.filter((name) => !(name in data));
    if (missing.length === 0) return names.map((name) => data[name] as TensorLike);
    throw new ValueError({ where, expected: `${argument} to have entries for ${names.join(', ')}`, received: { missing } });
  }
  if (names.length === 1) return [data as TensorLike];
  if (Array.isArray(data) && data.length === names.length) return data as readonly TensorLike[];
  throw new ValueError({
    where,
    expected: `${argument} to be a list of ${names.length}, for ${names.join(', ')}`,
    received: Array.isArray(data) ? { [`${argument}.length`]: data.length } : { [argument]: data },
  });
}

/** The error for several entries, such as the columns of a table, that are given to a model with one input. */
function oneArrayError(where: string, argument: string, entries: readonly string[], name: string): ValueError {
  const hint = entries.includes('x')
    ? 'Data and options come in one object: fit({ x, y, epochs: 2 })'
    : 'Make an array of the columns of each row, before rows are batched: dataset.map(([row, label]) => [Object.values(row), label])';
  return new ValueError({ where, expected: `${argument} to be one array, for ${name}`, received: { entries }, hint });
}
