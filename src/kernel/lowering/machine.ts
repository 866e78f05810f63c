/**
 * Machine nodes: what an expression becomes before it is emitted as WebAssembly. One node is one vector instruction (or a constant, an
 * input, a parameter); nodes are interned, so what two primitives have in common, such as an exponential, is computed once.
 */
import { operandsFirst } from '../../formula/expression.js';
import type { Opcode } from '../wasm/opcodes.js';
import type { Coefficients } from './coefficients.js';

/**
 * `f64x2`: two float64 lanes, the default. `f32x4`: four float32 lanes, for formulas that round at most once, and for those that were
 * measured to be exact enough.
 */
export type Lanes = 'f64x2' | 'f32x4';

type Operation =
  | 'abs'
  | 'add'
  | 'div'
  | 'eq'
  | 'floor'
  | 'ge'
  | 'gt'
  | 'le'
  | 'lt'
  | 'max'
  | 'min'
  | 'mul'
  | 'ne'
  | 'nearest'
  | 'neg'
  | 'pmax'
  | 'pmin'
  | 'sqrt'
  | 'sub';

export type MachineContent =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bits'; readonly value: bigint }
  | {
      readonly kind: 'shift';
      readonly opcode: Opcode;
      readonly count: number;
      readonly operands: readonly MachineNode[];
    }
  | { readonly kind: 'operation'; readonly opcode: Opcode; readonly operands: readonly MachineNode[] };

export interface MachineNode {
  readonly id: number;
  readonly content: MachineContent;
}

/** The sign bits of the numbers in an int64 lane, as a mask. */
const signBits: Record<Lanes, bigint> = { f64x2: -0x8000_0000_0000_0000n, f32x4: -0x7fff_ffff_8000_0000n };

/** Builds machine nodes for one choice of lanes and precision. */
export class Machine {
  readonly #nodes = new Map<string, MachineNode>();
  /** Masks of the lanes that the instructions cannot compute, such as the sine of a huge number; the evaluator computes these. */
  readonly outOfRange: MachineNode[] = [];

  constructor(
    readonly lanes: Lanes,
    readonly precision: 'value' | 'full',
    /** Whether infinite inputs give the formula's limits. */
    readonly limits = false,
    /** Whether inputs and outputs are float64 numbers of any size, not only float32 ones. */
    readonly isFloat64 = false,
  ) {}

  input(index: number): MachineNode {
    return this.#intern(`input ${index}`, { kind: 'input', index });
  }

  parameter(name: string): MachineNode {
    return this.#intern(`parameter ${name}`, { kind: 'parameter', name });
  }

  number(value: number): MachineNode {
    return this.#intern(`number ${Object.is(value, -0) ? '-0' : value}`, { kind: 'number', value });
  }

  /** Two int64 lanes with the same bits. */
  bits(value: bigint): MachineNode {
    return this.#intern(`bits ${value}`, { kind: 'bits', value });
  }

  /** Four int32 lanes with the same value. */
  integers(value: number): MachineNode {
    const bits = BigInt(value) & 0xffff_ffffn;
    return this.bits(BigInt.asIntN(64, (bits << 32n) | bits));
  }

  /** An instruction given by its full name: one for all kinds of lanes (`v128.and`), or one for particular lanes (`i64x2.add`). */
  raw(opcode: Opcode, ...operands: readonly MachineNode[]): MachineNode {
    const key = `${opcode} ${operands.map((operand) => operand.id).join(' ')}`;
    return this.#intern(key, { kind: 'operation', opcode, operands });
  }

  shift(opcode: Opcode, operand: MachineNode, count: number): MachineNode {
    return this.#intern(`${opcode} ${operand.id} by ${count}`, { kind: 'shift', opcode, count, operands: [operand] });
  }

  add(a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic('add', a, b);
  }

  subtract(a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic('sub', a, b);
  }

  multiply(a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic('mul', a, b);
  }

  divide(a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic('div', a, b);
  }

  negative(a: MachineNode): MachineNode {
    return this.#arithmetic('neg', a);
  }

  abs(a: MachineNode): MachineNode {
    const { content } = a;
    const isNegative = content.kind === 'operation' && content.opcode === `${this.lanes}.neg`;
    return this.#arithmetic('abs', isNegative ? content.operands[0]! : a);
  }

  squareRoot(a: MachineNode): MachineNode {
    return this.#arithmetic('sqrt', a);
  }

  floor(a: MachineNode): MachineNode {
    return this.#arithmetic('floor', a);
  }

  nearest(a: MachineNode): MachineNode {
    return this.#arithmetic('nearest', a);
  }

  /** The greater of two; NaN if either is. */
  maximum(a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic('max', a, b);
  }

  minimum(a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic('min', a, b);
  }

  /** `x`, but at least the number `bound`; NaN stays NaN. It is one instruction, where `maximum` is several on most processors. */
  atLeast(x: MachineNode, bound: number): MachineNode {
    return this.#arithmetic('pmax', x, this.number(bound));
  }

  /** `x`, but at most the number `bound`; NaN stays NaN. */
  atMost(x: MachineNode, bound: number): MachineNode {
    return this.#arithmetic('pmin', x, this.number(bound));
  }

  compare(comparison: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', a: MachineNode, b: MachineNode): MachineNode {
    return this.#arithmetic(comparison, a, b);
  }

  /** In each lane `a` where the mask is set, else `b`. */
  select(mask: MachineNode, a: MachineNode, b: MachineNode): MachineNode {
    return this.raw('v128.bitselect', a, b, mask);
  }

  /** `magnitude` with the sign of `sign`. */
  copySign(magnitude: MachineNode, sign: MachineNode): MachineNode {
    return this.raw('v128.bitselect', sign, magnitude, this.bits(signBits[this.lanes]));
  }

  /** `constant + x·(next + x·(…))`, by Horner's scheme. If there are two polynomials, the one that the precision asks for. */
  polynomial(x: MachineNode, coefficients: readonly number[] | Coefficients): MachineNode {
    return ('full' in coefficients ? coefficients[this.precision] : coefficients)
      .map((coefficient) => this.number(coefficient))
      .reduceRight((sum, coefficient) => this.add(this.multiply(sum, x), coefficient));
  }

  #arithmetic(operation: Operation, ...operands: readonly MachineNode[]): MachineNode {
    return this.raw(`${this.lanes}.${operation}`, ...operands);
  }

  #intern(key: string, content: MachineContent): MachineNode {
    let node = this.#nodes.get(key);
    if (node === undefined) {
      node = { id: this.#nodes.size, content };
      this.#nodes.set(key, node);
    }
    return node;
  }
}

/** All nodes that the roots need, operands before the nodes that use them. */
export const machineNodesInOrder = (roots: readonly MachineNode[]): MachineNode[] =>
  operandsFirst(roots, ({ content }) => ('operands' in content ? content.operands : []));
