/** `npm run coverage:docs`: writes docs/coverage.md. */
import { writeFileSync } from 'node:fs';
import { coveragePage, pagePath } from './coverage.js';

writeFileSync(pagePath, await coveragePage());
