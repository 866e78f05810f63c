/** Numbers of which each is a multiple of the one before. */
import type { Tensor } from '../tensor/index.js';
import { readArguments, required } from './arguments.js';
import { castTo } from './casting.js';
import { type CreationOptions, linspace } from './creation.js';
import { exp, log, power } from './exponentials.js';
import { asFloating } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { within } from './naming.js';

/** What `logspace` may be told. */
export interface LogspaceOptions extends CreationOptions {
  readonly num?: number | undefined;
  readonly endpoint?: boolean | undefined;
  readonly base?: number | undefined;
  readonly axis?: number | undefined;
}

type Ends<B, O> =
  | [stop: B, num?: number, options?: Omit<O, 'num'> | undefined]
  | [stop: B, options: O]
  | [options: O & { readonly stop: B }];

interface ReadLogspace {
  readonly stop: Operand;
  readonly num: number;
  readonly endpoint: boolean;
  readonly base: number;
  readonly axis: number;
  readonly dtype: CreationOptions['dtype'];
}

/**
 * `num` (50) powers of `base` (10) whose exponents lie at equal distances from `start` to `stop`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logspace(0, 2, 3) // → array([  1.,  10., 100.], dtype=float32)
 */
export function logspace<A extends Operand, B extends Operand>(
  start: A,
  ...given: Ends<B, LogspaceOptions>
): ResultOf<A, B> {
  const where = 'ops.logspace';
  return within(where, () => {
    const { stop, num, endpoint, base, axis, dtype } = readArguments<ReadLogspace>(where, ['stop', 'num'], given, {
      ...{ stop: required, num: 50, endpoint: true, base: 10, axis: 0, dtype: undefined },
    });
    const exponents = linspace(asFloating(where, start), asFloating(where, stop), { num, endpoint, axis });
    const powers = power<Operand, Operand>(base, exponents);
    return (dtype === undefined ? powers : castTo(powers, dtype)) as unknown as ResultOf<A, B>;
  });
}

/**
 * `num` (50) numbers of which each is the same multiple of the one before, from `start` to `stop`, both positive.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.geomspace(1, 8, 4) // → array([1., 2., 4., 8.], dtype=float32)
 */
export function geomspace<A extends Operand, B extends Operand>(
  start: A,
  ...given: Ends<B, Omit<LogspaceOptions, 'base'>>
): ResultOf<A, B> {
  const where = 'ops.geomspace';
  return within(where, () => {
    type Read = Omit<ReadLogspace, 'base'>;
    const { stop, num, endpoint, axis, dtype } = readArguments<Read>(where, ['stop', 'num'], given, {
      ...{ stop: required, num: 50, endpoint: true, axis: 0, dtype: undefined },
    });
    const [first, last] = [asFloating(where, start), asFloating(where, stop)];
    const wide = (x: Tensor): Tensor => castTo(x, 'float64');
    const numbers = exp<Operand>(
      linspace<Operand, Operand>(log(wide(first)), log(wide(last)), { num, endpoint, axis }),
    );
    return castTo(numbers, dtype ?? first.dtype) as unknown as ResultOf<A, B>;
  });
}
