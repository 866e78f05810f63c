import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readNpy, readNpz, tensor, writeNpy, writeNpz } from '../../src/index.js';
import { hillock } from './hillock.js';

const golden = (name: string): string => fileURLToPath(new URL(`../saving/goldens/npy/${name}.npy`, import.meta.url));

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hillock-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const file = (name: string): string => join(directory, name);

describe('numbers', () => {
  // As NumPy prints the float32 nearest to the value that mpmath gives.
  test.each([
    [['gelu', '-3', '0', '3'], '-0.004049694\n0\n2.9959502\n'],
    [['gelu', '--approximate', '-3'], '-0.003637392\n'],
    [['elu', '--alpha', '0.5', '-1'], '-0.31606027\n'],
    [['relu', '--negative-slope', '-0.5', '-2', '2'], '1\n2\n'],
    [['relu', '--alpha', '-0.5', '-2', '2'], '1\n2\n'],
    [['leaky_relu', '--negative-slope', '0.1', '--', '-1'], '-0.1\n'],
    [['threshold', '--threshold', '1', '--default-value', '-7', '0.5', '2'], '-7\n2\n'],
    [['softmax', '--axis', '-1', '1', '2', '3'], '0.09003057\n0.24472848\n0.66524094\n'],
    [['swish', '1'], '0.7310586\n'],
    [['tanh', '--derivative', '0', '1'], '1\n0.41997433\n'],
    [['tanh', '--dtype', 'float64', '1'], '0.7615941559557649\n'],
    [['relu', '-nan', '-NaN', '-Infinity', '-inf'], 'nan\nnan\n0\n0\n'],
    [['linear', '-5.', '-1E3', '-1.e3', '-.5e-3', '-1.E+2', '-.5E-3'], '-5\n-1000\n-1000\n-0.0005\n-100\n-0.0005\n'],
    [['linear', '--', '-5.', '-1E3', '-Infinity', '-NAN'], '-5\n-1000\n-inf\nnan\n'],
    [['leaky_relu', '--negative-slope', '-1.E0', '-2.'], '2\n'],
    [['elu', '--alpha', '-inf', '-nan', '1'], 'nan\n1\n'],
    [['linear', '-inf', 'nan', '-0', '1e-3', '.5', 'Infinity'], '-inf\nnan\n-0\n0.001\n0.5\ninf\n'],
  ])('%j', async (words, output) => {
    expect(await hillock(['eval', ...words])).toMatchObject({ status: 0, output, errors: '' });
  });

  test('come from standard input too, and go from command to command', async () => {
    const first = await hillock(['eval', 'relu'], { input: '-1, 2\n  3.5\t1e1\n' });
    expect(first.output).toBe('0\n2\n3.5\n10\n');
    const second = await hillock(['eval', 'linear', '-'], { input: first.output });
    expect(second.output).toBe(first.output);
  });

  test('become an array when a file is wanted', async () => {
    await hillock(['eval', 'relu', '-1', '2', '-o', file('y.npy')]);
    expect(String(readNpy(readFileSync(file('y.npy'))))).toBe('array([0., 2.], dtype=float32)');
  });
});

