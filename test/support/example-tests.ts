/** Tests of examples: each compiles, and prints what it says. */
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

/** Type-checking all examples takes seconds, and minutes on a machine that is busy otherwise. */
const typeCheckLimit = 180_000;

/**
 * A test of each example; returns what runs one. Every file of the documentation loads the library anew, and a process forgets none of
 * them: several files of tests share the examples, so that none needs gigabytes.
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
