import { describe, expect, it } from '@jest/globals';
import { CountersignError, type Code } from '../errors/index.js';
import { CHECKS, Checks, type CheckName } from './checks.js';
import { ARTIFACT, EARLIER, forge, IDENTITY, KEYS, LATER, SIGNED_AT, type ForgedContent, type Recipe } from './testing/forge.js';
import type { VerificationInput } from './input.js';
import type { Claim, ExpectedSigner } from './types.js';
import { verifyBundleWithoutIdentityUnsafe, verifyExpected, verifyWith } from './verify-bundle.js';

const ANOTHER = new Uint8Array(Buffer.from('another artifact\n'));
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const otherKey = KEYS.otherKey.privateKey;

/** An invalid bundle that only this check rejects: with this code; without the check it is accepted. */
interface Fraud {
  readonly code: Code;
  readonly recipe: Recipe;
  readonly input?: (input: VerificationInput) => VerificationInput;
  /** The expected signer; if absent, the signer is not compared. */
  readonly expected?: ExpectedSigner;
}

const v2: Recipe = { log: 'v2', timestamps: 1 };

const FRAUDS: Readonly<Record<CheckName, Fraud>> = {
  'artifact-bytes': {
    code: 'SUBJECT_MISMATCH',
    recipe: { signatureOf: ANOTHER },
    input: (input) => ({ ...input, artifact: { ...input.artifact, bytes: ANOTHER } }),
  },
  'message-digest': { code: 'SUBJECT_MISMATCH', recipe: { claimed: ANOTHER } },
  'image-text': { code: 'SUBJECT_MISMATCH', recipe: { content: 'image-text', statementOf: ANOTHER } },
  'payload-type': { code: 'EVIDENCE_MALFORMED', recipe: { content: 'statement', payloadType: 'text/plain' } },
  subject: { code: 'SUBJECT_MISMATCH', recipe: { content: 'statement', statementOf: ANOTHER } },
  signature: { code: 'SIGNATURE_INVALID', recipe: { signatureOf: ANOTHER } },
  'no-duplicates': { code: 'EVIDENCE_MALFORMED', recipe: { timestamps: 1, duplicateTimestamp: true } },
  'expected-signer': {
    code: 'IDENTITY_MISMATCH',
    recipe: {},
    expected: { kind: 'certificate', identity: `${IDENTITY}x`, issuer: 'https://token.actions.githubusercontent.com' },
  },
  'chain-without-root': { code: 'CERTIFICATE_INVALID', recipe: { version: '0.1', bringRoot: true } },
  'leaf-not-ca': { code: 'CERTIFICATE_INVALID', recipe: { leaf: { isCa: true } } },
  'leaf-key-usage': { code: 'CERTIFICATE_INVALID', recipe: { leaf: { keyUsage: 'keyAgreement' } } },
  'leaf-extended-key-usage': { code: 'CERTIFICATE_INVALID', recipe: { leaf: { extendedKeyUsage: [TIME_STAMPING] } } },
  'leaf-critical-extensions': { code: 'CERTIFICATE_INVALID', recipe: { leaf: { unknownCritical: true } } },
  'leaf-one-name': { code: 'CERTIFICATE_INVALID', recipe: { leaf: { names: ['https://one.test', 'https://two.test'] } } },
  'leaf-issuer': { code: 'CERTIFICATE_INVALID', recipe: { leaf: { fulcioIssuer: undefined } } },
  'ca-signature': { code: 'CERTIFICATE_UNTRUSTED', recipe: { leaf: { signingKey: otherKey } } },
  'ca-chain': { code: 'CERTIFICATE_UNTRUSTED', recipe: { intermediate: { signingKey: otherKey } } },
  'ca-is-ca': { code: 'CERTIFICATE_UNTRUSTED', recipe: { intermediate: { isCa: false } } },
  'ca-path-length': { code: 'CERTIFICATE_UNTRUSTED', recipe: { anchor: { pathLength: 0 } } },
  'ca-critical-extensions': { code: 'CERTIFICATE_UNTRUSTED', recipe: { intermediate: { unknownCritical: true } } },
  'ca-extended-key-usage': { code: 'CERTIFICATE_UNTRUSTED', recipe: { intermediate: { extendedKeyUsage: [TIME_STAMPING] } } },
  'ca-validity': { code: 'CERTIFICATE_EXPIRED', recipe: { intermediate: { notAfter: EARLIER } } },
  'ca-window': { code: 'CERTIFICATE_UNTRUSTED', recipe: { windows: { authority: { start: LATER } } } },
  'leaf-validity': { code: 'CERTIFICATE_EXPIRED', recipe: { logTime: new Date(SIGNED_AT.getTime() + 3_600_000) } },
  'leaf-time': {
    code: 'TIMESTAMP_MISSING',
    recipe: { log: 'v2' },
    input: (input) => ({ ...input, thresholds: { ...input.thresholds, times: 0 } }),
  },
  'sct-signature': { code: 'SCT_INVALID', recipe: { sct: 'spoiled' } },
  'sct-window': { code: 'SCT_INVALID', recipe: { windows: { certificateLog: { start: LATER } } } },
  'sct-threshold': { code: 'SCT_INVALID', recipe: { sct: 'none' } },
  'timestamp-signature': { code: 'TIMESTAMP_INVALID', recipe: { timestamps: 1, stamp: 'other-key' } },
  'timestamp-imprint': { code: 'TIMESTAMP_INVALID', recipe: { timestamps: 1, stamp: 'other-signature' } },
  'timestamp-authority-usage': {
    code: 'TIMESTAMP_INVALID',
    recipe: { timestamps: 1, timestamper: { extendedKeyUsage: [TIME_STAMPING, CODE_SIGNING] } },
  },
  'timestamp-authority-chain': { code: 'TIMESTAMP_INVALID', recipe: { timestamps: 1, timestamper: { signingKey: otherKey } } },
  'timestamp-authority-validity': { code: 'TIMESTAMP_INVALID', recipe: { timestamps: 1, timestamper: { notBefore: LATER } } },
  'timestamp-authority-window': {
    code: 'TIMESTAMP_INVALID',
    recipe: { timestamps: 1, windows: { timestamper: { start: LATER } } },
  },
  'timestamp-threshold': {
    code: 'TIMESTAMP_MISSING',
    recipe: {},
    input: (input) => ({ ...input, thresholds: { ...input.thresholds, timestamps: 1 } }),
  },
  'entry-evidence': {
    code: 'LOG_ENTRY_INVALID',
    recipe: { timestamps: 1 },
    // readBundle rejects such bundles too; verification must not depend on it.
    input: (input) => ({
      ...input,
      bundle: {
        ...input.bundle,
        logEntries: input.bundle.logEntries.map((entry) => ({
          ...entry,
          signedEntryTimestamp: undefined,
          inclusionProof: undefined,
        })),
      },
    }),
  },
  'set-signature': { code: 'LOG_ENTRY_INVALID', recipe: { entry: { spoil: 'set' } } },
  'inclusion-claims': { code: 'LOG_ENTRY_INVALID', recipe: { ...v2, entry: { spoil: 'root-claim' } } },
  'inclusion-path': { code: 'LOG_ENTRY_INVALID', recipe: { ...v2, entry: { spoil: 'path' } } },
  'checkpoint-origin': { code: 'LOG_ENTRY_INVALID', recipe: { ...v2, entry: { checkpointOrigin: 'else.test' } } },
  'checkpoint-signature': { code: 'LOG_ENTRY_INVALID', recipe: { ...v2, entry: { spoil: 'checkpoint' } } },
  'log-index': { code: 'LOG_ENTRY_INVALID', recipe: { ...v2, entry: { spoil: 'index' } } },
  'log-window': { code: 'LOG_ENTRY_INVALID', recipe: { ...v2, windows: { log: { start: LATER } } } },
  'entry-kind': {
    code: 'LOG_ENTRY_INVALID',
    recipe: { ...v2, entry: { kindVersion: { kind: 'hashedrekord', version: '0.0.1' } } },
  },
  'entry-digest': { code: 'LOG_CONTENT_MISMATCH', recipe: { logged: { digest: true } } },
  'entry-signature': { code: 'LOG_CONTENT_MISMATCH', recipe: { logged: { signature: true } } },
  'entry-key': { code: 'LOG_KEY_MISMATCH', recipe: { logged: { certificate: true } } },
  'log-threshold': { code: 'LOG_ENTRY_MISSING', recipe: { log: 'none', timestamps: 1 } },
  'time-threshold': {
    code: 'THRESHOLD_NOT_MET',
    recipe: {},
    input: (input) => ({ ...input, thresholds: { ...input.thresholds, times: 2 } }),
  },
};

