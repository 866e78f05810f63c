/** Changes an example into a script that reports what each of its statements printed, and reads from its comments what they should print. */
import ts from 'typescript';
import type { Example } from './examples.js';

/** A statement whose result the example states. */
export interface Claim {
  /** The line of the statement in the documentation's file. */
  readonly line: number;
  readonly expected: string;
}

export interface ExampleScript {
  readonly claims: readonly Claim[];
  /**
   * The example with calls that observe it: `observer.statement(k)` before the statement of claim k, `observer.statement(-1)` before every
   * other statement, and `observer.value(x)` around expressions.
   */
  readonly code: string;
}

const arrow = /(?:^|\s)\/\/ →(?: (.*))?$/;
const continuation = /^\s*\/\/ {3}(.*)$/;

export function scriptOf(example: Example): ExampleScript {
  const syntax = ts.createSourceFile(`example.${example.language}`, example.code, ts.ScriptTarget.ES2022, true);
  const lineAt = (position: number): number => syntax.getLineAndCharacterOfPosition(position).line;
  const claimed = new Map<ts.Statement, string[]>();
  for (const { line, text } of statedResults(example.code.split('\n'))) {
    const owner = syntax.statements.filter((statement) => lineAt(statement.end) <= line).at(-1);
    if (owner === undefined) throw new Error(`line ${example.line + line}: a result stands after a statement`);
    claimed.set(owner, [...(claimed.get(owner) ?? []), text]);
  }
  if (claimed.size === 0) throw new Error('the example states no result: none of its lines is `// → …`');

  const claims: Claim[] = [];
  const code = syntax.statements.map((statement) => {
    const text = statement.getText();
    if (ts.isImportDeclaration(statement)) return text;
    const expected = claimed.get(statement);
    const line = example.line + lineAt(statement.getStart());
    if (expected !== undefined) claims.push({ line, expected: expected.map((part) => part.trimEnd()).join('\n') });
    else if (isPrinting(statement)) throw new Error(`line ${line}: prints, and the example does not say what`);
    const mark = `observer.statement(${expected === undefined ? -1 : claims.length - 1});`;
    if (expected === undefined || isPrinting(statement) || !ts.isExpressionStatement(statement))
      return `${mark} ${text}`;
    return `${mark} observer.value(${statement.expression.getText()});`;
  });
  return { claims, code: code.join('\n') };
}

/** The results that comments state, each with its line. */
function statedResults(lines: readonly string[]): { line: number; text: string }[] {
  const results: { line: number; text: string }[] = [];
  let isOpen = false;
  lines.forEach((content, line) => {
    const text = arrow.exec(content)?.[1] ?? (arrow.test(content) ? '' : undefined);
    const more = isOpen ? continuation.exec(content)?.[1] : undefined;
    isOpen = text !== undefined || more !== undefined;
    if (isOpen) results.push({ line, text: text ?? more ?? '' });
  });
  return results;
}

function isPrinting(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    statement.expression.expression.getText() === 'console.log'
  );
}
