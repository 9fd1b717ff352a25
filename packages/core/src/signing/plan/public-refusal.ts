import { platformOfClaims, type Claims } from '../../ci/index.js';
import { CountersignError } from '../../errors/index.js';
import { textClaim, type CertificateTexts } from '../certificate-texts.js';

/** The claims about name and visibility, and the words of each platform. */
const VISIBILITY = {
  github: {
    claim: 'repository_visibility',
    noun: 'repository',
    name: 'repository',
    file: 'workflow',
    ownInstance: "with GitHub's own instance (trusted-root: github), ",
  },
  gitlab: { claim: 'project_visibility', noun: 'project', name: 'project_path', file: 'pipeline', ownInstance: '' },
} as const;

interface Facts {
  readonly noun: string;
  readonly name: string;
  readonly file: string;
  readonly ownInstance: string;
  readonly visibility: string;
}

/** Visibility is read from the token only: variables of the environment can be set by others. Undefined if the token does not say it. */
function visibilityOf(claims: Claims): Facts | undefined {
  const platform = platformOfClaims(claims);
  if (platform !== 'github' && platform !== 'gitlab') return undefined;
  const { claim, name, ...words } = VISIBILITY[platform];
  return { ...words, name: textClaim(claims, name), visibility: textClaim(claims, claim) };
}

/**
 * The refusal to publish facts about a repository that is not public, in a log that is. `public` is the only value that needs no consent:
 * a value that we do not know could mean private.
 * @param texts of the certificate; undefined if only keys sign
 */
export function publicRefusal(claims: Claims | undefined, texts: CertificateTexts | undefined): CountersignError | undefined {
  const facts = claims === undefined ? undefined : visibilityOf(claims);
  if (facts === undefined || facts.visibility === 'public') return undefined;
  const { noun, name, visibility, file, ownInstance } = facts;
  const what =
    texts === undefined
      ? 'the public key, the digest of each artifact and the time'
      : `the certificate (name of the ${noun}, path of the ${file} file, branch or tag, commit, URL of the run), the digest of each artifact and the time`;
  return new CountersignError(
    'PUBLIC_NOT_CONFIRMED',
    `the ${noun} ${name} is ${visibility || 'not public'}, and signing would publish facts about it in a public log, for ever; nothing was signed`,
    {
      expected: `confirm-public: true in the ${file} file`,
      found: `no consent to publish ${what}; names of files are published only in statements`,
      hint:
        'dry-run: true lists every text. If they may be public, write confirm-public: true beside the other inputs. If not: ' +
        `sign ${ownInstance}with a Sigstore instance of your own (trusted-root, signing-config), ` +
        'or with a key of your own and transparency-log: off. See docs/how-to/private-repositories.md.',
    },
  );
}
