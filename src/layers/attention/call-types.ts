/** The types of calls of attention layers, which give a list if the scores are asked for. */
import type { SymbolicTensor, Tensor, TensorLike } from '../../tensor/index.js';
import type { CallOptions, SymbolicOf } from '../signature.js';

/** What a call gives if nothing is known about its options. */
export type AttentionResult = Tensor | [output: Tensor, scores: Tensor];

/** The options of a call with scores. */
type WithScores<Options> = Options & CallOptions & { readonly returnAttentionScores: true };

/** The options of a call without. */
type WithoutScores<Options> = Options & CallOptions & { readonly returnAttentionScores?: false | undefined };

/** What comes after query and value: a key and options, or options. */
type KeyAndOptions<Key, Options> = [key: Key | undefined, options: Options] | [options: Options];

/** Calls with a query, a value, maybe a key, and options. */
export interface AttentionCalls<Options> {
  (
    query: SymbolicTensor,
    value: SymbolicTensor,
    ...rest: [key?: SymbolicTensor] | KeyAndOptions<SymbolicTensor, WithoutScores<Options>>
  ): SymbolicTensor;
  (
    query: TensorLike,
    value: TensorLike,
    ...rest: [key?: TensorLike] | KeyAndOptions<TensorLike, WithoutScores<Options>>
  ): Tensor;
  (
    query: SymbolicTensor,
    value: SymbolicTensor,
    ...rest: KeyAndOptions<SymbolicTensor, WithScores<Options>>
  ): [output: SymbolicTensor, scores: SymbolicTensor];
  (
    query: TensorLike,
    value: TensorLike,
    ...rest: KeyAndOptions<TensorLike, WithScores<Options>>
  ): [output: Tensor, scores: Tensor];
  (
    query: SymbolicTensor,
    value: SymbolicTensor,
    ...rest: KeyAndOptions<SymbolicTensor, Options & CallOptions>
  ): SymbolicOf<AttentionResult>;
  (query: TensorLike, value: TensorLike, ...rest: KeyAndOptions<TensorLike, Options & CallOptions>): AttentionResult;
}

/** Calls with a list of query, value and maybe key, and options. */
export interface ListAttentionCalls<Options> {
  (inputs: readonly SymbolicTensor[], options?: WithoutScores<Options>): SymbolicTensor;
  (inputs: readonly TensorLike[], options?: WithoutScores<Options>): Tensor;
  (inputs: readonly SymbolicTensor[], options: WithScores<Options>): [output: SymbolicTensor, scores: SymbolicTensor];
  (inputs: readonly TensorLike[], options: WithScores<Options>): [output: Tensor, scores: Tensor];
}
