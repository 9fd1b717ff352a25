import { createCertificateLog, newCertificateLogKeys } from './ct/index.js';
import { createCertificateAuthority, newCertificateAuthorityKeys } from './fulcio/index.js';
import { createIssuer, newIssuerKeys } from './issuer/index.js';
import type { Sandbox, SandboxOptions } from './options.js';
import { createRekorV1, createRekorV2 } from './rekor/index.js';
import { kept, keptKey, type State } from './state.js';
import { createTimestampAuthority, newTimestampAuthorityKeys } from './tsa/index.js';
import type { TrustMaterial } from './trust-material.js';

const KINDS = ['github', 'gitlab', 'oidc'] as const;

/** The Sigstore services of a sandbox, with the keys from its state. `issuerUrl` is the URL of the token issuers. */
export async function createServices(
  name: string,
  state: State,
  issuerUrl: string,
  clock: () => Date,
  options: SandboxOptions,
): Promise<Sandbox['services']> {
  const hierarchy = { now: clock(), organization: `${name}.test`, name };
  const [issuerKeys, fulcioKeys, ctKeys, tsaKeys] = await Promise.all([
    kept(state, 'keys/issuers.json', newIssuerKeys),
    kept(state, 'keys/fulcio.json', () => newCertificateAuthorityKeys(hierarchy)),
    kept(state, 'keys/ct.json', newCertificateLogKeys),
    kept(state, 'keys/tsa.json', () => newTimestampAuthorityKeys(hierarchy)),
  ]);
  const { github, gitlab, githubSubject } = options;
  const issuer = await createIssuer({
    clock,
    keys: issuerKeys,
    baseUrl: issuerUrl,
    ...(github === undefined ? {} : { github }),
    ...(gitlab === undefined ? {} : { gitlab }),
    ...(githubSubject === undefined ? {} : { githubSubject }),
  });
  const ct = createCertificateLog({ clock, keys: ctKeys });
  const urls: Readonly<Partial<Record<(typeof KINDS)[number], string>>> = {
    ...(github === undefined ? {} : { github: github.url }),
    ...(gitlab === undefined ? {} : { gitlab: gitlab.url }),
  };
  const issuers = KINDS.map((kind) => {
    const url = urls[kind];
    return { kind, issuer: issuer.issuers[kind], keySet: issuer.keySets[kind], ...(url === undefined ? {} : { url }) };
  });
  return {
    issuer,
    ct,
    fulcio: createCertificateAuthority({ clock, keys: fulcioKeys, log: ct, issuers }),
    tsa: createTimestampAuthority({ clock, keys: tsaKeys }),
    // Both logs always exist and are always trusted, so that entries of an earlier run still verify.
    rekor: createRekorV2({
      state,
      key: keptKey(state, 'rekor-v2', 'ed25519'),
      hostname: `rekor.${name}.test`,
      batchDelayMs: options.rekorBatchDelayMs ?? 10,
      acceptDsse: options.rekorAcceptsDsse ?? false,
    }),
    rekorV1: createRekorV1({ state, key: keptKey(state, 'rekor-v1', 'p256'), hostname: `rekor-v1.${name}.test`, clock }),
  };
}

/** The trust material of these services. URLs are only names, which stay the same if ports change; no client calls them. */
export function trustMaterial(name: string, since: Date, services: Sandbox['services']): TrustMaterial {
  const { fulcio, tsa, ct, rekor, rekorV1 } = services;
  const log = ({ signer }: typeof rekor | typeof rekorV1, keyDetails: TrustMaterial['logs'][number]['keyDetails']) => ({
    hostname: signer.name,
    publicKey: signer.publicKey,
    logId: signer.keyId,
    keyDetails,
  });
  return {
    since,
    fulcio: { url: `http://fulcio.${name}.test`, chain: fulcio.chain },
    tsa: { url: `http://tsa.${name}.test/api/v1/timestamp`, chain: tsa.chain },
    ct: { url: `http://ct.${name}.test`, publicKey: ct.publicKey, logId: ct.logId },
    logs: [log(rekorV1, 'PKIX_ECDSA_P256_SHA_256'), log(rekor, 'PKIX_ED25519')],
  };
}
