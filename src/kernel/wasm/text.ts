/** Modules in WebAssembly's text format, for readers; assembling the text gives the bytes of `encode()`. */
import type { FunctionBuilder, Instruction, ModuleBuilder, PlainInstruction } from './assembler.js';

export const moduleText = ({ functions }: ModuleBuilder): string =>
  ['(module', '  (import "env" "memory" (memory 1))', ...functions.map(functionText), ')', ''].join('\n');

function functionText(f: FunctionBuilder): string {
  const header = [
    f.isExported ? `(export "${f.name}")` : '',
    f.parameters.length > 0 ? `(param ${f.parameters.map((p) => p.type).join(' ')})` : '',
    f.results.length > 0 ? `(result ${f.results.join(' ')})` : '',
    f.locals.length > 0 ? `(local ${f.locals.map((l) => l.type).join(' ')})` : '',
  ].filter((part) => part !== '');
  const lines = [`  (func ${header.join(' ')}`];
  for (const instruction of f.body) writeInstruction(instruction, '    ', lines);
  return [...lines, '  )'].join('\n');
}

/** Folded text: an instruction with its operands in one pair of parentheses, broken over lines when it gets long. */
function writeInstruction(instruction: Instruction, indent: string, lines: string[]): void {
  switch (instruction.kind) {
    case 'plain': {
      const line = plainText(instruction);
      if (indent.length + line.length <= 120) {
        lines.push(indent + line);
        return;
      }
      lines.push(`${indent}(${headText(instruction)}`);
      for (const operand of instruction.operands) writeInstruction(operand, `${indent}  `, lines);
      lines.push(`${indent})`);
      return;
    }
    case 'loop':
    case 'block':
      lines.push(`${indent}(${instruction.kind}`);
      for (const inner of instruction.body) writeInstruction(inner, `${indent}  `, lines);
      lines.push(`${indent})`);
      return;
    case 'if':
      lines.push(`${indent}(if`);
      writeInstruction(instruction.condition, `${indent}  `, lines);
      lines.push(`${indent}  (then`);
      for (const inner of instruction.consequent) writeInstruction(inner, `${indent}    `, lines);
      lines.push(`${indent}  )`);
      if (instruction.alternative.length > 0) {
        lines.push(`${indent}  (else`);
        for (const inner of instruction.alternative) writeInstruction(inner, `${indent}    `, lines);
        lines.push(`${indent}  )`);
      }
      lines.push(`${indent})`);
  }
}

const headText = (instruction: PlainInstruction): string =>
  [instruction.opcode, ...immediateText(instruction)].filter((part) => part !== '').join(' ');

function immediateText({ opcode, immediate }: PlainInstruction): string[] {
  if (immediate === undefined) return [];
  const { values, lanes = '' } = immediate;
  if (/load|store/.test(opcode)) {
    const [offset, ...lane] = values;
    return [offset === 0 ? '' : `offset=${offset}`, 'align=1', ...lane.map(String)];
  }
  const areFloats = /^f\d+[.x]/.test(lanes === '' && opcode.endsWith('.const') ? opcode : lanes);
  return [lanes, ...values.map((value) => (areFloats ? floatText(Number(value)) : String(value)))];
}

function plainText(instruction: Instruction): string {
  if (instruction.kind !== 'plain') return '';
  return `(${[headText(instruction), ...instruction.operands.map(plainText)].join(' ')})`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
