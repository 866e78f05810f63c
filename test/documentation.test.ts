import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExampleRunner } from './support/example-runner.js';
import { scriptOf } from './support/example-script.js';
import { typeErrors } from './support/example-types.js';
import { examplesInMarkdown, examplesInSource } from './support/examples.js';
import type { Example } from './support/examples.js';
import { filesUnder } from './support/modules.js';
import { publicSymbols } from './support/public-symbols.js';
import type { PublicSymbol } from './support/public-symbols.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const under = (folder: string, extension: string): string[] =>
  filesUnder(join(root, folder))
    .filter((path) => path.endsWith(extension))
    .map((path) => `${folder}/${path}`);

const pages = ['README.md', 'CONTRIBUTING.md', ...under('docs', '.md'), ...under('src', '.md')];
const examples = [
  ...under('src', '.ts').flatMap((path) => examplesInSource(path, read(path))),
  ...pages.filter((path) => existsSync(join(root, path))).flatMap((path) => examplesInMarkdown(path, read(path))),
];

let runner: ExampleRunner;
let errors: Map<string, string[]>;

/** Type-checking all examples takes seconds, and minutes on a machine that is busy otherwise. */
const typeCheckLimit = 180_000;

beforeAll(async () => {
  errors = typeErrors(examples);
  runner = await ExampleRunner.create();
}, typeCheckLimit);

afterAll(() => {
  runner.close();
});

/** The example compiles, and prints what it says. */
async function check(example: Example): Promise<void> {
  const outcomes = await runner.run(example);
  const describe = (line: number, text: string): string => `${example.file}:${line}\n${text}`;
  expect(outcomes.map(({ line, printed }) => describe(line, printed))).toEqual(
    outcomes.map(({ line, expected }) => describe(line, expected)),
  );
  expect(errors.get(example.name) ?? []).toEqual([]);
}

describe('each example prints what it says', () => {
  test.each(examples.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
    await check(example);
  });
});

describe('each public symbol', () => {
  const symbols = publicSymbols();
  const place = ({ name, file }: PublicSymbol): string => `${file} ${name}`;

  test('says what it is', () => {
    expect(symbols.filter(({ sentence }) => sentence === '').map(place)).toEqual([]);
  });

  test('shows what it does, if it does something', () => {
    expect(symbols.filter(({ isValue, hasExample }) => isValue && !hasExample).map(place)).toEqual([]);
  });
});

describe('the test of the examples', () => {
  const example = (code: string): Example => ({ name: 'page.md:1', file: 'page.md', line: 1, language: 'ts', code });
  const claims = (code: string) => scriptOf(example(code)).claims;

  test('finds the examples of docstrings', () => {
    const text = [
      '/**',
      ' * A sentence.',
      ' * @example',
      " * import { a } from 'hillock';",
      ' * a({',
      ' *   b: 1,',
      ' * }); // → 1',
      ' * @see b',
      ' */',
      'export const a = 1;',
      'class C {',
      '  /**',
      '   * @example',
      '   * c; // → 2',
      '   */',
      '  get c(): number {',
    ].join('\n');
    expect(examplesInSource('src/a.ts', text)).toEqual([
      {
        name: 'src/a.ts:3 a',
        file: 'src/a.ts',
        line: 4,
        language: 'ts',
        code: "import { a } from 'hillock';\na({\n  b: 1,\n}); // → 1",
      },
      { name: 'src/a.ts:13 c', file: 'src/a.ts', line: 14, language: 'ts', code: 'c; // → 2' },
    ]);
  });

  test('finds the fences of Markdown that hold code, indented too', () => {
    const text = '# Page\n```sh\nnpm ci\n```\n\n- one\n  ```ts\n  a;\n    // → 1\n  ```\n~~~js\nb;\n```\n~~~\n';
    expect(examplesInMarkdown('page.md', text)).toEqual([
      { name: 'page.md:8', file: 'page.md', line: 8, language: 'ts', code: 'a;\n  // → 1' },
      { name: 'page.md:12', file: 'page.md', line: 12, language: 'js', code: 'b;\n```' },
    ]);
  });

  test('reads results beside and below a statement, of several lines too', () => {
    expect(claims('f(1); // → one\nf(\n  2,\n);\n// → [2,\n//    3]\n// a remark\n// → four\nlet x = 5;\n')).toEqual([
      { line: 1, expected: 'one' },
      { line: 2, expected: '[2,\n 3]\nfour' },
    ]);
  });

  test('demands a result', () => {
    expect(() => claims('f(1); // nothing said')).toThrow('states no result');
    expect(() => claims('// → 1\nf(1);')).toThrow('a result stands after a statement');
    expect(() => claims('console.log(1);\nf(2); // → 2')).toThrow('prints, and the example does not say what');
  });

  test('runs an example and shows values as the console does', async () => {
    const code = [
      "import { format } from 'node:util';",
      "const text: string = await Promise.resolve('plain');",
      'text; // → plain',
      '[-0, 1.5]; // → [ -0, 1.5 ]',
      "console.log('%s and', 1, { a: ['b'] }); // → 1 and { a: [ 'b' ] }",
      "for (const x of [1, 2]) console.log(format('%d', x));",
      '// → 1',
      '// → 2',
      "'a\\n  b'",
      '// → a',
      '//     b',
      'undefined; // → undefined',
      'console.log.call(console, 3); // → 3',
      'text; // → wrong',
    ].join('\n');
    const outcomes = await runner.run(example(code));
    expect(outcomes.map(({ expected }) => expected)).toEqual([
      ...['plain', '[ -0, 1.5 ]', "1 and { a: [ 'b' ] }", '1\n2', 'a\n  b', 'undefined', '3', 'wrong'],
    ]);
    expect(outcomes.map(({ printed }) => printed)).toEqual([
      ...['plain', '[ -0, 1.5 ]', "1 and { a: [ 'b' ] }", '1\n2', 'a\n  b', 'undefined', '3', 'plain'],
    ]);
    expect(outcomes.map(({ line }) => line)).toEqual([3, 4, 5, 6, 9, 12, 13, 14]);
  });

  test('passes an error of the example on', async () => {
    await expect(runner.run(example("throw new Error('broken'); // → 1"))).rejects.toThrow('broken');
  });

  test('sees errors of types', () => {
    const wrong = example('const x: string = 1;\nx; // → 1');
    expect([...typeErrors([wrong]).values()]).toEqual([
      ["page.md:1 Type 'number' is not assignable to type 'string'."],
    ]);
  });
});
