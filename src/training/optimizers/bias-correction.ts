/** The divisor that corrects moving averages that start at 0. */
import { subtract } from '../../ops/arithmetic.js';
import { plainPower } from '../../ops/plain-functions.js';
import type { Tensor } from '../../tensor/index.js';

/** `1 - beta^step`, computed in float32 as in Keras, which has an error of 7e-6 at the first step. */
export const biasCorrection = (beta: number, step: Tensor): Tensor => subtract(1, plainPower(beta, step));
