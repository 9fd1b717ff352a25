import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';

/** What a run would have to ask. */
interface Needs {
  readonly keyless: boolean;
  readonly transparencyLog: 'required' | 'off';
  /** Number of timestamp authorities that each signature is sent to. */
  readonly timestamps: number;
}

/**
 * Refuses what cannot be done under the run's `network` before anything is signed. Nothing is left out instead: whoever wants no log
 * entry or no timestamp says so.
 * @throws CountersignError NETWORK_FORBIDDEN
 */
export function refuseWithoutNetwork({ net }: Pick<Run, 'net'>, { keyless, transparencyLog, timestamps }: Needs): void {
  if (net.capability === 'all') return;
  const refuse = (use: string, hint: string): never => {
    throw new CountersignError('NETWORK_FORBIDDEN', `${use}, which network: ${net.capability} forbids; nothing was signed`, {
      expected: 'network: all',
      found: `network: ${net.capability}`,
      hint,
    });
  };
  if (keyless)
    refuse(
      'keyless signing asks a certificate authority',
      'Sign with a key of your own and transparency-log: off, or allow network: all.',
    );
  if (transparencyLog === 'required')
    refuse('the signatures are sent to a transparency log', 'Set transparency-log: off if there is none, or allow network: all.');
  if (timestamps > 0)
    refuse(
      'the signatures are sent to the timestamp authority of the signing config',
      'Leave out the signing config to sign without a timestamp, or allow network: all.',
    );
}
