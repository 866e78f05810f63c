/** Runs the built command as its users do. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../cli/', import.meta.url);
const main = fileURLToPath(new URL('src/main.js', folder));

if (!existsSync(new URL('node_modules/', folder))) throw new Error('The command is not installed: npm --prefix cli ci');

export interface Outcome {
  readonly status: number | null;
  readonly bytes: Buffer;
  readonly output: string;
  readonly errors: string;
}

export interface Surroundings {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** Have the command believe that its streams are terminals. */
  readonly isTerminal?: boolean;
  /** Close the command's standard output before it writes. */
  readonly isOutputClosed?: boolean;
}

const pretence = `data:text/javascript,${encodeURIComponent(
  'for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, columns: 80 });',
)}`;

export async function hillock(
  arguments_: readonly string[],
  { input = '', environment = {}, directory, isTerminal = false, isOutputClosed = false }: Surroundings = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [...(isTerminal ? ['--import', pretence] : []), main, ...arguments_], {
    env: { PATH: process.env.PATH, ...environment },
    cwd: directory,
  });
  // A command that does not read its input has closed it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  if (isOutputClosed) child.stdout.destroy();
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [bytes, errors] = await Promise.all([isOutputClosed ? Buffer.of() : buffer(child.stdout), text(child.stderr)]);
  return { status: await status, bytes, output: bytes.toString(), errors };
}
