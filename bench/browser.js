/** A browser with pages in which the built library works: cross-origin isolated, so that it may share memory between threads. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasChromium, launchChromium } from '../test/browser/chromium.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const types = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' };

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** The files of the repository. */
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  try {
    const content = await readFile(join(root, normalize(pathname)));
    response.writeHead(200, { ...isolation, 'content-type': types[extname(pathname)] ?? 'application/octet-stream' });
    response.end(content);
  } catch {
    response.writeHead(404, isolation).end();
  }
});

export async function openBrowser() {
  if (!hasChromium) throw new Error('there is no build of Chromium for this kind of machine');
  const browser = await launchChromium();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}/bench/page.html`;
  return {
    async openPage(contestant) {
      const page = await browser.newPage();
      await page.goto(address, { timeout: 0 });
      await page.evaluate((given) => globalThis.begin(given), contestant);
      return {
        answer: async (question) => {
          const answer = await page.evaluate((given) => globalThis.answer(given), question);
          return question.ask === 'start' ? { ...answer, version: browser.version() } : answer;
        },
        end: () => page.close(),
      };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
