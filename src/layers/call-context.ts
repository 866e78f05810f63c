/** What a layer's `call` is told besides its inputs. */
import type { Tensor } from '../tensor/index.js';

/** The last argument of `call`: what it needs besides the inputs. */
export interface CallContext {
  readonly training: boolean;
  /** The mask of the first argument, as a tree of the same form; undefined if there is none. */
  readonly mask?: Tensor | undefined;
  /** The masks of all positional arguments. */
  readonly masks?: readonly (Tensor | undefined)[];
}

/** The context of a `call` that is called by itself, `layer.call(x)`: it is not for training, and there are no masks. */
export const outsideOfModels: CallContext = { training: false };