function inputOf({ recipe, input }: Fraud): VerificationInput {
  const forged = forge(recipe);
  return input === undefined ? forged : input(forged);
}

function verify(fraud: Fraud, checks: Checks): Promise<unknown> {
  const input = inputOf(fraud);
  return fraud.expected === undefined
    ? verifyWith(input, checks)
    : verifyExpected({ ...input, expected: fraud.expected }, checks);
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'verified',
    (error: unknown) => (error instanceof CountersignError ? error.code : error),
  );

describe('each check rejects a bundle that no other check rejects', () => {
  for (const name of Object.keys(CHECKS) as CheckName[]) {
    it(`${name}: ${CHECKS[name].holds}`, async () => {
      const fraud = FRAUDS[name];
      expect(await codeOf(verify(fraud, new Checks()))).toBe(fraud.code);
      expect(await codeOf(verify(fraud, new Checks(name)))).toBe('verified');
    });
  }
});

describe('checks with several conditions', () => {
  const parts: Readonly<Record<string, readonly [Code, Recipe]>> = {
    'an issuer that is a CA but may not sign certificates': [
      'CERTIFICATE_UNTRUSTED',
      { intermediate: { keyUsage: 'digitalSignature' } },
    ],
    'an anchor that may not sign certificates': ['CERTIFICATE_UNTRUSTED', { anchor: { keyUsage: 'digitalSignature' } }],
    'an anchor that had expired': ['CERTIFICATE_EXPIRED', { anchor: { notAfter: EARLIER } }],
    'an anchor for other purposes': ['CERTIFICATE_UNTRUSTED', { anchor: { extendedKeyUsage: [TIME_STAMPING] } }],
    'a leaf without key usage': ['CERTIFICATE_INVALID', { leaf: { keyUsage: undefined } }],
    'a leaf without extended key usage': ['CERTIFICATE_INVALID', { leaf: { extendedKeyUsage: undefined } }],
    'a leaf without subject alternative name': ['CERTIFICATE_INVALID', { leaf: { names: [] } }],
    'a signature before the certificate': ['CERTIFICATE_EXPIRED', { logTime: new Date(SIGNED_AT.getTime() - 1000) }],
    'a timestamp outside the certificate beside a log entry inside it': [
      'CERTIFICATE_EXPIRED',
      { timestamps: 1, stampTime: LATER },
    ],
    'a timestamp with a certificate without extended key usage': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, timestamper: { extendedKeyUsage: undefined } },
    ],
    'a timestamp with a certificate that is not for signatures': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, timestamper: { keyUsage: 'keyAgreement' } },
    ],
    'a timestamp certificate with an unknown critical extension': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, timestamper: { unknownCritical: true } },
    ],
    'a timestamp certificate whose issuer is not a CA': ['TIMESTAMP_INVALID', { timestamps: 1, stampAnchor: { isCa: false } }],
    'a timestamp certificate whose issuer may not sign certificates': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, stampAnchor: { keyUsage: 'digitalSignature' } },
    ],
    'a timestamp certificate whose issuer is for another purpose': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, stampAnchor: { extendedKeyUsage: [CODE_SIGNING] } },
    ],
    'a timestamp certificate whose issuer has an unknown critical extension': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, stampAnchor: { unknownCritical: true } },
    ],
    'a timestamp certificate whose issuer had expired': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, stampAnchor: { notAfter: EARLIER } },
    ],
    'a log entry after the validity period of the log': [
      'LOG_ENTRY_INVALID',
      { windows: { log: { start: EARLIER, end: EARLIER } } },
    ],
    'a log entry of Rekor v2 after the validity period of the log': [
      'LOG_ENTRY_INVALID',
      { ...v2, windows: { log: { start: EARLIER, end: EARLIER } } },
    ],
    'an SCT after the validity period of the CT log': [
      'SCT_INVALID',
      { windows: { certificateLog: { start: EARLIER, end: EARLIER } } },
    ],
    'a certificate after the validity period of the authority': [
      'CERTIFICATE_UNTRUSTED',
      { windows: { authority: { start: EARLIER, end: EARLIER } } },
    ],
    'a timestamp after the validity period of the authority': [
      'TIMESTAMP_INVALID',
      { timestamps: 1, windows: { timestamper: { start: EARLIER, end: EARLIER } } },
    ],
    'an attestation logged under another digest': [
      'LOG_CONTENT_MISMATCH',
      { ...v2, content: 'statement', logged: { digest: true } },
    ],
    'an attestation logged with another signature': [
      'LOG_CONTENT_MISMATCH',
      { ...v2, content: 'statement', logged: { signature: true } },
    ],
    'an attestation logged under another certificate, Rekor v1': [
      'LOG_KEY_MISMATCH',
      { content: 'statement', logged: { certificate: true } },
    ],
    'an attestation logged under another certificate, Rekor v2': [
      'LOG_KEY_MISMATCH',
      { ...v2, content: 'statement', logged: { certificate: true } },
    ],
    'a file logged under another certificate, Rekor v2': ['LOG_KEY_MISMATCH', { ...v2, logged: { certificate: true } }],
  };
  for (const [name, [code, recipe]] of Object.entries(parts)) {
    it(`rejects ${name}`, async () => {
      expect(await codeOf(verifyBundleWithoutIdentityUnsafe(forge(recipe)))).toBe(code);
    });
  }
});

