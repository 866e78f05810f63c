import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import { Callback } from './callback.js';

/** The moments at which a callback is called. */
export type CallbackMoment = Exclude<keyof Callback, 'model' | 'params'>;

/** Functions by the moments at which they are called. */
export type CallbackFunctions = { readonly [Moment in CallbackMoment]?: Callback[Moment] | undefined };

/** The names of all moments: those of the methods that every callback has. */
const moments = (): string[] => Object.getOwnPropertyNames(Callback.prototype).filter((name) => name !== 'constructor');

export class LambdaCallbackClass extends Callback {
  constructor(...given: [functions?: CallbackFunctions | undefined]) {
    super();
    const where = 'LambdaCallback';
    const functions = gatherKnown(where, [], given, moments());
    for (const [moment, given] of Object.entries(functions as Record<string, unknown>)) {
      if (given === undefined || given === null) continue;
      if (typeof given !== 'function') {
        throw new ValueError({ where, expected: `${moment} to be a function`, received: { [moment]: given } });
      }
      Object.assign(this, { [moment]: given });
    }
  }
}

/**
 * A callback made of functions, so that small tasks need no class.
 *
 * @example
 * import { callbacks } from 'hillock';
 * const losses: number[] = [];
 * const callback = callbacks.LambdaCallback({ onEpochEnd: (epoch, logs) => { losses.push(logs.loss!); } });
 * callback.onEpochEnd(0, { loss: 0.5 });
 * losses // → [ 0.5 ]
 */
export const LambdaCallback = /* @__PURE__ */ callable<typeof LambdaCallbackClass, LambdaCallback>(LambdaCallbackClass);
export interface LambdaCallback extends LambdaCallbackClass {}
