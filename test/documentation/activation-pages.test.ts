/** The pages of docs/activations are what the generator writes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { activations } from '../../src/index.js';
import { activationPages, folder } from '../../tools/documentation/pages.js';
import { activationPicture } from '../../tools/documentation/pictures.js';

test('npm run docs:activations would change nothing', async () => {
  const written = await activationPages(activations);
  const committed = readdirSync(folder).filter((name) => name.endsWith('.md'));
  expect(committed.sort()).toEqual([...written.keys()].sort());
  for (const [name, text] of written) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});

test('a picture is the same whatever was drawn before it, and shares no name with another', async () => {
  const idsOf = (svg: string): string[] => Array.from(svg.matchAll(/ id="([^"]*)"/g), ([, id]) => id!);
  const [first, other, again] = [
    await activationPicture('relu'),
    await activationPicture('elu'),
    await activationPicture('relu'),
  ];
  expect(again).toBe(first);
  expect(idsOf(first).length).toBeGreaterThan(0);
  for (const [, id] of first.matchAll(/url\(#([^)]*)\)/g)) expect(idsOf(first)).toContain(id);
  expect(idsOf(first).filter((id) => idsOf(other).includes(id))).toEqual([]);
});

test('each activation has its picture, which shows its function and its derivative', () => {
  for (const identifier of activations.list()) {
    const picture = readFileSync(join(folder, `${identifier}.svg`), 'utf8');
    expect(picture, identifier).toMatch(/^<svg [^>]*xmlns=/);
    const curves = picture.match(/aria-roledescription="line mark"/g) ?? [];
    expect(curves.length, identifier).toBeGreaterThanOrEqual(2);
  }
});

test('all pictures have one scale, and no ground of their own', () => {
  const scaleOf = (svg: string): unknown => [
    /<svg [^>]*viewBox="([^"]*)"/.exec(svg)![1],
    Array.from(svg.matchAll(/aria-label="((?:X|Y)-axis[^"]*)"/g), ([, label]) => label),
    Array.from(svg.matchAll(/<line [^>]*transform="([^"]*)"/g), ([, place]) => place),
  ];
  const pictures = activations.list().map((identifier) => readFileSync(join(folder, `${identifier}.svg`), 'utf8'));
  for (const picture of pictures) {
    expect(scaleOf(picture)).toEqual(scaleOf(pictures[0]!));
    expect(picture).not.toMatch(/<rect[^>]*fill="#/);
  }
});
