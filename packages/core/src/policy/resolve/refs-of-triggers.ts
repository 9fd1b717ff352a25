import type { GithubWho } from '../signers/index.js';

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
