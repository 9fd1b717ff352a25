import type { CountersignError } from '../errors/index.js';
import type { SpecificationName } from './specifications.js';

interface Check {
  readonly holds: string;
  /** The sections that it implements, by specification. */
  readonly spec: Readonly<Partial<Record<SpecificationName, string>>>;
}

/**
 * Everything that must hold before a bundle counts as verified, by name, with the specification that asks for it.
 * `checks.test.ts` shows for each one a bundle that only this check keeps out; docs/reference/verification.md is made of this table.
 */
export const CHECKS = {
  // content
  'artifact-bytes': {
    holds: 'the bytes at hand are those whose digests were computed',
    spec: { client: '4.5 (raw artifact preferred)' },
  },
  'message-digest': {
    holds: 'the digest that the bundle claims is the computed one',
    spec: { common: 'MessageSignature.message_digest', client: '4.5' },
  },
  'image-text': {
    holds: "the text of an image signature in cosign's old form names the artifact",
    spec: { cosign: 'Payloads, Simple Signing' },
  },
  'payload-type': { holds: 'an attestation is an in-toto statement', spec: { client: '4.5', envelope: 'Fields, payloadType' } },
  subject: { holds: 'the statement names the artifact', spec: { client: '4.5', statement: 'Fields, subject' } },
  signature: {
    holds: "the signature over the artifact, or over the envelope's pre-authentication encoding, is the signer's",
    spec: { client: '4.5', dsse: 'Protocol, to verify' },
  },
  'no-duplicates': { holds: 'no log entry or timestamp is there twice', spec: { client: '4.6, Threshold verification' } },
  // who
  'expected-signer': {
    holds: 'the signer is the one whom the caller expects',
    spec: { client: '4, first item of the policy; 4.3, last paragraph' },
  },
  // certificate
  'chain-without-root': { holds: 'the bundle brings no root of its own', spec: { bundle: 'VerificationMaterial.content' } },
  'leaf-not-ca': { holds: 'the signing certificate is no authority', spec: { fulcio: '7.3', rfc5280: '4.2.1.9' } },
  'leaf-key-usage': { holds: 'the signing certificate is for signatures', spec: { fulcio: '7.3', rfc5280: '4.2.1.3' } },
  'leaf-extended-key-usage': {
    holds: 'the signing certificate is for code signing',
    spec: { fulcio: '7.3', rfc5280: '4.2.1.12' },
  },
  'leaf-critical-extensions': {
    holds: 'the signing certificate has no critical extension that we do not know',
    spec: { rfc5280: '6.1.5 (f); 4.2' },
  },
  'leaf-one-name': { holds: 'the signing certificate names exactly one identity', spec: { fulcio: '7.3', rfc5280: '4.2.1.6' } },
  'leaf-issuer': { holds: "the signing certificate names the identity's issuer", spec: { fulcio: '7.3', client: '4.3' } },
  'ca-signature': { holds: 'that authority signed the certificate', spec: { client: '4.3', rfc5280: '6.1.3 (a)(1)' } },
  'ca-chain': {
    holds: "the authority's own chain is signed and named from one to the next",
    spec: { client: '4.3', rfc5280: '6.1.3 (a)(1), (a)(4)' },
  },
  'ca-is-ca': { holds: 'every authority is one, and may sign certificates', spec: { rfc5280: '6.1.4 (k), (n)' } },
  'ca-path-length': {
    holds: 'no authority stands further from the leaf than the one above allows',
    spec: { rfc5280: '6.1.4 (l), (m); 4.2.1.9' },
  },
  'ca-critical-extensions': {
    holds: 'no authority has a critical extension that we do not know',
    spec: { rfc5280: '6.1.4 (o)' },
  },
  'ca-extended-key-usage': {
    holds: 'no authority is restricted to other purposes',
    spec: { fulcio: '7.2', rfc5280: '4.2.1.12' },
  },
  'ca-validity': { holds: 'every authority was valid at every verified time', spec: { client: '4.3', rfc5280: '6.1.3 (a)(2)' } },
  'ca-window': {
    holds: 'every verified time lies in the window that the trusted root gives the authority',
    spec: { trustroot: 'CertificateAuthority.valid_for' },
  },
  'leaf-validity': {
    holds: 'every verified time lies within the validity of the signing certificate',
    spec: { client: '4.3', rfc5280: '6.1.3 (a)(2)' },
  },
  'leaf-time': { holds: 'a certificate has at least one verified time', spec: { client: '4.2; 4.3' } },
  // certificate transparency
  'sct-signature': { holds: 'the promise of a known certificate log is signed by it', spec: { client: '4.3', rfc6962: '3.2' } },
  'sct-window': {
    holds: 'it was made while the trusted root trusts that log',
    spec: { trustroot: 'TransparencyLogInstance.public_key', common: 'PublicKey.valid_for' },
  },
  'sct-threshold': {
    holds: 'enough different certificate logs promised',
    spec: { client: '4.6, Threshold verification', fulcio: '7.3' },
  },
  // timestamps
  'timestamp-signature': {
    holds: 'a timestamp that names a known authority is signed by it',
    spec: { client: '4.2.1', rfc3161: '2.4.2', rfc5652: '5.6' },
  },
  'timestamp-imprint': {
    holds: 'the timestamp is for this signature',
    spec: { client: '4.2.1', bundle: 'TimestampVerificationData', rfc3161: '2.4.2' },
  },
  'timestamp-authority-usage': { holds: "the timestamp's certificate is for time stamping only", spec: { rfc3161: '2.3' } },
  'timestamp-authority-chain': {
    holds: "the timestamp's certificate leads to the authority's chain",
    spec: { client: '4.2.1', rfc5280: '6.1.3 (a)(1), (a)(4); 6.1.4' },
  },
  'timestamp-authority-validity': {
    holds: 'it was valid at the time it states',
    spec: { client: '4.2.1; 4.3', rfc5280: '6.1.3 (a)(2)' },
  },
  'timestamp-authority-window': {
    holds: 'that time lies in the window that the trusted root gives the authority',
    spec: { trustroot: 'CertificateAuthority.valid_for' },
  },
  'timestamp-threshold': { holds: 'enough different authorities stamped', spec: { client: '4, third item of the policy' } },
  // transparency log
  'entry-evidence': {
    holds: 'an entry of a known log is proven by a signed promise or an inclusion proof',
    spec: { bundle: 'VerificationMaterial.tlog_entries', entry: 'TransparencyLogEntry.inclusion_promise' },
  },
  'set-signature': {
    holds: "the log's promise (signed entry timestamp) is signed by it",
    spec: { client: '4.2.2', rekor: '9.5', entry: 'InclusionPromise' },
  },
  'inclusion-claims': {
    holds: 'what the proof says of the tree is what the checkpoint says',
    spec: { rekor: '9.3', entry: 'InclusionProof' },
  },
  'inclusion-path': {
    holds: 'the leaf leads to the root of the checkpoint',
    spec: { rekor: '9.3', 'rekor-v2': '6.1.4', rfc9162: '2.1.3.2' },
  },
  'checkpoint-origin': {
    holds: 'the checkpoint is about this log',
    spec: { checkpoint: 'Note text', trustroot: 'TransparencyLogInstance.base_url' },
  },
  'checkpoint-signature': {
    holds: 'the log signed the checkpoint',
    spec: { note: 'Signatures', rekor: '9.3', 'rekor-v2': '6.3' },
  },
  'log-index': {
    holds: 'the log index is that of the proof unless the log itself signed it',
    spec: { entry: 'TransparencyLogEntry.log_index, InclusionProof.log_index', rekor: '9.3' },
  },
  'log-window': {
    holds: 'the log was trusted when the entry was made',
    spec: { trustroot: 'TransparencyLogInstance.public_key', common: 'PublicKey.valid_for' },
  },
  'entry-kind': { holds: 'the entry is of the kind it says, and of one that fits the content', spec: { client: '4.4' } },
  'entry-digest': {
    holds: 'the logged digest is that of the artifact or envelope',
    spec: { client: '4.4, item 3', 'rekor-v2': '6.1.4, 2.1' },
  },
  'entry-signature': { holds: "the logged signature is the bundle's", spec: { client: '4.4, item 1', 'rekor-v2': '6.1.4, 2.2' } },
  'entry-key': {
    holds: "the logged key or certificate is the signer's",
    spec: { client: '4.4, item 2', 'rekor-v2': '6.1.4, 2.3' },
  },
  'log-threshold': {
    holds: 'enough different logs witnessed',
    spec: { client: '4, fourth item of the policy; 4.6, Threshold verification' },
  },
  // time
  'time-threshold': { holds: 'enough different sources of time', spec: { client: '4.2; 4.6' } },
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof CHECKS;

/**
 * Carries the checks through one verification. `without` knocks one out: tests use it to prove that each check matters;
 * `verifyBundle` has no way to set it.
 */
export class Checks {
  readonly #without: CheckName | undefined;

  constructor(without?: CheckName) {
    this.#without = without;
  }

  /** @throws what `error` makes, unless the condition holds */
  require(name: CheckName, holds: boolean, error: () => CountersignError): void {
    if (!holds && name !== this.#without) throw error();
  }
}
