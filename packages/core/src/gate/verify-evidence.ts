import { fileOf, withDigests, type Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import { algorithmsOf, type PublicKey } from '../crypto/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import {
  signersOf,
  type Candidate,
  type Policy,
  type SubjectFacts,
  type Trust,
  type TrustVerification,
} from '../policy/index.js';
import {
  hintNames,
  verifyBundleWithoutIdentityUnsafe,
  type VerificationMemory,
  type VerifiedFacts,
} from '../verification/index.js';
import { hasNoLogs } from '../trust/index.js';
import { claimInput } from './claims.js';
import { artifactInput } from './gather.js';
import type { LoadedPolicy } from './load-policies.js';
import { questionKey, type Question } from './question-key.js';
import { emitVerified } from './emit-evidence.js';
import type { BundleItem, SubjectEvidence } from './subject-evidence.js';
import { thresholdsOf, type TransparencyLog } from './thresholds.js';
import type { RootResult } from './trusted-roots.js';

/** What all verifications of a run share. */
export interface VerificationContext {
  readonly run: Run;
  readonly now: Date;
  readonly transparencyLog: TransparencyLog;
  readonly rootOf: (loaded: LoadedPolicy, trust: Trust) => Promise<RootResult>;
  /** Names of the trusts under whose roots without logs (GitHub's instance) evidence was proven, for the notices. */
  readonly withoutLogs: Set<string>;
  /** Verifications already made, by `questionKey`: the same one is made once for all policies. */
  readonly done: Map<string, Promise<Answer>>;
  /** Proven parts of attestations: each is verified once for all its subjects. */
  readonly memory: VerificationMemory;
  /** Files hashed again with further algorithms: once for each subject and set of algorithms. */
  readonly rehashed: WeakMap<Subject, Map<string, Promise<Subject>>>;
}

/** The result of a verification, independent of policy and trust. */
type Answer = { readonly facts: VerifiedFacts } | { readonly error: CountersignError };

/** Verifies all evidence for a subject, under every trust that the rules and revocations of the policy use. */
export async function verifyEvidence(
  context: VerificationContext,
  loaded: LoadedPolicy,
  { subject, items, incomplete, searched }: SubjectEvidence,
): Promise<SubjectFacts> {
  const trusts = trustsInUse(loaded.policy);
  const candidates: Candidate[] = [];
  for (const { artifact, item } of items) {
    if (item.kind !== 'bundle') continue;
    const verifications: TrustVerification[] = [];
    for (const trust of trusts) {
      const one = await verifyUnder(trust, context, loaded, artifact, item);
      emitVerified(context.run, { policy: loaded.policy.name, artifact: subject.name, item }, one);
      verifications.push(one);
    }
    candidates.push({ origin: item.origin, digest: item.digest, claimed: claimedSigner(item, loaded), verifications });
  }
  const unreadable = items.flatMap(({ item }) =>
    item.kind === 'unreadable' ? [{ origin: item.origin, error: item.error }] : [],
  );
  return { subject, searched, candidates, unreadable, incomplete };
}

function claimedSigner({ bundle: { material } }: BundleItem, { keys }: LoadedPolicy): Candidate['claimed'] {
  if (material.kind !== 'public-key') return { kind: 'certificate' };
  const { hint } = material;
  return { kind: 'key', fingerprint: [...keys.values()].find((key) => hintNames(hint, key.fingerprint))?.fingerprint };
}

function trustsInUse(policy: Policy): readonly Trust[] {
  const names = new Set<string>();
  const signers = policy.rules.flatMap((rule) => rule.require.flatMap((requirement) => signersOf(requirement)));
  for (const signer of signers) names.add(policy.signers.get(signer)?.trust ?? '');
  // The root of a revoked signer is needed to recognise the signer, also where no rule names it.
  for (const one of policy.revoked) if (one.kind === 'signer') names.add(policy.signers.get(one.signer)?.trust ?? '');
  return [...policy.trusts.values()].filter((trust) => names.has(trust.name));
}

async function verifyUnder(
  trust: Trust,
  context: VerificationContext,
  loaded: LoadedPolicy,
  artifact: Subject,
  item: BundleItem,
): Promise<TrustVerification> {
  // Wrong use, such as a missing root file, ends the run.
  const loadedRoots = await context.rootOf(loaded, trust);
  if ('error' in loadedRoots) return { kind: 'rejected', trust: trust.name, error: loadedRoots.error };
  const { roots } = loadedRoots;
  const errors: CountersignError[] = [];
  for (const root of roots.length === 0 ? [undefined] : roots) {
    const answer = await underRoot({ root, isOneOfSeveral: roots.length > 1 }, trust, context, loaded, artifact, item);
    if ('facts' in answer) {
      if (root !== undefined && hasNoLogs(root)) context.withoutLogs.add(trust.name);
      return { kind: 'verified', trust: trust.name, facts: answer.facts };
    }
    errors.push(answer.error);
  }
  const error = mostTelling(errors);
  const unread = unreadKey(loaded, trust, item);
  return {
    kind: 'rejected',
    trust: trust.name,
    ...(unread === undefined || error.exitStatus === 2 ? { error } : { error: unread, ofReadKeys: error }),
  };
}

