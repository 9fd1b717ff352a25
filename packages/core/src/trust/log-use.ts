import { CountersignError } from '../errors/index.js';
import { hasNoLogs } from './instance-of.js';
import type { Trust } from './load-trust.js';

/**
 * Whether signatures of this instance get a log entry. GitHub's instance has no transparency log: there it is `off`, whatever was asked,
 * and every report says so.
 * @throws CountersignError INPUT_INVALID if several instances are named, or a signing config names a log that its root does not trust
 */
export function logUse({ roots, root, signingConfig }: Trust, asked: 'required' | 'off'): 'required' | 'off' {
  if (roots.length > 1) {
    throw new CountersignError(
      'INPUT_INVALID',
      'trusted-root has several trusted roots, and a signature is made with one instance',
      {
        expected: 'one trusted root: public-good, github, a TUF mirror or a file',
        found: roots.map(({ source }) => source).join(', '),
        hint: 'Files with several trusted roots are for verification.',
      },
    );
  }
  if (!hasNoLogs(root)) return asked;
  const [log] = signingConfig?.transparencyLogs ?? [];
  if (log === undefined || asked === 'off') return 'off';
  throw new CountersignError('INPUT_INVALID', "GitHub's instance has no transparency log, but the signing config names one", {
    expected: 'no signing-config with trusted-root: github; its services are known',
    found: log.url,
    hint: 'An entry in a public log would make the signature of a private repository public. For a public log, use trusted-root: public-good.',
  });
}
