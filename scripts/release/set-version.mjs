/** After `changeset version`: gives the root's package.json and the program the version of the packages. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bundling/bundle.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'));
for (const [path, pattern] of /** @type {const} */ ([
  ['package.json', /(?<="version": ")[^"]+/],
  ['packages/surface/src/version.ts', /(?<=VERSION = ')[^']+/],
])) {
  const file = join(root, path);
  writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, version));
}
