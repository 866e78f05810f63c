import { describe, expect, test } from 'vitest';
import { scriptOf } from './support/example-script.js';
import { examplesOfModules, examplesOfPages, filesOf, testExamples } from './support/example-tests.js';
import { typeErrors } from './support/example-types.js';
import { examplesInMarkdown, examplesInSource } from './support/examples.js';
import type { Example } from './support/examples.js';
import { publicSymbols } from './support/public-symbols.js';
import type { PublicSymbol } from './support/public-symbols.js';

/** Folders of which `documentation/` tests the examples. */
const elsewhere = /^src\/(layers|models|saving|training)\//;

const run = testExamples([
  ...examplesOfModules(filesOf('src', '.ts').filter((path) => !elsewhere.test(path))),
  ...examplesOfPages(['README.md', 'CONTRIBUTING.md', ...filesOf('docs', '.md'), ...filesOf('src', '.md')]),
]);

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
    const outcomes = await run(example(code));
    expect(outcomes.map(({ expected }) => expected)).toEqual([
      ...['plain', '[ -0, 1.5 ]', "1 and { a: [ 'b' ] }", '1\n2', 'a\n  b', 'undefined', '3', 'wrong'],
    ]);
    expect(outcomes.map(({ printed }) => printed)).toEqual([
      ...['plain', '[ -0, 1.5 ]', "1 and { a: [ 'b' ] }", '1\n2', 'a\n  b', 'undefined', '3', 'plain'],
    ]);
    expect(outcomes.map(({ line }) => line)).toEqual([3, 4, 5, 6, 9, 12, 13, 14]);
  });

  test('passes an error of the example on', async () => {
    await expect(run(example("throw new Error('broken'); // → 1"))).rejects.toThrow('broken');
  });

  test('sees errors of types', () => {
    const wrong = example('const x: string = 1;\nx; // → 1');
    expect([...typeErrors([wrong]).values()]).toEqual([
      ["page.md:1 Type 'number' is not assignable to type 'string'."],
    ]);
  });
});
