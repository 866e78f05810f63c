/** The package as its users' tools see it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('publint finds nothing', async () => {
  const { messages, pkg } = await publint({ pkgDir: root, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('its types resolve, by Are the types wrong', async () => {
  const command = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const options = ['--pack', '.', '--profile', 'esm-only', '--no-color'];
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...options], {
    cwd: root,
    // Packing would build anew, and take dist/ away from the tests that run beside this one.
    env: { ...process.env, npm_config_ignore_scripts: 'true' },
  });
  expect(stdout).toContain('hillock v');
});

describe('everything that it names is in it', () => {
  /** What `npm pack` would put into the package. */
  async function packedFiles(): Promise<Set<string>> {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      maxBuffer: 2 ** 26,
    });
    const [packed] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    return new Set(packed.files.map(({ path }) => path));
  }

  let files: Set<string>;
  beforeAll(async () => {
    files = await packedFiles();
  }, 60_000);

  /** Targets of links inside the package, of texts and pictures, without the places within a page. */
  const linksIn = (path: string): string[] =>
    Array.from(read(path).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!)
      .filter((target) => !/^(https?:|#)/.test(target))
      .map((target) => posix.normalize(posix.join(posix.dirname(path), target.replace(/#.*$/, ''))));

  test('the targets of all links', () => {
    const pages = [...files].filter((path) => path.endsWith('.md'));
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/README.md']));
    const broken = pages.flatMap((page) =>
      linksIn(page)
        .filter(
          (target) =>
            !files.has(target) && ![...files].some((path) => path.startsWith(`${target.replace(/\/$/, '')}/`)),
        )
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('the places within pages to which links lead', () => {
    const placeOf = (heading: string): string =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- ]/gu, '')
        .replaceAll(' ', '-');
    const placesOn = (page: string): Set<string> => {
      const prose = read(page).replace(/```.*?```/gs, '');
      return new Set(Array.from(prose.matchAll(/^#+ (.*)$/gm), ([, heading]) => placeOf(heading!)));
    };
    const places = [...files]
      .filter((path) => path.endsWith('.md'))
      .flatMap((page) =>
        Array.from(read(page).matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g), ([, target, place]) => ({
          page: target === '' ? page : posix.normalize(posix.join(posix.dirname(page), target!)),
          place: place!,
        })),
      );
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter(({ page, place }) => !placesOn(page).has(place))).toEqual([]);
  });

  test('the source maps, and their sources', () => {
    const broken: string[] = [];
    const scripts = [...files].filter((path) => path.startsWith('dist/') && /\.(js|ts)$/.test(path));
    expect(scripts.length).toBeGreaterThan(100);
    for (const script of scripts) {
      const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(read(script))?.[1];
      if (map === undefined) continue;
      const path = posix.join(posix.dirname(script), map);
      if (!files.has(path)) broken.push(`${script}: ${path}`);
      else {
        const { sources } = JSON.parse(read(path)) as { sources: string[] };
        for (const source of sources) {
          const target = posix.join(posix.dirname(path), source);
          if (!files.has(target)) broken.push(`${path}: ${target}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  test('the modules of all its paths', () => {
    const { exports } = JSON.parse(read('package.json')) as {
      exports: Record<string, string | Record<string, string>>;
    };
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    expect(targets.filter((target) => !files.has(target.replace('./', '')))).toEqual([]);
  });
});

test('nobody has to fill in who made it and what is allowed', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
  for (const field of ['name', 'version', 'description', 'author', 'license', 'keywords']) {
    expect(manifest[field], field).toBeTruthy();
  }
  expect(read('LICENSE')).not.toMatch(/\[(yyyy|name of copyright owner)\]/);
  expect(read('CHANGELOG.md')).toContain(`## ${String(manifest['version'])} `);
});

test('installing it runs nothing', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /install|prepare|prepublish/.test(name))).toEqual([]);
});

test('the lock file names no place to download from', () => {
  expect(read('package-lock.json')).not.toContain('"resolved": "http');
});
