import { CountersignError } from '../errors/index.js';

/*
 * Work is bounded by these, never by time: whoever can add evidence may make a run end undecided, never make it run for
 * minutes. Fair runs of ten thousand artifacts stay below.
 */

/** Candidates of one subject. */
export const MAX_CANDIDATES = 1000;
/** What is signed in the candidates of one subject, taken together, in bytes. */
export const MAX_CANDIDATE_BYTES = 64 * 1024 * 1024;
/** Bundles in the answers of an attestation API about one subject, in bytes. */
export const MAX_ANSWER_BYTES = 40 * 1024 * 1024;
/** Candidates of one subject that do not say what they are about: they would be tried for every subject. */
export const MAX_SILENT = 16;
/** Files that cannot be read which are said with one subject. */
export const MAX_UNREADABLE = 100;
/** Bundle files of one folder, and their bytes taken together. */
export const MAX_FOLDER_FILES = 32_768;
/** What is looked through below a folder that is named as evidence. */
export const MAX_BELOW_ENTRIES = 100_000;
export const MAX_BELOW_DEPTH = 16;
export const MAX_FOLDER_BYTES = 256 * 1024 * 1024;
/** Bytes of all bundle files that a run reads. */
export const MAX_RUN_BYTES = 512 * 1024 * 1024;

/** Over a limit: what was left out might have been the proof, so the answer is open. */
export function overLimit(message: string, limit: string, hint: string): CountersignError {
  return new CountersignError('EVIDENCE_TOO_LARGE', message, { expected: `at most ${limit}`, found: 'more', hint });
}
