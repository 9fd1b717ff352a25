/**
 * An option of cosign, gh attestation, slsa-verifier, sigstore-python, BuildKit or actions/attest that we do not have. Such an option, or
 * a command of theirs, is an error with a hint that contains our name; it is never accepted.
 */
export interface ForeignName {
  /** Our names (flags and inputs): the hint contains the first that the command has. */
  readonly ours?: readonly string[];
  /** Another form of the value, or what to use instead. One or two sentences. */
  readonly note?: string;
}

const NO_PROMPT: ForeignName = {
  note: 'Omit it: there is no prompt to confirm. Consent for a private repository is confirm-public.',
};
const INSTANCE: ForeignName = {
  ours: ['signing-config', 'trusted-root'],
  note: 'The services of a Sigstore instance are described in its signing_config.json, its keys and certificates in its trusted_root.json.',
};
const BOTH_ROOTS: ForeignName = {
  ours: ['trusted-root'],
  note: 'All keys and certificates of a Sigstore instance are in one trusted_root.json.',
};
const BY_POLICY: ForeignName = { ours: ['policy', 'policies'], note: 'Only a policy file can express this.' };
const ALWAYS_CHECKED: ForeignName = { note: 'This check cannot be turned off. Omit the option.' };
const CREDENTIALS: ForeignName = {
  note: 'Registry credentials come from the credential file of docker or podman: log in before this command.',
};
const PLAIN_HTTP: ForeignName = { ours: ['insecure-registry', 'insecure-registries'], note: 'The value is HOST:PORT.' };
const CLIENT_TLS: ForeignName = { note: 'TLS client certificates and other server names are not supported by this version.' };
const NO_TOKEN_KEY: ForeignName = { note: 'This version does not sign with a key on a hardware token.' };
const TOKEN: ForeignName = {
  ours: ['identity-token'],
  note: 'No browser is opened: the token comes from the CI system, or from the place that identity-token names.',
};
const JSON_OUTPUT: ForeignName = { ours: ['json'] };
const SIGNATURE_FILE: ForeignName = {
  ours: ['bundle', 'bundle-path'],
  note: 'Signature, certificate and log entry are in one bundle file.',
};

