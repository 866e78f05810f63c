/** The docstrings of what the library exports, so that its pages say what the editor says. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * @typedef {object} Docstring
 * @property {string} text - the paragraphs above the tags
 * @property {string} example - the code of `@example`
 */

const index = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

/**
 * The docstrings of a namespace that `src/index.ts` exports, by the names of its members.
 *
 * @param {string} namespace
 * @returns {Map<string, Docstring>}
 */
export function docstringsOf(namespace) {
  const program = ts.createProgram([index], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const resolve = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const membersOf = (symbol) => checker.getExportsOfModule(symbol);
  const library = checker.getSymbolAtLocation(program.getSourceFile(index));
  const owner = membersOf(library).find(({ name }) => name === namespace);
  return new Map(membersOf(resolve(owner)).map((member) => [member.name, docstring(resolve(member), checker)]));
}

function docstring(symbol, checker) {
  const example = symbol.getJsDocTags(checker).find(({ name }) => name === 'example');
  return {
    text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    example: ts.displayPartsToString(example?.text ?? []),
  };
}
