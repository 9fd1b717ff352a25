import { createHash } from 'node:crypto';
import { CountersignError } from '../errors/index.js';

/** Whether `trusted-root` or `signing-config` names a file: the document itself and a mirror pinned by digest are literals. */
export function namesTrustFile(named: string | undefined): boolean {
  if (named === undefined || named.trimStart().startsWith('{')) return false;
  return !/^https?:\/\//i.test(named) || /#root=/.test(named);
}

/** What reads the files of trust, in their order, and compares each with its pin before anything is made of it. */
export interface TrustPins {
  check(bytes: Uint8Array, source: string): void;
}

/**
 * The pins of `trust-digest`: `sha256:<hex>` or `<hex>` a file, the trusted root's file first, then the signing config's.
 * @throws CountersignError INPUT_INVALID where there are more or fewer than files
 */
export function trustPins(
  written: readonly string[] | undefined,
  named: { readonly trustedRoot?: string | undefined; readonly signingConfig?: string | undefined },
): TrustPins {
  if (written === undefined || written.length === 0) return { check: () => undefined };
  const files = [named.trustedRoot, named.signingConfig].filter(namesTrustFile);
  if (files.length !== written.length || !written.every((pin) => /^(?:sha256:)?[0-9a-f]{64}$/.test(pin))) {
    throw new CountersignError('INPUT_INVALID', 'trust-digest does not fit the files of trust', {
      expected: `${String(files.length)} SHA-256 digests, one a line: first of the trusted root's file, then of the signing config's`,
      found: written.join(', '),
    });
  }
  const left = written.map((pin) => pin.replace(/^(?!sha256:)/, 'sha256:'));
  return {
    check: (bytes, source) => {
      const expected = left.shift() ?? 'no further file';
      const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      if (found === expected) return;
      throw new CountersignError('POLICY_UNTRUSTED', `${source} is not the file that trust-digest pins`, {
        expected,
        found,
        hint: 'Review what changed before you change the pin; in a pipeline, files of earlier jobs take the place of the repository’s.',
      });
    },
  };
}
