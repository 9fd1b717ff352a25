import type { BundleEntry } from './bundle-entry.js';
import type { Output } from './output.js';

/** The results of a run that signed. */
export interface Signed {
  readonly entries: readonly BundleEntry[];
  /** Whether nothing was done: then only `bundles` has a value, for no later step may use what does not exist. */
  readonly dryRun: boolean;
  readonly verifyCommand: string;
}

/** The outputs of every piece that signs. */
export const SIGNING_OUTPUTS = {
  bundles: {
    description:
      'JSON array with an entry for each signed subject: `state` (`signed`, `already signed`, with `dry-run` `would be signed`), `subject`, `digest`, `path` of the bundle, `logIndex`, `missing` (`log-entry` if no transparency log has it, `time` if nothing proves when it was signed), `alreadyLogged` (the log contained the same signature before; its entry is used), `signer` (with `name`; of a key also `fingerprint` and, at a service, `version`), `fallback` (present if the fallback key signed: `code` and `problem` of keyless signing), `stored` (registry references), ' +
      "and `secondOpinion`, the result of Sigstore's own verifier: `agrees`, or `not judged: ` and the reason.",
    lines: ({ entries }) => [JSON.stringify(entries)],
  },
  'fallback-signed': {
    description: 'Names of the subjects that the fallback key signed, one per line; empty if it was not needed.',
    lines: ({ entries }) =>
      unique(entries.filter(({ fallback }) => fallback !== undefined).map(({ subject }) => asPath(subject))),
  },
  'bundle-path': {
    description: 'Paths of the bundle files, one per line.',
    lines: ({ entries, dryRun }) => (dryRun ? [] : unique(entries.map(({ path }) => path))),
  },
  subjects: {
    description: 'Names of the signed subjects, one per line; images by digest.',
    lines: ({ entries, dryRun }) => (dryRun ? [] : unique(entries.map(({ subject }) => asPath(subject)))),
  },
  digests: {
    description: 'Digests of the signed subjects (`sha256:…`), one per line.',
    lines: ({ entries, dryRun }) => (dryRun ? [] : unique(entries.map(({ digest }) => digest))),
  },
  'verify-command': {
    description: 'A command line that verifies the first subject.',
    lines: ({ verifyCommand }) => [verifyCommand],
  },
} as const satisfies Readonly<Record<string, Output<Signed>>>;

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** A name as a line of `paths`, where a leading `!` excludes, `-` begins a flag, and leading white space is removed. */
export function asPath(name: string): string {
  return /^[!\s-]/.test(name) ? `./${name}` : name;
}
