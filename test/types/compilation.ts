/** Compiles programs against the declarations in `dist`, as users do who installed the package. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type TypeScript from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** How users may have set up their compiler. */
export interface Setting {
  readonly compiler: 'newest' | 'oldest';
  readonly module: 'bundler' | 'nodenext';
}

function compilerOf({ compiler }: Setting): typeof TypeScript {
  if (compiler === 'newest') return require('typescript') as typeof TypeScript;
  const path = join(root, 'test/types/node_modules/typescript');
  if (!existsSync(path)) throw new Error('The oldest compiler is not there: run npm --prefix test/types ci');
  return require(path) as typeof TypeScript;
}

/** A folder of a user with programs in it, and with the package among its modules. */
export function userFolder(folder: string, programs: Readonly<Record<string, string>>): void {
  const installed = join(folder, 'node_modules/hillock');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  cpSync(join(root, 'dist'), join(installed, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map') && (!path.endsWith('.js') || path.includes('node_modules')),
  });
  writeFileSync(join(folder, 'package.json'), '{ "name": "of-a-user", "type": "module" }');
  mkdirSync(join(folder, 'src'));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, 'src', name), text);
}

/** The programs beside this file by their names. */
export function programs(): Record<string, string> {
  const folder = join(root, 'test/types/programs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** What the compiler says of the programs in a user's folder, and the declarations that it writes for them. */
export function compile(
  folder: string,
  setting: Setting,
): { readonly messages: readonly string[]; readonly declarations: ReadonlyMap<string, string> } {
  const ts = compilerOf(setting);
  const isBundler = setting.module === 'bundler';
  const options: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    module: isBundler ? ts.ModuleKind.ESNext : ts.ModuleKind.NodeNext,
    moduleResolution: isBundler ? ts.ModuleResolutionKind.Bundler : ts.ModuleResolutionKind.NodeNext,
    strict: true,
    declaration: true,
    composite: true,
    emitDeclarationOnly: true,
    rootDir: join(folder, 'src'),
    outDir: join(folder, 'declarations'),
    configFilePath: join(folder, 'tsconfig.json'),
  };
  const names = readdirSync(join(folder, 'src')).map((name) => join(folder, 'src', name));
  const program = ts.createProgram(names, options);
  const declarations = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => {
    if (path.endsWith('.d.ts')) declarations.set(relative(join(folder, 'declarations'), path), text);
  });
  // The declarations of the package are checked, too: many leave `skipLibCheck` as it is.
  const all = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  const messages = all.map(({ file, start = 0, code, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (file === undefined) return `TS${code}: ${text}`;
    const { line } = file.getLineAndCharacterOfPosition(start);
    const path = relative(folder, file.fileName);
    return `${path}:${line + 1} TS${code}: ${text}`;
  });
  return { messages: [...new Set(messages)], declarations };
}
