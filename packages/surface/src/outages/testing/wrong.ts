import { createHash } from 'node:crypto';
import type { CertificateAuthority } from '../../../../sandbox/src/fulcio/index.js';
import { json, type SandboxRequest, type SandboxResponse } from '../../../../sandbox/src/http/router.js';
import type { Issuer } from '../../../../sandbox/src/issuer/index.js';
import { castagnoli } from '../../../../sandbox/src/testing/clouds/crc32c.js';
import { readTimestampQuery } from '../../../../sandbox/src/tsa/query.js';
import type { Service } from '../table.js';
import { anotherKey, JOB, type Stage } from './stage.js';

/** What answers are made of. */
export interface Parts {
  readonly stage: Stage;
  readonly issuer: Issuer;
  readonly authority: CertificateAuthority;
}

type Alter = (answer: SandboxResponse, request: SandboxRequest, parts: Parts) => SandboxResponse | Promise<SandboxResponse>;

type JsonObject = Record<string, unknown>;
const documentIn = (answer: SandboxResponse): JsonObject => JSON.parse(Buffer.from(answer.body ?? '').toString()) as JsonObject;
const with_ = (answer: SandboxResponse, value: unknown): SandboxResponse => ({ ...answer, body: JSON.stringify(value) });

/** Answers that have the right form and are about something else. */
export const WRONG: Readonly<Record<Service, Alter>> = {
  issuer: async (_answer, _request, { issuer }) =>
    json(200, { value: await issuer.mint('github', JOB, { audience: 'another' }) }),
  issuerKeys: (answer, _request, { issuer }) => {
    const document = documentIn(answer);
    if (document['keys'] === undefined) return answer;
    const [other] = issuer.keySets.gitlab.keys;
    const [own] = issuer.keySets.github.keys;
    return with_(answer, { keys: [{ ...other, kid: own?.kid }] });
  },
  fulcio: (answer, request, { authority }) => {
    const { credentials } = JSON.parse(request.body.toString()) as { credentials: { oidcIdentityToken: string } };
    const payload = credentials.oidcIdentityToken.split('.')[1] ?? '';
    const identity = authority.identity(JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject);
    const certificates = authority
      .issue(identity, anotherKey())
      .map((der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`);
    return with_(answer, { signedCertificateEmbeddedSct: { chain: { certificates } } });
  },
  rekorV1: (answer, _request, { stage }) => ({ ...answer, body: stage.entries.rekorV1 }),
  rekorV2: (answer, _request, { stage }) => ({ ...answer, body: stage.entries.rekor }),
  tsa: (answer, request, { stage }) => {
    const query = { ...readTimestampQuery(request.body), digest: createHash('sha256').update('other bytes').digest() };
    return { ...answer, body: stage.studio.sandbox.services.tsa.timestamp(query) };
  },
  tufForSigning: otherSignature,
  tufForGate: otherSignature,
  registryReads: (answer, { url }) =>
    url.pathname.includes('/manifests/') && answer.status === 200
      ? with_(answer, { ...documentIn(answer), annotations: { changed: 'yes' } })
      : answer,
  registryWrites: (answer, { url }) =>
    url.pathname.includes('/referrers/') ? with_(answer, { ...documentIn(answer), manifests: [] }) : answer,
  github: (answer, _request, { stage }) =>
    with_(answer, { attestations: [{ bundle: JSON.parse(stage.bundles.other) as unknown }] }),
  googleKms: (answer, request) => {
    if (!request.url.pathname.endsWith(':asymmetricSign')) return answer;
    const document = documentIn(answer);
    const other = Buffer.from(String(document['signature']), 'base64');
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    return with_(answer, { ...document, signature: other.toString('base64'), signatureCrc32c: castagnoli(other) });
  },
  googleSts: (answer) => with_(answer, { ...documentIn(answer), access_token: 5 }),
  azureVault: (answer, request) => {
    if (!request.url.pathname.endsWith('/sign') || answer.status !== 200) return answer;
    const document = documentIn(answer);
    const other = Buffer.from(String(document['value']), 'base64url');
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    return with_(answer, { ...document, value: other.toString('base64url') });
  },
  azureLogin: (answer, request) =>
    request.url.pathname.endsWith('/token') ? with_(answer, { ...documentIn(answer), access_token: undefined }) : answer,
  awsKms: (answer) => {
    const { Signature, ...rest } = documentIn(answer);
    if (typeof Signature !== 'string') return answer;
    const other = Buffer.from(Signature, 'base64');
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    return with_(answer, { ...rest, Signature: other.toString('base64') });
  },
  vault: (answer) => {
    const { data, ...rest } = documentIn(answer) as { data: { signature?: string } };
    const [prefix = '', base64] = data.signature?.split(/(?<=:v\d+:)/) ?? [];
    if (base64 === undefined) return answer;
    const other = Buffer.from(base64, 'base64');
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    return with_(answer, { ...rest, data: { ...data, signature: `${prefix}${other.toString('base64')}` } });
  },
  awsSts: (answer) => ({
    ...answer,
    body: Buffer.from(answer.body ?? '')
      .toString()
      .replace(/<Expiration>[^<]*/, '<Expiration>2014-10-24T23:00:23Z'),
  }),
};

function otherSignature(answer: SandboxResponse, { url }: SandboxRequest): SandboxResponse {
  if (url.pathname !== '/timestamp.json') return answer;
  const document = documentIn(answer) as { signatures: { sig: string }[] };
  return with_(answer, {
    ...document,
    signatures: document.signatures.map((one) => ({ ...one, sig: one.sig.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })),
  });
}
