import type { Faults } from '@countersign/sandbox';
import type { CertificateAuthority } from '../../../../sandbox/src/fulcio/index.js';
import type { Handler } from '../../../../sandbox/src/http/router.js';
import type { Issuer } from '../../../../sandbox/src/issuer/index.js';
import type { Service } from '../table.js';
import type { Address } from './addresses.js';
import { createFakeAws } from '../../../../sandbox/src/testing/aws/index.js';
import { createAzureCloud } from '../../../../sandbox/src/testing/clouds/azure/index.js';
import { createGoogleCloud } from '../../../../sandbox/src/testing/clouds/google/index.js';
import {
  AWS_ROLE,
  AWS_SECRET,
  AZURE_CLIENT,
  AZURE_TENANT,
  GITHUB_TOKEN,
  GOOGLE_KEY,
  GOOGLE_PROVIDER,
  REGISTRY_PASSWORD,
} from './credentials.js';
import { FRONT, type Front } from './front.js';
import { attestationApi, passedOn, withPassword } from './handlers.js';
import { STEPS } from './rules.js';
import { JOB, type Stage } from './stage.js';

/** What the service under test was asked, and what was made. */
export interface Counts {
  /** Requests that reached the service. */
  requests: number;
  /** Those among them to which the fault applies. */
  attempts: number;
  /** Certificates that were issued, and entries that the log accepted. */
  certificates: number;
  entries: number;
}

interface Scene {
  readonly stage: Stage;
  readonly service: Service;
  readonly front: Front;
  readonly issuer: Issuer;
  readonly authority: CertificateAuthority;
  readonly faults: Faults;
}

/** Gives each address its server, with the faults in front of it. */
export function serveFront(scene: Scene): Readonly<Counts> {
  const { service, front, faults } = scene;
  const counts: Counts = { requests: 0, attempts: 0, certificates: 0, entries: 0 };
  const handlers = handlersOf(scene, counts);
  const { method, path } = STEPS[service]?.writes ?? {};
  for (const [name, address] of Object.entries(front) as [keyof Front, Address][]) {
    const guarded = faults.around(name, handlers[name]);
    const seen: Handler = (request) => {
      if (name === FRONT[service]) {
        counts.requests += 1;
        if ((method ?? request.method) === request.method && path?.test(request.url.pathname) !== false) counts.attempts += 1;
      }
      return guarded(request);
    };
    address.use(name === 'registry' ? withPassword('robot', REGISTRY_PASSWORD, seen) : seen);
  }
  return counts;
}

function handlersOf({ stage, service, issuer, authority }: Scene, counts: Counts): Readonly<Record<keyof Front, Handler>> {
  const { sandbox } = stage.studio;
  const counted =
    (what: 'certificates' | 'entries', handler: Handler): Handler =>
    async (request) => {
      const answer = await handler(request);
      if (typeof answer === 'object' && request.method === 'POST' && [200, 201].includes(answer.status)) counts[what] += 1;
      return answer;
    };
  const aws = createFakeAws({
    credentials: [{ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: AWS_SECRET }],
    roles: [
      {
        arn: AWS_ROLE,
        issuer: issuer.issuers.github,
        keys: issuer.keySets.github,
        audiences: ['sts.amazonaws.com'],
        subject: 'repo:acme/app:*',
      },
    ],
    // KMS refuses a wrong clock, too; its own row shows that.
    ...(service === 'awsSts' ? { without: 'requestTime' } : {}),
  });
  aws.state.aliases.set('alias/release', aws.addKey('ECC_NIST_P256').arn.split('/').at(-1) ?? '');
  const google = createGoogleCloud({
    clock: () => new Date(),
    providers: [{ name: GOOGLE_PROVIDER, issuer: issuer.issuers.github, keySet: issuer.keySets.github, allows: () => true }],
    accounts: [],
    permits: () => true,
  });
  google.kms.addVersion(GOOGLE_KEY, 'EC_SIGN_P256_SHA256');
  const azure = createAzureCloud({
    clock: () => new Date(),
    tenant: AZURE_TENANT,
    applications: [
      {
        tenant: AZURE_TENANT,
        client: AZURE_CLIENT,
        federated: [
          {
            issuer: issuer.issuers.github,
            subject: `repo:acme/app:ref:${JOB.ref}`,
            audience: 'api://AzureADTokenExchange',
            keySet: issuer.keySets.github,
          },
        ],
      },
    ],
    permits: () => true,
  });
  azure.vault.addKey('release', { kty: 'EC', crv: 'P-256' });
  return {
    issuer: issuer.handler,
    issuerKeys: issuer.handler,
    fulcio: counted('certificates', authority.handler),
    log: counted('entries', (service === 'rekorV1' ? sandbox.services.rekorV1 : sandbox.services.rekor).handler),
    tsa: sandbox.services.tsa.handler,
    tuf: passedOn(sandbox.urls.tuf),
    registry: passedOn(`http://${sandbox.registry.host}`),
    github: attestationApi(GITHUB_TOKEN, () => [JSON.parse(stage.bundles.own) as unknown]),
    awsKms: aws.handler,
    awsSts: aws.handler,
    vault: passedOn(stage.vault.url),
    googleKms: google.handler,
    googleSts: google.handler,
    azureVault: azure.handler,
    azureLogin: azure.handler,
  };
}
