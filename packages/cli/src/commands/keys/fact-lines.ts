import type { CertificateFacts, KeyFacts } from '@countersign/core/operations/keys';

/** The facts of a key for people, line by line. */
export function keyLines(key: KeyFacts): readonly string[] {
  return [
    `type: ${key.type} (${key.algorithm})`,
    `fingerprint: ${key.fingerprint}`,
    `material: ${key.material}`,
    `hint in bundles: ${key.hints.sigstore}`,
    `hint in model signatures: ${key.hints.modelSigning}`,
  ];
}

export function certificateLines(certificate: CertificateFacts): readonly string[] {
  return [
    `certificate of: ${certificate.names.join(', ') || 'no name'}${certificate.isCa ? ' (an authority)' : ''}`,
    `  serial number ${certificate.serialNumber}, valid from ${certificate.notBefore} until ${certificate.notAfter}`,
    `  digest sha256:${certificate.digest}`,
  ];
}