describe('files', () => {
  test('go in and out', async () => {
    writeFileSync(file('x.npy'), writeNpy([[1, 2, 3], [1, 1, 1]])); // prettier-ignore
    const { status, output, errors } = await hillock(['eval', 'softmax', '--axis', '-1', 'x.npy', '-o', 'y.npy'], {
      directory,
    });
    expect({ status, output, errors }).toEqual({ status: 0, output: '', errors: '' });
    expect(String(readNpy(readFileSync(file('y.npy'))))).toBe(
      'array([[0.09003057, 0.24472848, 0.66524094],\n       [0.33333334, 0.33333334, 0.33333334]], dtype=float32)',
    );
    expect(readdirSync(directory).sort()).toEqual(['x.npy', 'y.npy']);
  });

  test('are printed as NumPy prints them without -o', async () => {
    const { output } = await hillock(['eval', 'relu', golden('f4-little')]);
    expect(output).toBe(
      'array([[0.0000e+00, 0.0000e+00, 2.2500e+00],\n       [3.0000e+00, 0.0000e+00, 6.5504e+04]], dtype=float32)\n',
    );
  });

  test('go through standard input and output', async () => {
    const { bytes } = await hillock(['eval', 'relu', '-', '-o', '-'], { input: readFileSync(golden('f8-big')) });
    expect(readNpy(bytes)).toEqual(tensor([[0, 0, 2.25], [3, 0, 65504]], { dtype: 'float64' })); // prettier-ignore
  });

  test('in Fortran order keep their meaning', async () => {
    const { output } = await hillock(['eval', 'relu', golden('fortran-f2-big')]);
    expect(output).toBe((await hillock(['eval', 'relu', golden('f2-little')])).output);
  });

  test('of large integers can be computed in float64', async () => {
    const text = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,)}\n";
    const integers = Buffer.from(BigInt64Array.of(-(2n ** 40n), 2n ** 40n).buffer);
    const header = [0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0, ...Buffer.from(text)];
    const input = Uint8Array.from([...header, ...integers]);
    const { output } = await hillock(['eval', 'relu', '--dtype', 'float64', '-'], { input });
    expect(output).toBe('array([0.00000000e+00, 1.09951163e+12])\n');
    expect(await hillock(['eval', 'relu', '-'], { input })).toMatchObject({
      status: 1,
      errors: expect.stringContaining('Hint: pass --dtype float64 if numbers this large are meant.') as string,
    });
  });

  test.each([
    ['relu', 'f2-little', [0, 0, 2.25, 3, 0, 65504]],
    ['tanh', 'f2-extremes', undefined],
    ['linear', 'i1-little', undefined],
    ['linear', 'i2-big', undefined],
    ['linear', 'u8-little', undefined],
  ])('%s of %s has the dtype of the file', async (activation, name, values) => {
    const { bytes, errors } = await hillock(['eval', activation, golden(name), '-o', '-']);
    expect(errors).toBe('');
    const descr = (file: Uint8Array): string => /'descr': '.(\w+)'/.exec(Buffer.from(file).toString('latin1'))![1]!;
    expect(descr(bytes)).toBe(descr(readFileSync(golden(name))));
    if (values !== undefined) expect([...readNpy(bytes).data]).toEqual(values);
    if (activation === 'linear') expect(readNpy(bytes)).toEqual(readNpy(readFileSync(golden(name))));
  });

  test('have another dtype where the result does, or where one is asked for', async () => {
    const ofIntegers = await hillock(['eval', 'tanh', golden('i2-little'), '-o', '-']);
    expect(readNpy(ofIntegers.bytes).dtype).toBe('float32');
    const wide = await hillock(['eval', 'relu', '--dtype', 'float64', golden('f2-little'), '-o', '-']);
    expect(readNpy(wide.bytes).dtype).toBe('float64');
  });

  test('of float16 are computed in it, derivatives too, and printed in few digits', async () => {
    const { output } = await hillock(['eval', 'relu', '-d', golden('f2-little')]);
    expect(output).toMatch(/dtype=float16\)\n$/);
    writeFileSync(file('x.npy'), writeNpy([0.1], { dtype: 'float16' }));
    await hillock(['eval', 'linear', 'x.npy', '-o', 'y.txt'], { directory });
    expect(readFileSync(file('y.txt'), 'utf8')).toBe('0.099975586\n');
  });

  test('of integers have derivatives', async () => {
    const { output } = await hillock(['eval', 'relu', '-d', golden('i2-little')]);
    expect(output).toBe('array([0., 0., 1., 1., 1.], dtype=float32)\n');
  });

  test('can be replaced by their own result', async () => {
    copyFileSync(golden('f4-little'), file('x.npy'));
    expect((await hillock(['eval', 'relu', 'x.npy', '-o', 'x.npy'], { directory })).status).toBe(0);
    expect(readNpy(readFileSync(file('x.npy'))).toArray()).toEqual([[0, 0, 2.25], [3, 0, 65504]]); // prettier-ignore
  });
});

