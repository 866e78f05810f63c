/** Converts the inputs, labels and weights that users give to samples, and takes batches from them. */
import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import { treeOf } from '../layers/arguments.js';
import { arrangeAs, asTensor, flattenTree, mapTree, type Tensor, type TensorLike, type Tree } from '../tensor/index.js';
import {
  StoredSamples,
  tensorsFor,
  weightsOfClasses,
  type ClassWeights,
  type ModelData,
  type Places,
  type Samples,
} from '../training/data/index.js';
import type { StepData } from './steps.js';
import type { Trainee } from './trainee.js';

/** Options that weight samples. */
export interface WeightOptions {
  readonly sampleWeight: ModelData | null;
  readonly classWeight: ClassWeights | null;
}

/** Samples, and the forms in which the model takes them. */
export interface RunData {
  readonly samples: StoredSamples;
  readonly forms: { readonly x: Tree<unknown>; readonly y: Tree<unknown> };
}

/** The tensors for each place. If places are not known, the data keep the form in which they were given. */
function gather(
  where: string,
  argument: string,
  data: ModelData,
  places: Places | undefined,
): { tensors: Tensor[]; form: Tree<unknown> } {
  if (places !== undefined) return { tensors: tensorsFor(where, argument, data, places), form: places.form };
  const tree = treeOf<Tensor>(data, false, (leaf) => asTensor(leaf as TensorLike, undefined, `${where}, ${argument}`));
  const tensors = flattenTree(tree);
  for (const tensor of tensors) {
    if (tensor.rank > 0) continue;
    throw new ShapeError({
      where,
      expected: `${argument} to have an axis of samples`,
      received: { [argument]: tensor },
    });
  }
  return { tensors, form: mapTree(tree, () => 0) };
}

/** The samples of a run, from inputs, labels and weights. */
export function runData(
  where: string,
  { inputs, outputs, compilation }: Trainee,
  x: ModelData,
  y: ModelData | null,
  options: WeightOptions,
): RunData {
  const given = gather(where, 'x', x, inputs);
  const labels = y === null ? undefined : gather(where, 'y', y, outputs);
  const texts = compilation?.hasLoss === true ? labels?.tensors.find(({ dtype }) => dtype === 'string') : undefined;
  if (texts !== undefined) {
    const hint = 'Number the classes: y.map((each) => classes.indexOf(each))';
    throw new DTypeError({ where, expected: 'labels y that are numbers', received: { y: texts }, hint });
  }
  const weights = weightsFor(where, labels?.tensors ?? [], outputs, options);
  const samples = new StoredSamples(where, { x: given.tensors, y: labels?.tensors ?? [], weights });
  return { samples, forms: { x: given.form, y: labels?.form ?? [] } };
}

function weightsFor(
  where: string,
  y: readonly Tensor[],
  outputs: Places | undefined,
  { sampleWeight, classWeight }: WeightOptions,
): (Tensor | undefined)[] {
  if (sampleWeight !== null && classWeight !== null) {
    throw new ValueError({
      where,
      expected: 'either sampleWeight or classWeight',
      received: { sampleWeight, classWeight },
    });
  }
  const names = outputs?.names ?? y.map((_, i) => `output_${i}`);
  if (classWeight !== null) {
    if (y.length !== 1) {
      throw new ValueError({
        where,
        expected: 'classWeight for a model with one output only',
        received: { outputs: names },
      });
    }
    return [weightsOfClasses(where, y[0]!, classWeight)];
  }
  if (sampleWeight === null) return y.map(() => undefined);
  const isForAll = names.length > 1 && !Array.isArray(sampleWeight) && 'data' in Object(sampleWeight);
  if (!isForAll && names.length > 0)
    return tensorsFor(where, 'sampleWeight', sampleWeight, { names, form: outputs?.form ?? names });
  const [weight] = tensorsFor(where, 'sampleWeight', sampleWeight, { names: ['sampleWeight'], form: 0 });
  return names.length === 0 ? [weight] : y.map(() => weight);
}

/** A batch in the forms in which the model takes it. */
export function stepData({ x, y, weights }: Samples, { forms }: RunData): StepData {
  const inputs = arrangeAs(forms.x, x);
  const labels = y.length === 0 ? undefined : arrangeAs(forms.y, y);
  if (weights.every((weight) => weight === undefined)) return labels === undefined ? [inputs] : [inputs, labels];
  const isForOne = weights.length === 1 || y.length === 0;
  return [inputs, labels, isForOne ? weights[0] : arrangeAs(forms.y, weights)];
}
