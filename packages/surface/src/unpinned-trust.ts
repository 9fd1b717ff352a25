import { isAbsolute, relative, resolve } from 'node:path';
import type { Run } from '@countersign/core/run';
import { namesTrustFile } from '@countersign/core/trust';

/**
 * In a pipeline, what earlier jobs made is unpacked over the repository: a file of trust in the workspace says who is believed and who
 * gets the identity token. The components refuse one without its digest; here it is a warning.
 */
export function warnOfUnpinnedTrust(
  run: Run,
  options: {
    readonly trustedRoot?: string | undefined;
    readonly signingConfig?: string | undefined;
    readonly trustDigest: readonly string[];
  },
): void {
  if (!run.env['CI'] || options.trustDigest.length > 0) return;
  const inside = [options.trustedRoot, options.signingConfig].filter((named) => {
    if (named === undefined || !namesTrustFile(named)) return false;
    const from = relative(run.cwd, resolve(run.cwd, named.replace(/^https?:.*?#root=/is, '')));
    return !isAbsolute(from) && from.split(/[\\/]/)[0] !== '..';
  });
  if (inside.length === 0) return;
  run.log.warn(
    `${inside.join(' and ')}: files of the workspace say who is believed, and a step or job before can have written them; pin them with trust-digest.`,
  );
}
