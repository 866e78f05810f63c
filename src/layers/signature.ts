/** The types of calls: what a layer takes and gives, in values and in symbolic tensors. */
import type { SymbolicTensor, Tensor, TensorLike } from '../tensor/index.js';

/** What a layer takes as one argument and what it gives: a tensor, several in a list, or several by name. */
export type Nest = Tensor | readonly Nest[] | { readonly [name: string]: Nest };

/** Whether nothing is known of a type: then nothing is asked of it. */
type IsAny<T> = 0 extends 1 & T ? true : false;

/** The same where plain arrays may stand for tensors. */
export type GivenOf<T> =
  IsAny<T> extends true ? T : T extends Tensor ? TensorLike : { readonly [K in keyof T]: GivenOf<T[K]> };

/** The same with a symbolic tensor in each place. */
export type SymbolicOf<T> =
  IsAny<T> extends true ? T : T extends Tensor ? SymbolicTensor : { -readonly [K in keyof T]: SymbolicOf<T[K]> };

type EachGiven<Inputs extends readonly unknown[]> = { [K in keyof Inputs]: GivenOf<Inputs[K]> };
type EachSymbolic<Inputs extends readonly unknown[]> = { [K in keyof Inputs]: SymbolicOf<Inputs[K]> };

/** What every layer may be told in a call besides its inputs. */
export interface CallOptions {
  /** Whether the call is part of training; by default that of the layer around it, and false outside of one. */
  readonly training?: boolean | null | undefined;
  /** Which elements take part, for layers that use it; by default the mask that came with the inputs. */
  readonly mask?: GivenMask | null | undefined;
}

/** A mask as it may be given: for one input, or for several in their form. */
type GivenMask =
  TensorLike | SymbolicTensor | readonly (GivenMask | null)[] | { readonly [name: string]: GivenMask | null };

/** How a layer is called: the inputs, and then options. Values give values, symbolic tensors add a node to a graph. */
export interface LayerSignature<
  Inputs extends readonly unknown[] = [x: Tensor],
  Options extends object = object,
  Output = Tensor,
> {
  (...call: [...inputs: EachSymbolic<Inputs>, options?: Options & CallOptions]): SymbolicOf<Output>;
  (...call: [...inputs: EachGiven<Inputs>, options?: Options & CallOptions]): Output;
}
