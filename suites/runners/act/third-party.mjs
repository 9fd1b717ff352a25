import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deploys, needed, refuses } from '../cases.mjs';
import { program, root } from '../programs.mjs';
import { workflowRun } from './workflow-run.mjs';

/** What a vendor released: an archive and its bundle, signed in the vendor's workflow, by our command line or by cosign. */
async function vendorRelease(sandbox, folder, tag, signer) {
  const release = join(folder, 'release');
  mkdirSync(join(folder, 'files'), { recursive: true });
  mkdirSync(release);
  writeFileSync(join(folder, 'files', 'widget'), '#!/bin/sh\necho widget 2.1.0 >> "$COUNTERSIGN_RUNNER_DEPLOYED"\n', {
    mode: 0o755,
  });
  const archive = join(release, 'widget-linux-amd64.tar.gz');
  await program('tar', ['-czf', archive, '-C', join(folder, 'files'), 'widget']);
  const ref = `refs/tags/${tag}`;
  const claims = { repository: 'widgets/widget', ref };
  const trust = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
  const { status, output } =
    signer === 'cosign'
      ? await program(
          needed('cosign'),
          [
            'sign-blob',
            '-y',
            '--bundle',
            `${archive}.sigstore.json`,
            ...trust,
            '--identity-token',
            await sandbox.token('github', claims),
            archive,
          ],
          { env: { HOME: folder } },
        )
      : await program('node', [join(root, 'packages/cli/dist/index.js'), 'sign-blob', archive, ...trust], {
          env: { ...sandbox.github(claims), HOME: folder },
        });
  if (status !== 0) throw new Error(output);
  return release;
}

/** @returns {import('../cases.mjs').Case[]} */
export function thirdPartyCases(sandbox) {
  /** @param {string} folder @param {string} tag @param {{signer?: any, [option: string]: any}} options */
  const run = async (folder, tag, { signer, ...more } = {}) => {
    const release = await vendorRelease(sandbox, folder, tag, signer);
    return workflowRun(sandbox, folder, {
      workflow: 'examples/github/verify-third-party.yml',
      policy: 'examples/github/verify-third-party.policy.yaml',
      as: 'verify-third-party.yml',
      event: 'pull_request',
      replace: { 'https://github.com/widgets/widget/releases/download/v2.1.0': pathToFileURL(release).href },
      ...more,
    });
  };
  return [
    [
      'verify-third-party: the version asked for',
      'run',
      async (folder) => deploys(await run(folder, 'v2.1.0'), /^widget 2\.1\.0$/),
    ],
    [
      'verify-third-party: signed by the vendor with cosign',
      'run',
      async (folder) => deploys(await run(folder, 'v2.1.0', { signer: 'cosign' }), /^widget 2\.1\.0$/),
    ],
    [
      'verify-third-party: an older version in its place',
      'refused, not run',
      async (folder) => refuses(await run(folder, 'v2.0.9'), 'SOURCE_MISMATCH', 'v2.0.9'),
    ],
  ];
}
