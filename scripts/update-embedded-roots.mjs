/**
 * Writes the trusted roots that releases embed, with the TUF roots where their chains of trust start, so that neither the gate nor a
 * machine without network needs anything else. A test compares what is embedded.
 *
 *   node scripts/update-embedded-roots.mjs public-good
 *     from the seeds of @sigstore/tuf; run it after updating that package.
 *   node scripts/update-embedded-roots.mjs github ROOT.json TRUSTED_ROOT.json
 *     ROOT.json: a TUF root of https://tuf-repo.github.com. It must be signed by a threshold of the root keys of the one that the
 *     GitHub CLI embeds (FIRST below), and by a threshold of its own. TRUSTED_ROOT.json: the target `trusted_root.json` of that
 *     repository. Both are in the crate sigstore-trust-root (repository/tuf_github_root.json, src/trusted_root_github.json); with
 *     network, `countersign trust export github --output TRUSTED_ROOT.json` gives the second one.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'core');
const fromCore = createRequire(join(core, 'package.json'));
const trust = join(core, 'src', 'trust');
/** Root 3 as cli/cli embeds it, in pkg/cmd/attestation/verification/embed/tuf-repo.github.com; so does gh 2.103.3. */
const FIRST = join(trust, 'testing', 'github-instance', 'gh-3.root.json');

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function publicGood() {
  const mirror = 'https://tuf-repo-cdn.sigstore.dev';
  const seed = fromCore('@sigstore/tuf/seeds.json')[mirror];
  return {
    ...{
      name: 'public-good',
      constant: 'PUBLIC_GOOD',
      title: 'the public-good Sigstore instance',
      origin: '@sigstore/tuf',
      mirror,
    },
    tufRoot: Buffer.from(seed['root.json'], 'base64').toString('utf8'),
    trustedRoot: Buffer.from(seed.targets['trusted_root.json'], 'base64').toString('utf8'),
  };
}

function github(rootFile, trustedRootFile) {
  if (!rootFile || !trustedRootFile) throw new Error('github needs ROOT.json and TRUSTED_ROOT.json');
  const { Metadata, MetadataKind } = createRequire(fromCore.resolve('tuf-js'))('@tufjs/models');
  const read = (text) => Metadata.fromJSON(MetadataKind.Root, JSON.parse(text));
  const tufRoot = readFileSync(rootFile, 'utf8');
  const [first, next] = [read(readFileSync(FIRST, 'utf8')), read(tufRoot)];
  first.verifyDelegate(MetadataKind.Root, first);
  first.verifyDelegate(MetadataKind.Root, next);
  next.verifyDelegate(MetadataKind.Root, next);
  return {
    ...{ name: 'github', constant: 'GITHUB', title: "GitHub's own Sigstore instance" },
    origin: 'the crate sigstore-trust-root (its TUF root is signed by the keys of the one in the GitHub CLI)',
    mirror: 'https://tuf-repo.github.com',
    tufRoot,
    trustedRoot: readFileSync(trustedRootFile, 'utf8'),
  };
}

async function write({ name, constant, title, origin, mirror, tufRoot, trustedRoot }) {
  const { version, expires, 'x-tuf-on-ci-expiry-period': lifetime } = JSON.parse(tufRoot).signed;
  /** tuf-on-ci signs for a whole period: the metadata contain no other date of signing. */
  const since = new Date(Date.parse(expires) - lifetime * 86_400_000).toISOString();
  const digest = sha256(trustedRoot);
  const head = `// Written by scripts/update-embedded-roots.mjs from ${origin}; do not edit.`;
  await format(join(trust, name, 'embedded-root.ts'), [
    head,
    '',
    `/** ${title[0].toUpperCase()}${title.slice(1)} as its TUF repository described it when this file was written. */`,
    `export const ${constant} = {`,
    `  mirror: '${mirror}',`,
    `  /** When the TUF root of the same moment was signed; for messages. */`,
    `  since: '${since}',`,
    `  /** Of trusted_root.json. */`,
    `  digest: 'sha256:${digest}',`,
    `  trustedRoot: ${JSON.stringify(trustedRoot)},`,
    '} as const;',
    '',
  ]);
  await format(join(trust, name, 'embedded-tuf-root.ts'), [
    head,
    '',
    `/** Where the TUF chain of trust of ${title} starts; loaded only to refresh. */`,
    `export const ${constant}_TUF = {`,
    `  rootVersion: ${version},`,
    `  root: ${JSON.stringify(tufRoot)},`,
    '} as const;',
    '',
  ]);
  console.log(`${name}: TUF root ${version} (expires ${expires}), trusted_root.json sha256:${digest}`);
}

async function format(file, lines) {
  const prettier = await import('prettier');
  const options = { ...(await prettier.resolveConfig(file)), parser: 'typescript' };
  writeFileSync(file, await prettier.format(lines.join('\n'), options));
}

const [instance, ...files] = process.argv.slice(2);
if (instance === 'public-good') await write(publicGood());
else if (instance === 'github') await write(github(...files));
else throw new Error('public-good, or github ROOT.json TRUSTED_ROOT.json');
