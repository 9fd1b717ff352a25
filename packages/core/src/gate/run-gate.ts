import { setImmediate } from 'node:timers/promises';
import { digestText, type Subject } from '../artifacts/index.js';
import type { Evidence } from '../evidence/index.js';
import { holdsBundles } from '../evidence/index.js';
import { asksForPlatforms, checkTarget, type SubjectFacts } from '../policy/index.js';
import { createRegistry } from '../registry/index.js';
import { inOrder, type Run } from '../run/index.js';
import { collectSubjects } from '../subjects/index.js';
import { VerificationMemory } from '../verification/index.js';
import { checkOptions } from './check-options.js';
import { combine, exitStatusOf, pinned } from './combine.js';
import { decide, factsOfFurther } from './further-subjects.js';
import { fallbackNotice, fallbackUses } from './fallback-signers.js';
import { gather } from './gather.js';
import { githubApis } from './github-apis.js';
import { verifyEvidence, type VerificationContext } from './verify-evidence.js';
import { loadPolicies, type LoadedPolicy } from './load-policies.js';
import { maskDecision } from './mask-decision.js';
import { missingProofs } from './missing-proofs.js';
import { refuseOutputs } from './refuse-outputs.js';
import type { Confirm, GateAnswer, GateOptions } from './options.js';
import { emitDecision } from './emit-decision.js';
import { subjectProblem } from './subject-problem.js';
import { trustedRoots } from './trusted-roots.js';

/** For how many subjects evidence is searched at the same time. */
const AT_ONCE = 8;

/** After so many subjects, timers and signals get their turn: subjects with local files are judged without waiting for anything. */
const SUBJECTS_A_TURN = 32;

/**
 * Decides whether subjects may be deployed. Policies are read before anything is fetched; a tag is resolved once, and everything
 * after that uses the digest. The decision is `allowed` only when every subject was found, matched by a rule, and satisfied it.
 *
 * @param confirm may withdraw the decision; its result is the decision. `emit` of the result emits its events
 * @throws CountersignError of exit status 3 (wrong use, unusable policy); everything else becomes part of the decision
 */
export async function runGate(
  run: Run,
  options: GateOptions,
  confirm: Confirm = (judged) => Promise.resolve(judged),
): Promise<GateAnswer> {
  const now = run.clock();
  checkOptions(options);
  const policies = await loadPolicies(run, options, now);
  checkTarget(
    policies.map(({ policy }) => policy),
    options.target,
    options.policies,
  );
  const { platforms, insecureRegistries = [] } = options;
  const registry = createRegistry(run, { insecureRegistries });
  const { subjects, problems } = await collectSubjects(run, 'verify', options, {
    ...{ platforms, registry, isBundle: holdsBundles },
    algorithms: revokedAlgorithms(policies),
    // The config of an image without an index is then read for its platform.
    ownPlatform: policies.some(({ policy }) => asksForPlatforms(policy)),
  });
  refuseOutputs(run, options, policies, subjects);
  const transparencyLog = options.transparencyLog ?? 'required';
  const rootOf = trustedRoots(run, { trustedRoot: options.trustedRoot, trustDigest: options.trustDigest });
  const memory = new VerificationMemory();
  const verification: VerificationContext = {
    run,
    now,
    transparencyLog,
    rootOf,
    withoutLogs: new Set(),
    done: new Map(),
    memory,
    rehashed: new WeakMap(),
  };
  const apis = githubApis(policies.map(({ policy }) => policy));
  const ofIndexes = new Map<string, Promise<Evidence>>();
  const find = (subject: Subject) => gather(run, subject, options, registry, ofIndexes, apis);
  run.emit({ event: 'to-judge', subjects: subjects.length });
  let examined = 0;
  const facts = await inOrder(subjects, AT_ONCE, async (subject) => {
    const evidence = await find(subject);
    const all: SubjectFacts[] = [];
    for (const loaded of policies) all.push(await verifyEvidence(verification, loaded, evidence));
    run.emit({ event: 'examined', artifact: subject.name, digest: digestText(subject) });
    if ((examined += 1) % SUBJECTS_A_TURN === 0) await setImmediate();
    return all;
  });
  run.emit({ event: 'proofs', count: memory.proofs, subjects: subjects.length });
  const decisions = await inOrder([...policies.entries()], 1, ([index, loaded]) =>
    decide(
      loaded.policy,
      facts.flatMap((all) => all[index] ?? []),
      { now, target: options.target, waivers: [], documents: [] },
      (wanted) => factsOfFurther(wanted, registry, async (subject) => verifyEvidence(verification, loaded, await find(subject))),
    ),
  );
  const fallback = fallbackUses(decisions);
  const decision = combine({
    time: now,
    target: options.target,
    policies: decisions,
    subjects,
    problems: problems.map(subjectProblem),
    ...(fallback.length === 0 ? {} : { fallbackSigners: [...new Set(fallback.map(({ signer }) => signer))] }),
    notices: [
      ...fallback.map(fallbackNotice),
      ...(transparencyLog === 'off'
        ? [
            'transparency-log is off: no public log shows what was signed; the time of keyless signatures comes from a timestamp authority, and signatures of keys need no proven time',
          ]
        : []),
      ...missingProofs(decisions),
      ...[...verification.withoutLogs].map(
        (name) =>
          `under the trust "${name}", GitHub's own Sigstore instance proves signatures, and it has no transparency log: no public log shows what was signed; the time comes from its timestamp authority`,
      ),
    ],
  });
  const mode = options.mode ?? 'enforce';
  const judged = await confirm({
    decision,
    pinnedImages: decision.outcome === 'allowed' || mode === 'warn' ? pinned(subjects) : [],
    exitStatus: mode === 'warn' ? 0 : exitStatusOf(decision.outcome),
  });
  const result = { ...judged, decision: maskDecision(judged.decision, run.log) };
  return { ...result, emit: () => emitDecision(run, result.decision, { mode, started: now }) };
}

/** Files are hashed with the algorithms of revoked digests, too, because only these digests can be compared. */
function revokedAlgorithms(policies: readonly LoadedPolicy[]): readonly ('sha256' | 'sha384' | 'sha512')[] {
  const named = policies.flatMap(({ policy }) => policy.revoked.flatMap((one) => (one.kind === 'digest' ? [one.algorithm] : [])));
  return [...new Set(['sha256' as const, ...named])];
}
