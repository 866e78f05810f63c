/** The built package in a page: the same bits as in Node, under strict content security policies too. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './chromium.js';
import { startServer } from './server.js';
import type { Server } from './server.js';

interface Results {
  activations: Record<string, string>;
  training: string[];
}

interface Visit {
  results: Results;
  warnings: string[];
  errors: string[];
}

const program = fileURLToPath(new URL('./node.js', import.meta.url));

async function resultsOfNode(engine: 'wasm' | 'evaluator', count: number): Promise<Results> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, engine, String(count)]);
  return JSON.parse(stdout) as Results;
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

  async function visit(count: number, policy: string): Promise<Visit> {
    const page = await browser.newPage();
    const warnings: string[] = [];
    const errors: string[] = [];
    page.on('console', (message) => (message.type() === 'warning' ? warnings : errors).push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    const query = new URLSearchParams({ count: String(count), policy });
    await page.goto(`${server.origin}/test/browser/page.html?${query.toString()}`);
    const text = await page.locator('#results').textContent({ timeout: 50_000 });
    await page.close();
    return { results: JSON.parse(text ?? '{}') as Results, warnings, errors };
  }

  test('every bit is as in Node, with a policy that allows no code from strings', async () => {
    const count = 100_000;
    const [page, node] = await Promise.all([
      visit(count, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
      resultsOfNode('wasm', count),
    ]);
    expect(page).toEqual({ results: node, warnings: [], errors: [] });
    expect(Object.keys(node.activations).length).toBeGreaterThan(10);
    expect(new Set(node.training).size).toBe(6);
  });

  test('where a policy forbids WebAssembly, the evaluator computes, and says so once', async () => {
    const count = 10_000;
    const [page, node] = await Promise.all([
      visit(count, "default-src 'none'; script-src 'self'"),
      resultsOfNode('evaluator', count),
    ]);
    expect(page.results).toEqual(node);
    expect(page.warnings).toHaveLength(1);
    expect(page.warnings[0]).toContain('WebAssembly');
  });
});