/**
 * Several roots are instances of their own: each is asked alone, so that nothing of one can complete what another one proves. The error
 * of the instance whose certificate authority issued the certificate says more than those of the others.
 */
function mostTelling(errors: readonly CountersignError[]): CountersignError {
  return (
    errors.find(({ exitStatus }) => exitStatus === 2) ??
    errors.find(({ code }) => code !== 'CERTIFICATE_UNTRUSTED') ??
    errors[0] ??
    new CountersignError('INTERNAL', 'no trusted root was asked')
  );
}

/** A root of a trust, undefined for own keys only. */
interface AskedRoot {
  readonly root: Question['root'];
  readonly isOneOfSeveral: boolean;
}

async function underRoot(
  asked: AskedRoot,
  trust: Trust,
  context: VerificationContext,
  loaded: LoadedPolicy,
  artifact: Subject,
  item: BundleItem,
): Promise<Answer> {
  try {
    const question = await questionOf(context, loaded, trust, asked, artifact, item);
    const key = questionKey(question);
    const answer = context.done.get(key) ?? answerTo(question, context.memory);
    context.done.set(key, answer);
    return await answer;
  } catch (thrown) {
    return { error: asCountersignError(thrown) };
  }
}

/** What was signed with a key, and not with one that was read, may be of a key that could not be read: this is not known. */
function unreadKey(loaded: LoadedPolicy, trust: Trust, { bundle }: BundleItem): CountersignError | undefined {
  if (bundle.material.kind !== 'public-key') return undefined;
  return [...loaded.unread].find(([name]) => loaded.policy.signers.get(name)?.trust === trust.name)?.[1];
}

/** The whole input of the verification. */
async function questionOf(
  context: VerificationContext,
  loaded: LoadedPolicy,
  trust: Trust,
  { root, isOneOfSeveral }: AskedRoot,
  artifact: Subject,
  { bundle, claim }: BundleItem,
): Promise<Question> {
  if (root === undefined && bundle.material.kind === 'certificate') {
    throw new CountersignError('CERTIFICATE_UNTRUSTED', `the trust "${trust.name}" has no root, so no certificate counts`, {
      expected: 'a signature by a key',
      found: 'a certificate',
    });
  }
  const keys = bundle.material.kind === 'public-key' ? keysOf(loaded, trust) : [];
  return {
    bundle,
    artifact:
      claim === undefined
        ? artifactInput(await withNeededDigests(context, artifact, bundle, keys), bundle, keys)
        : claimInput(claim, artifact),
    root,
    keys,
    thresholds: thresholdsOf(trust, bundle.material.kind, context.transparencyLog, root, isOneOfSeveral),
    now: context.now,
  };
}

async function answerTo(question: Question, memory: VerificationMemory): Promise<Answer> {
  try {
    // Without an expected signer, because the policy judges the signer by these facts.
    return { facts: await verifyBundleWithoutIdentityUnsafe({ ...question, memory }) };
  } catch (thrown) {
    return { error: asCountersignError(thrown) };
  }
}

function keysOf(loaded: LoadedPolicy, trust: Trust): readonly PublicKey[] {
  const keys = [...loaded.keys].flatMap(([name, key]) => {
    const signer = loaded.policy.signers.get(name);
    if (signer?.trust !== trust.name) return [];
    return signer.who.kind === 'key' && signer.who.algorithm === undefined ? algorithmsOf(key) : [key];
  });
  return [...new Map(keys.map((key) => [`${key.details} ${key.fingerprint}`, key])).values()];
}

/**
 * Files are hashed with SHA-256; a bundle may need another digest (a P-384 key, npm's sha512 subjects). What a bundle mentions is
 * only a reason to hash the file again; it is not trusted.
 */
async function withNeededDigests(
  context: VerificationContext,
  artifact: Subject,
  bundle: Bundle,
  keys: readonly PublicKey[],
): Promise<Subject> {
  const file = fileOf(artifact);
  if (file === undefined) return artifact;
  const { content } = bundle;
  const needed = (['sha384', 'sha512'] as const).filter((algorithm) => {
    if (keys.some((key) => key.hash === algorithm) && content.kind === 'message') return true;
    if (content.kind === 'message') return content.digest?.algorithm === algorithm;
    return context.memory.mentions(content, `"${algorithm}"`);
  });
  if (needed.length === 0) return artifact;
  const ofSubject = context.rehashed.get(artifact) ?? new Map<string, Promise<Subject>>();
  context.rehashed.set(artifact, ofSubject);
  const key = needed.join(' ');
  const known = ofSubject.get(key) ?? withDigests(context.run, file, needed);
  ofSubject.set(key, known);
  return known;
}