const CLAIMS: Readonly<Record<ForgedContent, Claim>> = {
  message: { kind: 'file-message' },
  statement: { kind: 'statement', type: 'https://acme.dev/test/v1' },
  'image-signature': { kind: 'image-signature' },
  'image-text': { kind: 'image-text', reference: 'ghcr.io/acme/app' },
};

describe('a valid bundle is verified, and its claim is in the facts', () => {
  const recipes: Readonly<Record<string, Recipe>> = {
    'a message, Rekor v1': {},
    'a message, Rekor v1, bundle 0.1': { version: '0.1' },
    'a message, Rekor v2 and a timestamp': v2,
    'a statement, Rekor v1': { content: 'statement' },
    'a statement, Rekor v2 and a timestamp': { ...v2, content: 'statement' },
    'a key, Rekor v1': { signer: 'key' },
    'a key, Rekor v2 and a timestamp': { ...v2, signer: 'key' },
    'a statement by a key': { signer: 'key', content: 'statement' },
    'log and timestamp together': { timestamps: 1 },
    'an image signature': { content: 'image-signature' },
    'an image signature, Rekor v2 and a timestamp': { ...v2, content: 'image-signature' },
    'an image signature in the old form': { content: 'image-text' },
    'an image signature in the old form, Rekor v2 and a timestamp': { ...v2, content: 'image-text' },
  };
  for (const [name, recipe] of Object.entries(recipes)) {
    it(name, async () => {
      const input = forge(recipe);
      const facts = await verifyBundleWithoutIdentityUnsafe(input);
      expect(facts.claim).toEqual(CLAIMS[recipe.content ?? 'message']);
      expect(facts.signer.kind).toBe(recipe.signer ?? 'certificate');
      expect(facts.logEntries).toHaveLength(1);
      await expect(
        verifyBundleWithoutIdentityUnsafe({ ...input, artifact: { ...input.artifact, bytes: ARTIFACT } }),
      ).resolves.toBeDefined();
    });
  }
});
