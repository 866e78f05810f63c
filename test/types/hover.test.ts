/** What an editor shows of the package when the pointer is over a name: every export, and every option of whatever can be called, has a doc. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import ts from 'typescript';

const folder = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Names that some option or export has no doc for, with the places where they are met. */
function undocumented(): { readonly met: number; readonly missing: readonly string[] } {
  const file = `${folder}index.d.ts`;
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const missing = new Map<string, string>();
  let met = 0;

  const docOf = (symbol: ts.Symbol): string =>
    [
      ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      ...symbol.getJsDocTags(checker).map(({ text }) => ts.displayPartsToString(text)),
    ].join(' ');
  const isOurs = ({ declarations = [] }: ts.Symbol): boolean =>
    declarations.some((each) => each.getSourceFile().fileName.startsWith(folder));
  const isHidden = (symbol: ts.Symbol): boolean => {
    const [declaration] = symbol.declarations ?? [];
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    return declaration === undefined || (ts.getCombinedModifierFlags(declaration) & hidden) !== 0;
  };

  /** Looks at what may be given: the optional properties of an object, of all that a union or an intersection allows. */
  function visitGiven(given: ts.Type, where: string, doc: string): void {
    const type = checker.getNonNullableType(given);
    if (type.isUnion()) return type.types.forEach((each) => visitGiven(each, where, doc));
    if (checker.isArrayType(type) || checker.isTupleType(type) || type.getCallSignatures().length > 0) return;
    if (/^(Tensor|SymbolicTensor|Variable|Expression)$/.test(type.symbol?.name ?? '')) return;
    for (const option of checker.getPropertiesOfType(type)) {
      if (!isOurs(option) || (option.flags & ts.SymbolFlags.Optional) === 0) continue;
      met++;
      // A function with a single option or two may speak of them in its own doc.
      const isExplained = docOf(option).trim() !== '' || new RegExp(`\\b${option.name}\\b`).test(doc);
      if (!isExplained) missing.set(option.name, where);
    }
  }

  function visitCalls(type: ts.Type, where: string, doc: string): void {
    for (const { parameters } of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      for (const parameter of parameters) visitGiven(checker.getTypeOfSymbolAtLocation(parameter, source), where, doc);
    }
  }

  function visitModule(module: ts.Symbol, prefix: string): void {
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const where = `${prefix}${exported.name}`;
      if (symbol.flags & ts.SymbolFlags.ValueModule) visitModule(symbol, `${where}.`);
      if ((symbol.flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Function | ts.SymbolFlags.Class)) === 0) continue;
      const doc = `${docOf(symbol)} ${docOf(exported)}`;
      if (doc.trim() === '') missing.set(where, where);
      const type = checker.getTypeOfSymbolAtLocation(symbol, source);
      visitCalls(type, where, doc);
      const made = type.getConstructSignatures()[0]?.getReturnType();
      for (const member of made === undefined ? [] : checker.getPropertiesOfType(made)) {
        if (!isOurs(member) || isHidden(member)) continue;
        visitCalls(checker.getTypeOfSymbolAtLocation(member, source), `${where}.${member.name}`, docOf(member));
      }
    }
  }
  visitModule(checker.getSymbolAtLocation(source)!, '');
  return { met, missing: [...missing].map(([name, where]) => `${name} of ${where}`) };
}

test('exports and options have docs', { timeout: 120_000 }, () => {
  const { met, missing } = undocumented();
  expect(missing).toEqual([]);
  // The walk goes through every class and function: were it cut short, this would tell.
  expect(met).toBeGreaterThan(10_000);
});
