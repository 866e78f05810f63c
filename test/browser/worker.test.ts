/** Training in a web worker of a page whose policy is strict: the same bits, and frames meanwhile. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './chromium.js';
import { startServer, type Server } from './server.js';

interface Results {
  readonly isSame: boolean;
  readonly epochs: number;
  readonly rates: readonly [here: Rate, there: Rate];
  readonly mistake: string;
}

interface Rate {
  readonly frames: number;
  readonly longest: number;
  readonly milliseconds: number;
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

  test('a worker trains to the same bits, tells of its epochs, and frames come meanwhile', async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
    await page.goto(`${server.origin}/test/browser/worker.html?${new URLSearchParams({ policy }).toString()}`);
    const text = await page.locator('#results').textContent({ timeout: 55_000 });
    await page.close();
    const results = JSON.parse(text ?? '{}') as Results;
    expect({ ...results, rates: undefined, mistake: undefined, errors }).toEqual({
      isSame: true,
      epochs: 20,
      errors: [],
    });
    const [, there] = results.rates;
    expect(there.frames).toBeGreaterThan(20);
    expect(results.mistake).toContain('expected a worker that lives until training has ended');
  });
});
