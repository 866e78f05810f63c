/** Serves the repository's files to a page, with the content security policy that the page's address asks for. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

export interface Server {
  readonly origin: string;
  close(): void;
}

/** The modules of packages by their addresses, as bundlers and delivery networks write them. */
const linked = (code: string): string => code.replaceAll("from 'fflate'", "from '/node_modules/fflate/esm/browser.js'");

export async function startServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const policy = searchParams.get('policy');
    readFile(join(root, pathname)).then(
      (content) => {
        if (policy !== null) response.setHeader('content-security-policy', policy);
        response.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream');
        response.end(extname(pathname) === '.js' ? linked(String(content)) : content);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
