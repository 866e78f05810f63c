/** `hillock eval`: computes an activation of numbers, or of an array in a file. */
import { grad, ops, tensor } from '#hillock';
import { addActivationFlags, argumentsFor, checkRequired } from '../activation-flags.js';
import { findActivation, isElementwise } from '../activation.js';
import { arrayContent, arrayIn, isArchive, storedDTypeFor } from '../array-files.js';
import { UsageError } from '../failure.js';
import { readInput, standardStream, writeOutput } from '../files.js';
import { arrayFileValue, dtypeValue } from '../option-values.js';
import { formatNumber, parseNumbers } from '../numbers.js';
import { parseNumber } from '../parse-number.js';

const examples = `
Examples:
  hillock eval gelu -3 0 3
  hillock eval elu --alpha 0.5 --derivative -1 0 1
  hillock eval softmax --axis -1 x.npy -o y.npy
  hillock eval relu x.csv -o y.json
  seq -3 3 | hillock eval tanh
`;

export function addEval(program) {
  const command = program
    .command('eval')
    .summary('compute an activation of numbers or of a NumPy file')
    .description('Computes an activation of numbers or of an array. Numbers are printed one in a line.')
    .argument('<activation>', 'its name, as hillock activations lists it')
    .argument('[x...]', 'numbers, or a file with an array, or - for standard input, which is read by default')
    .option(
      '-o, --output <file>',
      'write a .npy, .npz, .txt, .csv or .json file; - writes .npy to standard output',
      arrayFileValue,
    )
    .option('-d, --derivative', 'compute the derivative instead')
    .option('--dtype <dtype>', 'compute in float32 or float64', dtypeValue);
  addActivationFlags(command).addHelpText('after', examples).action(evaluate);
}

async function evaluate(name, operands, options) {
  const activation = findActivation(name);
  const [given] = argumentsFor([activation], options);
  checkRequired([activation], [given]);
  const f = (x) => activation(x, given);
  const compute = options.derivative ? derivativeOf(activation, f) : f;
  const { x, isText, file } = await readOperands(operands, options.dtype);
  const y = compute(x);
  const isKept = file !== undefined && options.dtype === undefined;
  if (options.output !== undefined) await writeArray(options.output, y, isKept ? storedDTypeFor(file, y) : undefined);
  else await writeOutput(standardStream, isText ? linesOf(y) : `${String(y)}\n`);
}

/** @param {import('../activation.js').Activation} activation @param {any} f */
function derivativeOf(activation, f) {
  if (!isElementwise(activation)) {
    throw new UsageError(
      `expected an activation that works on each element by itself for --derivative. Received: "${activation.identifier}".`,
    );
  }
  const slope = grad((x) => /** @type {import('hillock').Tensor} */ (ops.sum(f(x))));
  return (x) => slope(x.dtype.includes('float') ? x : ops.cast(x, 'float32'));
}

async function readOperands(operands, dtype) {
  const numbers = operands.map(parseNumber);
  if (operands.length > 0 && !numbers.includes(undefined)) return { x: tensor(numbers, { dtype }), isText: true };
  if (operands.length > 1) {
    const stranger = operands[numbers.indexOf(undefined)];
    throw new UsageError(`expected numbers only, or one NumPy file. Received: "${stranger}" among ${operands.length}.`);
  }
  const [path = standardStream] = operands;
  const file = await readInput(path);
  const isText = path === standardStream && !isBinary(file);
  const x = isText ? numbersIn(file, dtype) : arrayIn(path, file, dtype);
  return { x, isText, file };
}

/** NumPy's files begin with a byte that no text begins with. */
const isBinary = (bytes) => bytes[0] === 0x93 || isArchive(bytes);

function numbersIn(bytes, dtype) {
  const numbers = parseNumbers(new TextDecoder().decode(bytes));
  if (numbers.length > 0) return tensor(numbers, { dtype });
  throw new UsageError('expected numbers or a NumPy file. Received: nothing on standard input.', 'hillock eval --help');
}

async function writeArray(path, y, dtype) {
  if (path === standardStream && process.stdout.isTTY) {
    throw new UsageError('expected a file or a pipe for a NumPy file. Received: standard output, a terminal.');
  }
  await writeOutput(path, arrayContent(path, y, dtype));
}

const linesOf = (y) => Array.from(y.data, (value) => `${formatNumber(value, y.dtype)}\n`).join('');
