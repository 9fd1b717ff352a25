/**
 * An own key beside keyless: one run makes both signatures, and a policy requires both. To take one of them away is of no use: each is required
 * by itself.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runAction, runCli } from '../../scripts/run-action.mjs';
import { refused, worked } from './story.mjs';

const policy = (issuer) => `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: two-signatures}
trust: {public: {root: public-root.json, log-entries: 1, timestamps: 1}}
signers:
  release:
    github:
      issuer: ${issuer}
      source: {repository: acme/greeter, refs: ["refs/tags/v*"]}
      workflow: .github/workflows/release.yml
    trust: public
  company: {key: {file: company.pub}, trust: public}
rules:
  - name: packages
    match: {paths: ["**/*.tgz", "*.tgz"]}
    require:
      - signature: {by: release}
      - signature: {by: company}
`;

/**
 * @param {{sigstore: any, tarball: string, folder: string, stripped: string, job: any, instance: object}} scene
 *   `folder` and `stripped` are empty folders: for both signatures, and for the artifact that has lost one
 */
export async function ownKey({ sigstore, tarball, folder, stripped, job, instance }) {
  const tgz = basename(tarball);
  const step = { ...job, cwd: folder, env: { ...job.env, KEY_PASSWORD: 'a password for the demo' } };
  mkdirSync(folder, { recursive: true });
  copyFileSync(tarball, join(folder, tgz));
  copyFileSync(sigstore.files.trustedRoot, join(folder, 'public-root.json'));
  writeFileSync(join(folder, 'policy.yaml'), policy(sigstore.issuers.github));

  const password = ['--key-password', 'env://KEY_PASSWORD'];
  worked('countersign keys generate', await runCli(['keys', 'generate', '--output', 'company.key', ...password], step), [
    join(folder, 'company.pub'),
  ]);
  const inputs = { paths: tgz, keys: ['keyless', 'company.key'], 'key-password': 'env://KEY_PASSWORD', ...instance };
  worked('sign-blob with keys: keyless and company.key: one run, two bundles', await runAction('sign-blob', inputs, step), [
    join(folder, `${tgz}.sigstore.json`),
    join(folder, `${tgz}.company.sigstore.json`),
  ]);

  const judge = async (cwd) => {
    const report = join(cwd, 'report.json');
    const asked = { policies: join(folder, 'policy.yaml'), paths: tgz, reports: `json=${report}` };
    return { ...(await runAction('verify-gate', asked, { ...job, cwd })), report };
  };
  worked('verify-gate: a policy that requires both signatures allows the package', await judge(folder));

  copyFileSync(tarball, join(stripped, tgz));
  copyFileSync(join(folder, `${tgz}.sigstore.json`), join(stripped, `${tgz}.sigstore.json`));
  refused('the signature of the company key was taken away', await judge(stripped), ['KEY_MISMATCH']);
}
