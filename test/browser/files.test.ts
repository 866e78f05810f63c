/** Model files in a page that allows no code from strings: from all that a page has, as in Node. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, type Tensor } from '../../src/index.js';
import { modelFile } from '../support/model-packs.js';
import { hasChromium, launchChromium } from './chromium.js';
import { startServer, type Server } from './server.js';

interface Results {
  readonly error?: string;
  readonly found: Readonly<Record<string, readonly number[]>>;
  readonly trained: readonly number[];
  readonly picked: readonly string[];
  readonly beside: number;
  readonly weights: number;
  readonly refused: string;
  readonly path: string;
}

describe.runIf(hasChromium)('in a page', () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), startServer()]);
  });

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test('models open from addresses, Responses, Blobs and Files, and are downloaded, under a strict policy', async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', ({ message }) => problems.push(message));
    const downloading = page.waitForEvent('download', { timeout: 50_000 });
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
    await page.goto(`${server.origin}/test/browser/files.html?${new URLSearchParams({ policy }).toString()}`);
    const text = await page.locator('#results').textContent({ timeout: 50_000 });
    const download = await downloading;
    const downloaded = new Uint8Array(await readFile(await download.path()));
    await page.close();
    const results = JSON.parse(text ?? '{}') as Results;
    expect(results.error).toBeUndefined();
    const model = await loadModel(modelFile('models', 'mlp-adam/model.keras'));
    const x = [
      [1, -1, 2, 0.5, 0],
      [0, 1, -2, 3, 0.25],
    ];
    const expected = [...(model.predictOnBatch(x) as Tensor).data];
    for (const [source, found] of Object.entries(results.found)) expect(found, source).toEqual(expected);
    expect(Object.keys(results.found)).toHaveLength(9);
    model.trainOnBatch(x, [0, 1]);
    expect(results.trained).toEqual([...(model.predictOnBatch(x) as Tensor).data]);
    expect(download.suggestedFilename()).toBe('trained.keras');
    expect(downloaded).toEqual(await model.toBytes());
    expect(results.picked.length).toBeGreaterThan(0);
    expect(results).toMatchObject({ beside: results.picked.length, weights: 2, refused: 'access', path: 'access' });
    // The browser itself tells of the file that is not there.
    expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  });
});
