import { digestText } from '../artifacts/index.js';
import type { Run } from '../run/index.js';
import type { TrustVerification } from '../policy/index.js';
import type { BundleItem, SubjectEvidence } from './subject-evidence.js';

/** Emits what was found for a subject, and what could not be read or searched. */
export function emitFound({ emit }: Pick<Run, 'emit'>, { subject, items: all, incomplete, searched }: SubjectEvidence): void {
  const artifact = subject.name;
  const items = all.map(({ item }) => item);
  const gaps = [...items.filter((item) => item.kind === 'unreadable'), ...incomplete.map((error) => ({ error }))];
  for (const gap of gaps) {
    const { code, message } = gap.error;
    emit({ event: 'not-judged', artifact, code, problem: message, ...('origin' in gap ? { origin: gap.origin.location } : {}) });
  }
  const bundles = items.filter(({ kind }) => kind === 'bundle').length;
  emit({ event: 'found', artifact, digest: digestText(subject), count: bundles, names: searched });
}

/** Emits the verification of one bundle under one trust. */
export function emitVerified(
  { emit }: Pick<Run, 'emit'>,
  { policy, artifact, item }: { readonly policy: string; readonly artifact: string; readonly item: BundleItem },
  verification: TrustVerification,
): void {
  const { origin, digest } = item;
  const about = { artifact, bundle: digest, origin: origin.location, policy, trust: verification.trust };
  if (verification.kind === 'rejected') {
    const { code, message } = verification.error;
    emit({ event: 'verified', ...about, verification: 'rejected', code, problem: message });
    return;
  }
  const { signer, logEntries, times } = verification.facts;
  const who = signer.kind === 'key' ? { key: signer.key.fingerprint } : { signer: signer.identity, issuer: signer.issuer };
  const logIndex = logEntries[0]?.logIndex.toString();
  emit({ event: 'verified', ...about, ...who, verification: 'proven', logIndex, at: times[0]?.time.toISOString() });
}
