// Writes packages/core/src/trust/public-good/embedded-root.ts from the seeds of @sigstore/tuf, so that the gate neither
// loads that package nor needs the network for its start of trust. Run it after updating @sigstore/tuf; a test compares both.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIRROR = 'https://tuf-repo-cdn.sigstore.dev';
const core = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'core');
const fromCore = createRequire(join(core, 'package.json'));

const seed = fromCore('@sigstore/tuf/seeds.json')[MIRROR];
const tufRoot = Buffer.from(seed['root.json'], 'base64').toString('utf8');
const trustedRoot = Buffer.from(seed.targets['trusted_root.json'], 'base64').toString('utf8');
const { version, expires, 'x-tuf-on-ci-expiry-period': lifetime } = JSON.parse(tufRoot).signed;
/** tuf-on-ci signs for a whole period: the metadata contain no other date of signing. */
const since = new Date(Date.parse(expires) - lifetime * 86_400_000).toISOString();
const digest = createHash('sha256').update(trustedRoot).digest('hex');

async function write(name, doc, constant, fields) {
  const lines = [
    `// Written by scripts/update-public-good-root.mjs; do not edit.`,
    '',
    `/** ${doc} */`,
    `export const ${constant} = {`,
    ...fields,
    '} as const;',
    '',
  ];
  const file = join(core, 'src', 'trust', 'public-good', name);
  const prettier = await import('prettier');
  writeFileSync(file, await prettier.format(lines.join('\n'), { ...(await prettier.resolveConfig(file)), parser: 'typescript' }));
}

await write(
  'embedded-root.ts',
  'The public-good Sigstore instance as its TUF repository described it when this file was written.',
  'PUBLIC_GOOD',
  [
    `  mirror: '${MIRROR}',`,
    `  /** When the TUF root of the same moment was signed; for messages. */`,
    `  since: '${since}',`,
    `  /** Of trusted_root.json. */`,
    `  digest: 'sha256:${digest}',`,
    `  trustedRoot: ${JSON.stringify(trustedRoot)},`,
  ],
);
await write(
  'embedded-tuf-root.ts',
  "Where the public-good instance's TUF chain of trust starts; loaded only to refresh.",
  'PUBLIC_GOOD_TUF',
  [`  rootVersion: ${version},`, `  root: ${JSON.stringify(tufRoot)},`],
);
console.log(`TUF root v${version} (expires ${expires}), trusted_root.json sha256:${digest}`);