describe('files of text', () => {
  const run = (...words: string[]) => hillock(['eval', ...words], { directory });

  test('are written and read by their ending', async () => {
    writeFileSync(file('x.csv'), '-1.5, 0.1\n3,-0\n\n');
    expect(await run('relu', 'x.csv', '-o', 'y.csv')).toMatchObject({ status: 0, output: '', errors: '' });
    expect(readFileSync(file('y.csv'), 'utf8')).toBe('0,0.1\n3,0\n');
    await run('linear', 'y.csv', '-o', 'y.json');
    expect(readFileSync(file('y.json'), 'utf8')).toBe('[[0, 0.1], [3, 0]]\n');
    await run('linear', 'y.json', '-o', 'y.txt');
    expect(readFileSync(file('y.txt'), 'utf8')).toBe('0 0.1\n3 0\n');
    await run('linear', 'y.txt', '-o', 'y.NPY');
    expect(readNpy(readFileSync(file('y.NPY'))).toArray()).toEqual([[0, Math.fround(0.1)], [3, 0]]); // prettier-ignore
  });

  test('of one number in a line hold a vector', async () => {
    await run('relu', '-1', 'nan', 'inf', '-o', 'y.txt');
    expect(readFileSync(file('y.txt'), 'utf8')).toBe('0\nnan\ninf\n');
    expect((await run('linear', 'y.txt')).output).toBe('array([ 0., nan, inf], dtype=float32)\n');
  });

  test('keep booleans and numbers without an axis', async () => {
    writeFileSync(file('x.json'), '[true, false]');
    expect((await run('linear', 'x.json', '-o', 'y.json')).errors).toBe('');
    expect(readFileSync(file('y.json'), 'utf8')).toBe('[true, false]\n');
    writeFileSync(file('x.json'), '-2');
    await run('relu', 'x.json', '-o', 'y.csv');
    expect(readFileSync(file('y.csv'), 'utf8')).toBe('0\n');
  });

  test('have an ending, which says what is written', async () => {
    expect(await run('relu', '1', '-o', 'y')).toMatchObject({
      status: 2,
      errors: expect.stringContaining(
        'a name that ends in .npy, .npz, .txt, .csv, .json, or - for standard output',
      ) as string,
    });
    expect(existsSync(file('y'))).toBe(false);
    // What is no file has a name without an ending.
    expect(await run('relu', '1', '-o', '/dev/null')).toMatchObject({ status: 0, errors: '' });
  });

  test('are refused where they cannot hold the result, and what was there stays', async () => {
    writeFileSync(file('x.npy'), writeNpy(tensor([1, 2], { shape: [1, 1, 2] })));
    writeFileSync(file('y.csv'), 'what was there');
    expect(await run('relu', 'x.npy', '-o', 'y.csv')).toMatchObject({
      status: 1,
      errors:
        'hillock eval: expected an array of at most two axes for .csv. Received: shape (1, 1, 2). Hint: .npy and .json have room for more.\n',
    });
    expect(readFileSync(file('y.csv'), 'utf8')).toBe('what was there');
    expect(await run('relu', 'inf', '-o', 'y.json')).toMatchObject({
      status: 1,
      errors:
        'hillock eval: expected finite numbers for .json, which has no words for others. Received: inf or nan. Hint: .txt, .csv and .npy have them.\n',
    });
  });

  test.each([
    ['x.csv', '1,2\n3\n', 'expected nested arrays of equal lengths'],
    ['x.csv', 'a,b\n1,2\n', '"x.csv": expected numbers in line 1. Received: "a" in place 1.'],
    ['x.json', '{"x": 1}', '"x.json": expected numbers, booleans, typed arrays or tensors.'],
    ['x.json', '[1,', '"x.json": expected JSON. Received: '],
    ['x.npz', 'PK\u0003\u0004aaaaaaaa', '"x.npz": expected an archive with its directory at the end.'],
  ])('%s with %j gives an error', async (name, content, message) => {
    writeFileSync(file(name), content);
    const { status, errors } = await run('relu', name);
    expect(status).toBe(1);
    expect(errors).toContain(message);
  });

  test('archives of one array are arrays, by content too', async () => {
    writeFileSync(file('x.npz'), writeNpz({ x: [-1, 2] }));
    expect((await run('relu', 'x.npz', '-o', 'y.npz')).errors).toBe('');
    expect([...readNpz(readFileSync(file('y.npz')))]).toEqual([['arr_0', tensor([0, 2])]]);
    const { output } = await hillock(['eval', 'relu', '--dtype', 'float64'], { input: readFileSync(file('x.npz')) });
    expect(output).toBe('array([0., 2.])\n');
  });

  test('of an archive of several, one has to be chosen', async () => {
    const input = writeNpz({ a: [1], b: [2] });
    expect(await hillock(['eval', 'relu'], { input })).toMatchObject({
      status: 1,
      errors:
        "hillock eval: standard input: expected an archive of one array. Received: a, b. Hint: in Python, numpy.save('x.npy', numpy.load('x.npz')['a']) takes one out of it.\n",
    });
  });
});

describe('a broken file', () => {
  const header = (text: string): Uint8Array =>
    Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0, ...Buffer.from(text)]);

  test.each([
    ['is truncated', readFileSync(golden('f4-little')).subarray(0, 140), 'the file is truncated'],
    ['has an unknown dtype', readFileSync(golden('complex')), 'Received: descr="<c16"'],
    ['holds Python objects', readFileSync(golden('object')), 'never loaded'],
    [
      'is huge in its header only',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000)}\n"),
      'expected 4000000000000 bytes after the header',
    ],
    [
      'has a negative dimension',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}\n"),
      'integers that are not negative',
    ],
    ['is no NumPy file', 'one two three', 'begins with \\x93NUMPY'],
  ])('that %s gives an error and no output', async (_, content, reason) => {
    writeFileSync(file('x.npy'), content);
    writeFileSync(file('y.npy'), 'what was there');
    const { status, output, errors } = await hillock(['eval', 'relu', 'x.npy', '-o', 'y.npy'], { directory });
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toMatch(/^hillock eval: "x\.npy": expected .*\.\n$/);
    expect(errors).toContain(reason);
    expect(readFileSync(file('y.npy'), 'utf8')).toBe('what was there');
    expect(readdirSync(directory).sort()).toEqual(['x.npy', 'y.npy']);
  });
});

