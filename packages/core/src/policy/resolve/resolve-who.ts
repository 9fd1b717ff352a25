import { literal, type Pattern } from '../values/pattern.js';
import type { GithubDocument, GitlabDocument, OtherFileDocument, SignerDocument } from '../document/signers.js';
import { kindOfName } from '../signers/names.js';
import { GITHUB_TRIGGERS, GITLAB_TRIGGERS } from '../signers/triggers.js';
import type { FileWho, GithubWho, GitlabWho, KeylessWho, Runs, Who } from './model.js';

/** `iss` of a GitHub host's tokens: github.com, a GHE.com tenant, or an Enterprise Server. */
export function githubIssuer(host: string): string {
  if (host === 'github.com') return 'https://token.actions.githubusercontent.com';
  return host.endsWith('.ghe.com') ? `https://token.actions.${host}` : `https://${host}/_services/token`;
}

export function resolveWho(document: SignerDocument): Who | undefined {
  if (document.github !== undefined) return githubWho(document.github);
  if (document.gitlab !== undefined) return gitlabWho(document.gitlab);
  if (document.keyless !== undefined) return keylessWho(document.keyless);
  if (document.key === undefined) return undefined;
  return { kind: 'key', file: document.key.file, sha256: document.key.sha256, fingerprint: undefined, material: undefined };
}

/** Exactly this name of this issuer; of a workflow, the runs that `runs` says. */
export function keylessWho(
  { identity, issuer }: { readonly identity: string; readonly issuer: string },
  runs: Runs = { repository: undefined, owner: undefined },
): KeylessWho {
  return { kind: 'keyless', identity, nameKind: kindOfName(identity), issuer, runs };
}

function githubWho(document: GithubDocument): GithubWho {
  const host = (document.host ?? 'github.com').toLowerCase();
  return {
    kind: 'github',
    host,
    issuer: document.issuer ?? githubIssuer(host),
    source: {
      repository: document.source.repository,
      owner: undefined,
      refs: document.source.refs,
      id: document.source.id,
      ownerId: document.source['owner-id'],
      digest: document.source.digest,
    },
    file: fileWho(document.workflow, (other) => other.repository),
    caller: document.caller,
    runner: document.runner,
    triggers: document.triggers ?? GITHUB_TRIGGERS,
    environment: document.environment,
  };
}

function gitlabWho(document: GitlabDocument): GitlabWho {
  const host = (document.host ?? 'gitlab.com').toLowerCase();
  return {
    kind: 'gitlab',
    host,
    issuer: document.issuer ?? `https://${host}`,
    source: {
      repository: document.source.project,
      owner: undefined,
      refs: document.source.refs,
      id: document.source.id,
      ownerId: document.source['namespace-id'],
      digest: document.source.digest,
    },
    file: fileWho(document.config ?? '.gitlab-ci.yml', (other) => other.project),
    runner: document.runner,
    triggers: document.triggers ?? GITLAB_TRIGGERS,
    environment: document.environment,
  };
}

function fileWho<K extends 'repository' | 'project'>(
  written: string | OtherFileDocument<K>,
  repository: (other: OtherFileDocument<K>) => Pattern,
): FileWho {
  if (typeof written === 'string') return { kind: 'own', path: written };
  return { kind: 'other', repository: repository(written), path: written.path, digest: written.digest, ref: written.ref };
}

/** The host of the repositories that an issuer of GitHub's vouches for: the counterpart of `githubIssuer`. */
export function githubHost(issuer: string): string | undefined {
  if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/[^/]+)?$/.test(issuer)) return 'github.com';
  const [, tenant, server] =
    /^https:\/\/(?:token\.actions\.([A-Za-z0-9-]+\.ghe\.com)|([A-Za-z0-9.-]+(?::[0-9]+)?)\/_services\/token)$/.exec(issuer) ?? [];
  return (tenant ?? server)?.toLowerCase();
}

/** `gh`'s `owner` or `repository`: any workflow of the repository itself, or of any repository of the owner. */
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

/** Placeholder names that a signer needs bound by the rule it is used in. */
export function placeholdersOf(who: Who): readonly string[] {
  if (who.kind !== 'github' && who.kind !== 'gitlab') return [];
  const patterns = [...(who.source.repository === undefined ? [] : [who.source.repository]), ...(who.source.refs ?? [])];
  if (who.file.kind === 'other') patterns.push(who.file.repository);
  return patterns.flatMap((pattern) => pattern.names);
}
