/** Our gate's policies over what real services certify: extensions of GitHub and GitLab, provenance, the pinned image. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runAction } from '../../../scripts/run-action.mjs';
import { REAL_PEERS } from '../stack.mjs';
import { PROVENANCE, TEST } from '../writers.mjs';
import { write } from './bundles.mjs';

const policy = (instance, who, project, requirement) => `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: interop}
trust:
  real: {root: root.json}
signers:
  release:
${
  who === 'github'
    ? `    github:
      issuer: ${instance.issuers.github}
      source: {repository: ${project}, refs: [refs/heads/main]}
      workflow: .github/workflows/release.yml`
    : `    gitlab:
      issuer: ${instance.issuers.gitlab}
      source: {project: ${project}, refs: [refs/heads/main]}
      config: .gitlab-ci.yml`
}
    trust: real
rules:
  - name: packages
    match: {paths: ["**"]}
    require:
      - ${requirement}
`;

const REQUIREMENTS = [
  { type: undefined, text: 'signature: {by: release}' },
  { type: PROVENANCE, text: 'provenance: {by: release, min-level: 2}' },
  { type: TEST, text: `attestation: {type: "${TEST}", by: release}` },
];

export function gateCases({ folder, stack }) {
  return /** @type {const} */ (['ours', 'cosign']).flatMap((writer) =>
    ['github', 'gitlab'].flatMap((who) =>
      REQUIREMENTS.filter(({ type }) => (writer === 'ours' ? type !== TEST : type !== PROVENANCE || who === 'github')).map(
        ({ type, text }) => ({
          group: 'Our gate on what real services certify',
          name: `policy "${text.split(':')[0]}", ${who === 'github' ? 'GitHub' : 'GitLab'} signer`,
          direction: `${writer} → verify-gate`,
          needs: REAL_PEERS,
          run: async () => {
            const instance = stack.real23;
            const { file, bundle } = await write(folder, { instance, writer, type, who });
            const decide = async (project) => {
              const cwd = join(folder, 'gate', randomUUID());
              mkdirSync(cwd, { recursive: true });
              copyFileSync(file, join(cwd, basename(file)));
              copyFileSync(instance.trustedRoot, join(cwd, 'root.json'));
              writeFileSync(join(cwd, 'policy.yaml'), policy(instance, who, project, text));
              const inputs = { paths: basename(file), policies: 'policy.yaml', evidence: bundle };
              return runAction('verify-gate', inputs, { env: await instance.environment('github'), cwd, scratch: cwd });
            };
            const good = await decide('acme/app');
            if (good.status !== 0 || good.outputs.decision !== 'allowed') throw new Error(`refused what is good\n${good.output}`);
            const bad = await decide('acme/other');
            if (bad.status !== 1 || bad.outputs.decision !== 'denied')
              throw new Error(`not denied: another project\n${bad.output}`);
            return 'allowed; another project denied';
          },
        }),
      ),
    ),
  );
}
