/** What to do about one difference between the signer that was found and the one that is expected; by what differs. */
export function hintOfMismatch(part: string, expected: string, found: string): string | undefined {
  if (part === 'ref (.14)')
    return `If builds of ${found} may sign, write it into "refs" of the signer: branches are refs/heads/NAME, tags are refs/tags/NAME, and refs/tags/v* matches every tag that begins with v.`;
  if (part === 'path of the workflow')
    return 'Write the file that signs into the signer ("workflow" on GitHub, "config" on GitLab) if it may sign. Otherwise sign in the expected file.';
  if (part === 'ref of the workflow' || (part === 'identity' && isOtherRef(expected, found)))
    return 'Only the ref after @ differs: branches are refs/heads/NAME, tags are refs/tags/NAME. If this ref may sign, write the identity with this ref; a policy file can list several refs.';
  if (/^(?:(?:owner|host) of the )?source repository|^owner \(/.test(part))
    return 'Another repository has signed. Check that policy and artifact belong together; after a rename or a transfer, name both repositories in a policy.';
  if (part === 'identity')
    return 'Another workflow, person or service has signed. Check that artifact, bundle and expected identity belong together.';
  if (part === 'issuer' && LOOPBACK.test(found))
    return `A sandbox on one machine has such an issuer (countersign sandbox). A policy for it names it: "issuer: ${found}" in the signer, or certificate-oidc-issuer; never in a policy for releases.`;
  if (part === 'issuer')
    return 'The issuer of GitHub Actions is https://token.actions.githubusercontent.com, that of GitLab is https://gitlab.com; your own server has another one.';
  return undefined;
}

/** The issuer of a sandbox. No other one has no TLS. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/[\w-]*)?$/;

/** Whether two identities of CI runs are the same but for the ref, which follows the last `@`. */
function isOtherRef(expected: string, found: string): boolean {
  const workflow = (identity: string): string => identity.slice(0, identity.lastIndexOf('@'));
  return expected.startsWith('https://') && workflow(expected) === workflow(found);
}
