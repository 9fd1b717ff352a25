/** PEM (RFC 7468) with 64-character lines and a final newline. */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The DER of every block with this label, in order. */
export function readPem(pem: string, label: 'CERTIFICATE' | 'CERTIFICATE REQUEST' = 'CERTIFICATE'): Buffer[] {
  const blocks = pem.matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g'));
  return [...blocks].map((block) => Buffer.from(block[1] ?? '', 'base64'));
}
