import { byKind } from '../../artifacts/index.js';
import type { JsonObject } from '../../wire/index.js';
import {
  EVIDENCE_FIELDS,
  EVIDENCE_KEYS,
  explainEvidence,
  resolveEvidence,
  type EvidenceRequirement,
  type EvidenceDocument,
} from '../requirements/evidence-requirement.js';
import type { EvidenceKind, Finding, RunKind, Select, Shortfall, SubjectKind } from '../requirements/index.js';
import { KINDS, type Kinds } from '../requirements/index.js';
import { countsFor } from '../requirements/counts-for.js';
import { count, list, may, NAME_TEXT, need, object, same, word } from '../values/index.js';

/* Kinds that only tests have: they do what later kinds will do. */

export const VERDICT_TYPE = 'https://acme.dev/verdict/v1';
export const NEEDS_TYPE = 'https://acme.dev/needs/v1';

interface VerdictDocument extends EvidenceDocument {
  readonly use?: Select;
}
interface Verdict extends EvidenceRequirement {
  readonly kind: 'verdict';
  readonly use: Select;
}

/** Checks `passed` in a statement, and compares newer with older evidence. */
const verdict: EvidenceKind<'verdict', VerdictDocument, Verdict> = {
  key: 'verdict',
  level: 'evidence',
  page: {
    summary: 'a statement with passed: true',
    example: 'verdict: {by: release, use: newest}',
    fields: { ...EVIDENCE_KEYS, use: 'which one counts' },
    refuses: { example: 'verdict: {by: release, use: oldest}', message: 'expected one of' },
  },
  shape: object<VerdictDocument>({ ...EVIDENCE_FIELDS, use: may(word(['any', 'newest', 'all'])) }),
  resolve: (document, scope, path) => ({
    kind: 'verdict',
    ...resolveEvidence(document, scope, path),
    use: document.use ?? 'newest',
  }),
  title: () => 'verdict',
  counts: (_, context) => countsFor({ ...context, asked: { kind: 'statement', type: VERDICT_TYPE, by: 'verdict' } }),
  select: ({ use }) => use,
  check: (_, { facts }) => {
    const passed = facts.statement?.predicate['passed'];
    if (passed === true) return undefined;
    const said = { expected: 'passed', found: String(passed), hint: undefined, nearness: 8 };
    return passed === false
      ? { code: 'RULE_FAILED', message: 'passed is false', ...said }
      : { code: 'PREDICATE_INVALID', message: 'passed is missing', ...said, undecided: true };
  },
  explain: (requirement) => [explainEvidence('verdict', requirement)],
};

interface Needs extends EvidenceRequirement {
  readonly kind: 'needs';
}

/** Everything that a statement lists under `needs` must be allowed, too. */
const needs: EvidenceKind<'needs', EvidenceDocument, Needs> = {
  key: 'needs',
  level: 'evidence',
  page: {
    summary: 'a statement whose every need is allowed',
    example: 'needs: {by: release}',
    fields: EVIDENCE_KEYS,
    refuses: { example: 'needs: {by: nobody-known}', message: 'is not defined' },
  },
  shape: object<EvidenceDocument>(EVIDENCE_FIELDS),
  resolve: (document, scope, path) => ({ kind: 'needs', ...resolveEvidence(document, scope, path) }),
  title: () => 'needs',
  counts: (_, context) => countsFor({ ...context, asked: { kind: 'statement', type: NEEDS_TYPE, by: 'needs' } }),
  select: () => 'any',
  check(_, { facts, subject, mustBeAllowed }) {
    const listed = facts.statement?.predicate['needs'];
    const all = (Array.isArray(listed) ? listed : []) as readonly JsonObject[];
    return all
      .map((one): Shortfall | undefined =>
        mustBeAllowed(
          one['digest'] === undefined
            ? { kind: 'digest', name: String(one['name']), digests: { sha256: String(one['sha256']) } }
            : { kind: 'image', name: String(one['name']), digest: String(one['digest']) },
          `needed by ${subject.name}`,
        ),
      )
      .find((one) => one !== undefined);
  },
  explain: (requirement) => [explainEvidence('needs', requirement)],
};

interface SizeDocument {
  readonly max: number;
}

/** The size of a file; it does not apply to other subjects. */
const size: SubjectKind<'size', SizeDocument, { readonly kind: 'size'; readonly max: number }> = {
  key: 'size',
  level: 'subject',
  page: {
    summary: 'a file that is small enough',
    example: 'size: {max: 100}',
    fields: { max: 'in bytes' },
    refuses: { example: 'size: {max: 0}', message: 'expected a whole number' },
  },
  shape: object<SizeDocument>({ max: need(count(1, 1000)) }),
  resolve: ({ max }) => ({ kind: 'size', max }),
  check: ({ max }, subject) =>
    byKind<Finding | undefined>(subject, {
      file: (file) => ({
        outcome: file.size <= max ? 'allowed' : 'denied',
        code: file.size <= max ? undefined : 'RULE_FAILED',
        message: `${String(file.size)} bytes`,
        expected: undefined,
        found: undefined,
        hint: undefined,
      }),
      digest: () => undefined,
      image: () => undefined,
    }),
  explain: ({ max }) => [`at most ${String(max)} bytes`],
};

/** Facts that must be the same for all subjects of the rule. */
const agree: RunKind<'agree', readonly string[], { readonly kind: 'agree'; readonly words: readonly string[] }> = {
  key: 'agree',
  level: 'run',
  page: {
    summary: 'all evidence names one commit',
    example: 'agree: [commit]',
    fields: {},
    refuses: { example: 'agree: []', message: 'the list is empty' },
  },
  shape: list(NAME_TEXT, same),
  resolve: (words) => ({ kind: 'agree', words }),
  explain: ({ words }) => [`all agree in ${words.join(', ')}`],
  check(_, { evidence }) {
    const commits = new Set(
      evidence().flatMap(({ facts }) =>
        facts.map(({ signer }) => (signer.kind === 'key' ? '' : (signer.certificate.fulcio.sourceRepositoryDigest ?? ''))),
      ),
    );
    if (commits.size === 1) return undefined;
    return {
      outcome: 'denied',
      code: 'RULE_FAILED',
      message: `${String(commits.size)} commits`,
      expected: 'one commit',
      found: [...commits].join(', '),
      hint: undefined,
    };
  },
};

/** The table of all kinds with these. */
export const TEST_KINDS: Kinds = {
  ...KINDS,
  require: { ...KINDS.require, verdict, needs, size },
  rule: { ...KINDS.rule, agree },
};
