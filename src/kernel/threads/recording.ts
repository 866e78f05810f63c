/** A part of a plan as commands: the calls of kernels that it makes, for another thread to make. */
import type { Addresses, Range } from '../plan.js';
import { withBytesFunctions } from '../wasm/bytes.js';
import { type LinkedModule, withStandIn } from '../wasm/linking.js';
import { bytesKernels } from './bytes-module.js';
import { mostArguments } from './control.js';

interface Call {
  readonly module: LinkedModule;
  /** The index of the function among the exports. */
  readonly index: number;
  readonly values: readonly number[];
}

type Run = (at: Addresses, part: Range) => void;

/** The calls that a run makes, without making them. */
function callsOf(run: Run, at: Addresses, part: Range): Call[] {
  const calls: Call[] = [];
  const recorders = new Map<LinkedModule, LinkedModule['exports']>();
  const recorderOf = (module: LinkedModule): LinkedModule['exports'] => {
    let recorder = recorders.get(module);
    if (recorder === undefined) {
      const record =
        (index: number) =>
        (...values: number[]) => {
          calls.push({ module, index, values });
          return 0;
        };
      recorder = Object.fromEntries(Object.keys(module.exports).map((name, index) => [name, record(index)]));
      recorders.set(module, recorder);
    }
    return recorder;
  };
  withStandIn(recorderOf, () => {
    withBytesFunctions(bytesKernels(), () => {
      run(at, part);
    });
  });
  return calls;
}

/** Any address for scratch memory, and how much later another one lies. */
const [scratchAddress, scratchShift] = [1 << 12, 1 << 20];

/** The commands for some parts of a plan; undefined if a call has too many arguments. `addressOf` gives the address of a module's bytes. */
export function recordCommands(
  run: Run,
  at: Addresses,
  parts: readonly Range[],
  addressOf: (module: LinkedModule) => number,
): Float64Array | undefined {
  const commands: number[] = new Array<number>(parts.length + 1).fill(0);
  // What another address of the scratch memory changes, each thread has to compute for its own scratch memory.
  const [here, there] = [0, scratchShift].map((shift) => ({ ...at, scratch: scratchAddress + shift }));
  for (const [index, part] of parts.entries()) {
    commands[index] = commands.length;
    const others = callsOf(run, there!, part);
    for (const [place, { module, index: name, values }] of callsOf(run, here!, part).entries()) {
      if (values.length > mostArguments) return undefined;
      const isMoving = values.map((value, i) => others[place]!.values[i] === value + scratchShift);
      const bits = isMoving.reduce((sum, moves, i) => (moves ? sum | (1 << i) : sum), 0);
      commands.push(addressOf(module), module.bytes.length, name, values.length, bits);
      commands.push(...values.map((value, i) => (isMoving[i] ? value - scratchAddress : value)));
    }
  }
  commands[parts.length] = commands.length;
  return Float64Array.from(commands);
}
