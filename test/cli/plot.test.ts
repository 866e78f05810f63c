import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { coloursOf, unreadableColours } from '../support/contrast.js';
import { hillock } from './hillock.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hillock-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const read = (name: string): Buffer => readFileSync(join(directory, name));

const plotSvg = async (...words: string[]): Promise<string> => {
  const { status, output, errors } = await hillock(['plot', ...words, '-o', '-']);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  return output;
};

/** The paths of the curves: for each its colour, whether it is dashed, and its corners. */
function curvesIn(svg: string): { stroke: string; isDashed: boolean; corners: [number, number][] }[] {
  const lines = svg.match(/<path aria-label="[^"]*"[^>]*role="graphics-symbol"[^>]*line mark[^>]*>/g) ?? [];
  return lines.map((line) => ({
    stroke: /stroke="([^"]*)"/.exec(line)![1]!,
    isDashed: /stroke-dasharray="6,4"/.test(line),
    corners: Array.from(
      / d="M([^"]*)"/.exec(line)![1]!.split('L'),
      (pair) => pair.split(',').map(Number) as [number, number],
    ),
  }));
}

describe('a picture', () => {
  test('has the curves where they belong', async () => {
    const svg = await plotSvg('relu', '--range', '-2', '2');
    const [curve, ...others] = curvesIn(svg);
    expect(others).toEqual([]);
    const { corners } = curve!;
    const [left, right] = [corners[0]!, corners.at(-1)!];
    const slope = (right[1] - left[1]) / (right[0] - (left[0] + right[0]) / 2);
    for (const [x, y] of corners) {
      expect(y).toBeCloseTo(left[1] + slope * Math.max(0, x - (left[0] + right[0]) / 2), 2);
    }
  });

  test('is broken where a curve jumps', async () => {
    const curves = curvesIn(await plotSvg('hard_shrink', '--range', '-2', '2'));
    const ends = curves.map(({ corners }) => [corners[0]![0], corners.at(-1)![0]]).sort(([a], [b]) => a! - b!);
    const width = ends[2]![1]! - ends[0]![0]!;
    const shares = ends.map((pair) => pair.map((x) => (x - ends[0]![0]!) / width));
    expect(shares).toEqual([
      [0, expect.closeTo(0.375, 6)],
      [expect.closeTo(0.375, 6), expect.closeTo(0.625, 6)],
      [expect.closeTo(0.625, 6), 1],
    ]);
  });

  test('has a colour for each activation, and dashes for derivatives', async () => {
    const svg = await plotSvg('tanh', 'gelu', '--derivative');
    const kinds = curvesIn(svg).map(({ stroke, isDashed }) => `${stroke} ${isDashed}`);
    expect(new Set(kinds).size).toBe(4);
    for (const word of ['tanh', 'gelu', 'function', 'derivative', '−6', '6']) expect(svg).toContain(`>${word}</text>`);
  });

  test('has another colour for the derivative of an activation alone', async () => {
    for (const dark of [[], ['--dark']]) {
      const svg = await plotSvg('gelu', '--derivative', ...dark);
      const curves = curvesIn(svg);
      expect(new Set(curves.map(({ stroke }) => stroke)).size).toBe(2);
      expect(curves.map(({ isDashed }) => isDashed)).toEqual([false, true]);
      for (const word of ['gelu', 'derivative']) expect(svg).toContain(`>${word}</text>`);
    }
  });

  test('says which arguments an activation has', async () => {
    const svg = await plotSvg('elu', 'relu', '--alpha', '0.5');
    for (const label of ['elu(alpha=0.5)', 'relu']) expect(svg).toContain(`>${label}</text>`);
    expect(await plotSvg('tanh', 'relu', '--alpha', '0.5')).toContain('>relu(alpha=0.5)</text>');
  });

  test('cuts off what is steeper than the range is wide', async () => {
    const svg = await plotSvg('exponential', 'tanh', '--range', '-3', '3');
    expect(svg).toContain('>3</text>');
    expect(svg).not.toContain('>20</text>');
  });

  test('can be for pages of either kind: without a ground, in colours that both leave readable', async () => {
    const svg = await plotSvg('relu', 'gelu', '--derivative', '--transparent');
    expect(svg).not.toMatch(/<rect[^>]*fill="#/);
    expect(coloursOf(svg).length).toBeGreaterThanOrEqual(3);
    expect(unreadableColours(svg)).toEqual([]);
    const { status, errors } = await hillock(['plot', 'relu', '--dark', '--transparent', '-o', '-']);
    expect([status, errors]).toEqual([2, 'hillock plot: expected one of --dark and --transparent. Received: both.\n']);
  });

  test('can be dark', async () => {
    const fill = (svg: string): string => /<rect[^>]*fill="([^"]*)"/.exec(svg)![1]!;
    expect(fill(await plotSvg('relu'))).toBe('#ffffff');
    expect(fill(await plotSvg('relu', '--dark'))).toBe('#0d1117');
  });

  test('has the size that is asked for, and is the same each time', async () => {
    const words = ['relu', '--width', '500', '--height', '300'];
    const svg = await plotSvg(...words);
    expect(svg).toMatch(/width="500" height="300"/);
    expect(await plotSvg(...words)).toBe(svg);
  });

  test('becomes a PNG with twice as many pixels, and text in it', async () => {
    const { status } = await hillock(['plot', 'relu', '-o', 'relu.png'], { directory });
    expect(status).toBe(0);
    const png = read('relu.png');
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1440, 880]);
    expect(inkBelow(png, 0.9)).toBeGreaterThan(50);
  });

  test('takes the place of another as a whole, through a link too', async () => {
    writeFileSync(join(directory, 'real.svg'), 'old');
    symlinkSync('real.svg', join(directory, 'link.svg'));
    await hillock(['plot', 'relu', '-o', 'link.svg'], { directory });
    expect(read('real.svg').toString()).toMatch(/^<svg/);
    expect(readdirSync(directory).sort()).toEqual(['link.svg', 'real.svg']);
  });

  test('can go to a device', async () => {
    expect((await hillock(['eval', 'relu', '1', '-o', '/dev/null'])).status).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

/** The number of pixels, in rows below a share of the height, that are not of the ground's colour: labels of the axis. */
function inkBelow(png: Buffer, share: number): number {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const chunks: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') chunks.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const rows = inflateSync(Buffer.concat(chunks));
  const stride = 1 + 4 * width;
  let ink = 0;
  for (let row = Math.ceil(height * share); row < height; row++) {
    // A row of the ground alone is filtered to zeros, but for its first pixel.
    for (let i = 5; i < stride; i++) if (rows[row * stride + i] !== 0) ink++;
  }
  return ink;
}

describe('in the terminal', () => {
  test('curves are drawn with dots and axes', async () => {
    const { output } = await hillock(['plot', 'relu', '--range', '-3', '3']);
    expect(output).toMatchInlineSnapshot(`
      "relu

                                                │
        3                                       │                                  ⢀⡴⠋
                                                │                                ⢀⡴⠋
                                                │                              ⢀⠴⠋
      2.5                                       │                            ⣠⠔⠁
                                                │                          ⣠⠞⠁
                                                │                        ⣠⠞⠁
        2                                       │                      ⣠⠞⠁
                                                │                    ⡠⠞⠁
                                                │                 ⢀⡠⠊
      1.5                                       │               ⢀⡴⠋
                                                │             ⢀⡴⠋
        1                                       │           ⢀⡴⠋
                                                │         ⣀⠔⠁
                                                │       ⣠⠞⠁
      0.5                                       │     ⣠⠞⠁
                                                │   ⣠⠞⠁
                                                │ ⣠⠞⠁
        0 ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡠⠊────────────────────────────────────
                                                │
          −3         −2           −1            0           1            2           3
      "
    `);
  });

  test('each activation has a drawing of its own where there are no colours', async () => {
    const { output } = await hillock(['plot', 'relu', 'tanh', '-d']);
    expect(output.match(/^\w+ {2}\(derivatives dashed\)$/gm)).toEqual([
      'relu  (derivatives dashed)',
      'tanh  (derivatives dashed)',
    ]);
    expect(output).not.toContain('\x1b');
  });

  test('all share one drawing where there are', async () => {
    const { output } = await hillock(['plot', 'relu', 'tanh'], { isTerminal: true });
    expect(output.match(/┼/g)).toBeNull();
    expect(output.split('\n')[0]).toMatch(/relu.*tanh/);
    expect(output).toContain('\x1b[');
  });
});

describe('each mistake has its message and status', () => {
  test.each([
    [['gelo'], 2, 'unknown activation "gelo". Did you mean "gelu"?'],
    [[], 2, "missing required argument 'activations'."],
    [['relu', '--range', '3'], 2, 'expected two numbers for --range. Received: "3".'],
    [['relu', '--range', '3', '-3'], 2, 'expected a finite number above 3 for --range. Received: "-3".'],
    [['relu', '--range', '0', 'inf'], 2, 'expected a finite number above 0 for --range. Received: "inf".'],
    [['relu', '--range', '-inf', '6'], 2, 'expected two finite numbers for --range. Received: "-inf".'],
    [['--range', '0', '1', 'relu'], 2, 'expected two numbers, and names before them, for --range. Received: "relu".'],
    [['relu', '--width', '10'], 2, 'expected a number from 100 to 10000 for --width. Received: "10".'],
    [
      ['relu', '-o', 'relu.jpg'],
      2,
      'expected a name that ends in .svg or .png, or - for standard output for --output. Received: "relu.jpg".',
    ],
    [
      ['tanh', 'gelu', '--alpha', '1'],
      2,
      'expected an argument of tanh, gelu. Received: --alpha. Hint: known are --approximate.',
    ],
    [
      ['softmax'],
      2,
      'expected an activation that works on each element by itself. Received: "softmax". ' +
        'Hint: its result depends on whole rows; see hillock eval softmax.',
    ],
    [
      ['tanh', 'threshold'],
      2,
      'expected --threshold and --default-value, which threshold requires. Received: neither.',
    ],
    [
      ['relu', '-o', 'none/relu.svg'],
      1,
      'expected a file that can be written. Received: "none/relu.svg", its folder does not exist.',
    ],
    [
      [...'elu selu celu silu gelu mish tanh relu relu6'.split(' '), '-o', 'all.svg'],
      2,
      'expected at most 8 activations, whose colours can be told apart. Received: 9.',
    ],
  ])('%j', async (words, status, message) => {
    const outcome = await hillock(['plot', ...words], { directory });
    expect({ status: outcome.status, output: outcome.output }).toEqual({ status, output: '' });
    expect(outcome.errors).toMatch(/^hillock plot: .*\n$/);
    expect(outcome.errors.slice('hillock plot: '.length, -1)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a folder in the place of the picture', async () => {
    mkdirSync(join(directory, 'x.svg'));
    const { status, errors } = await hillock(['plot', 'relu', '-o', 'x.svg'], { directory });
    expect({ status, errors }).toEqual({
      status: 1,
      errors: 'hillock plot: expected a file that can be written. Received: "x.svg", it is a folder.\n',
    });
  });
});
