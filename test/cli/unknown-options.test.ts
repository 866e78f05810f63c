/** No command ignores an option or an argument: what is listed in the help is called with too much. */
import { describe, expect, test } from 'vitest';
import { hillock } from './hillock.js';

/** What each command needs before anything else is looked at, and whether it takes more than that. */
const needed: Readonly<Record<string, { readonly given: readonly string[]; readonly takesMore?: true }>> = {
  activations: { given: [] },
  eval: { given: ['relu', '1'], takesMore: true },
  plot: { given: ['relu'], takesMore: true },
  explain: { given: ['relu'] },
  inspect: { given: ['model.keras'] },
  convert: { given: ['a.keras', 'b.keras'] },
  predict: { given: ['model.keras', 'x.npy'], takesMore: true },
  compare: { given: ['model.keras'] },
  help: { given: ['eval'] },
};

const { output } = await hillock(['--help']);
const commands = [...output.slice(output.indexOf('Commands:')).matchAll(/^ {2}([a-z]\S*)/gm)].map(([, name]) => name!);

test('every command has a row', () => {
  expect(commands).toEqual(Object.keys(needed));
});

describe.each(commands)('hillock %s', (name) => {
  const { given, takesMore } = needed[name]!;

  test('refuses an option that it does not have', async () => {
    const { status, output, errors } = await hillock([name, ...given, '--bogus']);
    expect([status, output, errors]).toEqual([2, '', `hillock ${name}: unknown option '--bogus'.\n`]);
  });

  test.skipIf(takesMore === true)('refuses an argument too many', async () => {
    const { status, output, errors } = await hillock([name, ...given, 'more']);
    expect([status, output]).toEqual([2, '']);
    expect(errors).toContain(`hillock ${name}: too many arguments`);
  });
});

test('without a command, too', async () => {
  const { status, errors } = await hillock(['--bogus']);
  expect([status, errors]).toEqual([2, "hillock: unknown option '--bogus'.\n"]);
});
