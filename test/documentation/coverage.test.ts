/** The page of what of Keras is here is what the generator writes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coverage, coveragePage, pagePath } from '../../tools/documentation/coverage.js';

// The compiler reads all sources for it.
const timeout = 180_000;

test('npm run coverage:docs would change nothing', { timeout }, async () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(await coveragePage());
});

test('what is known to be here, or not, is found to be', { timeout }, () => {
  const rows = new Map(
    coverage().flatMap(({ namespace, rows }) => rows.map((row) => [`${namespace}.${row.name}`, row])),
  );
  const stateOf = (name: string): string | undefined => rows.get(name)?.state;
  expect(stateOf('layers.LSTM')).toBe('yes');
  expect(stateOf('activations.relu')).toBe('yes');
  // An option that is refused is not there.
  expect(rows.get('layers.Dense')).toMatchObject({ state: 'partly', note: 'without LoRA, quantization (later)' });
  expect(rows.get('layers.TFSMLayer')).toMatchObject({ state: 'no', note: 'needs TensorFlow' });
  // Another name for a thing has no row of its own.
  expect(stateOf('layers.Convolution2D')).toBeUndefined();
});
