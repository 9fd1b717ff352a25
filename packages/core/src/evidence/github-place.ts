import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';

const PREFIX = 'github:';

/** `owner/name`, at most 100 characters each. GitHub allows 39 and 100; the dots are excluded below. */
const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\/[A-Za-z0-9_.-]{1,100}$/;

/** Whether a place of `evidence` is GitHub's attestation API: `github` or `github:owner/name`. */
export function isGithubPlace(place: string): boolean {
  return place === 'github' || place.startsWith(PREFIX);
}

/**
 * The repository whose attestations a place names: that of `github:owner/name`. `github` alone is the repository of the run
 * (GITHUB_REPOSITORY), which is not always the repository that built the artifact.
 * @throws CountersignError INPUT_INVALID for anything but a repository; it becomes a part of a URL
 */
export function repositoryOf({ env }: Pick<Run, 'env'>, place: string): string {
  const repository = place === 'github' ? env['GITHUB_REPOSITORY'] : place.slice(PREFIX.length);
  if (repository !== undefined && REPOSITORY.test(repository) && !/\/\.+$/.test(repository)) return repository;
  throw new CountersignError('INPUT_INVALID', 'evidence: github needs a repository', {
    expected: 'github:owner/name, or github in a GitHub job',
    found: repository === undefined ? 'no GITHUB_REPOSITORY' : excerpt(repository),
    hint: 'Write github:owner/name with the repository that attested the artifact.',
  });
}
