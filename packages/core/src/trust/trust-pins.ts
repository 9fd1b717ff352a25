import { CountersignError } from '../errors/index.js';
import { sha256Digest } from '../wire/index.js';
import { isInstanceName } from './named-instances.js';

/** Whether `trusted-root` or `signing-config` names a file: an instance, an inline document and a mirror pinned by digest are not files. */
export function namesTrustFile(named: string | undefined): boolean {
  if (named === undefined || isInstanceName(named) || named.trimStart().startsWith('{')) return false;
  return !/^https?:\/\//i.test(named) || /#root=/.test(named);
}

/** Compares each trust file, in order, with its pin before it is parsed. */
export interface TrustPins {
  check(bytes: Uint8Array, source: string): void;
}

/**
 * The pins of `trust-digest`: `sha256:<hex>` or `<hex>` for each file, first of the trusted root, then of the signing config.
 * @throws CountersignError INPUT_INVALID if the number of pins and files differs
 */
export function trustPins(
  written: readonly string[] | undefined,
  named: { readonly trustedRoot?: string | undefined; readonly signingConfig?: string | undefined },
): TrustPins {
  if (written === undefined || written.length === 0) return { check: () => undefined };
  const files = [named.trustedRoot, named.signingConfig].filter(namesTrustFile);
  if (files.length !== written.length || !written.every((pin) => /^(?:sha256:)?[0-9a-f]{64}$/.test(pin))) {
    throw new CountersignError('INPUT_INVALID', 'trust-digest does not match the trust files', {
      expected: `${String(files.length)} SHA-256 digests, one per line: first of the trusted root file, then of the signing config file`,
      found: written.join(', '),
    });
  }
  const left = written.map((pin) => pin.replace(/^(?!sha256:)/, 'sha256:'));
  return {
    check: (bytes, source) => {
      const expected = left.shift() ?? 'no more files';
      const found = sha256Digest(bytes);
      if (found === expected) return;
      throw new CountersignError('POLICY_UNTRUSTED', `${source} is not the file that trust-digest pins`, {
        expected,
        found,
        hint: 'Review the change before you update the pin; in a pipeline, files of earlier jobs can replace files of the repository.',
      });
    },
  };
}
