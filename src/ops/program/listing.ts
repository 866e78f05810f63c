/** What a program is made of, for readers: `npm run explain -- --model …` prints it. Programs themselves do not need it. */
import { CopyInstruction, KernelInstruction, UploadInstruction, type Instruction } from './instructions.js';
import type { Program, ProgramParts } from './program.js';
import type { Buffer } from './values.js';

/** How an instruction works: as a kernel on units, which threads can share, as a copy, or on arrays as outside programs. */
function mannerOf(instruction: Instruction): string {
  if (instruction instanceof KernelInstruction) return `kernel × ${instruction.plan.units}`;
  if (instruction instanceof UploadInstruction) return 'from array';
  return instruction instanceof CopyInstruction ? 'copy' : 'on arrays';
}

const bytesOf = ({ length }: Buffer): number => 4 * length;
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The rows with their columns one below the other. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * A program as a table: each instruction with what it writes and reads and how it works; each buffer with its place in the memory that all
 * programs share, from which one sees whose lives do not overlap; and the variables, which stay where they are.
 */
export function programListing({ parts }: Program): string {
  const { instructions, buffers, offsets, bytes, variables } = parts;
  const named = bufferNames(parts);
  const residents = variables.flatMap(({ variable, resident }) =>
    resident === undefined ? [] : [{ variable, resident }],
  );
  const steps = instructions.map((instruction) => {
    const { name, reads, writes } = instruction;
    return [mannerOf(instruction), `${writes.length === 0 ? 'an array' : named(writes)} ← ${name}(${named(reads)})`];
  });
  return [
    `${instructions.length} instructions, ${buffers.length} buffers in ${bytes} bytes`,
    `${residents.length} variables of ${sum(residents.map(({ resident }) => bytesOf(resident)))} bytes stay in the memory of the kernels`,
    '',
    aligned([['how', 'what'], ...steps]),
    '',
    aligned([
      ['buffer', 'at byte', 'bytes'],
      ...buffers.map((buffer, i) => [`b${i}`, String(offsets[i]), String(bytesOf(buffer))]),
    ]),
    '',
  ].join('\n');
}

/** Names buffers: those of variables by their paths, the others by their numbers. */
function bufferNames({ buffers, variables }: ProgramParts): (list: readonly Buffer[]) => string {
  const names = new Map<Buffer, string>(buffers.map((buffer, i) => [buffer, `b${i}`]));
  for (const { variable, resident } of variables) if (resident !== undefined) names.set(resident, variable.path);
  const nameOf = (buffer: Buffer): string =>
    names.get(buffer) ??
    (buffer.parts !== undefined
      ? buffer.parts.map(nameOf).join(' & ')
      : buffer.within === undefined
        ? 'constant'
        : `part of ${nameOf(buffer.within)}`);
  return (list) => list.map(nameOf).join(', ');
}

/** How many instructions a program has, and each of them in a line. */
export function programText({ parts }: Program): string {
  const { instructions } = parts;
  const named = bufferNames(parts);
  return [
    `${instructions.length} instructions`,
    ...instructions.map(({ name, reads, writes }) => `${named(writes)} ← ${name}(${named(reads)})`),
  ].join('\n');
}
