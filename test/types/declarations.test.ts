import { describe, expect, onTestFinished, test } from 'vitest';
import * as hillock from 'hillock';
import { temporaryFolder } from '../support/temporary-files.js';
import { compile, programs, userFolder, type Setting } from './compilation.js';

const settings: readonly Setting[] = [
  { compiler: 'newest', module: 'bundler' },
  { compiler: 'newest', module: 'nodenext' },
  { compiler: 'oldest', module: 'bundler' },
  { compiler: 'oldest', module: 'nodenext' },
];

/** A program that exports every public class and function, instances of the classes, and classes that extend them. */
function everything(): string {
  const { activations, callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers, ops } =
    hillock;
  const { schedules } = optimizers;
  const namespaces = {
    activations,
    callbacks,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    ops,
    optimizers,
    regularizers,
  };
  const lines = Object.entries({ ...namespaces, 'optimizers.schedules': schedules }).flatMap(([namespace, members]) =>
    Object.entries(members as object).flatMap(([name, member]) => {
      if (typeof member !== 'function') return [];
      const [place, id] = [`${namespace}.${name}`, `${namespace.replace('.', '_')}_${name}`];
      const alias = `export const ${id} = ${place};`;
      if (!/^[A-Z]/.test(name) || place === 'layers.Input') return [alias];
      const instance = `InstanceType<typeof ${place}>`;
      return [
        alias,
        `export const of_${id} = (x: ${instance}) => ({ x });`,
        `export abstract class Own_${id} extends ${place} { own = 1 }`,
      ];
    }),
  );
  return [`import { ${Object.keys(namespaces).join(', ')} } from 'hillock';`, ...lines].join('\n');
}

describe.each(settings)('programs of users with the $compiler compiler, $module', (setting) => {
  test('compile, have declarations, and mistakes in them are found where they are', { timeout: 300_000 }, async () => {
    const folder = await temporaryFolder();
    onTestFinished(folder.remove);
    userFolder(folder.path, { ...programs(), 'everything.ts': everything() });
    const { messages, declarations } = compile(folder.path, setting);
    expect(messages).toEqual([]);
    const exported = declarations.get('exports.d.ts')!;
    expect(exported).toContain('export declare const dense: layers.Dense;');
    expect(exported).toContain('export declare const adam: optimizers.Adam;');
    expect(exported).not.toMatch(/: any;/);
  });
});
