/**
 * Puts all files of a release into release/. The same sources give the same bytes.
 * `npm run release-files [-- --version VERSION --commit COMMIT --out FOLDER --image]`
 *   --tag      fails unless it is `v` and the version of package.json
 *   --version  default: that of package.json
 *   --commit   what references in the released texts name; default: the commit that is checked out
 *   --out      default: release
 *   --image    the container image, too: downloads about 130 MB the first time
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, sha256 } from './bundling/bundle.mjs';
import { tarGz } from './release/archive.mjs';
import { contents } from './release/contents.mjs';
import { checkRelease } from './release/fill.mjs';
import { sboms } from './release/sboms.mjs';

const { values } = parseArgs({
  options: {
    tag: { type: 'string' },
    version: { type: 'string' },
    image: { type: 'boolean', default: false },
    commit: { type: 'string' },
    out: { type: 'string', default: join(root, 'release') },
  },
});
const { version: own } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (values.tag !== undefined && values.tag !== `v${own}`) throw new Error(`the tag is ${values.tag}, and the version is ${own}`);
const head = () => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const release = checkRelease({
  version: values.version ?? own,
  commit: values.commit ?? head(),
});
const out = resolve(values.out);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sums = new Map();
const put = (name, bytes) => {
  writeFileSync(join(out, name), bytes);
  sums.set(name, sha256(bytes));
};
for (const [name, files] of contents(release)) put(name, await tarGz(files));
if (values.image) {
  const { image } = await import('./release/image/image.mjs');
  put(`countersign-${release.version}.oci.tar`, (await image(release)).archive);
}
for (const [name, text] of await sboms(release, sums)) put(name, text);
const lines = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => `${sum}  ${name}\n`);
writeFileSync(join(out, 'SHA256SUMS'), lines.join(''));
