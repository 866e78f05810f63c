/** Shorthands for kernels that walk over memory. Addresses are i32, floats have four bytes. */
import {
  type FunctionBuilder,
  type Instruction,
  type Local,
  type ModuleBuilder,
  branchIf,
  countedLoop,
  get,
  i32,
  loop,
  memory,
  op,
  set,
  when,
} from './assembler.js';

export const floatBytes = 4;
export const vectorBytes = 16;

/** Adds a function that returns nothing; its parameters and some of its local variables are i32, and accessible by their names. */
export function addressFunction<Parameter extends string, Variable extends string = never>(
  module: ModuleBuilder,
  name: string,
  parameterNames: readonly Parameter[],
  { variables = [], isExported = true }: { variables?: readonly Variable[]; isExported?: boolean } = {},
): { f: FunctionBuilder; locals: Record<Parameter | Variable, Local> } {
  const f = module.function(
    name,
    parameterNames.map(() => 'i32'),
    [],
    isExported,
  );
  const locals = Object.fromEntries([
    ...parameterNames.map((parameter, index) => [parameter, f.parameters[index]!] as const),
    ...variables.map((variable) => [variable, f.local('i32')] as const),
  ]);
  return { f, locals: locals as Record<Parameter | Variable, Local> };
}

export const add = (a: Instruction, b: Instruction): Instruction => op('i32.add', a, b);
export const subtract = (a: Instruction, b: Instruction): Instruction => op('i32.sub', a, b);
export const times = (a: Instruction, b: Instruction): Instruction => op('i32.mul', a, b);
export const choose = (condition: Instruction, a: Instruction, b: Instruction): Instruction =>
  op('select', a, b, condition);
export const minimum = (a: Instruction, b: Instruction): Instruction => choose(op('i32.lt_s', a, b), a, b);

/** A number of floats in bytes. */
export const inBytes = (count: Instruction, bytesOfOne = floatBytes): Instruction =>
  op('i32.shl', count, i32(bytesOfOne === floatBytes ? 2 : 3));

export const advance = (address: Local, bytes: Instruction): Instruction => set(address, add(get(address), bytes));

export const loadVector = (address: Instruction, offset = 0): Instruction => memory('v128.load', offset, [address]);
/** `sum + a · b`, rounded after each operation; or a single relaxed instruction, which may round once. */
export const multiplyAdd = (isRelaxed: boolean, a: Instruction, b: Instruction, sum: Instruction): Instruction =>
  isRelaxed ? op('f32x4.relaxed_madd', a, b, sum) : op('f32x4.add', sum, op('f32x4.mul', a, b));

export const storeVector = (address: Instruction, value: Instruction, offset = 0): Instruction =>
  memory('v128.store', offset, [address, value]);

/** `do body while (condition)`. */
export const repeatWhile = (condition: Instruction, body: readonly Instruction[]): Instruction =>
  loop(...body, branchIf(0, condition));

/** `for (counter = 0; counter < count; counter += step) body`; the count may be 0. */
export const forEach = (counter: Local, count: Instruction, step: number, body: readonly Instruction[]): Instruction =>
  when(op('i32.gt_s', count, i32(0)), [...countedLoop(counter, i32(0), count, step, body)]);
