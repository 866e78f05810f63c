/** Serves the repository's files to a page, with the policies that the page's address asks for. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFile } from '../support/model-packs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

export interface Server {
  readonly origin: string;
  close(): void;
}

/** The modules of packages by their addresses, as bundlers and delivery networks write them. */
const linked = (code: string): string =>
  code
    .replaceAll("from 'fflate'", "from '/node_modules/fflate/esm/browser.js'")
    .replaceAll("import('h5wasm')", "import('/node_modules/h5wasm/dist/esm/hdf5_hl.js')");

/** A file of the repository, or one in a pack of models: `/packs/models/mlp-adam/model.keras`. */
async function contentAt(pathname: string): Promise<Uint8Array> {
  const packed = /^\/packs\/(models|public-models)\/(.*)$/.exec(pathname);
  return packed === null ? readFile(join(root, pathname)) : modelFile(packed[1] as 'models', packed[2]!);
}

export async function startServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const policy = searchParams.get('policy');
    const referrer = new URL(request.headers.referer ?? 'http://localhost');
    const isIsolated = [searchParams, referrer.searchParams].some((each) => each.has('isolated'));
    contentAt(pathname).then(
      (content) => {
        if (policy !== null) response.setHeader('content-security-policy', policy);
        if (isIsolated) {
          response.setHeader('cross-origin-opener-policy', 'same-origin');
          response.setHeader('cross-origin-embedder-policy', 'require-corp');
        }
        response.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream');
        response.end(extname(pathname) === '.js' ? linked(new TextDecoder().decode(content)) : content);
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
