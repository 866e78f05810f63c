/** Functions of single elements, or of small arrays, as functions of larger arrays. */
import { ShapeError, ValueError } from '../errors/index.js';
import { asOperand } from './operand.js';
import type { Operand } from './operation.js';
import { readArguments } from './arguments.js';
import { broadcastShapes } from './broadcasting.js';
import { take } from './gathering.js';
import { stack } from './joining.js';
import { reshapeTo } from './reshape.js';
import { broadcastTo } from './summation.js';
import { sizeOf, type Shape, type Tensor } from '../tensor/index.js';

/** What `vectorize` may be told. */
export interface VectorizeOptions {
  /** The positions of arguments that the function gets as they are. */
  readonly excluded?: readonly number[] | ReadonlySet<number> | null | undefined;
  /** The axes that the function wants of each argument, and those that its results have, as `'(m,n),(n)->(m)'`; without it, single elements. */
  readonly signature?: string | null | undefined;
}

/** The names of the axes of each argument and of each result. */
interface Signature {
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
}

const where = 'ops.vectorize';

function signatureOf(signature: string): Signature {
  const group = String.raw`\(\s*(?:\w+\s*(?:,\s*\w+\s*)*)?\)`;
  const list = String.raw`\s*${group}(?:\s*,\s*${group})*\s*`;
  if (!new RegExp(`^${list}->${list}$`).test(signature))
    throw new ValueError({ where, expected: 'a `signature` such as "(m,n),(n)->(m)"', received: { signature } });
  const [inputs, outputs] = signature
    .split('->')
    .map((side) =>
      [...side.matchAll(/\(([^)]*)\)/g)].map(([, names]) => [...names!.matchAll(/\w+/g)].map(([name]) => name)),
    );
  return { inputs: inputs!, outputs: outputs! };
}

/** Refuses arguments whose axes of one name differ in length. */
function checkAxes(names: readonly (readonly string[])[], xs: readonly Tensor[]): void {
  const lengths = new Map<string, number>();
  xs.forEach((x, i) => {
    const own = names[i]!;
    const core = x.shape.slice(x.shape.length - own.length);
    const fits =
      x.shape.length >= own.length && own.every((name, axis) => (lengths.get(name) ?? core[axis]) === core[axis]);
    if (!fits) throw new ShapeError({ where, expected: `axes (${own.join(', ')}) of argument ${i}`, received: { x } });
    own.forEach((name, axis) => lengths.set(name, core[axis]!));
  });
}

/**
 * A function of single elements as one of arrays, which are broadcast: it is called for all their elements, and its results are put together. With a `signature` it is called for
 * arrays of as many axes as that says.
 *
 * @example
 * import { ops } from 'hillock';
 * const larger = ops.vectorize((a, b) => ops.maximum(a, b));
 * larger([1, 5, 3], 2) // → array([2., 5., 3.], dtype=float32)
 * const norms = ops.vectorize((row) => ops.norm(row), { signature: '(n)->()' });
 * norms([[3, 4], [6, 8]]) // → array([ 5., 10.], dtype=float32)
 */
export function vectorize(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  pyfunc: (...xs: any[]) => unknown,
  ...given: [options?: VectorizeOptions | undefined]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): (...xs: readonly unknown[]) => any {
  type Read = { readonly excluded: VectorizeOptions['excluded']; readonly signature: string | null };
  const { excluded, signature } = readArguments<Read>(where, [], given, { excluded: null, signature: null });
  if (typeof pyfunc !== 'function')
    throw new ValueError({ where, expected: '`pyfunc` to be a function', received: { pyfunc } });
  const left = new Set(excluded ?? []);
  const axes = signature === null ? undefined : signatureOf(signature);
  return (...all) => {
    const places = [...all.keys()].filter((i) => !left.has(i));
    const xs = places.map((i) => asOperand(where, all[i] as Operand));
    if (axes !== undefined && axes.inputs.length !== xs.length)
      throw new ValueError({ where, expected: `${axes.inputs.length} arguments, as the signature says`, received: { arguments: xs.length } }); // prettier-ignore
    const names = axes?.inputs ?? xs.map(() => []);
    checkAxes(names, xs);
    const outer = xs.map((x, i): Shape => x.shape.slice(0, x.shape.length - names[i]!.length));
    const shape = broadcastShapes(where, outer.map((each) => ({ shape: each, dtype: 'float32' }))) as Shape; // prettier-ignore
    if (shape.includes(null as unknown as number) || sizeOf(shape) === 0)
      throw new ShapeError({ where, expected: 'arrays of known lengths with one element or more', received: { xs } });
    const rows = xs.map((x, i) => {
      const core = x.shape.slice(x.shape.length - names[i]!.length);
      return reshapeTo(broadcastTo(x, [...shape, ...core]), [sizeOf(shape), ...core]);
    });
    const results = Array.from({ length: sizeOf(shape) }, (_, i) => {
      const taken = rows.map((row) => take(row, i, { axis: 0 }));
      return pyfunc(...all.map((each, place) => (left.has(place) ? each : taken[places.indexOf(place)])));
    });
    const isList = Array.isArray(results[0]);
    const lists = results.map((each) => (Array.isArray(each) ? (each as Operand[]) : [each as Operand]));
    const together = lists[0]!.map((_, output) => {
      const stacked = stack(lists.map((list) => asOperand(where, list[output]!)));
      return reshapeTo(stacked, [...shape, ...stacked.shape.slice(1)]);
    });
    return isList ? together : together[0];
  };
}
