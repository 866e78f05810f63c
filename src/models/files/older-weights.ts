/**
 * Converts weights that older layers stored in another form. Source: the conversions that Keras 2.2 made when it loaded weights, checked
 * against files of Keras 1.
 */
import type { AnyLayer } from '../../layers/index.js';
import { classNameOf } from '../../objects/class-name.js';
import { add } from '../../ops/arithmetic.js';
import { concatenate, split } from '../../ops/joining.js';
import { reshape } from '../../ops/reshape.js';
import { flip, transpose } from '../../ops/transpose.js';
import type { StoredTensor } from '../../saving/formats/contents.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { savedObjects } from './saved-objects.js';

/** The tensors in a file that a weight is made from. */
export interface WeightSource {
  readonly tensors: readonly StoredTensor[];
  /** Computes the weight from the tensors; if absent, the weight is the only tensor. */
  readonly combine?: (values: readonly Tensor[]) => Tensor;
}

/** The Keras that wrote the weights. */
export interface WeightGeneration {
  /** Whether it was Keras 1, which stored the gates of recurrent layers separately. */
  readonly isFirst: boolean;
  /** The backend; Theano flips the kernels of convolutions. */
  readonly backend: string | undefined;
}

/** For a layer in a file, the tensors that each weight of our layer is made from. */
export function sourcesOf(
  layer: AnyLayer,
  variables: readonly Variable[],
  tensors: readonly StoredTensor[],
  generation: WeightGeneration,
): WeightSource[] {
  const ownerOf = new Map(
    savedObjects(layer).flatMap(({ layer: owner, variables: own }) => own.map((variable) => [variable, owner])),
  );
  const sources: WeightSource[] = [];
  let next = 0;
  for (let place = 0; place < variables.length;) {
    const found =
      gateSources(variables.slice(place, place + 3), tensors.slice(next), generation) ??
      kernelSource(variables[place]!, ownerOf.get(variables[place]!), tensors[next], generation);
    const made = found ?? { sources: tensors.slice(next, next + 1).map((tensor) => ({ tensors: [tensor] })), used: 1 };
    sources.push(...made.sources);
    next += made.used;
    place += Math.max(1, made.sources.length);
  }
  // Remaining tensors are added, so that the mismatch shows.
  return [...sources, ...tensors.slice(next).map((tensor) => ({ tensors: [tensor] }))];
}

interface Found {
  readonly sources: readonly WeightSource[];
  readonly used: number;
}

const isShape = (tensor: StoredTensor | undefined, ...shape: readonly number[]): boolean =>
  tensor !== undefined && tensor.shape.join() === shape.join();

/** The kernel, recurrent kernel and bias of a recurrent layer, from Keras 1 (gate by gate) or from cuDNN. */
function gateSources(
  variables: readonly Variable[],
  tensors: readonly StoredTensor[],
  { isFirst }: WeightGeneration,
): Found | undefined {
  const names = variables.map(({ name }) => name).join();
  if (names !== 'kernel,recurrent_kernel,bias') return undefined;
  const [inputs, width] = variables[0]!.shape;
  const units = variables[1]!.shape[0]!;
  const gates = width! / units;
  const isRecurrent = variables[0]!.shape.length === 2 && (gates === 3 || gates === 4);
  if (!isRecurrent) return undefined;
  const isDouble = isShape(tensors[2], 2 * width!);
  if (isDouble && isShape(tensors[0], inputs!, width!)) return { sources: cudnnSources(tensors, gates), used: 3 };
  const isApart = isFirst && isShape(tensors[0], inputs!, units) && isShape(tensors[2], units);
  return isApart && tensors.length >= 3 * gates
    ? { sources: separateSources(tensors, gates), used: 3 * gates }
    : undefined;
}

/** Keras 1 has the gates in the order input, cell, forget, output; here the cell is the third. */
const gateOrder: Readonly<Record<number, readonly number[]>> = { 3: [0, 1, 2], 4: [0, 2, 1, 3] };

function separateSources(tensors: readonly StoredTensor[], gates: number): WeightSource[] {
  const combine = (values: readonly Tensor[]): Tensor => concatenate(values, { axis: -1 });
  return [0, 1, 2].map((part) => ({
    tensors: gateOrder[gates]!.map((gate) => tensors[3 * gate + part]!),
    combine,
  }));
}

/** The weights of cuDNN's LSTM, and its GRU with `resetAfter`: matrices are transposed, gate by gate, and there are two biases. */
function cudnnSources([kernel, recurrent, bias]: readonly StoredTensor[], gates: number): WeightSource[] {
  const byGate =
    (turn: (gate: Tensor) => Tensor) =>
    ([value]: readonly Tensor[]): Tensor =>
      concatenate(split(value!, gates, { axis: 1 }).map(turn), { axis: 1 });
  return [
    {
      tensors: [kernel!],
      combine: byGate((gate) => transpose(reshape(gate, [...gate.shape].reverse()))),
    },
    { tensors: [recurrent!], combine: byGate((gate) => transpose(gate)) },
    { tensors: [bias!], combine: ([value]) => (gates === 3 ? reshape(value!, [2, -1]) : summedHalves(value!)) },
  ];
}

function summedHalves(bias: Tensor): Tensor {
  const [first, second] = split(bias, 2);
  return add(first!, second!);
}

/** The kernel of a convolution: Keras 1 with channels first has the filters first, and Theano flips it. */
function kernelSource(
  variable: Variable,
  owner: AnyLayer | undefined,
  tensor: StoredTensor | undefined,
  { isFirst, backend }: WeightGeneration,
): Found | undefined {
  const className = owner === undefined ? '' : classNameOf(owner.constructor);
  const isConvolution = /^Conv[123]D(Transpose)?$/.test(className) && variable.name === 'kernel';
  if (!isConvolution || tensor === undefined) return undefined;
  const order = isFirst ? orderInKeras1(className, owner as unknown as ConvolutionLike, tensor.shape) : undefined;
  const isTurned = backend === 'theano';
  if (order === undefined && !isTurned) return undefined;
  const { shape } = variable;
  const combine = ([value]: readonly Tensor[]): Tensor => {
    const ordered = order === undefined ? value! : reshape(transpose(value!, order), shape);
    return isTurned ? flip(ordered, { axis: shape.slice(2).map((_, axis) => axis) }) : ordered;
  };
  return { sources: [{ tensors: [tensor], combine }], used: 1 };
}

interface ConvolutionLike {
  readonly dataFormat: 'channels_first' | 'channels_last' | null;
  readonly kernelSize: readonly number[];
}

/** The order of the axes of a kernel in Keras 1. */
function orderInKeras1(
  className: string,
  { dataFormat, kernelSize }: ConvolutionLike,
  shape: readonly number[],
): readonly number[] | undefined {
  if (className === 'Conv1D') {
    if (shape.length !== 4) return undefined;
    const isLengthFirst = shape[0] === kernelSize[0] && shape[1] === 1;
    return isLengthFirst ? [0, 1, 2, 3] : [2, 3, 1, 0];
  }
  const isFirst = dataFormat === 'channels_first';
  if (className === 'Conv2DTranspose') return isFirst ? [2, 3, 0, 1] : [0, 1, 3, 2];
  if (!isFirst) return undefined;
  return className === 'Conv3D' ? [2, 3, 4, 1, 0] : [2, 3, 1, 0];
}
