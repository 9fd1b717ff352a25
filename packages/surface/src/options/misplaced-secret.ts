import { CountersignError, referenceHint, type ReferenceInput } from '@countersign/core/errors';
import { withoutKeys } from './files-read.js';
import type { InputSpec } from './input-spec.js';

interface SecretForm {
  /** For the message. */
  readonly what: string;
  /** Only in inputs that refer to a key or token, or only in those that name registries: elsewhere, this form may be an ordinary value. */
  readonly onlyIn?: 'references' | 'registries';
  /** What to write instead, if it does not depend on the input. */
  readonly instead?: string;
  /** Whether one line of a value, or a word of it, has this form. */
  readonly matches: (text: string) => boolean;
}

const isPem = (text: string): boolean => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);
/** A DER sequence (PKCS#8, SEC1, PKCS#1) long enough for a private key. */
const isDer = (bytes: Buffer): boolean => bytes.length >= 40 && bytes[0] === 0x30;

/** The forms in which secrets are written into inputs by mistake. Each is recognised by its form alone; nothing is looked up. */
export const SECRET_FORMS = {
  pem: { what: 'a private key (PEM)', matches: isPem },
  'pem in base64': {
    what: 'a private key (PEM in base64)',
    matches: (text) =>
      /(?:^|[\s=:])LS0tLS1CRUdJTi/.test(text) &&
      isPem(Buffer.from(text.replace(/^.*?(?=LS0tLS1CRUdJTi)/s, ''), 'base64').toString('latin1')),
  },
  'der in base64': {
    what: 'key material (DER in base64)',
    onlyIn: 'references',
    matches: (text) => /^M[A-Za-z0-9+/_-]{50,}={0,2}$/.test(text) && isDer(Buffer.from(text, 'base64')),
  },
  'der in hex': {
    what: 'key material (hex)',
    onlyIn: 'references',
    matches: (text) => /^(?:[0-9a-fA-F]{2}){32,}$/.test(text),
  },
  jwt: { what: 'a JSON Web Token', matches: (text) => /(?:^|[\s=:/@])eyJ[\w-]{6,}\.eyJ[\w-]{6,}\.[\w-]*/.test(text) },
  'token of a platform': {
    what: 'an access token',
    matches: (text) =>
      /(?<![\w-])(?:gh[opusr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|gl(?:pat|cbt|dt|rt|ptt|oas|soat)-[\w-]{20,}|dckr_pat_[\w-]{20,}|npm_[A-Za-z0-9]{30,}|xox[abprs]-[\w-]{20,})/.test(
        text,
      ),
  },
  'password in an address': {
    what: 'an address with a user name and a password',
    matches: (text) => /(?:^|[\s=:])[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*:[^\s/?#@]+@/i.test(text),
  },
  'pin of an hsm': {
    what: 'the PIN of an HSM (pin-value)',
    matches: (text) => /(?:^|[\s=])pkcs11:\S*[?&]pin-value=./i.test(text),
    instead: 'Pass the PIN with key-password: env://HSM_PIN, or name its place in the reference: pin-source=env://HSM_PIN.',
  },
  'password before a registry': {
    what: 'a user name and a password before the registry',
    onlyIn: 'registries',
    matches: (text) => /^[^\s/@:]+:[^\s/@]+@[a-z0-9.-]+(?::\d+)?(?:\/|$)/i.test(text) && !/@sha(?:256|384|512)(?::|$)/.test(text),
  },
} as const satisfies Readonly<Record<string, SecretForm>>;

/** Inputs of references to images: `user:password@registry/name` is written there by mistake. */
const OF_REGISTRIES: readonly string[] = ['images', 'signature-repository', 'insecure-registries'];

/**
 * Refuses an input that contains a secret itself. The value is not repeated: it would be in the log, and in the signed or stored data.
 * @throws CountersignError INPUT_INVALID with the line to write instead
 */
export function refuseSecret(name: string, spec: InputSpec, values: readonly string[], label: string): void {
  if (spec.secret) return;
  const lines = values
    .flatMap((value) => [value, ...value.split(/\r?\n/)])
    .flatMap((line) => (spec.perKey ? withoutKeys(line) : [line]))
    .map((line) => line.trim());
  const forms: readonly SecretForm[] = Object.values(SECRET_FORMS);
  const isKind = { references: spec.refersToSecret === true, registries: OF_REGISTRIES.includes(name) };
  const found = forms.find(({ onlyIn, matches }) => (onlyIn === undefined || isKind[onlyIn]) && lines.some(matches));
  if (found === undefined) return;
  throw new CountersignError('INPUT_INVALID', `${label} contains ${found.what}; its value is not shown`, {
    expected: spec.refersToSecret ? 'env://VAR or the path of a file' : 'a value without a secret',
    found: found.what,
    hint: `${found.instead ?? hintFor(name, spec)}\nReplace the secret: workflow files, command lines and logs may already contain it.`,
  });
}

function hintFor(name: string, spec: InputSpec): string {
  if (spec.refersToSecret) return referenceHint(name as ReferenceInput);
  if (name === 'key')
    return 'Pass the public key: the path of its file, or env://VAR. `openssl pkey -in release.pem -pubout` prints the public key of a private key.';
  if (OF_REGISTRIES.includes(name))
    return [
      'Write the registry and the repository only, and log in before. In GitHub Actions:',
      '  - uses: docker/login-action@v3',
      '    with:',
      '      registry: registry.example.com',
      '      username: ${{ secrets.REGISTRY_USER }}',
      '      password: ${{ secrets.REGISTRY_PASSWORD }}',
      'In GitLab and elsewhere: docker login, or the variables COUNTERSIGN_REGISTRY, COUNTERSIGN_REGISTRY_USERNAME and COUNTERSIGN_REGISTRY_PASSWORD.',
    ].join('\n');
  if (name === 'annotations') return 'Remove it: annotations are signed and can be read by everyone who can read the image.';
  return 'Remove it: this input takes no secret. Pass files that need a login as files; registries: docker login; proxies: HTTPS_PROXY.';
}
