/** Summaries of nested and wide models, line for line as Keras prints them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modelFromJSON } from 'hillock';
import { camelCase } from '../../src/objects/spelling.js';

interface Golden {
  readonly models: readonly {
    readonly name: string;
    readonly json: string;
    readonly summaries: readonly { readonly arguments: Record<string, unknown>; readonly text: string }[];
  }[];
}

const { models } = JSON.parse(readFileSync(new URL('goldens/summaries.json', import.meta.url), 'utf8')) as Golden;

describe.each(models.map((golden) => [golden.name, golden] as const))('%s', (_, { json, summaries }) => {
  test.each(summaries.map((summary) => [JSON.stringify(summary.arguments), summary] as const))('%s', (__, summary) => {
    const options = Object.entries(summary.arguments).map(([name, value]) => [camelCase(name), value]);
    // A summary that is told no width has that of the goldens' console.
    const lineLength = summary.text.split('\n')[1]!.length;
    let text = '';
    modelFromJSON(json).summary({ lineLength, ...Object.fromEntries(options), printFn: (each) => (text += each) });
    expect(text.trimEnd()).toBe(summary.text);
  });
});
