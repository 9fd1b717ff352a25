import { platformOfIdentity, platformOfIssuer } from './ci-run.js';
import { kindOfName } from './names.js';

/* Finds issuers and identities that no certificate can have (typing errors), before anything is verified. */

/** The expected form of an issuer; undefined: this one is possible. */
export function expectedIssuerForm(issuer: string): string | undefined {
  if (!/^https?:\/\/[^\s/]+(?:\/\S*)?$/.test(issuer)) return 'an issuer URL, https://…';
  // Other issuers may end in a slash (Auth0); these never do, and issuers are compared whole.
  return issuer.endsWith('/') && platformOfIssuer(issuer) !== undefined
    ? `${issuer.replace(/(?<!\/)\/+$/, '')}, without "/" at the end`
    : undefined;
}

const FULL_REF = /@(?:refs\/(?:heads|tags|pull|merge-requests)\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `name!domain`: Fulcio's form of a subject that is neither URL nor e-mail address; CircleCI's subjects contain slashes. */
const USER_NAME = /^[^!]+![A-Za-z0-9.-]+$/;

/** The expected form of an identity by this issuer; undefined: this one is possible. */
export function expectedIdentityForm(identity: string, issuer: string): string | undefined {
  if (/^[A-Za-z0-9.-]+\.[A-Za-z]+\/\S+@refs\//.test(identity)) return `https://${identity}`;
  const platform = platformOfIssuer(issuer);
  if (platform === undefined)
    return identity.includes('/') && !/^[a-z][a-z0-9+.-]*:/i.test(identity) && !USER_NAME.test(identity)
      ? 'the whole identity, as in the certificate: https://HOST/OWNER/NAME/…@refs/…'
      : undefined;
  const isWorkflow = platformOfIdentity(identity) === platform;
  if (isWorkflow && FULL_REF.test(identity)) return undefined;
  return platform === 'github'
    ? 'https://HOST/OWNER/NAME/.github/workflows/FILE.yml@REF with a full ref (refs/heads/main, refs/tags/v1) or a commit'
    : 'https://HOST/PROJECT//.gitlab-ci.yml@REF with two slashes before the file and a full ref (refs/heads/main, refs/tags/v1)';
}

/**
 * Refuses a list of triggers for a signer that only other CI platforms can have: GitHub and GitLab have signers of their own, which
 * also compare repository, file and ref; people are started by nothing.
 */
export function triggersProblem(identity: string, issuer: string): string | undefined {
  const platform = platformOfIssuer(issuer) ?? platformOfIdentity(identity);
  if (platform !== 'other') return `a keyless signer lists triggers only for other CI platforms; write a "${platform}" signer`;
  return kindOfName(identity) === 'uri' ? undefined : `triggers are of CI runs, and "${identity}" is not the URI of a pipeline`;
}

/** Refuses a pattern as the path of a file: identities are compared whole, so it would never match. */
export function filePathProblem(path: string): string | undefined {
  return /[*?{}[\]]/.test(path)
    ? `expected the exact path of one file, found the pattern "${path}"; write one signer per file, and "by: {at-least: 1, of: […]}"`
    : undefined;
}

/** Refuses a workflow outside `.github/workflows`: GitHub runs workflows only from this folder, and none from folders below it (docs.github.com, workflow syntax). */
export function workflowPathProblem(path: string): string | undefined {
  const [file, ref] = path.split(/(?<=\.ya?ml)@/);
  if (file === undefined || ref !== undefined || !file.includes('/') || /^\.github\/workflows\/[^/]+$/.test(file))
    return undefined;
  return `workflows are in .github/workflows, found "${path}"; did you mean ".github/workflows/${file.split('/').at(-1) ?? ''}"?`;
}
