import { nearest } from '@countersign/core/errors';

/** What other tools call what we have (cosign, gh attestation, slsa-verifier, BuildKit). */
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

/** The known name a user probably meant: another tool's, another number, or at most two letters off; undefined when none is near. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const ours = FOREIGN.get(name)?.find((one) => known.includes(one));
  const stem = (text: string): string => text.replace(/(ies|y|s)$/, '');
  return ours ?? nearest(name, known, 2) ?? known.find((candidate) => stem(candidate) === stem(name));
}
