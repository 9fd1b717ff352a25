import type { KeyScheme, KeyUse } from './types.js';

/**
 * Every form of a key reference, in the order in which they are tried. A new form is a file here, a line in this table, and for signing
 * a file and a line in `keys`. The parser, messages, descriptions of inputs and docs use this table.
 */
export const KEY_SCHEMES = {
  env: {
    form: 'env://VAR',
    matches: /^env:\/\//,
    needs: 'none',
    signs: true,
    summary:
      'The same in an environment variable; for signing, also in one line of base64, which CI systems can mask. Only this variable is read.',
    load: () => import('./env.js'),
  },
  gcpkms: {
    form: 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K',
    matches: /^gcpkms:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key in Google Cloud KMS, at its newest enabled version or at the one in `/cryptoKeyVersions/V`. See [keys at Google](../how-to/keys-google.md).',
    load: () => import('./gcpkms.js'),
  },
  'gcp-secret': {
    form: 'gcp-secret://projects/P/secrets/S',
    matches: /^gcp-secret:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key in PEM form in Google Secret Manager, at its newest version or at the one in `/versions/V`. See [keys at Google](../how-to/keys-google.md).',
    load: () => import('./gcp-secret.js'),
  },
  azurekms: {
    form: 'azurekms://VAULT.vault.azure.net/KEY',
    matches: /^azurekms:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key in Azure Key Vault or a managed HSM, at its newest version or at the one in `/VERSION`. See [keys at Azure](../how-to/keys-azure.md).',
    load: () => import('./azurekms.js'),
  },
  awskms: {
    form: 'awskms://[HOST]/KEY',
    matches: /^awskms:\/\//,
    needs: 'all',
    signs: true,
    summary:
      "A key in AWS KMS: its id, `alias/NAME`, or the ARN of a key or an alias, as in cosign. Credentials: `key-login`, otherwise AWS's standard chain.",
    load: () => import('./awskms.js'),
  },
  'aws-secret': {
    form: 'aws-secret://NAME',
    matches: /^aws-secret:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key in PEM form in AWS Secrets Manager: the name or ARN of the secret, with `#FIELD` for one member of a JSON secret. Credentials as with `awskms`.',
    load: () => import('./aws-secret.js'),
  },
  pkcs11: {
    form: 'pkcs11:…',
    matches: /^pkcs11:/,
    // Most modules reach a device of this machine. One that uses the network does so by itself, and nobody else can know.
    needs: 'none',
    signs: true,
    summary:
      'A key in an HSM or smart card, by PKCS #11 URI (RFC 7512) with `module-path`. The program `pkcs11-tool` of OpenSC is used; the PIN is in `key-password`. Not in policies.',
    load: () => import('./pkcs11.js'),
  },
  https: {
    form: 'https://…',
    matches: /^https:\/\//,
    needs: 'all',
    signs: false,
    summary: 'A public key in PEM form at an https address. Only for verification, and only with the fingerprint of the key.',
    load: () => import('./https.js'),
  },
  hashivault: {
    form: 'hashivault://KEY',
    matches: /^hashivault:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key of the engine Transit of HashiCorp Vault, at the address in `VAULT_ADDR`; `?version=N` names a version. See [keys in Vault](../how-to/keys-vault.md).',
    load: () => import('./hashivault.js'),
  },
  openbao: {
    form: 'openbao://KEY',
    matches: /^openbao:\/\//,
    needs: 'all',
    signs: true,
    summary: 'The same at OpenBao, at the address in `BAO_ADDR`. See [keys in Vault](../how-to/keys-vault.md).',
    load: () => import('./hashivault.js'),
  },
  'vault-kv': {
    form: 'vault-kv://MOUNT/PATH#FIELD',
    matches: /^vault-kv:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key in PEM form in a field of a secret (engine KV) of Vault or OpenBao; `?version=N` before `#` names a version of the secret. See [keys in Vault](../how-to/keys-vault.md).',
    load: () => import('./vault-kv.js'),
  },
  file: {
    form: 'a PEM file',
    // A scheme has at least two letters, because one letter is a Windows drive. A file name with a colon needs ./ before it.
    matches: /^(?![A-Za-z][A-Za-z0-9+.-]+:)/,
    needs: 'none',
    signs: true,
    summary:
      'The path of a file with one key. For signing: PEM or DER (PKCS#8, encrypted PKCS#8, SEC1, PKCS#1), or an encrypted key of cosign. For verification: the public key in PEM form.',
    load: () => import('./file.js'),
  },
  plugin: {
    form: 'NAME://REF',
    // After all others. Common schemes of URLs are no names of plugins.
    matches:
      /^(?!(?:https?|ftps?|file|data|ssh|git|oci|docker|docker-daemon|k8s|gitlab|github|mailto|urn|sha256)[:+])[a-z][a-z0-9+._-]{1,62}:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key of the plugin `sigstore-kms-NAME` in `PATH`, the plugins that cosign uses. Only for signing: verification needs the public key as a file.',
  },
} as const satisfies Readonly<Record<string, KeyScheme>>;

export type KeySchemeName = keyof typeof KEY_SCHEMES;

/** Schemes that can sign. */
export type SigningSchemeName = {
  [Name in KeySchemeName]: (typeof KEY_SCHEMES)[Name]['signs'] extends true ? Name : never;
}[KeySchemeName];

const ENTRIES = Object.entries(KEY_SCHEMES) as readonly (readonly [KeySchemeName, KeyScheme])[];

/** The schemes for signing or for verification, in the order in which they are tried. */
export function schemesFor(use: KeyUse): readonly (readonly [KeySchemeName, KeyScheme])[] {
  return ENTRIES.filter(([, { signs, load }]) => (use === 'sign' ? signs : load !== undefined));
}

/** The forms of a key reference, for messages; a file first, because it is the most common. */
export function keyForms(use: KeyUse): readonly string[] {
  const forms = schemesFor(use).map(([, { form }]) => form);
  return [KEY_SCHEMES.file.form, ...forms.filter((form) => form !== KEY_SCHEMES.file.form)];
}
