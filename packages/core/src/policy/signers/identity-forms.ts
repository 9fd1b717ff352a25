import { platformOfIdentity, platformOfIssuer } from './ci-run.js';

/* Issuers and identities that no certificate can have: typing errors, said before anything is judged. */

/** What an issuer should be like; undefined: it may be one. */
export function whyNoIssuer(issuer: string): string | undefined {
  if (!/^https?:\/\/[^\s/]+(?:\/\S*)?$/.test(issuer)) return 'an issuer URL, https://…';
  // Others may end so (Auth0); these never do, and issuers are compared whole.
  return issuer.endsWith('/') && platformOfIssuer(issuer) !== undefined
    ? `${issuer.replace(/(?<!\/)\/+$/, '')}, without "/" at its end`
    : undefined;
}

const FULL_REF = /@(?:refs\/(?:heads|tags|pull|merge-requests)\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `name!domain`: Fulcio's form of a subject that is neither URL nor e-mail address; CircleCI's subjects contain slashes. */
const USER_NAME = /^[^!]+![A-Za-z0-9.-]+$/;

/** What an identity should be like for certificates of this issuer; undefined: it may be one. */
export function whyNoIdentity(identity: string, issuer: string): string | undefined {
  if (/^[A-Za-z0-9.-]+\.[A-Za-z]+\/\S+@refs\//.test(identity)) return `https://${identity}`;
  const platform = platformOfIssuer(issuer);
  if (platform === undefined)
    return identity.includes('/') && !/^[a-z][a-z0-9+.-]*:/i.test(identity) && !USER_NAME.test(identity)
      ? 'the whole identity, as the certificate has it: https://HOST/OWNER/NAME/…@refs/…'
      : undefined;
  const isWorkflow = platformOfIdentity(identity) === platform;
  if (isWorkflow && FULL_REF.test(identity)) return undefined;
  return platform === 'github'
    ? 'https://HOST/OWNER/NAME/.github/workflows/FILE.yml@REF with a full ref (refs/heads/main, refs/tags/v1) or a commit'
    : 'https://HOST/PROJECT//.gitlab-ci.yml@REF with two slashes before the file and a full ref (refs/heads/main, refs/tags/v1)';
}

/** Why a file of a repository signs nothing under this name: identities are compared whole, and a pattern would be taken for a name. */
export function whyNoFile(path: string): string | undefined {
  return /[*?{}[\]]/.test(path)
    ? `it is one file, compared exactly, found the pattern "${path}"; write a signer for each file, and "by: {at-least: 1, of: […]}"`
    : undefined;
}

/** GitHub runs workflows from one folder alone, and none below it (docs.github.com, workflow syntax). */
export function whyNoWorkflow(path: string): string | undefined {
  const [file, ref] = path.split(/(?<=\.ya?ml)@/);
  if (file === undefined || ref !== undefined || !file.includes('/') || /^\.github\/workflows\/[^/]+$/.test(file))
    return undefined;
  return `workflows lie in .github/workflows, found "${path}"; did you mean ".github/workflows/${file.split('/').at(-1) ?? ''}"?`;
}
