/** What running means that begin at 0 are to be divided by. */
import { subtract } from '../../ops/arithmetic.js';
import { plainPower } from '../../ops/plain-functions.js';
import type { Tensor } from '../../tensor/index.js';

/** `1 - beta^step` as Keras computes it: in float32 throughout, which is 7e-6 off at the first step. */
export const biasCorrection = (beta: number, step: Tensor): Tensor => subtract(1, plainPower(beta, step));
