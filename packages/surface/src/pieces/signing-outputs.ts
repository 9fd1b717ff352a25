import type { BundleEntry } from '../signing-results.js';
import type { Output } from './output.js';

/** What a run that signed has to hand on. */
export interface Signed {
  readonly entries: readonly BundleEntry[];
  readonly verifyCommand: string;
}

/** The outputs of every piece that signs. */
export const SIGNING_OUTPUTS = {
  bundles: {
    description: 'JSON array: subject, digest, path, log index, signer and registry references of every bundle.',
    lines: ({ entries }) => [JSON.stringify(entries)],
  },
  'bundle-path': {
    description: 'Paths of the bundle files, one a line.',
    lines: ({ entries }) => unique(entries.map(({ path }) => path)),
  },
  subjects: {
    description: 'Names of the signed subjects, one a line; images by digest.',
    lines: ({ entries }) => unique(entries.map(({ subject }) => asPath(subject))),
  },
  digests: {
    description: 'Digests of the signed subjects, `sha256:…`, one a line.',
    lines: ({ entries }) => unique(entries.map(({ digest }) => digest)),
  },
  'verify-command': {
    description: 'A command line that verifies the first subject.',
    lines: ({ verifyCommand }) => [verifyCommand],
  },
} as const satisfies Readonly<Record<string, Output<Signed>>>;

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** A name that stays itself as a line of `paths`, where `!` excludes, `-` begins a flag, and white space before it is cut off. */
export function asPath(name: string): string {
  return /^[!\s-]/.test(name) ? `./${name}` : name;
}
