/** The modules of a source tree, parsed, with their imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  /** The path of the imported module in the tree; null for a package or one of Node's modules. */
  readonly target: string | null;
  readonly kind: 'static' | 'dynamic' | 'side effect';
}

export interface Module {
  /** The path in the tree, with slashes: `kernel/memory.ts`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Every file under a folder, as a path relative to the folder, with slashes. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** The TypeScript or JavaScript modules under a folder. */
export function readModules(root: string, ending: '.ts' | '.js' = '.ts'): Module[] {
  return filesUnder(root)
    .filter((path) => path.endsWith(ending))
    .map((path) => parseModule(path, readFileSync(join(root, path), 'utf8')));
}

export function parseModule(path: string, text: string): Module {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, syntax, imports: importsOf(path, syntax) };
}

/** Calls `visit` on the node and on everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}

export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function importsOf(path: string, syntax: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import['kind']): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    imports.push({ specifier: specifier.text, target: resolve(path, specifier.text), kind });
  };
  walk(syntax, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause ? 'static' : 'side effect');
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, 'static');
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'static');
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], 'dynamic');
  });
  return imports;
}

function resolve(path: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return join(dirname(path), specifier).split(sep).join('/').replace(/\.js$/, extname(path));
}