describe('each mistake has its message and status', () => {
  test.each([
    [['gelo', '1'], 2, 'unknown activation "gelo". Did you mean "gelu"?'],
    [['elu', '--alpha', 'much', '1'], 2, 'expected a number for --alpha. Received: "much".'],
    [['elu', '--alfa', '1', '1'], 2, "unknown option '--alfa'. Did you mean --alpha?"],
    [['elu', '--alpha'], 2, "option '--alpha <number>' argument missing."],
    [
      ['gelu', '--alpha', '1', '1'],
      2,
      'expected an argument of gelu. Received: --alpha. Hint: known are --approximate.',
    ],
    [
      ['relu', '--alpha', '1', '--negative-slope', '2', '1'],
      1,
      'expected one of --negative-slope and its older name --alpha. Received: --negative-slope 2, --alpha 1.',
    ],
    [['tanh', '--b', '1', '1'], 2, 'expected an argument of tanh. Received: --b. Hint: it has no arguments.'],
    [
      ['softmax', '--axis', '1.5', '1'],
      2,
      'expected an integer, or several with commas between them for --axis. Received: "1.5".',
    ],
    [['relu', '--dtype', 'int8', '1'], 2, 'expected float32 or float64 for --dtype. Received: "int8".'],
    [['relu', '1', 'two'], 2, 'expected numbers only, or one NumPy file. Received: "two" among 2.'],
    [[], 2, "missing required argument 'activation'."],
    [['relu'], 2, 'expected numbers or a NumPy file. Received: nothing on standard input. Hint: hillock eval --help.'],
    [
      ['softmax', '-d', '1'],
      2,
      'expected an activation that works on each element by itself for --derivative. Received: "softmax".',
    ],
    [
      ['softmax', '1', '2'],
      1,
      'expected a tensor of rank 2 or more, because an unbatched vector is the usual mistake. ' +
        'Received: x.shape=[2]. Hint: pass --axis -1 to take the softmax of a vector.',
    ],
    [['relu', '--max-value', '-1', '1'], 1, 'expected a --max-value of at least 0. Received: --max-value -1.'],
    [['softmax', '--axis', '5', '1', '2'], 1, 'expected an axis from -1 to 0. Received: --axis 5, rank=1.'],
    [['threshold', '1'], 2, 'expected --threshold and --default-value, which threshold requires. Received: neither.'],
    [
      ['threshold', '--default-value', '0', '1'],
      2,
      'expected --threshold and --default-value, which threshold requires. Received: only --default-value.',
    ],
    [
      ['relu', '1', '-o', 'y.dat'],
      2,
      'expected a name that ends in .npy, .npz, .txt, .csv, .json, or - for standard output for --output. Received: "y.dat".',
    ],
    [['relu', '1', '-o', ''], 2, 'expected the name of a file, or - for standard output for --output. Received: "".'],
    [['relu', 'none.npy'], 1, 'expected a file that can be read. Received: "none.npy", it does not exist.'],
    [['relu', '.'], 1, 'expected a file that can be read. Received: ".", it is a folder.'],
    [['relu', '1', '-o', '.'], 1, 'expected a file that can be written. Received: ".", it is a folder.'],
    [
      ['relu', '1', '-o', 'none/y.npy'],
      1,
      'expected a file that can be written. Received: "none/y.npy", its folder does not exist.',
    ],
  ])('%j', async (words, status, message) => {
    const outcome = await hillock(['eval', ...words], { directory });
    expect({ status: outcome.status, output: outcome.output }).toEqual({ status, output: '' });
    expect(outcome.errors).toMatch(/^hillock eval: .*\n$/);
    expect(outcome.errors.slice('hillock eval: '.length, -1)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test('in standard input', async () => {
    const { status, errors } = await hillock(['eval', 'relu'], { input: '1 2 three 4' });
    expect(status).toBe(1);
    expect(errors).toBe('hillock eval: expected numbers or a NumPy file. Received: "three" in place 3.\n');
  });

  test('a NumPy file does not go to a terminal', async () => {
    const { status, output } = await hillock(['eval', 'relu', '1', '-o', '-'], { isTerminal: true });
    expect({ status, output }).toEqual({ status: 2, output: '' });
  });
});
