import { literal, patternOf } from '../values/index.js';
import type { GithubDocument, GitlabDocument, OtherFileDocument, SignerDocument } from '../document/index.js';
import {
  GITHUB_TRIGGERS,
  GITLAB_TRIGGERS,
  kindOfName,
  type FileWho,
  type GithubWho,
  type GitlabWho,
  type KeySource,
  type KeyWho,
  type KeylessWho,
  type Runs,
  type Who,
} from '../signers/index.js';

/** `iss` of a GitHub host's tokens: github.com, a GHE.com tenant, or an Enterprise Server. */
export function githubIssuer(host: string): string {
  if (host === 'github.com') return 'https://token.actions.githubusercontent.com';
  return host.endsWith('.ghe.com') ? `https://token.actions.${host}` : `https://${host}/_services/token`;
}

export function resolveWho(document: SignerDocument): Who | undefined {
  if (document.github !== undefined) return githubWho(document.github);
  if (document.gitlab !== undefined) return gitlabWho(document.gitlab);
  if (document.keyless !== undefined) {
    const { triggers } = document.keyless;
    return keylessWho(document.keyless, { repository: undefined, owner: undefined, triggers });
  }
  if (document.key === undefined) return undefined;
  const { sha256, algorithm } = document.key;
  const source = keySource(document.key);
  return source === undefined ? undefined : keyWho(source, sha256, algorithm);
}

function keySource(written: NonNullable<SignerDocument['key']>): KeySource | undefined {
  const kind = KEY_PLACES.find((place) => written[place] !== undefined);
  return kind === undefined ? undefined : { kind, at: written[kind] ?? '' };
}

/** A key that was not read yet. */
export const keyWho = (source: KeySource, sha256: string | undefined, algorithm?: KeyWho['algorithm']): KeyWho => ({
  kind: 'key',
  source,
  sha256,
  algorithm,
  ...{ fingerprint: undefined, material: undefined, details: undefined, validity: undefined },
});

const KEY_PLACES = ['file', 'env', 'kms', 'secret', 'url', 'certificate'] as const satisfies readonly KeySource['kind'][];

/** Exactly this identity by this issuer; for a workflow, only runs of `runs`. */
export function keylessWho({ identity, issuer }: { readonly identity: string; readonly issuer: string }, runs: Runs): KeylessWho {
  return { kind: 'keyless', identity, nameKind: kindOfName(identity), issuer, runs };
}

function githubWho(document: GithubDocument): GithubWho {
  const host = (document.host ?? 'github.com').toLowerCase();
  return {
    kind: 'github',
    host,
    issuer: document.issuer ?? githubIssuer(host),
    source: {
      repository: patternOf(document.source.repository),
      owner: undefined,
      refs: document.source.refs?.map(patternOf),
      id: document.source.id,
      ownerId: document.source['owner-id'],
      digest: document.source.digest,
    },
    file: fileWho(document.workflow, (other) => other.repository, workflowFile),
    caller: document.caller === undefined ? undefined : workflowFile(document.caller),
    runner: document.runner,
    triggers: document.triggers ?? GITHUB_TRIGGERS,
    environment: document.environment,
  };
}

function gitlabWho(document: GitlabDocument): GitlabWho {
  const host = inLowerCase(document.host ?? 'gitlab.com');
  return {
    kind: 'gitlab',
    host,
    issuer: document.issuer ?? `https://${host}`,
    source: {
      repository: patternOf(document.source.project),
      owner: undefined,
      refs: document.source.refs?.map(patternOf),
      id: document.source.id,
      ownerId: document.source['namespace-id'],
      digest: document.source.digest,
    },
    file: fileWho(
      document.config ?? '.gitlab-ci.yml',
      (other) => other.project,
      (path) => path,
    ),
    runner: document.runner,
    triggers: document.triggers ?? GITLAB_TRIGGERS,
    environment: document.environment,
  };
}

/** Host names are compared in lower case; a path after it stays as it is. */
const inLowerCase = (host: string): string => host.replace(/^[^/]+/, (name) => name.toLowerCase());

function fileWho<K extends 'repository' | 'project'>(
  written: string | OtherFileDocument<K>,
  repository: (other: OtherFileDocument<K>) => string,
  file: (path: string) => string,
): FileWho {
  if (typeof written === 'string') return { kind: 'own', path: file(written) };
  const { digest, ref } = written;
  return { kind: 'other', repository: patternOf(repository(written)), path: file(written.path), digest, ref };
}

/** A file name alone is in `.github/workflows`, the only folder from which GitHub runs workflows. */
const workflowFile = (path: string): string => (path.includes('/') ? path : `.github/workflows/${path}`);

/** The GitHub host of an issuer: the inverse of `githubIssuer`. */
export function githubHost(issuer: string): string | undefined {
  if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/[^/]+)?$/.test(issuer)) return 'github.com';
  const [, tenant, server] =
    /^https:\/\/(?:token\.actions\.([A-Za-z0-9-]+\.ghe\.com)|([A-Za-z0-9.-]+(?::[0-9]+)?)\/_services\/token)$/.exec(issuer) ?? [];
  return (tenant ?? server)?.toLowerCase();
}

/** `owner` or `repository` as in `gh`: any workflow of the repository itself, or of any repository of the owner. */
export function githubOwnerWho(options: {
  readonly owner?: string | undefined;
  readonly repository?: string | undefined;
  readonly host: string;
  readonly issuer: string;
}): GithubWho {
  return {
    kind: 'github',
    host: options.host,
    issuer: options.issuer,
    source: {
      repository: options.repository === undefined ? undefined : literal(options.repository),
      owner: options.owner,
      refs: undefined,
      id: undefined,
      ownerId: undefined,
      digest: undefined,
    },
    file: { kind: 'any' },
    caller: undefined,
    runner: undefined,
    triggers: GITHUB_TRIGGERS,
    environment: undefined,
  };
}
