/**
 * The statements about cosign in README.md and docs/how-to that no other suite checks: `node suites/runners/claims.mjs [WORDS]`.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, judgeAndExit, needed } from './cases.mjs';
import { buildAndPush } from './images.mjs';
import { program, root } from './programs.mjs';

const CLI = join(root, 'packages', 'cli', 'dist', 'index.js');
const IDENTITY = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';

export function claimCases(sandbox) {
  const { host } = sandbox.registry;
  const { trustedRoot, signingConfig } = sandbox.files;
  const who = ['--certificate-identity', IDENTITY, '--certificate-oidc-issuer', sandbox.issuers.github];
  const ours = (args, folder, env = {}) =>
    program('node', [CLI, ...args, '--trusted-root', trustedRoot], { cwd: folder, env: { HOME: folder, ...env } });
  const theirs = (image, folder) =>
    program(needed('cosign'), ['verify', '--trusted-root', trustedRoot, '--allow-http-registry', ...who, image], {
      cwd: folder,
      env: { HOME: folder },
    });
  /** @type {import('./cases.mjs').Case[]} */
  const all = [
    [
      'an image with provenance and no signature',
      'cosign verify accepts it, we deny it',
      async (folder) => {
        const image = `${host}/claims/provenance-only@${await buildAndPush(`${host}/claims/provenance-only:1`, 'linux/amd64')}`;
        const attested = await ours(
          ['attest-provenance', '--image', image, '--signing-config', signingConfig],
          folder,
          sandbox.github(),
        );
        expect(attested.status === 0, 'not attested', attested.output);
        const cosign = await theirs(image, folder);
        expect(cosign.status === 0, `cosign ended with ${cosign.status}`, cosign.output);
        const gate = await ours(['verify', `oci://${image}`, ...who], folder);
        expect(gate.status === 1 && gate.output.includes('PREDICATE_TYPE_MISMATCH'), `we ended with ${gate.status}`, gate.output);
      },
    ],
    [
      'a wrong signer, no signature, and a registry that cannot be reached',
      'cosign ends with 1, 10, 1; we with 1, 1, 2',
      async (folder) => {
        const pushed = async (name) => `${host}/claims/${name}@${await buildAndPush(`${host}/claims/${name}:1`, 'linux/amd64')}`;
        const [foreign, unsigned] = [await pushed('foreign'), await pushed('unsigned')];
        const unreachable = `127.0.0.1:1/claims/app@sha256:${'0'.repeat(64)}`;
        const job = sandbox.github({ repository: 'mallory/app' });
        const signed = await ours(['sign-image', foreign, '--signing-config', signingConfig], folder, job);
        expect(signed.status === 0, 'not signed', signed.output);
        const images = [foreign, unsigned, unreachable];
        const cosign = await Promise.all(images.map((image) => theirs(image, folder)));
        const gate = await Promise.all(
          images.map((image) => ours(['verify', `oci://${image}`, '--timeout', '5s', ...who], folder)),
        );
        const statuses = [...cosign, ...gate].map(({ status }) => status).join(' ');
        const output = [...cosign, ...gate].map((one) => one.output).join('\n');
        expect(statuses === '1 10 1 1 1 2', `ended with ${statuses}`, output);
      },
    ],
  ];
  return all.map(([name, verdict, run]) => ({ runner: 'claims', name, verdict, run }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { startSandbox } = await import('@countersign/sandbox');
  const sandbox = await startSandbox();
  const only = process.argv[2];
  await judgeAndExit(claimCases(sandbox).filter(({ name }) => !only || name.includes(only)));
  await sandbox.stop();
}
