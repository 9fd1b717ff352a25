import type { CountersignError } from '../errors/index.js';

/**
 * Everything that must hold before a bundle counts as verified, by name. `checks.test.ts` shows for each one a bundle that
 * only this check keeps out.
 */
export const CHECKS = {
  // content
  'artifact-bytes': 'the bytes at hand are those whose digests were computed',
  'message-digest': 'the digest that the bundle claims is the computed one',
  'image-text': "the text of an image signature in cosign's old form names the artifact",
  'payload-type': 'an attestation is an in-toto statement',
  subject: 'the statement names the artifact',
  signature: "the signature over the artifact, or over the envelope's pre-authentication encoding, is the signer's",
  'no-duplicates': 'no log entry or timestamp is there twice',
  // certificate
  'chain-without-root': 'the bundle brings no root of its own',
  'leaf-not-ca': 'the signing certificate is no authority',
  'leaf-key-usage': 'the signing certificate is for signatures',
  'leaf-extended-key-usage': 'the signing certificate is for code signing',
  'leaf-critical-extensions': 'the signing certificate has no critical extension that we do not know',
  'leaf-one-name': 'the signing certificate names exactly one identity',
  'leaf-issuer': "the signing certificate names the identity's issuer",
  'ca-signature': 'that authority signed the certificate',
  'ca-chain': "the authority's own chain is signed and named from one to the next",
  'ca-is-ca': 'every authority is one, and may sign certificates',
  'ca-path-length': 'no authority stands further from the leaf than the one above allows',
  'ca-critical-extensions': 'no authority has a critical extension that we do not know',
  'ca-extended-key-usage': 'no authority is restricted to other purposes',
  'ca-validity': 'every authority was valid at every verified time',
  'ca-window': 'every verified time lies in the window that the trusted root gives the authority',
  'leaf-validity': 'every verified time lies within the validity of the signing certificate',
  'leaf-time': 'a certificate has at least one verified time',
  // certificate transparency
  'sct-signature': 'the promise of a known certificate log is signed by it',
  'sct-window': 'it was made while the trusted root trusts that log',
  'sct-threshold': 'enough different certificate logs promised',
  // timestamps
  'timestamp-signature': 'a timestamp that names a known authority is signed by it',
  'timestamp-imprint': 'the timestamp is for this signature',
  'timestamp-authority-usage': "the timestamp's certificate is for time stamping only",
  'timestamp-authority-chain': "the timestamp's certificate leads to the authority's chain",
  'timestamp-authority-validity': 'it was valid at the time it states',
  'timestamp-authority-window': 'that time lies in the window that the trusted root gives the authority',
  'timestamp-threshold': 'enough different authorities stamped',
  // transparency log
  'entry-evidence': 'an entry of a known log is proven by a signed promise or an inclusion proof',
  'set-signature': "the log's promise (signed entry timestamp) is signed by it",
  'inclusion-claims': 'what the proof says of the tree is what the checkpoint says',
  'inclusion-path': 'the leaf leads to the root of the checkpoint',
  'checkpoint-origin': 'the checkpoint is about this log',
  'checkpoint-signature': 'the log signed the checkpoint',
  'log-index': 'the log index is that of the proof unless the log itself signed it',
  'log-window': 'the log was trusted when the entry was made',
  'entry-kind': 'the entry is of the kind it says, and of one that fits the content',
  'entry-digest': 'the logged digest is that of the artifact or envelope',
  'entry-signature': "the logged signature is the bundle's",
  'entry-key': "the logged key or certificate is the signer's",
  'log-threshold': 'enough different logs witnessed',
  // time
  'time-threshold': 'enough different sources of time',
} as const;

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
