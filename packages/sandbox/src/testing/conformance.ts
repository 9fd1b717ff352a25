import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates that the public-good Fulcio issued, from the published conformance bundles; empty if the data is not installed. */
export function publicCertificates(): { readonly name: string; readonly der: Buffer }[] {
  const root = process.env['COUNTERSIGN_CONFORMANCE'] ?? join(process.cwd(), '../shared/conformance');
  const folder = join(root, 'sigstore/bundle-verify');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('_fail') && existsSync(join(folder, name, 'bundle.sigstore.json')))
    .flatMap((name) => {
      const bundle = JSON.parse(readFileSync(join(folder, name, 'bundle.sigstore.json'), 'utf8')) as {
        verificationMaterial: {
          certificate?: { rawBytes: string };
          x509CertificateChain?: { certificates: { rawBytes: string }[] };
        };
      };
      const { certificate, x509CertificateChain } = bundle.verificationMaterial;
      const rawBytes = certificate?.rawBytes ?? x509CertificateChain?.certificates[0]?.rawBytes;
      return rawBytes === undefined ? [] : [{ name, der: Buffer.from(rawBytes, 'base64') }];
    });
}
