/** The exports of `src/index.ts`, with the parts of their docstrings. */
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface PublicSymbol {
  /** The name as a user writes it: `activations.relu`. */
  readonly name: string;
  readonly file: string;
  readonly sentence: string;
  readonly isValue: boolean;
  readonly hasExample: boolean;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export function publicSymbols(): PublicSymbol[] {
  const index = join(root, 'src/index.ts');
  const program = ts.createProgram([index], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error('src/index.ts exports nothing');

  const found: PublicSymbol[] = [];
  const collect = (parent: ts.Symbol, prefix: string): void => {
    for (const exported of checker.getExportsOfModule(parent)) {
      const name = prefix + exported.name;
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.ValueModule) collect(symbol, `${name}.`);
      else found.push(describe(name, symbol));
    }
  };
  const describe = (name: string, symbol: ts.Symbol): PublicSymbol => ({
    name,
    file: relative(root, symbol.declarations?.[0]?.getSourceFile().fileName ?? root),
    sentence: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
    hasExample: symbol.getJsDocTags().some((tag) => tag.name === 'example'),
  });
  collect(module, '');
  return found;
}
