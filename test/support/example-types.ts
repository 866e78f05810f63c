/** Type-checks examples as a user's compiler does: strictly, against the sources. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Example } from './examples.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The compiler's errors by the names of examples that have some. */
export function typeErrors(examples: readonly Example[]): Map<string, string[]> {
  const configuration = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  if (configuration === undefined) throw new Error('tsconfig.json cannot be read');
  const files = new Map(
    examples
      .filter(({ language }) => language === 'ts')
      .map((example, index) => [join(root, `example-${index}.ts`), example]),
  );
  const host = ts.createCompilerHost(configuration.options);
  const fromDisk = {
    exists: host.fileExists.bind(host),
    read: host.readFile.bind(host),
    parse: host.getSourceFile.bind(host),
  };
  host.fileExists = (path) => files.has(path) || fromDisk.exists(path);
  host.readFile = (path) => files.get(path)?.code ?? fromDisk.read(path);
  host.getSourceFile = (path, options, ...rest) => {
    const example = files.get(path);
    return example === undefined
      ? fromDisk.parse(path, options, ...rest)
      : ts.createSourceFile(path, example.code, options, true);
  };
  host.getCurrentDirectory = () => dirname(join(root, 'tsconfig.json'));
  const program = ts.createProgram([...files.keys()], configuration.options, host);
  const errors = new Map<string, string[]>();
  for (const [path, example] of files) {
    const source = program.getSourceFile(path);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (diagnostics.length === 0) continue;
    const describe = (diagnostic: ts.Diagnostic): string => {
      const line = source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      return `${example.file}:${example.line + line} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    };
    errors.set(example.name, diagnostics.map(describe));
  }
  return errors;
}
