/** Tests of examples: each has to compile, and to print what it states. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExampleRunner, type Outcome } from './example-runner.js';
import { typeErrors } from './example-types.js';
import { examplesInMarkdown, examplesInSource, type Example } from './examples.js';
import { filesUnder } from './modules.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The files of a kind under a folder of the repository. */
export const filesOf = (folder: string, extension: string): string[] =>
  filesUnder(join(root, folder))
    .filter((path) => path.endsWith(extension))
    .map((path) => `${folder}/${path}`);

/** The examples in docstrings of modules. */
export const examplesOfModules = (paths: readonly string[]): Example[] =>
  paths.flatMap((path) => examplesInSource(path, read(path)));

/** The examples on pages. */
export const examplesOfPages = (paths: readonly string[]): Example[] =>
  paths.flatMap((path) => examplesInMarkdown(path, read(path)));

/** Type-checking all examples takes seconds, or minutes on a busy machine. */
const typeCheckLimit = 180_000;

/**
 * Adds a test for each example, and returns a function that runs one. Loading the library anew for each file of the documentation takes
 * memory that the process never frees, so the examples are divided among several test files.
 */
export function testExamples(examples: readonly Example[]): (example: Example) => Promise<Outcome[]> {
  let runner: ExampleRunner;
  let errors: Map<string, string[]>;

  beforeAll(async () => {
    errors = typeErrors(examples);
    runner = await ExampleRunner.create();
  }, typeCheckLimit);

  afterAll(() => {
    runner.close();
  });

  const check = async (example: Example): Promise<void> => {
    const outcomes = await runner.run(example);
    const describe = (line: number, text: string): string => `${example.file}:${line}\n${text}`;
    expect(outcomes.map(({ line, printed }) => describe(line, printed))).toEqual(
      outcomes.map(({ line, expected }) => describe(line, expected)),
    );
    expect(errors.get(example.name) ?? []).toEqual([]);
  };

  describe('each example prints what it says', () => {
    test.each(examples.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
      await check(example);
    });
  });

  return (example) => runner.run(example);
}
