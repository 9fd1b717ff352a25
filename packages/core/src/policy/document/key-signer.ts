import type { SigningAlgorithm } from '../../crypto/index.js';
import { hex256, matching, may, object, refine, report, text, word, type Place, type Shape } from '../values/index.js';

/* Where the public key of a signer comes from, as people write it. */

/** The places of a public key. Exactly one of them is named. */
export const KEY_PLACES = ['file', 'env', 'kms', 'secret', 'url', 'certificate'] as const;
export type KeyPlace = (typeof KEY_PLACES)[number];

export type KeyDocument = { readonly [place in KeyPlace]?: string } & {
  /** Hex SHA-256 of the SubjectPublicKeyInfo (DER). */
  readonly sha256?: string;
  readonly algorithm?: SigningAlgorithm;
};

/** What is read outside of the policy's own files can be replaced by somebody else, so only the pinned key counts. */
const NEED_PIN = ['env', 'kms', 'secret', 'url'] as const satisfies readonly KeyPlace[];

/** Forms of references to keys that a policy never names: the gate would start a program, or load a module, because a policy says so. */
const NEVER = {
  pkcs11:
    'keys of PKCS#11 modules cannot be named in a policy, because the gate would start a program that loads the module; write the public key into a file',
  plugin:
    'keys of plugins cannot be named in a policy, because the gate would start the program that the policy names; write the public key into a file',
} as const;

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):(?:\/\/)?/;
/** By key of the policy: the schemes of its references. */
const SCHEMES = {
  kms: ['awskms', 'gcpkms', 'azurekms', 'hashivault', 'openbao'],
  secret: ['vault-kv', 'aws-secret', 'gcp-secret'],
} as const satisfies { readonly [place in KeyPlace]?: readonly string[] };

/** The key of a policy under which a reference of this scheme belongs; undefined for plugins. */
function placeOfScheme(scheme: string): KeyPlace | 'pkcs11' | undefined {
  const name = scheme.toLowerCase();
  if (name === 'env' || name === 'pkcs11') return name;
  if (name === 'https' || name === 'http') return 'url';
  return (['kms', 'secret'] as const).find((place) => SCHEMES[place].some((one) => one === name));
}

/** A reference in the wrong place, by its scheme. */
function misplaced(value: string, own: KeyPlace): string {
  const scheme = SCHEME.exec(value)?.[1] ?? '';
  const place = placeOfScheme(scheme);
  if (place === 'pkcs11') return NEVER.pkcs11;
  if (place === undefined) return NEVER.plugin;
  const written = place === 'env' ? 'env: VARIABLE' : `${place}: "${scheme}://…"`;
  return `a reference ${scheme}:// does not belong under "${own}"; write {${written}, sha256: …}`;
}

/** A path: whatever looks like a reference of another kind is refused, because it is a mistake. */
const path = (own: 'file' | 'certificate', example: string): Shape<string> =>
  text({ examples: [example] }, `a file like "${example}"`, (value) =>
    /^(?:[A-Za-z][A-Za-z0-9+.-]+:\/\/|pkcs11:)/.test(value) ? new Error(misplaced(value, own)) : value,
  );

const reference = (own: 'kms' | 'secret', example: string): Shape<string> => {
  const pattern = new RegExp(`^(?:${SCHEMES[own].join('|')})://\\S+$`);
  return text({ pattern: pattern.source, examples: [example] }, `a reference like "${example}"`, (value) => {
    if (pattern.test(value)) return value;
    const known = SCHEMES[own].map((scheme) => `${scheme}://`).join(', ');
    const scheme = SCHEME.exec(value)?.[1];
    const isOther = scheme !== undefined && !SCHEMES[own].some((one) => one === scheme);
    return new Error(isOther ? misplaced(value, own) : `expected a reference with ${known}, found "${value}"`);
  });
};

const variable = matching(
  /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  'the name of an environment variable, without env://,',
  'RELEASE_KEY',
);

/** Credentials in a URL would be in the policy, and a fragment is never sent. */
const url = text({ pattern: '^https://\\S+$', examples: ['https://acme.dev/release.pub'] }, 'an https address', (value) => {
  const parsed = /^https:\/\/\S+$/.test(value) ? URL.parse(value) : null;
  if (parsed === null) return new Error(`expected an address like "https://acme.dev/release.pub", found "${value}"`);
  if (parsed.username !== '' || parsed.password !== '')
    return new Error('an address of a public key has no user name and password');
  return parsed.hash === '' ? value : new Error(`expected an address without "#", found "${value}"`);
});

/** Every algorithm, by the names that the input `signing-algorithm` takes. */
const ALGORITHMS = Object.keys({
  'ecdsa-sha2-256-nistp256': true,
  'ecdsa-sha2-384-nistp384': true,
  'ecdsa-sha2-512-nistp521': true,
  'rsa-sign-pkcs1-2048-sha256': true,
  'rsa-sign-pkcs1-3072-sha256': true,
  'rsa-sign-pkcs1-4096-sha256': true,
  'rsa-sign-pss-2048-sha256': true,
  'rsa-sign-pss-3072-sha256': true,
  'rsa-sign-pss-4096-sha256': true,
  ed25519: true,
  'ed25519-ph': true,
  'ml-dsa-65': true,
} satisfies Record<SigningAlgorithm, true>) as SigningAlgorithm[];

const fields = object<KeyDocument>(
  {
    file: may(path('file', 'keys/release.pub')),
    env: may(variable),
    kms: may(reference('kms', 'awskms:///alias/release')),
    secret: may(reference('secret', 'vault-kv://secret/release#public-key')),
    url: may(url),
    certificate: may(path('certificate', 'keys/release.crt')),
    sha256: may(hex256),
    algorithm: may(word(ALGORITHMS)),
  },
  {
    exactlyOne: KEY_PLACES,
    schema: {
      allOf: NEED_PIN.map((place) => ({ if: { required: [place] }, then: { required: ['sha256'] } })),
    },
  },
);

/** The key of a signer: exactly one place, and a pin for all but files. */
export const key: Shape<KeyDocument> = refine(
  {
    schema: fields.schema,
    read: (place) => (refuseNever(place) ? undefined : fields.read(place)),
  },
  (value, place) => {
    const open = NEED_PIN.find((name) => value[name] !== undefined);
    if (open === undefined || value.sha256 !== undefined) return value;
    return report(
      place,
      `a key under "${open}" needs "sha256", the SHA-256 of its SubjectPublicKeyInfo: what is read from there counts only if it is the pinned key`,
    );
  },
);

function refuseNever(place: Place): boolean {
  if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value)) return false;
  const named = (Object.keys(NEVER) as (keyof typeof NEVER)[]).find((name) => Object.hasOwn(place.value as object, name));
  if (named === undefined) return false;
  report(place, NEVER[named], named);
  return true;
}
