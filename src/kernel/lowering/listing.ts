/** Machine nodes as text, one instruction a line, for readers. */
import { type MachineNode, machineNodesInOrder } from './machine.js';

/** The instructions that compute the roots, `v3 = f64x2.mul(v1, 0.5)`, and a line with what they return. */
export function listing(roots: readonly MachineNode[]): string {
  const names = new Map<MachineNode, string>();
  const nameOf = (node: MachineNode): string => names.get(node)!;
  const lines: string[] = [];
  for (const node of machineNodesInOrder(roots)) {
    const constant = constantText(node);
    if (constant !== undefined) {
      names.set(node, constant);
      continue;
    }
    names.set(node, `v${lines.length + 1}`);
    lines.push(`${nameOf(node)} = ${instructionText(node, nameOf)}`);
  }
  return [...lines, `return ${roots.map(nameOf).join(', ')}`].join('\n');
}

/** The text of a constant: constants get no line of their own, but stand where they are used. */
function constantText({ content }: MachineNode): string | undefined {
  if (content.kind === 'number') return Object.is(content.value, -0) ? '-0' : String(content.value);
  if (content.kind === 'bits') return `0x${BigInt.asUintN(64, content.value).toString(16)}`;
  return undefined;
}

function instructionText({ content }: MachineNode, nameOf: (node: MachineNode) => string): string {
  switch (content.kind) {
    case 'input':
      return `input ${content.index}`;
    case 'parameter':
      return `parameter ${content.name}`;
    case 'shift':
      return `${content.opcode}(${content.operands.map(nameOf).join(', ')}, ${content.count})`;
    case 'operation':
      return `${content.opcode}(${content.operands.map(nameOf).join(', ')})`;
    case 'number':
    case 'bits':
      return '';
  }
}
