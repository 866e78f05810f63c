/** Kernels on several threads in a page that is isolated from other origins and has a strict policy; and in a page that is not isolated. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './chromium.js';
import { startServer, type Server } from './server.js';

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

describe.runIf(hasChromium)('in a page', () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), startServer()]);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  async function resultsOf(isolation: Readonly<Record<string, string>>): Promise<unknown> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const query = new URLSearchParams({ policy, ...isolation }).toString();
    await page.goto(`${server.origin}/test/browser/threads.html?${query}`);
    const text = await page.locator('#results').textContent({ timeout: 55_000 });
    await page.close();
    return { ...(JSON.parse(text ?? '{}') as object), errors };
  }

  test('that is isolated, two threads give the bits of one', async () => {
    expect(await resultsOf({ isolated: 'yes' })).toEqual({
      isIsolated: true,
      threads: 2,
      jobs: true,
      isSame: true,
      warnings: [],
      errors: [],
    });
  });

  test('that is not, one thread goes on, and it is said why', async () => {
    expect(await resultsOf({})).toEqual({
      isIsolated: false,
      threads: 1,
      jobs: false,
      isSame: true,
      warnings: [expect.stringContaining('a page must be isolated from other origins')],
      errors: [],
    });
  });
});
