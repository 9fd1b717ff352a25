import type { By, GithubWho, PolicySigner, SourceRequirement, Who } from './model.js';
import { matchPattern, type Pattern } from '../values/pattern.js';

/* What no evidence could ever meet: said where the policy is read, not at the first deployment. */

/** Why bounds on the *earliest* time of a key's signature decide nothing. */
export const KEY_TIME =
  'nothing proves when the signature of a key was made: with the bundle alone anybody can have it stamped anew; for keys "not-after" of the signer, and revocation from a date on, hold';

/** The highest SLSA Build level that evidence by a signer can have: the counterpart of `buildLevel`, without a certificate. */
export function highestLevel(who: Who): 1 | 2 | 3 {
  if (who.kind !== 'github' && who.kind !== 'gitlab') return 1;
  if (who.kind === 'gitlab' || who.file.kind !== 'other' || who.runner === 'self-hosted') return 2;
  return who.file.digest !== undefined || !isSame(who.file.repository, who.source.repository) ? 3 : 2;
}

const isSame = (one: Pattern, other: Pattern | undefined): boolean => other !== undefined && one.source === other.source;

/** Whether enough people have a signer that could ever do it. */
export function canBeMet(by: By, signers: ReadonlyMap<string, PolicySigner>, could: (who: Who) => boolean): boolean {
  const able = by.people.filter((person) =>
    person.signers.some((name) => {
      const signer = signers.get(name);
      // A signer that could not be read is another problem.
      return signer === undefined || could(signer.who);
    }),
  );
  return able.length >= by.atLeast;
}

/** Whether builds by a signer can have the source that is asked for. Patterns with placeholders are left to the evaluation. */
export function canHaveSource(who: Who, source: SourceRequirement): boolean {
  if (who.kind !== 'github' && who.kind !== 'gitlab') return true;
  const { refs, repository } = who.source;
  if (source.repository !== undefined && repository !== undefined && !canMeet(source.repository, repository)) return false;
  if (source.commit !== undefined && who.source.digest !== undefined && source.commit !== who.source.digest) return false;
  if (refs === undefined) return true;
  const ref =
    source.ref ??
    (source.branch !== undefined
      ? `refs/heads/${source.branch}`
      : source.tag !== undefined
        ? `refs/tags/${source.tag}`
        : undefined);
  if (ref !== undefined) return refs.some((one) => one.names.length > 0 || matchPattern(one, ref) !== undefined);
  return source.versionedTag === undefined || refs.some((one) => one.source.startsWith('refs/tags/'));
}

function canMeet(one: Pattern, other: Pattern): boolean {
  if (one.names.length > 0 || other.names.length > 0) return true;
  if (one.exact) return matchPattern(other, one.source) !== undefined;
  return other.exact ? matchPattern(one, other.source) !== undefined : true;
}

/** Kinds of refs that runs of a trigger have (docs.github.com, events that trigger workflows: GITHUB_REF); others: any. */
const REFS_OF: Readonly<Record<string, readonly string[]>> = {
  push: ['heads', 'tags'],
  create: ['heads', 'tags'],
  workflow_dispatch: ['heads', 'tags'],
  release: ['tags'],
  pull_request: ['pull'],
  pull_request_review: ['pull'],
  pull_request_target: ['heads'],
  schedule: ['heads'],
  issue_comment: ['heads'],
  issues: ['heads'],
  repository_dispatch: ['heads'],
};

/** The refs that its triggers have, where none of them is among those that the signer lists. */
export function refsThatNeverMeet(who: GithubWho): string | undefined {
  const { refs } = who.source;
  if (refs === undefined) return undefined;
  const kinds = new Set(who.triggers.flatMap((trigger) => REFS_OF[trigger] ?? ['any']));
  if (kinds.has('any') || refs.some((ref) => kinds.has(ref.source.split('/')[1] ?? ''))) return undefined;
  return [...kinds].map((kind) => `refs/${kind}/…`).join(' or ');
}

/** Why a pattern matches the name of no file; undefined: it can. Names are relative to the base folder, with single slashes. */
export function whyNoPath(source: string): string | undefined {
  const bare = source.replace(/^(?:\.\/+)+/, '');
  if (bare !== source) return `names of files do not begin with "./"; did you mean "${bare}"?`;
  if (/^(?:\/|[A-Za-z]:[\\/])/.test(source)) return 'names of files are relative to the base folder, never absolute';
  if (source.endsWith('/')) return `the name of a file does not end in "/"; did you mean "${source}**"?`;
  if (source.includes('\\')) return 'names of files have "/" between their parts, on Windows too';
  if (source.startsWith('!')) return 'a match has no exclusions; write a narrower pattern';
  const odd = source.split('/').find((segment) => segment === '' || segment === '.' || segment === '..');
  return odd === undefined ? undefined : `names of files have no part "${odd}"`;
}

/** Why a pattern matches the name of no image; undefined: it can. Names are written as the registries write them. */
export function whyNoImage(source: string): string | undefined {
  const [registry = '', ...repository] = source.split('/');
  const literal = repository.join('/').replace(/\{[^{}]*\}/g, '');
  if (/[A-Z]/.test(registry + literal)) return 'names of images are in lower case';
  if (registry === 'index.docker.io') return `did you mean "docker.io/${repository.join('/')}"?`;
  if (!/[.:]/.test(registry) && registry !== 'localhost')
    return `it begins with no registry; did you mean "docker.io/${source}"?`;
  if (registry === 'docker.io' && repository.length === 1 && repository[0] !== '**')
    return `did you mean "docker.io/library/${literal}"?`;
  return undefined;
}
