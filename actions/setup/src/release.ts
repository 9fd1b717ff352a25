import { CountersignError } from '@countersign/core/errors';
import { VERSION } from '@countersign/surface/version';

/** Who must have signed. Compiled in: no input changes it, so that only our release workflow can make a program that is put on PATH. */
const REPOSITORY = 'countersign/countersign';
const WORKFLOW = `https://github.com/${REPOSITORY}/.github/workflows/release.yml`;
const ISSUER = 'https://token.actions.githubusercontent.com';

/** Where the releases are published; a mirror has the same folders. */
export const RELEASES = `https://github.com/${REPOSITORY}/releases/download`;

/** Semantic versions (semver.org 2.0.0) without build metadata; our tags have no other. */
const EXACT = /^v?((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9a-z-]+(?:\.[0-9a-z-]+)*)?)$/;

/** One release of the command line. */
export interface Release {
  /** Without `v`. */
  readonly version: string;
  /** Of the release files below the address of all releases. */
  readonly folder: string;
  readonly archive: string;
  readonly bundle: string;
  /** The one folder that the archive contains. */
  readonly topFolder: string;
  /** The tag is part of the identity: the files of another version do not pass. */
  readonly signer: {
    readonly certificateIdentity: string;
    readonly certificateOidcIssuer: string;
    readonly repository: string;
  };
}

/**
 * The release that the input `version` names; without it, that of this action.
 * @throws CountersignError INPUT_INVALID, INPUT_UNSUPPORTED
 */
export function releaseOf(named: string | undefined): Release {
  const [, version] = EXACT.exec(named ?? VERSION) ?? [];
  if (version === undefined) throw notExact(named ?? '');
  const archive = `countersign-${version}.tar.gz`;
  return {
    version,
    archive,
    folder: `v${version}`,
    bundle: `${archive}.sigstore.json`,
    topFolder: `countersign-${version}`,
    signer: {
      certificateIdentity: `${WORKFLOW}@refs/tags/v${version}`,
      certificateOidcIssuer: ISSUER,
      repository: REPOSITORY,
    },
  };
}

function notExact(found: string): CountersignError {
  const expected = 'an exact version: 1.2.3 or v1.2.3';
  if (found === 'latest') {
    return new CountersignError('INPUT_UNSUPPORTED', 'version "latest" is not supported', {
      expected,
      found,
      hint: 'Which version is the latest is not signed, so the server could answer with an old one. Leave version out for the version of this action, which your update tool keeps current.',
    });
  }
  return new CountersignError('INPUT_INVALID', 'version is not an exact version', {
    expected,
    found,
    hint: 'Leave version out for the version of this action; ranges such as 1 or 1.x are not supported.',
  });
}
