/** The rules of the source tree. Each function checks modules, and returns a line for each place that breaks its rule. */
import ts from 'typescript';
import { lineOf, walk } from './modules.js';
import type { Module } from './modules.js';

/** The folders in order: each imports only from itself and from the folders before it. */
export const folderOrder = [
  ...[
    'errors',
    'formula',
    'kernel',
    'tensor',
    'objects',
    'ops',
    'activations',
    'layers',
    'training',
    'saving',
    'models',
    'worker',
  ],
  'index.ts',
] as const;

const folderOf = (path: string): string => path.split('/')[0] ?? path;
const rank = (path: string): number => (folderOrder as readonly string[]).indexOf(folderOf(path));

export function modulesOutsideTheOrder(modules: readonly Module[]): string[] {
  return modules.filter(({ path }) => rank(path) < 0).map(({ path }) => path);
}

export function importsAgainstTheOrder(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target !== null && rank(target) > rank(path))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
}

export function importsOfMissingModules(modules: readonly Module[]): string[] {
  const paths = new Set(modules.map(({ path }) => path));
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target !== null && !paths.has(target))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
}

/**
 * Imports of Node's modules anywhere but where they are used, with which pages could not load the library; and imports of packages that are
 * not listed.
 */
export function importsOfForeignModules(modules: readonly Module[], packages: readonly string[]): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target === null)
      .filter(
        ({ specifier, kind }) => !packages.includes(specifier) && !(/^node:/.test(specifier) && kind === 'dynamic'),
      )
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
}

export function sideEffectImports(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports.filter(({ kind }) => kind === 'side effect').map(({ specifier }) => `${path} imports ${specifier}`),
  );
}

/** Import cycles, each listed once as the path along it. */
export function importCycles(modules: readonly Module[]): string[] {
  const imports = new Map(modules.map((module) => [module.path, module.imports]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (trail.includes(path) || finished.has(path)) return;
    for (const { target } of imports.get(path) ?? []) if (target !== null) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const { path } of modules) visit(path, []);
  return cycles;
}

export function longFiles(modules: readonly Module[], limit: number): string[] {
  return modules
    .map(({ path, text }) => ({ path, lines: text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > limit)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

export function vagueNames(modules: readonly Module[]): string[] {
  return modules.map(({ path }) => path).filter((path) => /(^|[/-])(utils?|helpers?|common|misc)\.ts$/.test(path));
}

/** The only module that may copy between the kernel memory and users' arrays. */
const eagerModule = 'kernel/eager.ts';

/** Kernels that copy in or out by themselves: a module may use either the kernel memory or users' arrays, not both. */
export function copyingKernels(modules: readonly Module[]): string[] {
  const kernels = modules.filter(({ path }) => folderOf(path) === 'kernel' && path !== eagerModule);
  return kernels.flatMap(({ path, syntax }) => {
    const names = new Set<string>();
    walk(syntax, (node) => {
      if (ts.isIdentifier(node)) names.add(node.text);
    });
    const arrays = [...arrayNames].filter((name) => names.has(name));
    const isMemory = path === 'kernel/wasm/memory.ts';
    return names.has('kernelMemory') && !isMemory && arrays.length > 0
      ? [`${path} knows kernelMemory and ${arrays.join(', ')}`]
      : [];
  });
}

/** The types of users' arrays; tables of offsets have other types. */
const arrayNames = new Set(['NumericArray', 'FloatArray', 'Float32Array', 'Float64Array', 'Uint8Array']);

/** Uses of `eval`, and of `Function` as a constructor, which a strict content security policy forbids. */
export function codeFromStrings(modules: readonly Module[]): string[] {
  return find(modules, (node) => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
    return ts.isIdentifier(node.expression) && ['eval', 'Function'].includes(node.expression.text);
  });
}

/** Modules that are run in a thread of their own, instead of being imported. */
const programs = ['worker/training-worker.ts', 'kernel/threads/thread.ts'];

export function importsOfPrograms(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => programs.includes(target ?? ''))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
}

/** Statements with effects, and calls that bundlers cannot drop: every program that imports something from the module would pay for them. */
export function actionsOnImport(all: readonly Module[]): string[] {
  const modules = all.filter(({ path }) => !programs.includes(path));
  return modules.flatMap(({ path, syntax }) => {
    const statements = syntax.statements.filter((statement) => !isDeclaration(statement));
    const pure = functionsMarkedPure(syntax);
    const calls = callsOnImport(syntax).filter((call) => !pure.includes(calleeOf(call)) && !isMarkedPure(call));
    return [...statements, ...calls].map((node) => `${path}:${lineOf(node)} ${firstLine(node)}`);
  });
}

/** Comparisons with an activation's name. Data that depend on the activation belong in its own entry. */
export function branchesOnNames(modules: readonly Module[], names: readonly string[]): string[] {
  const isName = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && names.includes(node.text);
  const comparisons = new Set([
    ...[ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken],
    ...[ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken],
  ]);
  return find(
    modules.filter(({ path }) => folderOf(path) !== 'formula'),
    (node) =>
      (ts.isCaseClause(node) && isName(node.expression)) ||
      (ts.isBinaryExpression(node) &&
        comparisons.has(node.operatorToken.kind) &&
        (isName(node.left) || isName(node.right))),
  );
}

function find(modules: readonly Module[], matches: (node: ts.Node) => boolean): string[] {
  const found: string[] = [];
  for (const { path, syntax } of modules)
    walk(syntax, (node) => {
      if (matches(node)) found.push(`${path}:${lineOf(node)} ${firstLine(node)}`);
    });
  return found;
}

const firstLine = (node: ts.Node): string => node.getText().split('\n')[0] ?? '';

function isDeclaration(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  );
}

type Call = ts.CallExpression | ts.NewExpression;

/** The calls that run when the module is loaded: not those inside functions, nor those in fields of instances. */
function callsOnImport(syntax: ts.SourceFile): Call[] {
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node) || ts.isExpressionStatement(node)) return;
    if (ts.isPropertyDeclaration(node) && !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword))
      return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) calls.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(syntax, visit);
  return calls;
}

const calleeOf = (call: Call): string => call.expression.getText();

/** Whether the comment stands before the whole call: `/* @__PURE__ *\/ f(…)`. */
function isMarkedPure(call: Call): boolean {
  const { text } = call.getSourceFile();
  return text.slice(0, call.getStart()).trimEnd().endsWith('/* @__PURE__ */');
}

/** The names of the functions in a module that are marked `@__NO_SIDE_EFFECTS__`; bundlers drop calls of these in the same module. */
function functionsMarkedPure(syntax: ts.SourceFile): string[] {
  return syntax.statements.flatMap((statement) => {
    const isMarked = (node: ts.Node): boolean =>
      node.getFullText().slice(0, node.getLeadingTriviaWidth()).includes('@__NO_SIDE_EFFECTS__');
    if (ts.isFunctionDeclaration(statement)) return isMarked(statement) ? [statement.name?.text ?? ''] : [];
    if (!ts.isVariableStatement(statement)) return [];
    const declarations = statement.declarationList.declarations;
    return declarations
      .filter(({ initializer }) => isMarked(statement) || (initializer !== undefined && isMarked(initializer)))
      .map(({ name }) => name.getText());
  });
}