/** Options, without dashes where they are long; `-R` is the short one. */
export const FOREIGN_OPTIONS: Readonly<Record<string, ForeignName>> = {
  // Identity of the signer
  repo: { ours: ['repository'] },
  '-R': { ours: ['repository'] },
  'source-uri': { ours: ['repository'], note: 'The value is OWNER/NAME, without github.com/.' },
  'certificate-github-workflow-repository': { ours: ['repository'] },
  'signer-workflow': {
    ours: ['certificate-identity'],
    note: 'The value is the whole identity: https://github.com/OWNER/NAME/.github/workflows/FILE@REF.',
  },
  'signer-repo': BY_POLICY,
  'signer-digest': BY_POLICY,
  'source-ref': BY_POLICY,
  'source-digest': BY_POLICY,
  'source-tag': BY_POLICY,
  'source-versioned-tag': BY_POLICY,
  'source-branch': BY_POLICY,
  'builder-id': BY_POLICY,
  'build-workflow-input': BY_POLICY,
  'deny-self-hosted-runners': BY_POLICY,
  'certificate-github-workflow-ref': BY_POLICY,
  'certificate-github-workflow-sha': BY_POLICY,
  'certificate-github-workflow-name': BY_POLICY,
  'certificate-github-workflow-trigger': BY_POLICY,
  'certificate-oidc-issuer-regexp': { ours: ['certificate-oidc-issuer'], note: 'The issuer is compared as a whole.' },
  'cert-identity': { ours: ['certificate-identity'] },
  'verify-cert-identity': { ours: ['certificate-identity'] },
  'cert-identity-regex': { ours: ['certificate-identity-regexp'], note: 'The pattern must match the whole identity.' },
  '-i': { ours: ['certificate-identity-regexp'], note: 'The pattern must match the whole identity.' },
  'cert-oidc-issuer': { ours: ['certificate-oidc-issuer'] },
  'verify-oidc-issuer': { ours: ['certificate-oidc-issuer'] },
  certificate: SIGNATURE_FILE,
  cert: SIGNATURE_FILE,
  'certificate-chain': BOTH_ROOTS,

  // Artifacts
  subject: { ours: ['path', 'paths'] },
  'subject-path': { ours: ['path', 'paths'] },
  'subject-checksums': { ours: ['checksums'] },
  'subject-digest': { ours: ['checksums', 'image', 'images'], note: 'Digests of files are read from a checksum file.' },
  'subject-name': { ours: ['image', 'images'], note: 'The value is NAME@sha256:….' },
  recursive: { note: 'Omit it: an image is signed with all its platforms, unless platforms names some.' },
  '-r': { note: 'Omit it: an image is signed with all its platforms, unless platforms names some.' },
  'local-image': { note: 'Images are read from a registry only.' },
  payload: { note: 'The image is named by its digest; a payload file is not read.' },

  // Evidence
  signature: SIGNATURE_FILE,
  'provenance-path': { ours: ['bundle'] },
  'attestation-path': { ours: ['bundle'] },
  'attestations-path': { ours: ['bundle'] },
  'provenance-repository': { ours: ['signature-repository'] },
  'bundle-from-oci': { ours: ['evidence'], note: 'The value is registry.' },
  '-b': { ours: ['bundle', 'bundle-path'] },
  bundle: { ours: ['bundle-path'] },
  'output-signature': SIGNATURE_FILE,
  'output-certificate': SIGNATURE_FILE,
  'output-attestation': SIGNATURE_FILE,
  type: {
    ours: ['predicate-type'],
    note: 'The value is a URI: slsaprovenance1 is https://slsa.dev/provenance/v1, cyclonedx is https://cyclonedx.org/bom, spdxjson is https://spdx.dev/Document.',
  },
  'check-claims': ALWAYS_CHECKED,
  limit: { note: 'Omit it: every attestation that is found is judged.' },
  '-L': { note: 'Omit it: every attestation that is found is judged.' },
  predicate: { note: 'Only SLSA provenance is attested, with attest-provenance, which takes it from the CI system.' },
  statement: { note: 'Only SLSA provenance is attested, with attest-provenance, which takes it from the CI system.' },

  'digest-alg': { note: 'Omit it: the algorithm is the one that the signer has used.' },
  'signing-algorithm': { note: 'Omit it: the algorithm follows from the key; a policy can require one with "algorithm".' },
  'package-name': { note: 'Verify the file of the package.' },
  'package-version': { note: 'Verify the file of the package.' },
  hostname: BY_POLICY,

  // Trust
  'custom-trusted-root': { ours: ['trusted-root'] },
  'ca-roots': BOTH_ROOTS,
  'ca-intermediates': BOTH_ROOTS,
  'timestamp-certificate-chain': BOTH_ROOTS,
  'no-public-good': { ours: ['trusted-root'], note: 'The value is github.' },
  staging: BOTH_ROOTS,
  'rekor-url': INSTANCE,
  'fulcio-url': INSTANCE,
  'oidc-issuer': INSTANCE,
  'timestamp-server-url': INSTANCE,
  'use-signing-config': INSTANCE,
  'insecure-ignore-tlog': { ours: ['transparency-log'], note: 'The value is off, and every report mentions it.' },
  'tlog-upload': { ours: ['transparency-log'], note: 'The value is off, and every report mentions it.' },
  'use-signed-timestamps': { note: 'Omit it: timestamps are verified wherever a bundle has them.' },
  'insecure-ignore-sct': ALWAYS_CHECKED,
  'private-infrastructure': { ours: ['transparency-log'], note: 'The value is off, and every report mentions it.' },
  offline: { ours: ['network'], note: 'The value is none.' },
  sk: NO_TOKEN_KEY,
  slot: NO_TOKEN_KEY,
  'fulcio-auth-flow': TOKEN,
  'oidc-client-id': TOKEN,
  'oidc-client-secret-file': TOKEN,
  'oidc-disable-ambient-providers': TOKEN,
  'oidc-provider': TOKEN,
  'oidc-redirect-url': TOKEN,

  // Registries and the run
  'allow-insecure-registry': PLAIN_HTTP,
  'allow-http-registry': PLAIN_HTTP,
  'registry-username': CREDENTIALS,
  'registry-password': CREDENTIALS,
  'registry-token': CREDENTIALS,
  'k8s-keychain': CREDENTIALS,
  'registry-cacert': { note: 'Name further certificate authorities in the environment variable NODE_EXTRA_CA_CERTS.' },
  'registry-server-name': CLIENT_TLS,
  'registry-client-cert': CLIENT_TLS,
  'registry-client-key': CLIENT_TLS,
  'timestamp-client-cacert': { note: 'Name further certificate authorities in the environment variable NODE_EXTRA_CA_CERTS.' },
  'timestamp-client-cert': CLIENT_TLS,
  'timestamp-client-key': CLIENT_TLS,
  'timestamp-server-name': CLIENT_TLS,
  'registry-referrers-mode': { note: 'Omit it: signatures are stored as referrers.' },
  'new-bundle-format': { note: 'Omit it: bundles are always in this format.' },
  upload: { note: 'Signatures of images are always stored in the registry.' },
  'no-upload': { note: 'Signatures of images are always stored in the registry.' },
  'push-to-registry': { note: 'Omit it: attestations of images are always stored in the registry.' },
  yes: NO_PROMPT,
  '-y': NO_PROMPT,
  output: JSON_OUTPUT,
  '-o': { ours: ['json'], note: 'For an account on GitHub, write --owner.' },
  format: JSON_OUTPUT,
  jq: JSON_OUTPUT,
  '-q': JSON_OUTPUT,
  template: JSON_OUTPUT,
  'print-provenance': { ours: ['json'], note: '`countersign inspect` shows the content of a bundle.' },
  'output-file': { note: 'Redirect standard error: `2> FILE`.' },
  verbose: { ours: ['log-level'], note: 'The value is debug.' },
  '-d': { ours: ['log-level'], note: 'The value is debug.' },
  '-t': { ours: ['timeout'] },
  '-a': { ours: ['annotation', 'annotations'] },
  'max-workers': { note: 'Omit it: the number of parallel requests is limited already.' },
};

