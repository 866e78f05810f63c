/** Loops over channels that lie side by side: as many as possible in vectors, the rest one by one. */
import { type Instruction, type Local, get, i32, memory, op, when } from './assembler.js';
import { add, advance, floatBytes, loadVector, repeatWhile, storeVector, vectorBytes } from './assembly.js';

/** The channels that a turn of a pass works on, in one vector for each entry of `offsets`. */
export interface ChannelGroup {
  /** Where the vectors begin, in bytes after the first channel of the group. */
  readonly offsets: readonly number[];
  load(address: Instruction, offset: number): Instruction;
  store(address: Instruction, value: Instruction, offset: number): Instruction;
}

/** How many vectors the widest group has: so many independent sums hide the latency of an addition. */
export const widestGroup = 4;

/** Groups of sixteen, four and one channels; of float64, half as many. */
function groupsOf(bytesOfOne: number): readonly (ChannelGroup & { readonly channels: number })[] {
  const perVector = vectorBytes / bytesOfOne;
  const bits = (8 * bytesOfOne) as 32 | 64;
  // A single channel is the first lane of a vector, so that the same arithmetic serves groups of all widths.
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

/** Runs `body` for groups of channels, from `channel` up to `channels`. */
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
