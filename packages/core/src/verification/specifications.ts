/** The specifications that the checks implement. A check cites a section by its number, or by its heading where the document has no numbers. */
export const SPECIFICATIONS = {
  client: {
    title: 'Sigstore Client',
    url: 'https://github.com/sigstore/architecture-docs/blob/main/client-spec.md',
  },
  fulcio: {
    title: 'Sigstore Fulcio',
    url: 'https://github.com/sigstore/architecture-docs/blob/main/fulcio-spec.md',
  },
  rekor: { title: 'Sigstore Rekor v1', url: 'https://github.com/sigstore/architecture-docs/blob/main/rekor-spec.md' },
  'rekor-v2': {
    title: 'Sigstore Rekor v2',
    url: 'https://github.com/sigstore/architecture-docs/blob/main/rekor-v2-spec.md',
  },
  bundle: {
    title: 'sigstore_bundle.proto',
    url: 'https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto',
  },
  common: {
    title: 'sigstore_common.proto',
    url: 'https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_common.proto',
  },
  entry: {
    title: 'sigstore_rekor.proto',
    url: 'https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_rekor.proto',
  },
  trustroot: {
    title: 'sigstore_trustroot.proto',
    url: 'https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto',
  },
  dsse: { title: 'DSSE protocol', url: 'https://github.com/secure-systems-lab/dsse/blob/master/protocol.md' },
  statement: {
    title: 'in-toto Statement v1',
    url: 'https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md',
  },
  envelope: { title: 'in-toto Envelope v1', url: 'https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md' },
  cosign: { title: 'cosign signatures', url: 'https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md' },
  note: { title: 'C2SP signed-note', url: 'https://c2sp.org/signed-note' },
  checkpoint: { title: 'C2SP tlog-checkpoint', url: 'https://c2sp.org/tlog-checkpoint' },
  rfc3161: { title: 'RFC 3161', url: 'https://www.rfc-editor.org/rfc/rfc3161' },
  rfc5280: { title: 'RFC 5280', url: 'https://www.rfc-editor.org/rfc/rfc5280' },
  rfc5652: { title: 'RFC 5652', url: 'https://www.rfc-editor.org/rfc/rfc5652' },
  rfc6962: { title: 'RFC 6962', url: 'https://www.rfc-editor.org/rfc/rfc6962' },
  rfc9162: { title: 'RFC 9162', url: 'https://www.rfc-editor.org/rfc/rfc9162' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly url: string }>>;

export type SpecificationName = keyof typeof SPECIFICATIONS;
