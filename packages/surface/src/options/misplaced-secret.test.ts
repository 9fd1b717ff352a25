import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '@countersign/core/errors';
import { readActionOptions } from '../github/options.js';
import { inputsOf, PIECE_NAMES, readOptions } from '../options.js';
import { SECRET_FORMS } from './misplaced-secret.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const sec1 = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
const der = privateKey.export({ type: 'pkcs8', format: 'der' });
const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const scalar = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = `${part({ alg: 'RS256' })}.${part({ iss: 'https://a.example', aud: 'sigstore' })}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg`;

/** Values as people write them, by form; every form of the table has some. */
const WRITTEN: Readonly<Record<keyof typeof SECRET_FORMS, readonly string[]>> = {
  pem: [
    pem,
    sec1,
    encrypted,
    pem.replaceAll('\n', ' '),
    pem.replace('PRIVATE', 'ENCRYPTED SIGSTORE PRIVATE').replace('END PRIVATE', 'END ENCRYPTED SIGSTORE PRIVATE'),
  ],
  'pem in base64': [
    Buffer.from(pem).toString('base64'),
    Buffer.from(encrypted).toString('base64'),
    `release=${Buffer.from(pem).toString('base64')}`,
  ],
  'der in base64': [der.toString('base64'), der.toString('base64url')],
  'der in hex': [der.toString('hex'), scalar.toString('hex').toUpperCase()],
  jwt: [jwt, `${jwt}\n`, `token=${jwt}`],
  'token of a platform': [
    `ghp_${'aB3'.repeat(12)}`,
    `github_pat_${'a1_'.repeat(20)}`,
    `glpat-${'x9-'.repeat(7)}`,
    `dckr_pat_${'Zz1'.repeat(9)}`,
    `npm_${'q7R'.repeat(12)}`,
  ],
  'password in an address': [
    'https://bob:hunter2pass@registry.example.com/x',
    'json=https://:hunter2pass@host.example',
    'postgres://bob:p%40ss-hunter2@db/x',
  ],
  'pin of an hsm': [
    'pkcs11:token=release;object=k?pin-value=hunter2pin',
    'pkcs11:object=k?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-value=hunter2pin',
    'a.pem=pkcs11:object=k?PIN-VALUE=hunter2pin',
  ],
  'password before a registry': [
    'bob:hunter2pass@registry.example.com/acme/app:v1',
    'bob:hunter2pass@registry.example.com:5000/acme/app',
  ],
};
const OF_REGISTRIES = ['images', 'signature-repository', 'insecure-registries'];
/** Parts of a secret that must not be in a message. */
const parts = (secret: string): readonly string[] => secret.match(/[\w+/-]{16,}|hunter2\w*/g) ?? [];

/** Each input of each piece with each form that is a secret there, and the line to write, which depends on the input. */
const CASES = PIECE_NAMES.flatMap((piece) =>
  inputsOf(piece)
    .filter(([, spec]) => !spec.secret)
    .flatMap(([name, spec]) =>
      (Object.keys(SECRET_FORMS) as (keyof typeof SECRET_FORMS)[])
        .filter((form) => !form.startsWith('der in') || spec.refersToSecret)
        .filter((form) => form !== 'password before a registry' || OF_REGISTRIES.includes(name))
        .map((form) => [piece, name, form] as const),
    ),
);

function refusal(read: () => unknown): CountersignError {
  try {
    read();
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('a secret in an input is refused, and not printed', () => {
  it.each(CASES)('%s, %s: %s', (piece, name, form) => {
    for (const secret of WRITTEN[form]) {
      const asInput = refusal(() => readActionOptions(piece, { [`INPUT_${name.toUpperCase()}`]: secret }));
      const asFlag = refusal(() => readOptions(piece, { [name]: [secret] }, 'flag'));
      for (const error of [asInput, asFlag]) {
        expect([error.code, error.exitStatus, error.cause]).toEqual(['INPUT_INVALID', 3, undefined]);
        expect(error.message).toMatch(/contains .*; its value is not shown$/);
        const said = [error.message, error.expected, error.found, error.hint, error.stack].join('\n');
        for (const text of parts(secret)) expect(said).not.toContain(text);
        expect(error.hint).toContain('Replace the secret');
      }
      expect(asInput.message).toContain(`input "${name}"`);
    }
  });

  it.each([
    ['keys', 'RELEASE_KEY', '--key env://RELEASE_KEY'],
    ['key-password', 'RELEASE_KEY_PASSWORD', '--key-password env://RELEASE_KEY_PASSWORD'],
    ['identity-token', 'SIGNING_TOKEN', '--identity-token env://SIGNING_TOKEN'],
  ])('with the lines to write for %s', (name, variable, flag) => {
    const { hint = '' } = refusal(() => readOptions('sign-blob', { paths: ['a'], [name]: [jwt] }, 'input'));
    expect(hint).toContain(`  env:\n    ${variable}: \${{ secrets.${variable} }}\n  with:\n    ${name}: env://${variable}\n`);
    expect(hint).toContain(`  inputs:\n    ${name}: env://${variable}\n`);
    expect(hint).toContain(`On the command line: ${flag}\n`);
  });
});

describe('an ordinary value is accepted', () => {
  const digest = 'a'.repeat(64);
  it.each<readonly [Parameters<typeof readOptions>[0], Readonly<Record<string, readonly string[]>>]>([
    [
      'sign-blob',
      {
        paths: ['dist/app:v1@2.tgz', 'LS0tLS1CRUdJTi.txt', 'eyJ.json', 'MIIB.der'],
        keys: ['keyless', 'env://KEY', 'release.pem', 'C:\\keys\\a.pem'],
      },
    ],
    [
      'sign-image',
      {
        images: [
          'alpine:3',
          `registry.example.com:5000/acme/app:v1@sha256:${digest}`,
          `alpine@sha256:${digest}`,
          `alpine:3@sha256:${digest}`,
        ],
      },
    ],
    [
      'sign-image',
      {
        images: ['localhost:5000/a'],
        'insecure-registries': ['registry:5000'],
        annotations: ['commit=deadbeef', `digest=${digest}`],
      },
    ],
    [
      'verify-gate',
      {
        paths: ['a'],
        'certificate-identity': ['https://github.com/acme/app/.github/workflows/a.yml@refs/tags/v1'],
        'certificate-oidc-issuer': ['https://token.actions.githubusercontent.com'],
      },
    ],
    ['verify-gate', { paths: ['a'], policies: ['p.yaml'], 'policy-digest': [`sha256:${digest}`] }],
    ['verify-gate', { paths: ['a'], key: [`/keys/${digest}.pub`] }],
  ])('%s %j', (piece, raw) => {
    expect(() => readOptions(piece, raw, 'input')).not.toThrow();
  });

  it('a public key is not taken for a private one', () => {
    const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(refusal(() => readOptions('verify-gate', { paths: ['a'], key: [text] }, 'input')).message).not.toContain(
      'private key',
    );
  });
});
