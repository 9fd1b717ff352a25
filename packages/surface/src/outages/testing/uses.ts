import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSubject } from '@countersign/core/artifacts';
import { CountersignError, type Code } from '@countersign/core/errors';
import { prover, runGate, type GateOptions } from '@countersign/core/gate';
import { createRegistry } from '@countersign/core/registry';
import { attestProvenance, signFiles, signImages, type SigningReport, type SignOptions } from '@countersign/core/signing';
import { loadTrust, type SigningConfig, type TrustedRoot } from '@countersign/core/trust';
import { netGithubApi } from '../../../../core/src/evidence/github-api.js';
import type { TestRun } from '../../../../core/src/net/testing/test-run.js';
import type { Service } from '../table.js';
import {
  AWS_KEY,
  AWS_ROLE,
  AZURE_CLIENT,
  AZURE_TENANT,
  GITHUB_TOKEN,
  GOOGLE_KEY,
  GOOGLE_PROVIDER,
  VAULT_KEY,
} from './credentials.js';
import type { Front } from './front.js';
import { ARTIFACT, IMAGE, type Stage } from './stage.js';

/** What an error says, wherever it was reported. */
export interface Told {
  readonly code: Code | undefined;
  readonly message: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;
}

/** What one run has. */
export interface Use {
  readonly stage: Stage;
  readonly run: TestRun;
  readonly front: Front;
  readonly config: SigningConfig;
  readonly root: TrustedRoot;
  readonly subjects: readonly FileSubject[];
  readonly folder: string;
}

const signing = ({ run, config, root }: Use): SignOptions => ({
  signingConfig: config,
  transparencyLog: 'required',
  trustedLogs: root.transparencyLogs,
  isPublic: false,
  verify: prover(root, run.clock, { transparencyLog: 'required' }),
});

const sign = async (use: Use): Promise<void> =>
  refuseFailures(await signFiles(use.run, { ...signing(use), subjects: use.subjects }));

const signWithKey = async (use: Use, key: string, keyLogin: readonly string[] = []): Promise<void> =>
  refuseFailures(await signFiles(use.run, { ...signing(use), subjects: use.subjects, keys: [key], keyLogin }));
const signAtGoogle = (use: Use) => signWithKey(use, `gcpkms://${GOOGLE_KEY}`, [`gcp provider=${GOOGLE_PROVIDER}`]);
const signAtAzure = (use: Use) =>
  signWithKey(use, 'azurekms://myvault.vault.azure.net/release', [`azure tenant=${AZURE_TENANT} client=${AZURE_CLIENT}`]);

const policyOf = ({ stage }: Use, match: string, root: string): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
${root}signers:
  release: {github: {issuer: ${stage.studio.sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}${root === '' ? '' : ', trust: public'}}
rules: [{name: all, match: ${match}, require: [signature: {by: release}]}]
`;
const OWN_ROOT = 'trust: {public: {root: root.json}}\n';

async function gate(use: Use, policy: string, options: GateOptions): Promise<void> {
  writeFileSync(join(use.folder, 'policy.yaml'), policy);
  const { decision } = await runGate(use.run, { ...options, policies: ['policy.yaml'] });
  if (decision.outcome === 'allowed') return;
  const refused = [
    ...decision.problems,
    ...decision.policies.flatMap(({ subjects }) => subjects.flatMap(({ rules }) => rules.flatMap((rule) => rule.requirements))),
  ].find(({ outcome }) => outcome !== 'allowed');
  throw new Refused(
    refused === undefined
      ? { code: undefined, message: decision.outcome, expected: undefined, found: undefined, hint: undefined }
      : refused,
  );
}

/** What a run of the product does with each service. */
export const USES: Readonly<Record<Service, (use: Use) => Promise<void>>> = {
  issuer: sign,
  issuerKeys: async (use) => refuseFailures(await attestProvenance(use.run, { ...signing(use), subjects: use.subjects })),
  fulcio: sign,
  rekorV1: sign,
  rekorV2: sign,
  tsa: sign,
  tufForSigning: async (use) => {
    const { root, signingConfig } = await loadTrust(use.run, { trustedRoot: mirror(use) });
    if (signingConfig === undefined) throw new Error('the mirror has no signing config');
    return sign({ ...use, root });
  },
  tufForGate: (use) => {
    writeFileSync(join(use.folder, `${ARTIFACT.name}.sigstore.json`), use.stage.bundles.own);
    return gate(use, policyOf(use, '{paths: ["*.tgz"]}', ''), { paths: [ARTIFACT.name], trustedRoot: mirror(use) });
  },
  registryReads: (use) => {
    const { host } = use.front.registry;
    return gate(use, policyOf(use, `{images: ["${host}/acme/app"]}`, OWN_ROOT), { images: [`${host}/${IMAGE}:v1`] });
  },
  registryWrites: async (use) => {
    const { sandbox } = use.stage.studio;
    const registry = createRegistry(use.run);
    const images = [await registry.resolve(`${sandbox.registry.host}/${IMAGE}:v1`)];
    const signatureRepository = `${use.front.registry.host}/acme/signatures-${use.folder.slice(-6).toLowerCase()}`;
    refuseFailures(await signImages(use.run, { ...signing(use), images, registry, signatureRepository }));
  },
  github: (use) =>
    gate(use, policyOf(use, '{paths: ["*.tgz"]}', OWN_ROOT), {
      paths: [ARTIFACT.name],
      evidence: ['github:acme/app'],
      // The token is normally for api.github.com alone.
      openGithub: (run, api) => netGithubApi(run, { ...api, token: GITHUB_TOKEN }),
    }),
  googleKms: signAtGoogle,
  googleSts: signAtGoogle,
  azureVault: signAtAzure,
  azureLogin: signAtAzure,
  awsKms: (use) => signWithKey(use, AWS_KEY),
  awsSts: (use) => signWithKey(use, AWS_KEY, [`aws role=${AWS_ROLE}`]),
  vault: (use) => signWithKey(use, VAULT_KEY),
};

const mirror = ({ front, stage }: Use): string => `${front.tuf.url}#sha256=${stage.tufPin}`;

/** A decision that is not "allowed". */
class Refused extends Error {
  constructor(readonly told: Told) {
    super(told.message);
  }
}

function refuseFailures({ signed, failures }: SigningReport): void {
  const error = failures[0]?.error ?? signed.flatMap((one) => one.failures)[0];
  if (error !== undefined) throw error;
}

export async function toldBy(use: () => Promise<void>): Promise<Told | undefined> {
  try {
    await use();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.told;
    if (!(thrown instanceof CountersignError)) throw thrown;
    const { code, message, expected, found, hint } = thrown;
    return { code, message, expected, found, hint };
  }
}
