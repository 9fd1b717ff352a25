import { nearest } from '@countersign/core/errors';

/** Names of other tools for our inputs (cosign, gh attestation, slsa-verifier, BuildKit). */
const FOREIGN: ReadonlyMap<string, readonly string[]> = new Map([
  ['repo', ['repository']],
  ['source-uri', ['repository']],
  ['certificate-github-workflow-repository', ['repository']],
  ['signer-workflow', ['certificate-identity']],
  ['cert-identity', ['certificate-identity']],
  ['cert-identity-regex', ['certificate-identity-regexp']],
  ['cert-oidc-issuer', ['certificate-oidc-issuer']],
  ['subject', ['path', 'paths']],
  ['type', ['predicate-type']],
  ['custom-trusted-root', ['trusted-root']],
  ['insecure-ignore-tlog', ['transparency-log']],
  ['tlog-upload', ['transparency-log']],
]);

/** The known name that a user probably meant: the name in another tool, singular or plural, or up to two typing errors. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const ours = FOREIGN.get(name)?.find((one) => known.includes(one));
  const stem = (text: string): string => text.replace(/(ies|y|s)$/, '');
  return ours ?? nearest(name, known, 2) ?? known.find((candidate) => stem(candidate) === stem(name));
}
