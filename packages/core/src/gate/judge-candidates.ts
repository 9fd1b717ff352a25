import { withDigests, type Subject } from '../artifacts/index.js';
import type { Bundle, EvidenceItem } from '../bundles/index.js';
import type { PublicKey } from '../crypto/index.js';
import { asCountersignError, CountersignError, type Run } from '../errors/index.js';
import type { Candidate, Judged, Policy, Requirement, SubjectFacts, Trust } from '../policy/index.js';
import { verifyBundle, type VerificationMemory, type VerifiedBundle, type VerifiedFacts } from '../verification/index.js';
import { claimInput } from './claims.js';
import { artifactInput, type Found, type Gathered } from './gather.js';
import type { LoadedPolicy } from './load-policies.js';
import { refuseOtherKinds } from './refuse-other-kinds.js';
import { thresholdsOf, type TransparencyLog } from './thresholds.js';
import type { RootResult } from './trusted-roots.js';

type BundleItem = Extract<EvidenceItem, { readonly kind: 'bundle' }>;

export interface Judges {
  readonly run: Run;
  readonly now: Date;
  readonly transparencyLog: TransparencyLog;
  readonly rootOf: (loaded: LoadedPolicy, trust: Trust) => Promise<RootResult>;
  /** Verifications already made: a bundle is verified once a root, thresholds and artifact, however many policies ask. */
  readonly done: Map<string, Promise<Judged>>;
  /** What was proven of attestations: each once, however many subjects it is about. */
  readonly memory: VerificationMemory;
  /** Files hashed again with further algorithms: once each, however many bundles mention one. */
  readonly rehashed: Map<string, Promise<Subject>>;
}

/** Verifies every candidate of a subject under every trust that this policy's rules rely on. */
export async function judgeCandidates(judges: Judges, loaded: LoadedPolicy, gathered: Gathered): Promise<SubjectFacts> {
  const trusts = trustsInUse(loaded.policy);
  const candidates: Candidate[] = [];
  for (const found of gathered.found) {
    const { item } = found;
    if (item.kind !== 'bundle') continue;
    const judged: Judged[] = [];
    for (const trust of trusts) judged.push(await judgeOnce(judges, loaded, trust, found, item));
    candidates.push({ origin: item.origin, digest: item.digest, judged });
  }
  const unreadable = gathered.found.flatMap(({ item }) =>
    item.kind === 'unreadable' ? [{ origin: item.origin, error: item.error }] : [],
  );
  return { subject: gathered.subject, candidates, unreadable, incomplete: gathered.incomplete };
}

function trustsInUse(policy: Policy): readonly Trust[] {
  const names = new Set<string>();
  const visit = (requirement: Requirement): void => {
    if (requirement.kind === 'any-of') for (const one of requirement.alternatives.flat()) visit(one);
    else
      for (const signer of requirement.by.people.flatMap((person) => person.signers))
        names.add(policy.signers.get(signer)?.trust ?? '');
  };
  for (const rule of policy.rules) for (const requirement of rule.require) visit(requirement);
  return [...policy.trusts.values()].filter((trust) => names.has(trust.name));
}

async function judgeOnce(judges: Judges, loaded: LoadedPolicy, trust: Trust, found: Found, item: BundleItem): Promise<Judged> {
  const { bundle, digest } = item;
  const result = await judges.rootOf(loaded, trust);
  if ('error' in result) return { kind: 'rejected', trust: trust.name, error: result.error };
  const keys = bundle.material.kind === 'public-key' ? keysOf(loaded, trust) : [];
  const thresholds = thresholdsOf(trust, bundle.material.kind, judges.transparencyLog);
  const key = JSON.stringify([
    digest,
    found.artifact.name,
    found.artifact.digests,
    result.root?.digest,
    result.root?.source,
    thresholds,
    keys.map((one) => `${one.details} ${one.fingerprint}`),
  ]);
  const known = judges.done.get(key) ?? judge(judges, trust, found.artifact, item, result.root, keys, thresholds);
  judges.done.set(key, known);
  return { ...(await known), trust: trust.name };
}

function keysOf(loaded: LoadedPolicy, trust: Trust): readonly PublicKey[] {
  const keys = [...loaded.keys].filter(([name]) => loaded.policy.signers.get(name)?.trust === trust.name).map(([, key]) => key);
  return [...new Map(keys.map((key) => [`${key.details} ${key.fingerprint}`, key])).values()];
}

async function judge(
  judges: Judges,
  trust: Trust,
  artifact: Subject,
  { bundle, claim }: BundleItem,
  root: Extract<RootResult, { root: unknown }>['root'],
  keys: readonly PublicKey[],
  thresholds: ReturnType<typeof thresholdsOf>,
): Promise<Judged> {
  try {
    if (root === undefined && bundle.material.kind === 'certificate') {
      throw new CountersignError('CERTIFICATE_UNTRUSTED', `the trust "${trust.name}" has no root, so no certificate counts`, {
        expected: 'a signature by a key',
        found: 'a certificate',
      });
    }
    if (claim !== undefined) {
      const { input, named } = claimInput(claim, artifact);
      const facts = await verifyBundle({
        bundle,
        artifact: input,
        root,
        keys,
        thresholds,
        now: judges.now,
        memory: judges.memory,
      });
      // The signed text names the image, so what is certain about the text is certain about the image.
      return { kind: 'verified', trust: trust.name, facts: { ...withoutBundle(facts), artifact: named } };
    }
    refuseOtherKinds(artifact, bundle);
    const complete = await withNeededDigests(judges, artifact, bundle, keys);
    const facts = await verifyBundle({
      bundle,
      artifact: artifactInput(complete, bundle),
      root,
      keys,
      thresholds,
      now: judges.now,
      memory: judges.memory,
    });
    return { kind: 'verified', trust: trust.name, facts: withoutBundle(facts) };
  } catch (thrown) {
    return { kind: 'rejected', trust: trust.name, error: asCountersignError(thrown) };
  }
}

/** Nothing is decided by the bundle itself, and a thousand of them would be held until the last is judged. */
function withoutBundle(verified: VerifiedBundle): VerifiedFacts {
  const { signer, times, logEntries, content, statement, matchedSubjects, artifact, root } = verified;
  return { signer, times, logEntries, content, statement, matchedSubjects, artifact, root };
}

/**
 * Files are hashed with SHA-256; a bundle may be over another digest (a P-384 key, npm's sha512 subjects). What it mentions
 * is only a reason to hash the file again, never believed.
 */
async function withNeededDigests(
  judges: Judges,
  artifact: Subject,
  bundle: Bundle,
  keys: readonly PublicKey[],
): Promise<Subject> {
  if (artifact.kind !== 'file') return artifact;
  const { content } = bundle;
  const needed = (['sha384', 'sha512'] as const).filter((algorithm) => {
    if (keys.some((key) => key.hash === algorithm) && content.kind === 'message') return true;
    if (content.kind === 'message') return content.digest?.algorithm === algorithm;
    return judges.memory.mentions(content, `"${algorithm}"`);
  });
  if (needed.length === 0) return artifact;
  const key = JSON.stringify([artifact.path, needed]);
  const known = judges.rehashed.get(key) ?? withDigests(judges.run, artifact, needed);
  judges.rehashed.set(key, known);
  return known;
}
