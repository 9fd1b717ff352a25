import type { GithubWho } from '../signers/index.js';

/** Kinds of refs of runs, by trigger (docs.github.com, events that trigger workflows: GITHUB_REF). Other triggers can have any. */
const REFS_OF: Readonly<Record<string, readonly string[]>> = {
  push: ['heads', 'tags'],
  create: ['heads', 'tags'],
  workflow_dispatch: ['heads', 'tags'],
  release: ['tags'],
  // Runs for a merged pull request have the ref of its base.
  pull_request: ['pull', 'heads'],
  pull_request_review: ['pull'],
  pull_request_target: ['heads'],
  schedule: ['heads'],
  issue_comment: ['heads'],
  issues: ['heads'],
  repository_dispatch: ['heads'],
  workflow_run: ['heads'],
  merge_group: ['heads'],
};

/** The refs that runs of the signer's triggers have, if none of them can be one that the signer lists; otherwise undefined. */
export function refsThatNeverMatch(who: GithubWho): string | undefined {
  const { refs } = who.source;
  if (refs === undefined) return undefined;
  const kinds = new Set(who.triggers.flatMap((trigger) => REFS_OF[trigger] ?? ['any']));
  if (kinds.has('any') || refs.some((ref) => kinds.has(ref.source.split('/')[1] ?? ''))) return undefined;
  return [...kinds].map((kind) => `refs/${kind}/…`).join(' or ');
}
