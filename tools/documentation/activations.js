/** `npm run docs:activations`: writes docs/activations, the pages and their pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activations } from '../../dist/index.js';
import { activationPages, folder } from './pages.js';
import { activationPicture } from './pictures.js';

mkdirSync(folder, { recursive: true });
for (const [name, text] of await activationPages(activations)) writeFileSync(join(folder, name), text);
for (const identifier of activations.list()) {
  writeFileSync(join(folder, `${identifier}.svg`), await activationPicture(identifier));
}
