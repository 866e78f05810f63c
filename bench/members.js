/** Starts contestants where they work, and asks them: each a process, or a page of one browser. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { encode } from './encoding.js';
import { openBrowser } from './browser.js';

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string} version
 * @property {(question: object) => Promise<any>} ask  Throws what went wrong there.
 * @property {() => unknown} end
 */

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Arrays of float32 go as text. */
const message = (question) =>
  JSON.stringify(question, (_, value) => (value instanceof Float32Array ? encode(value) : value));

/**
 * A process that answers each line with a line.
 *
 * @param {string} command
 * @param {string[]} given
 * @param {Record<string, string>} [environment]
 */
function startProcess(command, given, environment) {
  const child = spawn(command, given, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let complaints = '';
  child.stderr.on('data', (data) => (complaints = `${complaints}${data}`.slice(-4000)));
  child.stdin.on('error', () => {});
  let waiting = null;
  const failed = () => waiting?.reject(new Error(complaints.trim().split('\n').at(-1) || 'it ended'));
  createInterface({ input: child.stdout }).on('line', (line) => waiting?.resolve(JSON.parse(line)));
  child.on('error', (error) => waiting?.reject(error));
  child.on('close', failed);
  return {
    answer: (question) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (child.exitCode !== null) failed();
        else child.stdin.write(`${message(question)}\n`);
      }),
    end: () => child.kill(),
  };
}

/** Of one thread: JAX divides its work among as many as there are processors, by these. */
const oneThread = { NPROC: '1', XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false', OMP_NUM_THREADS: '1' };

let browser;

/** @type {Record<string, (participant: import('./contestants/index.js').Participant, options: { python?: string }) => Promise<any>>} */
const places = {
  node: async ({ library, settings }) =>
    startProcess(process.execPath, [pathOf('member.js'), JSON.stringify({ library, settings })]),
  python: async ({ library }, { python }) =>
    startProcess(python, [pathOf('keras_member.py')], {
      ...oneThread,
      KERAS_BACKEND: library,
      TF_CPP_MIN_LOG_LEVEL: '3',
      PYTHONWARNINGS: 'ignore',
    }),
  chromium: async ({ library, settings }) => {
    browser ??= openBrowser();
    return (await browser).openPage({ library, settings });
  },
};

/**
 * @param {import('./contestants/index.js').Participant} participant
 * @param {{ python?: string }} options
 * @returns {Promise<Member>}
 */
export async function startMember(participant, options) {
  const { answer, end } = await places[participant.place](participant, options);
  const ask = async (question) => {
    const { error, ...rest } = await answer(question);
    if (error !== undefined) throw new Error(error);
    return rest;
  };
  try {
    const { version } = await ask({ ask: 'start' });
    return { name: participant.name, version, ask, end };
  } catch (error) {
    end();
    throw error;
  }
}

/** When no member is needed any more. */
export async function closeBrowser() {
  await (await browser)?.close();
}
