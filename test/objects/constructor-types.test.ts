/** What the compiler says of a class with options: one line, at the place of the mistake, with names that people know. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = `${root}test/objects/program.ts`;

/** Checks a program that is in no file. */
function serviceFor(text: string): ts.LanguageService {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const read = (path: string): string | undefined => (path === file ? text : ts.sys.readFile(path));
  return ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const content = read(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
}

const mistakes = [
  [
    `layers.Dense(3, { useBiass: true });`,
    `useBiass: Object literal may only specify known properties, but 'useBiass' does not exist in type 'DenseOptions'. Did you mean to write 'useBias'?`,
  ],
  [
    `layers.Dense({ units: 3, useBiass: true });`,
    `useBiass: Object literal may only specify known properties, but 'useBiass' does not exist in type 'DenseOptions & { readonly units: number; }'. Did you mean to write 'useBias'?`,
  ],
  [
    `layers.Conv2D(3, 3, { stride: 2 });`,
    `stride: Object literal may only specify known properties, but 'stride' does not exist in type 'Conv2DOptions'. Did you mean to write 'strides'?`,
  ],
  [`layers.Dense(3, { useBias: 1 });`, `useBias: Type 'number' is not assignable to type 'boolean | undefined'.`],
  [`layers.Dense();`, `Dense: Expected 1-2 arguments, but got 0.`],
  [
    `layers.Dense({});`,
    `{}: Argument of type '{}' is not assignable to parameter of type 'number | (DenseOptions & { readonly units: number; })'.`,
  ],
] as const;

const fine = [
  `layers.Dense(3);`,
  `new layers.Dense(3, { useBias: false });`,
  `layers.Dense({ units: 3 });`,
  `layers.Dropout(0.5);`,
  `layers.Dropout({ rate: 0.5, seed: 1 });`,
  `layers.Conv2D(3, 3);`,
  `layers.Conv2D(3, 3, { strides: 2 });`,
  `layers.Conv2D({ filters: 3, kernelSize: [3, 3] });`,
  `const same: layers.Conv1DOptions = { padding: 'causal' }; layers.Conv1D(3, 3, same);`,
  `layers.MaxPooling2D(); layers.MaxPooling2D({ strides: [1, 2] }); layers.UpSampling2D(2, { interpolation: 'bicubic' });`,
  `initializers.VarianceScaling(2, { mode: 'fan_out' });`,
  `const options: layers.DenseOptions = { useBias: false }; layers.Dense(2, options);`,
  `for (const make of [layers.Dense, layers.Dropout]) make(1);`,
  `class Wide extends layers.Dense { constructor() { super(100, { name: 'wide' }); } } new Wide().units;`,
] as const;

const program = [`import { initializers, layers } from 'hillock';`, ...mistakes.map(([line]) => line), ...fine];
const text = program.join('\n');
const service = serviceFor(text);

const messages = (): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const { start = 0, length = 0, messageText } of service.getSemanticDiagnostics(file)) {
    const line = program[text.slice(0, start).split('\n').length - 1]!;
    const message = `${text.slice(start, start + length)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    found.set(line, [...(found.get(line) ?? []), message]);
  }
  return found;
};

describe('the compiler', () => {
  const found = messages();

  test.each(mistakes)('refuses %s', (line, message) => {
    expect(found.get(line)).toEqual([message]);
  });

  test.each(fine)('takes %s', (line) => {
    expect(found.get(line)).toBeUndefined();
  });

  test('shows a class with the names of its arguments and its options', () => {
    const { displayParts } = service.getQuickInfoAtPosition(file, text.lastIndexOf('Dense(2, options)'))!;
    expect(ts.displayPartsToString(displayParts).replace(/\s+/g, ' ')).toContain(
      'Dense(units: number | (layers.DenseOptions & { readonly units: number; }), options?: layers.DenseOptions | undefined)',
    );
  });
});
