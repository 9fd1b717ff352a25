/** Fails with the list of generated files that differ from the tables they are made from: action.yml, parts of READMEs and pages, component templates. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templates } from './build-components.mjs';
import { generated } from './gen-docs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stale = [...(await generated()), ...(await templates())].filter(
  ([path, content]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== content,
);
for (const [path] of stale) console.error(`out of date: ${path}`);
if (stale.length > 0) {
  console.error('Run: node scripts/gen-docs.mjs && node scripts/build-components.mjs');
  process.exit(1);
}
