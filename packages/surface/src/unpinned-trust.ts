import { isAbsolute, relative, resolve } from 'node:path';
import type { Run } from '@countersign/core/run';
import { namesTrustFile } from '@countersign/core/trust';
import { pathIn } from './options.js';

/**
 * In a pipeline, artifacts of earlier jobs are unpacked over the repository. A trust file in the workspace decides which signers are
 * trusted and which service gets the identity token. The components refuse such a file without its digest; here it is a warning.
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
    const from = relative(run.cwd, resolve(run.cwd, pathIn(named)));
    return !isAbsolute(from) && from.split(/[\\/]/)[0] !== '..';
  });
  if (inside.length === 0) return;
  run.log.warn(
    `the trust material in the workspace (${inside.join(' and ')}) decides which signers are trusted, and an earlier step or job may have changed it: pin it with trust-digest`,
  );
}
