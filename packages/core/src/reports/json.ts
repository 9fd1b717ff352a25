import type { Subject } from '../artifacts/index.js';
import type { CountersignError } from '../errors/index.js';
import type { Candidate, Decision, Judged, PolicyDecision, RequirementResult, SubjectDecision } from '../policy/index.js';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** Changes only when a reader of the old form would misread the new one; fields may be added. */
export const REPORT_VERSION = 'countersign.dev/report/v1beta1';

/**
 * The whole decision as one JSON document (docs/report.schema.json): UTF-8, two spaces, a newline at the end. Times are
 * RFC 3339 in UTC, digests `sha256:<hex>`, indexes of log entries decimal strings.
 */
export function renderJson(decision: Decision): string {
  // On standard output of a GitHub job `##[name]` anywhere in a line is a command; as an escape it is only text.
  return `${JSON.stringify(reportOf(decision), undefined, 2).replaceAll('##[', '#\\u0023[')}\n`;
}

export function reportOf(decision: Decision): JsonObject {
  return {
    version: REPORT_VERSION,
    decision: decision.outcome,
    time: decision.time.toISOString(),
    target: decision.target ?? null,
    notices: decision.notices ?? [],
    problems: decision.problems.map(requirement),
    subjects: decision.subjects.map(subject),
    policies: decision.policies.map(policy),
  };
}

function subject(one: Subject): JsonObject {
  const base = { kind: one.kind, name: one.name, digests: { ...one.digests } };
  if (one.kind === 'file') return { ...base, size: one.size };
  if (one.kind === 'digest') return { ...base, origin: one.origin, bytesSeen: false };
  return {
    ...base,
    digest: one.digest,
    reference: one.reference,
    pinned: `${one.name}@${one.digest}`,
    platforms: one.platforms.map(({ platform, digest }) => ({ platform, digest })),
    ...(one.parent === undefined
      ? {}
      : {
          platform: one.parent.platform,
          ...(one.parent.digest === one.digest ? {} : { index: one.parent.digest }),
        }),
  };
}

function policy(one: PolicyDecision): JsonObject {
  return {
    name: one.policy,
    digest: one.digest,
    outcome: one.outcome,
    problems: one.problems.map(requirement),
    subjects: one.subjects.map(subjectDecision),
  };
}

function subjectDecision(one: SubjectDecision): JsonObject {
  return {
    name: one.subject.name,
    digest: one.subject.kind === 'image' ? one.subject.digest : firstDigest(one.subject),
    outcome: one.outcome,
    unmatched: one.unmatched === undefined ? null : requirement(one.unmatched),
    rules: one.rules.map((rule) => ({
      rule: rule.rule,
      outcome: rule.outcome,
      requirements: rule.requirements.map(requirement),
    })),
    evidence: one.candidates.map(candidate),
    unreadable: one.unreadable.map(({ origin, error }) => ({ origin: { ...origin }, ...failure(error) })),
  };
}

function firstDigest(one: Subject): string | null {
  for (const algorithm of ['sha256', 'sha512', 'sha384'] as const) {
    const hex = one.digests[algorithm];
    if (hex !== undefined) return `${algorithm}:${hex}`;
  }
  return null;
}

function requirement(one: RequirementResult): JsonObject {
  return {
    requirement: one.requirement,
    outcome: one.outcome,
    code: one.code ?? null,
    message: one.message,
    expected: one.expected ?? null,
    found: one.found ?? null,
    hint: one.hint ?? null,
    evidence: one.evidence,
    signers: one.signers,
    parts: one.parts.map(requirement),
  };
}

function candidate(one: Candidate): JsonObject {
  return { origin: { ...one.origin }, digest: one.digest, judged: one.judged.map(judged) };
}

function judged(one: Judged): JsonObject {
  if (one.kind === 'rejected') return { trust: one.trust, verified: false, ...failure(one.error) };
  const { facts } = one;
  const signer: Json =
    facts.signer.kind === 'key'
      ? { kind: 'key', fingerprint: facts.signer.key.fingerprint }
      : {
          kind: 'certificate',
          identity: facts.signer.identity,
          issuer: facts.signer.issuer,
          extensions: { ...facts.signer.certificate.fulcio },
        };
  return {
    trust: one.trust,
    verified: true,
    root: facts.root === undefined ? null : { ...facts.root },
    content: facts.statement === undefined ? 'message' : 'statement',
    claim: facts.claim.kind,
    predicateType: facts.statement?.predicateType ?? null,
    signer,
    times: facts.times.map(({ kind, time, authority }) => ({ kind, time: time.toISOString(), authority })),
    logEntries: facts.logEntries.map(({ log, logIndex, kind, version }) => ({ log, logIndex: String(logIndex), kind, version })),
  };
}

function failure(error: CountersignError): JsonObject {
  return {
    code: error.code,
    message: error.message,
    expected: error.expected ?? null,
    found: error.found ?? null,
    hint: error.hint ?? null,
  };
}
