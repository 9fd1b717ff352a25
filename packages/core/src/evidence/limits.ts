import { CountersignError } from '../errors/index.js';

/*
 * These limits bound the work of a run, instead of a time limit: an attacker who can add evidence can make a run end undecided, but
 * cannot make it run for minutes. Ordinary runs with ten thousand artifacts stay below them.
 */

/** Candidates of one subject. */
export const MAX_CANDIDATES = 1000;
/** Payloads of all candidates of one subject together, in bytes. */
export const MAX_CANDIDATE_BYTES = 64 * 1024 * 1024;
/** Bundles in the responses of an attestation API about one subject, in bytes. */
export const MAX_ANSWER_BYTES = 40 * 1024 * 1024;
/** Candidates in one place that mention no digest: they are tried for every subject. */
export const MAX_WITHOUT_DIGEST = 16;
/** Unreadable files that are reported with one subject. */
export const MAX_UNREADABLE = 100;
/** Bundle files of one folder with its subfolders. */
export const MAX_FOLDER_FILES = 32_768;
/** Entries in the subfolders of a folder that is named as evidence, and the depth of the subfolders. */
export const MAX_BELOW_ENTRIES = 100_000;
export const MAX_BELOW_DEPTH = 16;
/** All bundle files of one folder together, in bytes. */
export const MAX_FOLDER_BYTES = 256 * 1024 * 1024;
/** All bundle files that a run reads, in bytes. */
export const MAX_RUN_BYTES = 512 * 1024 * 1024;

/** The error for an exceeded limit. What was left out may be the missing proof, so the decision is undecided and not denied. */
export function overLimit(message: string, limit: string, hint: string): CountersignError {
  return new CountersignError('EVIDENCE_TOO_LARGE', message, { expected: `at most ${limit}`, found: 'more', hint });
}
