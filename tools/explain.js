/**
 * `npm run explain -- NAME [argument=value …]`: what an activation is on each level, from its formula to the WebAssembly that runs; with
 * `--model`, what a step of a model consists of.
 */
import { activations } from '../dist/index.js';
import { readCommandLine } from './command-line.js';
import { explainSteps, networks } from './explain-step.js';

const help = `Shows an activation on each level: formula, derivative, facts, vector instructions, WebAssembly.

npm run explain -- NAME [argument=value …]

  --wasm value|derivative   print only the WebAssembly text of this kernel

npm run explain -- --model NETWORK

Shows what a step of a model consists of once it is a program: operations, kernels, buffers, bytes. NETWORK is a file, or one of
${Object.keys(networks).join(', ')}.

  --step train|predict      which step; of a model that is not compiled, predict
  --batch N                 the number of samples (32)

Examples: npm run explain gelu
          npm run explain relu negativeSlope=0.1 maxValue=6
          npm run --silent explain -- tanh --wasm value > tanh.wat
          npm run explain -- --model model.keras --step predict --batch 1
`;

/** The value of `name=value`: a number, true, false or null. */
function readArgument(text) {
  const [name, value] = text.split('=');
  try {
    return [name, JSON.parse(value)];
  } catch {
    throw new Error(`expected an argument such as alpha=0.5. Received: ${text}`);
  }
}

const section = (title, text) => `${title}\n${text.trimEnd().replace(/^(?=.)/gm, '  ')}\n`;

function table(rows) {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join('\n');
}

/** Sections that every activation has. */
function factSections(facts) {
  const parameters = Object.entries(facts.parameters).map(
    ([name, value]) => `${name} = ${value === undefined ? 'required' : (value ?? 'none')}`,
  );
  const scope = facts.scope === undefined ? [] : [['scope', facts.scope]];
  return [
    section(
      facts.name,
      table([
        ['identifier', facts.identifier],
        ['arguments', parameters.join(', ') || 'none'],
      ]),
    ),
    section('LaTeX', `${facts.formula}\n${facts.derivative}`),
    section('Facts', table([...scope, ...Object.entries(activations.factTexts(facts))])),
    ...(facts.differences === undefined ? [] : [section('Differences to Keras', facts.differences)]),
  ];
}

/** Sections of those with a formula of one number. */
function wasmText(texts, kernel) {
  if (kernel === 'value') return texts.value;
  if (kernel === 'derivative') return texts.derivative ?? ';; the gradient needs no kernel';
  throw new Error(`--wasm: expected value or derivative. Received: ${kernel}`);
}

const kernelSections = ({ formula, derivative, lowered, wasm }) => [
  section('Formula', `${formula}\nderivative: ${derivative}`),
  section('Instructions of the value', lowered.value),
  section("Instructions of the gradient, dy·f'(x)", lowered.derivative ?? 'none: it is dy itself'),
  section('WebAssembly of the value', wasm.value),
  section('WebAssembly of the gradient', wasm.derivative ?? 'none'),
];

const camelCase = (flag) => flag.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

async function main() {
  const { values, positionals } = readCommandLine(
    {
      allowPositionals: true,
      options: {
        wasm: { type: 'string' },
        model: { type: 'string' },
        step: { type: 'string' },
        batch: { type: 'string', default: '32' },
        help: { type: 'boolean' },
      },
    },
    (name) => `Arguments of an activation are written ${camelCase(name)}=value.`,
  );
  const [name, ...rest] = /** @type {any[]} */ (positionals);
  if (values.help || (name === undefined && values.model === undefined)) return help;
  if (values.model !== undefined) return explainSteps(values.model, { batch: Number(values.batch), step: values.step });
  const settings = Object.fromEntries(rest.map(readArgument));
  const facts = activations.facts(name, settings);
  if (values.wasm !== undefined) return wasmText(activations.explain(name, settings).wasm, values.wasm);
  const kernels = facts.elementwise ? kernelSections(activations.explain(name, settings)) : [];
  return [...factSections(facts), ...kernels].join('\n');
}

try {
  process.stdout.write(await main());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
