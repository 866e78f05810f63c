/** A headless Chromium from a package, with the libraries that it links: it needs nothing of the system. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** The package holds a build for this kind of machine only. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchChromium() {
  const folder = await unpackedChromium();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib') },
  });
}

/** The folder of the unpacked browser, which only appears when it is complete. */
async function unpackedChromium() {
  const manifest = readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(manifest);
  const folder = join(modules, `.cache/chromium-${version}`);
  if (existsSync(folder)) return folder;

  mkdirSync(join(modules, '.cache'), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  // The package unpacks into the folder for temporary files; the libraries only where it takes the machine for AWS Lambda.
  const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: modules,
    env: { ...process.env, TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
  });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another test was faster.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}
