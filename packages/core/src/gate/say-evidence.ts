import { digestText, type Subject } from '../artifacts/index.js';
import type { Evidence, EvidenceItem } from '../bundles/index.js';
import type { Run } from '../run/index.js';
import type { Judged } from '../policy/index.js';

export type BundleItem = Extract<EvidenceItem, { readonly kind: 'bundle' }>;

/** Emits what was found for a subject, and what could not be read or searched. */
export function sayFound(
  { emit }: Pick<Run, 'emit'>,
  subject: Subject,
  evidence: readonly Evidence[],
  searched: readonly string[],
): void {
  const artifact = subject.name;
  const items = evidence.flatMap((one) => one.items);
  const gaps = [
    ...items.filter((item) => item.kind === 'unreadable'),
    ...evidence.flatMap(({ incomplete }) => incomplete.map((error) => ({ error }))),
  ];
  for (const gap of gaps) {
    const { code, message } = gap.error;
    emit({ event: 'not-judged', artifact, code, problem: message, ...('origin' in gap ? { origin: gap.origin.location } : {}) });
  }
  const bundles = items.filter(({ kind }) => kind === 'bundle').length;
  emit({ event: 'found', artifact, digest: digestText(subject), count: bundles, names: searched });
}

/** Emits the verification of one bundle under one trust. */
export function sayVerified(
  { emit }: Pick<Run, 'emit'>,
  { policy, artifact, item }: { readonly policy: string; readonly artifact: string; readonly item: BundleItem },
  judged: Judged,
): void {
  const { origin, digest } = item;
  const about = { artifact, bundle: digest, origin: origin.location, policy, trust: judged.trust };
  if (judged.kind === 'rejected') {
    const { code, message } = judged.error;
    emit({ event: 'verified', ...about, verification: 'rejected', code, problem: message });
    return;
  }
  const { signer, logEntries, times } = judged.facts;
  const who = signer.kind === 'key' ? { key: signer.key.fingerprint } : { signer: signer.identity, issuer: signer.issuer };
  const logIndex = logEntries[0]?.logIndex.toString();
  emit({ event: 'verified', ...about, ...who, verification: 'proven', logIndex, at: times[0]?.time.toISOString() });
}
