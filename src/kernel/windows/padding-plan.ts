/** Adds zeros around an image, in the shared memory of a plan. */
import { lattice, rowMajorStrides } from '../lattice.js';
import { type Addresses, type Plan, withInputs } from '../plan.js';
import { type Instruction, ModuleBuilder, countedLoop, get, i32, memory, op, set } from '../wasm/assembler.js';
import {
  add,
  addressFunction,
  advance,
  floatBytes,
  inBytes,
  loadVector,
  repeatWhile,
  storeVector,
  vectorBytes,
} from '../wasm/assembly.js';
import { when } from '../wasm/assembler.js';
import { clearBytes } from '../wasm/bytes.js';
import { linked } from '../wasm/linking.js';
import { type Image, isPadded, paddedLength, paddedSize } from './convolution-geometry.js';

interface PaddingModule {
  /** Copies `lines` successive lines of `bytes` bytes to the places in the table: line i goes to float `offsets[i]` of the target. */
  spread(source: number, target: number, offsets: number, lines: number, bytes: number): void;
}

export function paddingModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  const { f, locals } = addressFunction(module, 'spread', ['source', 'target', 'offsets', 'lines', 'bytes'], {
    variables: ['line', 'at', 'end'],
  });
  const { source, target, offsets, lines, bytes, line, at, end } = locals;
  const whileLeft = (count: number, copy: Instruction): Instruction => {
    const isLeft = op('i32.le_u', add(get(source), i32(count)), get(end));
    return when(isLeft, [repeatWhile(isLeft, [copy, advance(source, i32(count)), advance(at, i32(count))])]);
  };
  f.push(
    ...countedLoop(line, i32(0), get(lines), 1, [
      set(at, add(get(target), inBytes(memory('i32.load', 0, [add(get(offsets), inBytes(get(line)))])))),
      set(end, add(get(source), get(bytes))),
      whileLeft(vectorBytes, storeVector(get(at), loadVector(get(source)))),
      whileLeft(floatBytes, memory('i32.store', 0, [get(at), memory('i32.load', 0, [get(source)])])),
    ]),
  );
  return module;
}

const kernels = /* @__PURE__ */ linked<PaddingModule>(paddingModule);

/** A plan whose first input is an image without padding, made from a plan whose first input is the padded image. */
export function withPadding(image: Image, plan: Plan): Plan {
  if (!isPadded(image)) return plan;
  const { batch, size, channels, padding } = image;
  const shape = [batch, ...size, channels];
  const strides = rowMajorStrides([batch, ...paddedSize(size, padding), channels]);
  const corner = padding.reduce((sum, [before], axis) => sum + before * strides[axis + 1]!, 0);
  const offsets = lattice(shape.slice(0, -2), strides, corner);
  const lineBytes = floatBytes * size[size.length - 1]! * channels;
  const sharedBytes = floatBytes * paddedLength(image);
  const within = (at: Addresses): Addresses => withInputs(at, [at.shared, ...at.inputs.slice(1)]);
  return {
    ...plan,
    inputBytes: [lineBytes * offsets.length, ...plan.inputBytes.slice(1)],
    sharedBytes,
    tables: [...plan.tables, offsets],
    prepare(at) {
      clearBytes(at.shared, at.shared + sharedBytes);
      if (lineBytes > 0)
        kernels().spread(at.inputs[0]!, at.shared, at.tables[plan.tables.length]!, offsets.length, lineBytes);
      plan.prepare?.(at);
    },
    run: (at, part, packed) => plan.run(within(at), part, packed),
  };
}
