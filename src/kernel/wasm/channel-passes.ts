/** Loops over channels that lie side by side: as many as fit into vectors, then the rest one by one. */
import { type Instruction, type Local, get, i32, memory, op, when } from './assembler.js';
import { add, advance, floatBytes, loadVector, repeatWhile, storeVector, vectorBytes } from './assembly.js';

/** The channels that one turn of a pass takes along, in one vector for each entry of `offsets`. */
export interface ChannelGroup {
  /** Where the vectors begin, in bytes from the first channel of the group. */
  readonly offsets: readonly number[];
  load(address: Instruction, offset: number): Instruction;
  store(address: Instruction, value: Instruction, offset: number): Instruction;
}

/** Vectors in the widest group: so many independent chains hide the latency of an addition. */
export const widestGroup = 4;

/** Groups of sixteen, four and one, or half as many of float64. */
function groupsOf(bytesOfOne: number): readonly (ChannelGroup & { readonly channels: number })[] {
  const perVector = vectorBytes / bytesOfOne;
  const bits = (8 * bytesOfOne) as 32 | 64;
  // A single channel travels in the first lane, so that the arithmetic is written once.
  const loadLane = (address: Instruction, offset = 0): Instruction =>
    memory(`v128.load${bits}_zero`, offset, [address]);
  const storeLane = (address: Instruction, value: Instruction, offset = 0): Instruction =>
    memory(`v128.store${bits}_lane`, offset, [address, value], 0);
  return [
    { channels: 4 * perVector, offsets: [0, 16, 32, 48], load: loadVector, store: storeVector },
    { channels: perVector, offsets: [0], load: loadVector, store: storeVector },
    { channels: 1, offsets: [0], load: loadLane, store: storeLane },
  ];
}

/** Runs `body` for all groups of channels from `channel` on, advancing it up to `channels`. */
export const channelPasses = (
  channel: Local,
  channels: Local,
  body: (group: ChannelGroup) => readonly Instruction[],
  bytesOfOne = floatBytes,
): Instruction[] =>
  groupsOf(bytesOfOne).map((group) => {
    const isLeft = op('i32.le_s', add(get(channel), i32(group.channels)), get(channels));
    return when(isLeft, [repeatWhile(isLeft, [...body(group), advance(channel, i32(group.channels))])]);
  });
