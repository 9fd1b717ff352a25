import type { CountersignError } from '../errors/index.js';
import type { SpecificationName } from './specifications.js';

interface Check {
  readonly holds: string;
  /** The sections that the check implements, by specification. */
  readonly spec: Readonly<Partial<Record<SpecificationName, string>>>;
}

/**
 * Everything that must hold before a bundle counts as verified, by name, with the specification that requires it.
 * `checks.test.ts` has for each check a bundle that only this check rejects; docs/reference/verification.md is generated from this table.
 */
export const CHECKS = {
  // content
  'artifact-bytes': {
    holds: 'the bytes of the artifact have the digests that were computed',
    spec: { client: '4.5 (raw artifact preferred)' },
  },
  'message-digest': {
    holds: 'the digest in the message signature equals the computed digest',
    spec: { common: 'MessageSignature.message_digest', client: '4.5' },
  },
  'image-text': {
    holds: "the signed text of an image signature (cosign's simple signing) names the digest of the artifact",
    spec: { cosign: 'Payloads, Simple Signing' },
  },
  'payload-type': {
    holds: 'the payload type of a DSSE envelope is that of an in-toto statement',
    spec: { client: '4.5', envelope: 'Fields, payloadType' },
  },
  subject: {
    holds: 'a subject of the statement has a digest of the artifact',
    spec: { client: '4.5', statement: 'Fields, subject' },
  },
  signature: {
    holds: "the signature over the artifact, or over the envelope's pre-authentication encoding, verifies with the signer's key",
    spec: { client: '4.5', dsse: 'Protocol, to verify' },
  },
  'no-duplicates': { holds: 'no log entry and no timestamp occurs twice', spec: { client: '4.6, Threshold verification' } },
  // signer
  'expected-signer': {
    holds: 'the signer is the one that the caller expects',
    spec: { client: '4, first item of the policy; 4.3, last paragraph' },
  },
  // certificate
  'chain-without-root': { holds: 'the bundle contains no root certificate', spec: { bundle: 'VerificationMaterial.content' } },
  'leaf-not-ca': { holds: 'the signing certificate is not a CA certificate', spec: { fulcio: '7.3', rfc5280: '4.2.1.9' } },
  'leaf-key-usage': {
    holds: 'the key usage of the signing certificate includes digitalSignature',
    spec: { fulcio: '7.3', rfc5280: '4.2.1.3' },
  },
  'leaf-extended-key-usage': {
    holds: 'the extended key usage of the signing certificate includes codeSigning',
    spec: { fulcio: '7.3', rfc5280: '4.2.1.12' },
  },
  'leaf-critical-extensions': {
    holds: 'the signing certificate has no unknown critical extension',
    spec: { rfc5280: '6.1.5 (f); 4.2' },
  },
  'leaf-one-name': {
    holds: 'the signing certificate has exactly one subject alternative name',
    spec: { fulcio: '7.3', rfc5280: '4.2.1.6' },
  },
  'leaf-issuer': {
    holds: "the signing certificate has an extension with the issuer of the signer's identity",
    spec: { fulcio: '7.3', client: '4.3' },
  },
  'ca-signature': {
    holds: 'a certificate authority of the trusted root signed the certificate',
    spec: { client: '4.3', rfc5280: '6.1.3 (a)(1)' },
  },
  'ca-chain': {
    holds: "each certificate in the authority's chain is issued and signed by the next one",
    spec: { client: '4.3', rfc5280: '6.1.3 (a)(1), (a)(4)' },
  },
  'ca-is-ca': {
    holds: 'every certificate in the chain is a CA certificate and may sign certificates',
    spec: { rfc5280: '6.1.4 (k), (n)' },
  },
  'ca-path-length': {
    holds: 'the chain is not longer than the path length constraint of any CA certificate in it allows',
    spec: { rfc5280: '6.1.4 (l), (m); 4.2.1.9' },
  },
  'ca-critical-extensions': {
    holds: 'no CA certificate has an unknown critical extension',
    spec: { rfc5280: '6.1.4 (o)' },
  },
  'ca-extended-key-usage': {
    holds: 'no CA certificate is restricted to purposes other than code signing',
    spec: { fulcio: '7.2', rfc5280: '4.2.1.12' },
  },
  'ca-validity': {
    holds: 'every CA certificate in the chain was valid at every verified time',
    spec: { client: '4.3', rfc5280: '6.1.3 (a)(2)' },
  },
  'ca-window': {
    holds: 'every verified time is within the validity period that the trusted root gives the authority',
    spec: { trustroot: 'CertificateAuthority.valid_for' },
  },
  'leaf-validity': {
    holds: 'every verified time is within the validity period of the signing certificate',
    spec: { client: '4.3', rfc5280: '6.1.3 (a)(2)' },
  },
  'leaf-time': { holds: 'a signature with a certificate has at least one verified time', spec: { client: '4.2; 4.3' } },
  // certificate transparency
  'sct-signature': {
    holds: 'the SCT of a known CT log has a valid signature of that log',
    spec: { client: '4.3', rfc6962: '3.2; 2.1.4' },
  },
  'sct-window': {
    holds: 'the SCT was issued within the validity period that the trusted root gives the CT log',
    spec: { trustroot: 'TransparencyLogInstance.public_key', common: 'PublicKey.valid_for' },
  },
  'sct-threshold': {
    holds: 'enough different CT logs issued an SCT',
    spec: { client: '4.6, Threshold verification', fulcio: '7.3' },
  },
  // timestamps
  'timestamp-signature': {
    holds: 'a timestamp that names a known authority has a valid signature of that authority',
    spec: { client: '4.2.1', rfc3161: '2.4.2', rfc5652: '5.6' },
  },
  'timestamp-imprint': {
    holds: 'the timestamp is over the signature of the bundle',
    spec: { client: '4.2.1', bundle: 'TimestampVerificationData', rfc3161: '2.4.2' },
  },
  'timestamp-authority-usage': {
    holds: "the only extended key usage of the authority's signing certificate is timeStamping",
    spec: { rfc3161: '2.3' },
  },
  'timestamp-authority-chain': {
    holds: "the authority's signing certificate chains up to the trusted root",
    spec: { client: '4.2.1', rfc5280: '6.1.3 (a)(1), (a)(4); 6.1.4' },
  },
  'timestamp-authority-validity': {
    holds: "the authority's certificates were valid at the time of the timestamp",
    spec: { client: '4.2.1; 4.3', rfc5280: '6.1.3 (a)(2)' },
  },
  'timestamp-authority-window': {
    holds: 'the time is within the validity period that the trusted root gives the authority',
    spec: { trustroot: 'CertificateAuthority.valid_for' },
  },
  'timestamp-threshold': {
    holds: 'enough different authorities issued a timestamp',
    spec: { client: '4, third item of the policy' },
  },
  // transparency log
  'entry-evidence': {
    holds: 'an entry of a known log has a signed entry timestamp (SET) or an inclusion proof',
    spec: { bundle: 'VerificationMaterial.tlog_entries', entry: 'TransparencyLogEntry.inclusion_promise' },
  },
  'set-signature': {
    holds: 'the SET has a valid signature of the log',
    spec: { client: '4.2.2', rekor: '9.5', entry: 'InclusionPromise' },
  },
  'inclusion-claims': {
    holds: 'tree size and root hash of the inclusion proof equal those of the checkpoint',
    spec: { rekor: '9.3', entry: 'InclusionProof' },
  },
  'inclusion-path': {
    holds: 'the inclusion proof leads from the entry to the root hash of the checkpoint',
    spec: { rekor: '9.3', 'rekor-v2': '6.1.4', rfc9162: '2.1.3.2' },
  },
  'checkpoint-origin': {
    holds: 'the origin of the checkpoint is that of the log',
    spec: { checkpoint: 'Note text', trustroot: 'TransparencyLogInstance.base_url' },
  },
  'checkpoint-signature': {
    holds: 'the checkpoint has a valid signature of the log',
    spec: { note: 'Signatures', rekor: '9.3', 'rekor-v2': '6.3' },
  },
  'log-index': {
    holds: 'the log index equals that of the inclusion proof, unless an SET covers it',
    spec: { entry: 'TransparencyLogEntry.log_index, InclusionProof.log_index', rekor: '9.3' },
  },
  'log-window': {
    holds: 'the entry was made within the validity period that the trusted root gives the log',
    spec: { trustroot: 'TransparencyLogInstance.public_key', common: 'PublicKey.valid_for' },
  },
  'entry-kind': {
    holds: 'the kind of the entry is the one that the bundle states, and fits the content of the bundle',
    spec: { client: '4.4' },
  },
  'entry-digest': {
    holds: 'the digest in the entry is that of the artifact or envelope',
    spec: { client: '4.4, item 3', 'rekor-v2': '6.1.4, 2.1' },
  },
  'entry-signature': {
    holds: "the signature in the entry is the bundle's",
    spec: { client: '4.4, item 1', 'rekor-v2': '6.1.4, 2.2' },
  },
  'entry-key': {
    holds: "the key or certificate in the entry is the signer's",
    spec: { client: '4.4, item 2', 'rekor-v2': '6.1.4, 2.3' },
  },
  'log-threshold': {
    holds: 'enough different transparency logs contain an entry',
    spec: { client: '4, fourth item of the policy; 4.6, Threshold verification' },
  },
  // time
  'time-threshold': { holds: 'enough different sources give a verified time', spec: { client: '4.2; 4.6' } },
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof CHECKS;

/**
 * Passed through one verification. `without` disables one check: tests use it to prove that each check is needed.
 * `verifyBundle` cannot set it.
 */
export class Checks {
  readonly #without: CheckName | undefined;

  constructor(without?: CheckName) {
    this.#without = without;
  }

  /** @throws the error that `error` returns, unless the condition holds */
  require(name: CheckName, holds: boolean, error: () => CountersignError): void {
    if (!holds && name !== this.#without) throw error();
  }
}
