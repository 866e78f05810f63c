import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { activations } from '../../src/index.js';
import { hillock } from './hillock.js';

const manifest = JSON.parse(readFileSync(new URL('../../cli/package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// eslint-disable-next-line no-control-regex
const withoutStyles = (text: string): string => text.replace(/\x1b\[\d+m/g, '');

describe('hillock activations', () => {
  test('lists all of them', async () => {
    const { status, output } = await hillock(['activations']);
    const [titles, ...rows] = output.trimEnd().split('\n');
    expect(status).toBe(0);
    expect(titles).toMatch(/^name +formula +range +since Keras$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(activations.list());
    expect(rows.map((row) => row.replace(/ {2,}/g, ' | '))).toEqual(
      expect.arrayContaining([
        'gelu | x/2 (1 + erf(x/√2)) | [−0.169971, ∞) | 2.4, 3.0',
        'mish | x tanh(softplus(x)) | [−0.308843, ∞) | 2.13, 3.0',
        'relu | max(x, 0) | [0, ∞) | 1.0, 3.0',
        'softsign | x/(1 + |x|) | (−1, 1) | 1.1, 3.0',
        'squareplus | (x + √(x² + b))/2 | (0, ∞) | 3.7',
      ]),
    );
  });

  test('keeps to the width of a terminal', async () => {
    const { output } = await hillock(['activations'], { isTerminal: true });
    expect(
      Math.max(
        ...withoutStyles(output)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
    expect(output).toContain('…');
  });

  test('can be cut off by its reader', async () => {
    const { status, errors } = await hillock(['activations'], { isOutputClosed: true });
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
  });
});

describe('hillock explain', () => {
  test('shows formula, derivative, facts and kernels', async () => {
    const { status, output } = await hillock(['explain', 'softsign']);
    expect(status).toBe(0);
    const [facts, value, gradient] = output.split('\n\n');
    expect(facts).toMatchInlineSnapshot(`
      "Softsign
        formula      x/(1 + |x|)
        derivative   1/(1 + |x|)²
        arguments    none
        range        (−1, 1)
        limits       −1 at −∞, 1 at ∞
        kinks        none
        monotonic    yes
        symmetry     odd, f(0) = 0
        source       Bergstra et al., 2009
        since        Keras 1.1, Keras 3.0
        differences  softsign(±∞) is NaN on every backend; here it is ±1."
    `);
    expect(value).toMatch(/^Kernel of the value\n {2}v1 = input 0\n[^]*\n {2}return v\d+$/);
    expect(gradient).toMatch(/^Kernel of the gradient\n {2}v1 = input 0\n[^]*\n {2}return v\d+\n$/);
  });

  test('takes arguments', async () => {
    const { output } = await hillock(['explain', 'relu', '--max-value', '6']);
    expect(output).toMatch(/^ {2}range +\[0, 6\]$/m);
    expect(output).toMatch(/^ {2}kinks +x = 0 .*; x = 6 /m);
  });

  test('says which arguments its facts are for', async () => {
    const { output } = await hillock(['explain', 'threshold', '--default-value', '-3']);
    expect(output).toMatch(/^ {2}facts for +--threshold 1, --default-value -3$/m);
    expect((await hillock(['explain', 'elu'])).output).not.toContain('facts for');
  });

  test('gives LaTeX', async () => {
    const { output } = await hillock(['explain', 'softsign', '--latex']);
    expect(output).toContain('\\frac{x}{1 + \\left|x\\right|}\n');
  });

  test('gives WebAssembly text that assembles', async () => {
    const { output } = await hillock(['explain', 'gelu', '--wasm']);
    const texts = output.split(/^Kernel of the \w+$/m).slice(1);
    const assembler = await wabt();
    for (const text of texts) {
      const { buffer } = assembler.parseWat('kernel.wat', text, { simd: true }).toBinary({});
      expect(WebAssembly.validate(new Uint8Array(buffer))).toBe(true);
    }
    expect(texts).toHaveLength(2);
  });

  test('shows what works on rows by its facts alone', async () => {
    const { status, output } = await hillock(['explain', 'softmax']);
    expect(status).toBe(0);
    expect(output).toContain('exp(xᵢ)/(Σⱼ exp(xⱼ))');
    expect(output).not.toContain('Kernel');
    expect(output).toMatch(/^ {2}scope +One element of the result as a function of the same element of x/m);
    expect(await hillock(['explain', 'softmax', '--wasm'])).toMatchObject({
      status: 2,
      output: '',
      errors:
        'hillock explain: expected an activation that works on each element by itself for --wasm. Received: "softmax".\n',
    });
  });

  test.each([
    [['selo'], 'unknown activation "selo". Did you mean "selu"?'],
    [['selu', 'relu'], "too many arguments for 'explain'. Expected 1 argument but got 2."],
    [['selu', '--alpha', '1'], 'expected an argument of selu. Received: --alpha. Hint: it has no arguments.'],
  ])('refuses %j', async (words, message) => {
    expect(await hillock(['explain', ...words])).toMatchObject({
      status: 2,
      output: '',
      errors: `hillock explain: ${message}\n`,
    });
  });
});

describe('hillock', () => {
  test('has a version', async () => {
    expect(await hillock(['--version'])).toMatchObject({ status: 0, output: `${manifest.version}\n`, errors: '' });
  });

  test.each([[['--help']], [['help']], [['-h']]])('%j describes all commands', async (words) => {
    const { status, output, errors } = await hillock(words);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    for (const command of ['activations', 'eval', 'plot', 'explain']) {
      expect(output).toMatch(new RegExp(`^ {2}${command}\\b.* {2,}\\w+`, 'm'));
    }
    expect(output).toContain('Exit status: 0 success, 1 the work failed, 2 the command line is wrong.');
  });

  test.each(['activations', 'eval', 'plot', 'explain'])('%s --help describes its options', async (command) => {
    const { status, output, errors } = await hillock([command, '--help']);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(output).toMatch(new RegExp(`^Usage: hillock ${command} `));
    const options = output.match(/^ {2}-.*$/gm) ?? [];
    expect(options.filter((line) => !/^ {2}(-\w, )?--[\w-]+( <.+?>)? {2,}\S/.test(line))).toEqual([]);
    expect((await hillock(['help', command])).output).toBe(output);
  });

  test.each([['nope'], ['--nope']])('help %s is a mistake', async (word) => {
    const { status, output, errors } = await hillock(['help', word]);
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(errors).toMatch(/^hillock help: unknown (command|option) '.*'\./);
  });

  test.each([[['eval', 'relu', '1', '--help']], [['--help', 'eval', 'relu']], [['eval', '-h', '--nope']]])(
    '%j asks for help',
    async (words) => {
      const { status, output, errors } = await hillock(words);
      expect({ status, errors }).toEqual({ status: 0, errors: '' });
      expect(output).toMatch(/^Usage: hillock /);
    },
  );

  test('without a command prints the help as an error', async () => {
    const { status, output, errors } = await hillock([]);
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(errors).toMatch(/^Usage: hillock /);
  });

  test('knows no other command', async () => {
    expect(await hillock(['evil'])).toMatchObject({
      status: 2,
      output: '',
      errors: "hillock: unknown command 'evil'. Did you mean eval?\n",
    });
  });

  test('has colours on a terminal only, and never with NO_COLOR', async () => {
    const wrong = ['eval', 'gelo', '1'];
    const styled = await hillock(wrong, { isTerminal: true });
    expect(styled.errors).toContain('\x1b[');
    expect(withoutStyles(styled.errors)).toBe((await hillock(wrong)).errors);
    for (const surroundings of [
      { environment: { FORCE_COLOR: '1', CI: 'true' } },
      { isTerminal: true, environment: { NO_COLOR: '1' } },
      { isTerminal: true, environment: { NO_COLOR: '1', FORCE_COLOR: '1' } },
      { isTerminal: true, environment: { TERM: 'dumb' } },
    ]) {
      const commands = [['activations'], ['--help'], ['plot', 'relu'], ['explain', 'relu'], wrong];
      const outcomes = await Promise.all(commands.map((words) => hillock(words, surroundings)));
      for (const { output, errors } of outcomes) expect(output + errors).not.toContain('\x1b');
    }
  });

  test('its lock file names no place to download from', () => {
    const path = fileURLToPath(new URL('../../cli/package-lock.json', import.meta.url));
    expect(readFileSync(path, 'utf8')).not.toContain('"resolved": "http');
  });
});
