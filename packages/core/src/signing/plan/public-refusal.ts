import { platformOfClaims, type Claims } from '../../ci/index.js';
import { CountersignError } from '../../errors/index.js';
import { textClaim, type CertificateTexts } from '../certificate-texts.js';

/** The claim about visibility, and its values that are not public. */
const VISIBILITY = {
  github: { claim: 'repository_visibility', noun: 'repository', name: 'repository' },
  gitlab: { claim: 'project_visibility', noun: 'project', name: 'project_path' },
} as const;

/** Visibility is read from the token only: variables of the environment can be set by others. Undefined if the token does not say it. */
function visibilityOf(claims: Claims): { readonly noun: string; readonly name: string; readonly visibility: string } | undefined {
  const platform = platformOfClaims(claims);
  if (platform !== 'github' && platform !== 'gitlab') return undefined;
  const { claim, noun, name } = VISIBILITY[platform];
  return { noun, name: textClaim(claims, name), visibility: textClaim(claims, claim) };
}

/**
 * The refusal to publish facts about a repository that is not public, in a log that is. `public` is the only value that needs no consent:
 * a value that we do not know could mean private.
 * @param texts of the certificate; undefined if only keys sign
 */
export function publicRefusal(claims: Claims | undefined, texts: CertificateTexts | undefined): CountersignError | undefined {
  const facts = claims === undefined ? undefined : visibilityOf(claims);
  if (facts === undefined || facts.visibility === 'public') return undefined;
  const { noun, name, visibility } = facts;
  const what =
    texts === undefined
      ? 'the public key, the digest of each artifact and the time'
      : `the certificate (name of the ${noun}, path of the workflow, branch or tag, commit, URL of the run), the digest of each artifact and the time`;
  return new CountersignError(
    'PUBLIC_NOT_CONFIRMED',
    `${name} is a ${visibility || 'hidden'} ${noun}, and signing would publish facts about it in a public log, for ever; nothing was signed`,
    {
      expected: 'confirm-public: true in the workflow file',
      found: `no consent to publish ${what}; names of files are published only in statements`,
      hint:
        'dry-run: true lists every text. If they may be public, write confirm-public: true beside the other inputs. If not: ' +
        "sign with GitHub's own instance (trusted-root: github), with a Sigstore instance of your own (trusted-root, signing-config), " +
        'or with a key of your own and transparency-log: off. See docs/how-to/private-repositories.md.',
    },
  );
}
