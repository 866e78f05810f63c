/** The benchmark as its users run it, without its peers: one case in its short form, and what is wrong on the command line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bench/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hillock-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bench = (...given: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...given], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

interface Run {
  readonly isQuick: boolean;
  readonly quietness: { readonly slices: number; readonly least: number; readonly median: number };
  readonly rows: readonly {
    readonly size: string;
    readonly agrees: boolean;
    readonly times: Readonly<Record<string, { readonly least: number; readonly median: number }>>;
  }[];
}

test('a case in its short form gives the least and the median, says how quiet it was, and writes its tables between the markers', () => {
  const json = join(folder, 'result.json');
  const markdown = join(folder, 'result.md');
  const given = ['--only', 'training', '--case', '64-64', '--with', 'Hillock', '--quick'];
  const { status, stdout } = bench(...given, '--json', json, '--markdown', markdown);
  expect(status).toBe(0);
  expect(stdout).toContain('A short run');

  const [run] = JSON.parse(readFileSync(json, 'utf8')) as [Run];
  expect(run.isQuick).toBe(true);
  expect(run.quietness.slices).toBeGreaterThan(0);
  expect(run.rows.map(({ size }) => size)).toEqual(['batch 32', '400 batches of 32']);
  for (const { agrees, times } of run.rows) {
    expect(agrees).toBe(true);
    expect(Object.keys(times)).toEqual(['Hillock']);
    expect(times.Hillock!.least).toBeGreaterThan(0);
    expect(times.Hillock!.median).toBeGreaterThanOrEqual(times.Hillock!.least);
  }
  expect(readFileSync(markdown, 'utf8')).toMatch(/benchmark: begin[^]*MLP 64-64-10[^]*benchmark: end/);
});

test('an unknown group, contestant or option is refused by name, and nothing runs', () => {
  expect(bench('--only', 'trainings')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^--only: expected one of training, .* Received: trainings\n$/) as string,
  });
  expect(bench('--with', 'Keras')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^--with: expected one of Hillock, .*Received: Keras\n$/) as string,
  });
  expect(bench('--thread', '2')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Did you mean --threads?') as string,
  });
});
