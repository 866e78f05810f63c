/** Loops over channels that lie side by side: as many as fit into vectors, then the rest one by one. */
import { type Instruction, type Local, get, i32, memory, op, when } from './assembler.js';
import { add, advance, loadVector, repeatWhile, storeVector } from './assembly.js';

/** The channels that one turn of a pass takes along, in one vector for each entry of `offsets`. */
export interface ChannelGroup {
  /** Where the vectors begin, in bytes from the first channel of the group. */
  readonly offsets: readonly number[];
  load(address: Instruction, offset: number): Instruction;
  store(address: Instruction, value: Instruction, offset: number): Instruction;
}

/** A single channel travels in the first lane, so that the arithmetic is written once. */
const loadLane = (address: Instruction, offset = 0): Instruction => memory('v128.load32_zero', offset, [address]);
const storeLane = (address: Instruction, value: Instruction, offset = 0): Instruction =>
  memory('v128.store32_lane', offset, [address, value], 0);

/** Vectors in the widest group: so many independent chains hide the latency of an addition. */
export const widestGroup = 4;

const groups: readonly (ChannelGroup & { readonly channels: number })[] = [
  { channels: 16, offsets: [0, 16, 32, 48], load: loadVector, store: storeVector },
  { channels: 4, offsets: [0], load: loadVector, store: storeVector },
  { channels: 1, offsets: [0], load: loadLane, store: storeLane },
];

/** Runs `body` for all groups of channels from `channel` on, advancing it up to `channels`. */
export const channelPasses = (
  channel: Local,
  channels: Local,
  body: (group: ChannelGroup) => readonly Instruction[],
): Instruction[] =>
  groups.map((group) => {
    const isLeft = op('i32.le_s', add(get(channel), i32(group.channels)), get(channels));
    return when(isLeft, [repeatWhile(isLeft, [...body(group), advance(channel, i32(group.channels))])]);
  });
