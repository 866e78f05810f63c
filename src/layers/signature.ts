/** The types of layers' calls, for tensors and for symbolic tensors. */
import type { SymbolicTensor, Tensor, TensorLike } from '../tensor/index.js';

/** An argument or a result of a layer: a tensor, a list of them, or an object of them. */
export type Nest = Tensor | readonly Nest[] | { readonly [name: string]: Nest };

/** Whether a type is `any`, about which nothing is known and which is therefore passed on. */
type IsAny<T> = 0 extends 1 & T ? true : false;

/** The type of an argument where plain arrays may take the place of tensors. */
export type GivenOf<T> =
  IsAny<T> extends true ? T : T extends Tensor ? TensorLike : { readonly [K in keyof T]: GivenOf<T[K]> };

/** The same type with symbolic tensors in place of tensors. */
export type SymbolicOf<T> =
  IsAny<T> extends true ? T : T extends Tensor ? SymbolicTensor : { -readonly [K in keyof T]: SymbolicOf<T[K]> };

type EachGiven<Inputs extends readonly unknown[]> = { [K in keyof Inputs]: GivenOf<Inputs[K]> };
type EachSymbolic<Inputs extends readonly unknown[]> = { [K in keyof Inputs]: SymbolicOf<Inputs[K]> };

/** The options that every layer's call has. */
export interface CallOptions {
  /** Whether the call is part of training; by default as in the call of the outer layer, or false if there is none. */
  readonly training?: boolean | null | undefined;
  /** Which elements count, for layers that take account of it; by default the mask attached to the inputs. */
  readonly mask?: GivenMask | null | undefined;
}

/** The forms in which a mask can be given: for one input, or for several as a tree of the same form. */
type GivenMask =
  TensorLike | SymbolicTensor | readonly (GivenMask | null)[] | { readonly [name: string]: GivenMask | null };

/** The call of a layer: inputs, then options. Tensors give tensors; symbolic tensors add a node to a graph. */
export interface LayerSignature<
  Inputs extends readonly unknown[] = [x: Tensor],
  Options extends object = object,
  Output = Tensor,
> {
  (...call: [...inputs: EachSymbolic<Inputs>, options?: Options & CallOptions]): SymbolicOf<Output>;
  (...call: [...inputs: EachGiven<Inputs>, options?: Options & CallOptions]): Output;
}
