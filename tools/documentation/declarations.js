/** What a program may call: each public class and function with the names of its arguments and options, as the compiler sees them. */
import { join } from 'node:path';
import ts from 'typescript';

/** What stands for a tensor or a function is one argument, whatever properties it has. */
const wholes = new Set(['Tensor', 'SymbolicTensor', 'Variable', 'Expression', 'SeedGenerator']);

/**
 * @typedef {{ readonly positions: number; readonly names: ReadonlySet<string> }} Arguments
 */

/**
 * The arguments of everything that the package exports, by its path: `layers.Dense`.
 *
 * @param {string} root The folder of the package.
 * @returns {Map<string, Arguments>}
 */
export function publicArguments(root) {
  const entry = join(root, 'src/index.ts');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([entry], { ...options, noEmit: true, skipLibCheck: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  /** @type {Map<string, Arguments>} */
  const found = new Map();
  if (source !== undefined) visitModule(checker, checker.getSymbolAtLocation(source), '', found);
  return found;
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol | undefined} module
 * @param {string} path
 * @param {Map<string, Arguments>} found
 */
function visitModule(checker, module, path, found) {
  if (module === undefined) return;
  for (const exported of checker.getExportsOfModule(module)) {
    const name = `${path}${exported.name}`;
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (symbol.flags & ts.SymbolFlags.ValueModule) visitModule(checker, symbol, `${name}.`, found);
    else if (symbol.flags & ts.SymbolFlags.Value)
      found.set(name, argumentsOf(checker, checker.getTypeOfSymbol(symbol)));
  }
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @returns {Arguments}
 */
function argumentsOf(checker, type) {
  const constructors = type.getConstructSignatures();
  const isClass = constructors.length > 0;
  const names = new Set();
  let positions = 0;
  for (const signature of isClass ? constructors : type.getCallSignatures()) {
    const parameters = signature.getParameters().flatMap((parameter) => expanded(checker, parameter));
    for (const { name, type } of parameters) {
      names.add(name);
      // Options may stand in the place of the first argument of a class.
      const isNamed = /Options$/.test((type.aliasSymbol ?? type.symbol)?.name ?? '');
      if (isClass || isNamed || name === 'options') for (const option of optionNames(checker, type)) names.add(option);
    }
    positions = Math.max(positions, parameters.filter(({ name }) => name !== 'options').length);
  }
  return { positions, names };
}

/**
 * A parameter, or those that a rest parameter of a tuple's type stands for.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} parameter
 * @returns {{ name: string; type: ts.Type }[]}
 */
function expanded(checker, parameter) {
  const type = checker.getTypeOfSymbol(parameter);
  const tuples = (type.isUnion() ? type.types : [type]).filter((part) => checker.isTupleType(part));
  if (tuples.length === 0) return [{ name: parameter.name.replace(/^_+/, ''), type }];
  return tuples.flatMap((tuple) => {
    const { labeledElementDeclarations: labels = [] } = /** @type {ts.TupleType} */ (
      /** @type {ts.TypeReference} */ (tuple).target
    );
    const elements = checker.getTypeArguments(/** @type {ts.TypeReference} */ (tuple));
    return elements.map((element, index) => ({
      name: labels[index]?.name.getText() ?? `argument ${index}`,
      type: element,
    }));
  });
}

/** @param {ts.Type} type */
const isOnlyFalse = (type) => {
  const parts = (type.isUnion() ? type.types : [type]).filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0);
  return parts.every(
    (part) => (part.flags & ts.TypeFlags.Never) !== 0 || /** @type {any} */ (part).intrinsicName === 'false',
  );
};

/**
 * The properties of what is an object of options, or may be one.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @returns {string[]}
 */
function optionNames(checker, type) {
  const parts = type.isUnion() ? type.types : [type];
  return parts.flatMap((part) => {
    const bound = part.isTypeParameter() ? (checker.getBaseConstraintOfType(part) ?? part) : part;
    if (bound !== part) return optionNames(checker, bound);
    const isObject = (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
    const name = (part.aliasSymbol ?? part.symbol)?.name ?? '';
    const isList = checker.isArrayLikeType(part) || part.getNumberIndexType() !== undefined;
    const isCallable = part.getCallSignatures().length + part.getConstructSignatures().length > 0;
    if (!isObject || isList || isCallable || wholes.has(name)) return [];
    // What can only be false, or nothing, cannot be given.
    return part
      .getProperties()
      .flatMap((property) => (isOnlyFalse(checker.getTypeOfSymbol(property)) ? [] : [property.name]));
  });
}
