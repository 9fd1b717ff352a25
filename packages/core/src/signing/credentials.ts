import { tokenSource, type TokenSource } from '../ci/index.js';
import { hash, isUnlogged } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { openSigner, optionsByKey, type Signer } from '../keys/index.js';
import { readKeyLogins, type KeyServices } from '../public-keys/index.js';
import { openServices, type SigstoreServices } from '../services/index.js';
import { encodeBase64 } from '../wire/index.js';
import type { Credential, CredentialSource } from './credential.js';
import { earlyToken } from './early-token.js';
import { KEYLESS, keylessSource, type CredentialWork } from './keyless-source.js';
import type { SignOptions } from './options.js';
import { refuseWithoutNetwork } from './without-network.js';

export type { Credential, CredentialSource } from './credential.js';

interface Credentials {
  readonly sources: readonly CredentialSource[];
  readonly services: SigstoreServices;
}

/**
 * The source of this run's identity tokens, all of one signer (`earlyToken`). Request secrets of the CI system are sent only to the OIDC
 * providers in the signing config.
 */
export function signingTokens(run: Run, { signingConfig, identityToken, login }: SignOptions): TokenSource {
  const trustedOrigins = signingConfig?.oidcProviders.map(({ url }) => URL.parse(url)?.origin ?? '');
  const person = signingConfig === undefined ? undefined : login?.(signingConfig);
  return earlyToken(run, tokenSource(run, { identityToken, trustedOrigins, login: person }));
}

/**
 * Opens every key and chooses the services. No service is used here: the certificate is requested with `open`, once
 * everything that can be known before it was checked (`planSignatures`).
 * @throws CountersignError INPUT_INVALID, KEY_*, SIGNING_CONFIG_INVALID, TOKEN_*, SERVICE_*
 */
export async function openCredentials(
  run: Run,
  options: SignOptions,
  tokens: TokenSource = signingTokens(run, options),
  work: CredentialWork = { count: 1 },
): Promise<Credentials> {
  const keys = options.keys === undefined || options.keys.length === 0 ? [KEYLESS] : options.keys;
  if (new Set(keys).size !== keys.length) {
    throw new CountersignError('INPUT_INVALID', 'keys contains one key twice', {
      found: keys.join(', '),
      hint: 'Name each key once.',
    });
  }
  const keyless = keys.includes(KEYLESS);
  const { transparencyLog, signingConfig, trustedLogs } = options;
  refuseWithoutNetwork(run, { keyless, transparencyLog, timestamps: signingConfig?.timestampAuthorities.length ?? 0 });
  const services = openServices(run, signingConfig, { keyless, transparencyLog }, trustedLogs);
  if (transparencyLog === 'off') {
    run.emit({ event: 'unlogged', count: services.urls.timestamps.length });
  }
  const keyServices: KeyServices = {
    logins: readKeyLogins(options.keyLogin ?? [], 'key-login'),
    identityToken: async (audience) => (await tokens.get(audience)).token,
  };
  const optionsOf = optionsByKey(
    keys.filter((key) => key !== KEYLESS),
    options,
  );
  const sources: CredentialSource[] = [];
  for (const key of keys) {
    sources.push(
      key === KEYLESS
        ? keylessSource(run, services, tokens, work)
        : keySource(await openSigner(run, key, { ...optionsOf(key), services: keyServices })),
    );
  }
  if (transparencyLog === 'required') sources.forEach((source) => announceUnlogged(run, source, services));
  return { sources, services };
}

/**
 * No transparency log records signatures by some kinds of keys. They are then only timestamped, and the run says so; without a timestamp
 * authority nothing would prove when they were made, so the user must ask for that.
 * @throws CountersignError KEY_UNSUPPORTED
 */
function announceUnlogged(run: Run, { name, key }: CredentialSource, { urls }: SigstoreServices): void {
  if (key === undefined || !isUnlogged(key.details)) return;
  if (urls.timestamps.length === 0) {
    throw new CountersignError(
      'KEY_UNSUPPORTED',
      `no transparency log records signatures by ${key.details} keys; nothing was signed`,
      {
        expected: 'a timestamp authority in the signing config, which proves their time instead',
        found: `${name}, and no timestamp authority`,
        hint: 'Use a signing config with a timestamp authority, or transparency-log: off for signatures that prove no time.',
      },
    );
  }
  run.emit({
    event: 'timestamp-only',
    signer: name,
    problem: `no transparency log records signatures by ${key.details} keys`,
  });
}

function keySource(signer: Signer): CredentialSource {
  const { spki } = signer.publicKey;
  const credential: Credential = {
    signer,
    material: { kind: 'public-key', hint: encodeBase64(hash('sha256', spki)) },
    verifier: { kind: 'public-key', der: spki },
    expected: { kind: 'key', keys: [signer.publicKey] },
    certificate: undefined,
  };
  const given = () => Promise.resolve(credential);
  return { name: signer.name, key: signer, open: given, current: given, hasEnded: () => false };
}