/** Commands of other tools, and what to write after `countersign` instead. */
export const FOREIGN_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  sign: ['sign-blob FILE', 'sign-image REF'],
  attest: ['attest-provenance FILE', 'attest-provenance oci://REF'],
  'attest-blob': ['attest-provenance FILE'],
  'verify-blob': ['verify FILE'],
  'verify-image': ['verify oci://REF'],
  'verify-artifact': ['verify FILE'],
  'verify-attestation': ['verify oci://REF --predicate-type URI'],
  'verify-blob-attestation': ['verify FILE --predicate-type URI'],
  'verify-github-attestation': ['verify FILE --evidence github:OWNER/NAME'],
  'verify-gate': ['verify FILE'],
  'verify-npm-package': ['verify FILE'],
  attestation: ['verify FILE --evidence github:OWNER/NAME --repository OWNER/NAME'],
  tree: ['inspect oci://REF'],
  download: ['inspect oci://REF'],
  version: ['--version'],
};

/** The short names of cosign for predicate types, and their URIs. */
export const PREDICATE_TYPES: Readonly<Record<string, string>> = {
  slsaprovenance: 'https://slsa.dev/provenance/v0.2',
  slsaprovenance02: 'https://slsa.dev/provenance/v0.2',
  slsaprovenance1: 'https://slsa.dev/provenance/v1',
  link: 'https://in-toto.io/Link/v1',
  spdx: 'https://spdx.dev/Document',
  spdxjson: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  openvex: 'https://openvex.dev/ns',
  custom: 'https://cosign.sigstore.dev/attestation/v1',
};

/** The hint for an option of another tool, with our names as `label` writes them; undefined for any other name. */
export function foreignHint(name: string, known: readonly string[], label: (name: string) => string): string | undefined {
  const foreign = Object.hasOwn(FOREIGN_OPTIONS, name) ? FOREIGN_OPTIONS[name] : undefined;
  if (foreign === undefined) return undefined;
  const ours = foreign.ours?.find((one) => known.includes(one));
  if (foreign.ours !== undefined && ours === undefined) return undefined;
  return [
    ...(ours === undefined ? [] : [`Did you mean ${label(ours)}?`]),
    ...(foreign.note === undefined ? [] : [foreign.note]),
  ].join(' ');
}
