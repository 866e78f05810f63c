/**
 * Expressions: formulas as data. A node is a constant, an input, a parameter, or a primitive applied to other nodes. Nodes are interned, so
 * two formulas that are written the same are the same object, and a common part of two formulas is computed once.
 */
import { ValueError } from '../errors/index.js';

/** The names of the primitive functions, of which all others are composed. Every table that is keyed by this type has a row for each. */
export type PrimitiveName =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'weighted'
  | 'divide'
  | 'negative'
  | 'abs'
  | 'sign'
  | 'floor'
  | 'round'
  | 'square'
  | 'sqrt'
  | 'hypot'
  | 'maximum'
  | 'minimum'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'power'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sech2'
  | 'tanhShrink'
  | 'sigmoid'
  | 'softplus'
  | 'erf'
  | 'erfc'
  | 'normalCdf'
  | 'normalDensity'
  | 'approximateNormalCdf'
  | 'approximateNormalDensity'
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'equal'
  | 'notEqual'
  | 'logicalAnd'
  | 'logicalOr'
  | 'logicalNot'
  | 'select';

/** The primitives that give a truth value, and so may be the condition of `select`. */
export const conditions: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
  'logicalAnd',
  'logicalOr',
  'logicalNot',
]);

type Content =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'parameter'; readonly name: string }
  | {
      readonly kind: 'apply';
      readonly primitive: PrimitiveName;
      readonly operands: readonly Expression[];
    };

/** A formula over inputs and parameters. Made by `input`, `parameter`, `constant` and the functions of `primitives.ts`. */
export class Expression {
  constructor(
    readonly id: number,
    readonly content: Content,
  ) {}

  /** Whether the value is a truth value. */
  get isCondition(): boolean {
    return this.content.kind === 'apply' && conditions.has(this.content.primitive);
  }

  /** The number, for a constant. */
  get constantValue(): number | undefined {
    return this.content.kind === 'constant' ? this.content.value : undefined;
  }

  /** A formula stands for arrays of any shape, so it has none; without this error, code that asks for one would go on with `undefined`. */
  get shape(): never {
    throw unanswerable(this, 'shape');
  }

  get rank(): never {
    throw unanswerable(this, 'rank');
  }

  get size(): never {
    throw unanswerable(this, 'size');
  }

  get data(): never {
    throw unanswerable(this, 'data');
  }

  /** JavaScript's own operators cannot build formulas: `2 * x` would silently be `NaN`. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return `Expression(${describe(this)})`;
    throw new ValueError({
      where: 'Expression',
      expected: 'a formula written with ops.*, because JavaScript cannot overload operators',
      received: { expression: describe(this) },
      hint: 'write ops.multiply(2, x) for 2 * x, ops.add(x, y) for x + y, ops.where(ops.greater(x, 0), a, b) for x > 0 ? a : b',
    });
  }
}

const unanswerable = (expression: Expression, property: string): ValueError =>
  new ValueError({
    where: `Expression.${property}`,
    expected: 'a tensor, because a formula has no shape and no elements',
    received: { expression: describe(expression) },
  });

const interned = /* @__PURE__ */ new Map<string, Expression>();

function intern(key: string, content: Content): Expression {
  let expression = interned.get(key);
  if (expression === undefined) {
    expression = new Expression(interned.size, content);
    interned.set(key, expression);
  }
  return expression;
}

/** A number in a formula. */
export function constant(value: number): Expression {
  return intern(Object.is(value, -0) ? 'constant -0' : `constant ${value}`, { kind: 'constant', value });
}

/** The `index`-th array that a kernel reads. Activations have one, `input(0)`. */
export function input(index: number): Expression {
  return intern(`input ${index}`, { kind: 'input', index });
}

/** A number that is given when the kernel runs, such as elu's alpha. */
export function parameter(name: string): Expression {
  return intern(`parameter ${name}`, { kind: 'parameter', name });
}

/** A primitive applied to operands. The functions of `primitives.ts` check, simplify, and call this. */
export function applyPrimitive(primitive: PrimitiveName, operands: readonly Expression[]): Expression {
  const key = `${primitive} ${operands.map((operand) => operand.id).join(' ')}`;
  return intern(key, { kind: 'apply', primitive, operands });
}

/** All nodes that the roots are made of, operands before the nodes that use them. It does not recurse, so that chains may be of any length. */
export function operandsFirst<Node>(roots: readonly Node[], operandsOf: (node: Node) => readonly Node[]): Node[] {
  const ordered = new Set<Node>();
  const waiting = [...roots].reverse();
  const entered = new Set<Node>();
  while (waiting.length > 0) {
    const node = waiting[waiting.length - 1]!;
    if (entered.has(node)) {
      ordered.add(waiting.pop()!);
      continue;
    }
    entered.add(node);
    const operands = operandsOf(node);
    for (let i = operands.length - 1; i >= 0; i -= 1) if (!entered.has(operands[i]!)) waiting.push(operands[i]!);
  }
  return [...ordered];
}

/** All nodes of formulas, operands before the nodes that use them. */
export const nodesInOrder = (roots: readonly Expression[]): Expression[] =>
  operandsFirst(roots, ({ content }) => (content.kind === 'apply' ? content.operands : []));

/** The formula with some of its leaves replaced, for example parameters by inputs. */
export function substitute(root: Expression, replacements: ReadonlyMap<Expression, Expression>): Expression {
  const results = new Map(replacements);
  for (const node of nodesInOrder([root])) {
    if (results.has(node)) continue;
    const { content } = node;
    results.set(
      node,
      content.kind === 'apply'
        ? applyPrimitive(
            content.primitive,
            content.operands.map((operand) => results.get(operand) ?? operand),
          )
        : node,
    );
  }
  return results.get(root) ?? root;
}

/** A short text for messages: `multiply(x, tanh(softplus(x)))`. */
export function describe(expression: Expression): string {
  const { content } = expression;
  switch (content.kind) {
    case 'constant':
      return String(content.value);
    case 'input':
      return content.index === 0 ? 'x' : `x${content.index}`;
    case 'parameter':
      return content.name;
    case 'apply':
      return `${content.primitive}(${content.operands.map(describe).join(', ')})`;
  }
}
