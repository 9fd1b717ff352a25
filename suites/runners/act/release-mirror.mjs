import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSigningConfig } from '@countersign/core/trust';
import { makeRun } from '@countersign/surface/node-run';
import { VERSION } from '@countersign/surface/version';
import { tarGz } from '../../../scripts/release/archive.mjs';
import { commandLineArchive } from '../../../scripts/release/contents.mjs';
import { ourAction } from '../workflow.mjs';

const quiet = () => {};
const log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  group: (_, body) => body(),
  mask: (text) => text,
  secret: quiet,
};

/**
 * A mirror with the command line of this checkout as a release, signed in the sandbox as the release workflow signs it.
 * @param {any} sandbox
 * @param {string} folder
 * @param {{version?: string, signer?: object}} release
 */
export async function releaseMirror(sandbox, folder, { version = VERSION, signer = {} } = {}) {
  const { signRelease } = await import(new URL('../../../tests/testing/signed-release.ts', import.meta.url).href);
  const config = sandbox.files.signingConfig;
  const studio = {
    sandbox,
    signingConfig: readSigningConfig(readFileSync(config), config),
    run: (env) => makeRun({ env, network: 'all', timeout: 60_000, log, emit: quiet, cwd: folder, insecureHosts: [] }),
  };
  const bytes = await tarGz(commandLineArchive({ version, commit: 'c0de'.repeat(10) }));
  const bundle = await signRelease(studio, bytes, { ref: `refs/tags/v${version}`, ...signer });
  const release = join(folder, 'mirror', `v${version}`);
  mkdirSync(release, { recursive: true });
  writeFileSync(join(release, `countersign-${version}.tar.gz`), bytes);
  writeFileSync(join(release, `countersign-${version}.tar.gz.sigstore.json`), bundle);
  return join(folder, 'mirror');
}

/** Points every step with `setup` to a mirror, and to the trusted root of the sandbox. */
export function fromMirror(steps, mirror, root) {
  const digest = createHash('sha256').update(readFileSync(root)).digest('hex');
  for (const step of steps)
    if (ourAction(step) === 'setup') step.with = { ...step.with, mirror, 'trust-digest': `sha256:${digest}` };
}
