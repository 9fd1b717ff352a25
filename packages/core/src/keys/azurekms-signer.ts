import type { AzureAlgorithm } from '@countersign/libraries/azure-signing';
import { KEY_DETAILS, type EcCurve, type KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { KEY_SCHEMES } from '../public-keys/index.js';
import { encodeDerInteger, encodeDerSequence, encodeHex } from '../wire/index.js';
import { serviceSigner } from './service-signer.js';
import type { CreateKey, OpenSigner, SignInput } from './types.js';

const loadAzure = KEY_SCHEMES.azurekms.load;

const CURVES: Readonly<Record<EcCurve, { readonly algorithm: AzureAlgorithm; readonly name: string; readonly bytes: number }>> = {
  prime256v1: { algorithm: 'ES256', name: 'P-256', bytes: 32 },
  secp384r1: { algorithm: 'ES384', name: 'P-384', bytes: 48 },
  secp521r1: { algorithm: 'ES512', name: 'P-521', bytes: 66 },
};

/** The algorithm at Azure. The hash belongs to the key: SHA-256 for RSA of every length, although the service has others. */
function algorithmOf(details: KeyDetails): AzureAlgorithm {
  const { scheme, curve } = KEY_DETAILS[details];
  if (scheme === 'ecdsa' && curve !== undefined) return CURVES[curve].algorithm;
  if (scheme === 'rsa-pkcs1') return 'RS256';
  if (scheme === 'rsa-pss') return 'PS256';
  throw new CountersignError('KEY_UNSUPPORTED', 'Azure Key Vault has no keys of this algorithm', {
    expected: 'EC P-256, P-384, P-521 or RSA',
    found: details,
    hint: 'Create an EC key with the curve P-256.',
  });
}

/** Signs with a key in Azure Key Vault or a managed HSM: the version of the reference, or the newest one, which stays the same for the run. */
export const openSigner: OpenSigner = async (run, text, { details, services }) => {
  const azure = await loadAzure();
  const vault = await azure.openVault(run, text, services);
  const { id, version, jwk, key } = await azure.readVaultKey(vault, details);
  const { reference, credential, door } = vault;
  const algorithm = algorithmOf(key.details);
  const kty = String(jwk['kty']);

  async function sign(input: SignInput): Promise<Uint8Array> {
    if (input.kind === 'message') throw new CountersignError('INTERNAL', 'Azure Key Vault signs digests only');
    const { signDigest } = await import(/* webpackIgnore: true */ '@countersign/libraries/azure-signing');
    const named = { id, vault: reference.vault, name: reference.name, version, jwk: { ...jwk, kty } };
    const { kid, signature } = await door.call(
      () => signDigest(named, algorithm, input.digest, credential, door.send),
      azure.failedAt(reference),
    );
    if (kid !== id)
      throw new CountersignError('SERVICE_ANSWER_INVALID', 'Azure Key Vault signed with another key', {
        expected: id,
        found: 'another identifier',
        hint: 'The signature was not used.',
      });
    const { curve } = KEY_DETAILS[key.details];
    return curve === undefined ? signature : derOf(signature, CURVES[curve].bytes);
  }
  return serviceSigner({
    publicKey: key,
    name: id.replace(/^https:\/\/([^/]+)\/keys\//, 'azurekms://$1/'),
    version,
    service: `Azure Key Vault ${new URL(reference.vault).host}`,
    sign,
  });
};

/** The two numbers of an ECDSA signature, side by side (RFC 7518 section 3.4), as DER (RFC 3279 section 2.2.3). */
function derOf(signature: Uint8Array, bytes: number): Uint8Array {
  if (signature.length !== 2 * bytes)
    throw new CountersignError('SERVICE_ANSWER_INVALID', 'the signature of Azure Key Vault has a wrong length', {
      expected: `${2 * bytes} bytes`,
      found: `${signature.length} bytes`,
      hint: 'It was not used.',
    });
  const number = (from: number): bigint => BigInt(`0x${encodeHex(signature.subarray(from, from + bytes))}`);
  return encodeDerSequence(encodeDerInteger(number(0)), encodeDerInteger(number(bytes)));
}

/** Creates a key, or a new version of one that exists. In a managed HSM the key is in hardware. */
export const createKey: CreateKey = async (run, text, details, { services, newVersion }) => {
  const azure = await loadAzure();
  const vault = await azure.openVault(run, text, services);
  const { reference, credential, door } = vault;
  if (reference.version !== undefined)
    throw new CountersignError('KEY_INVALID', 'a key is created without naming a version', {
      expected: 'azurekms://VAULT.vault.azure.net/KEY',
      found: 'a reference with a version',
      hint: 'Remove the version from the reference.',
    });
  algorithmOf(details);
  const { curve, bits = 0 } = KEY_DETAILS[details];
  const hardware = /\.managedhsm\./.test(reference.vault);
  const kind =
    curve === undefined
      ? ({ kty: hardware ? 'RSA-HSM' : 'RSA', bits } as const)
      : ({ kty: hardware ? 'EC-HSM' : 'EC', curve: CURVES[curve].name } as const);
  // The service makes a new version of a key that exists without asking.
  if ((await azure.vaultKeyExists(vault)) !== (newVersion === true)) throw existence(newVersion === true, reference.name);
  const { createVaultKey } = await import(/* webpackIgnore: true */ '@countersign/libraries/azure-signing');
  const id = await door.call(
    () => createVaultKey(reference.vault, reference.name, kind, credential, door.send),
    azure.failedAt(reference),
  );
  const version = azure.versionOf(id ?? '', reference);
  return (await azure.readVaultKey({ ...vault, reference: { ...reference, version } }, details)).key;
};

function existence(wanted: boolean, name: string): CountersignError {
  return new CountersignError('KEY_INVALID', `the key in Azure Key Vault ${wanted ? 'does not exist' : 'exists'}`, {
    expected: wanted ? 'the name of a key' : 'a name that is free',
    found: name,
    hint: wanted ? 'Check the name, or create the key first.' : 'Choose another name, or make a new version of the key.',
  });
}
