import type { PolicyDocument, SignerDocument, TrustDocument } from '../document/index.js';
import { undefinedSigner, type Kinds, type Scope } from '../requirements/index.js';
import { KEY_TIME, type PolicySigner, type Trust, type TrustSource } from '../signers/index.js';
import { momentOf, nearest, type FieldPath, type Problem, type Window } from '../values/index.js';
import type { Policy, Revocation } from './model.js';
import { refsThatNeverMatch } from './refs-of-triggers.js';
import { resolveRules } from './resolve-rules.js';
import { resolveWho } from './resolve-who.js';
import { DEFAULT_TRUST, runTrust } from './run-trust.js';

/** Resolves every name of a document; reports undefined names, and combinations that can never match. */
export function resolvePolicy(document: PolicyDocument, digest: string, kinds: Kinds, problems: Problem[]): Policy {
  const report = (path: FieldPath, message: string): undefined => {
    problems.push({ path, message });
    return undefined;
  };
  const trusts = resolveTrusts(document.trust);
  const signers = new Map<string, PolicySigner>();
  for (const [name, written] of Object.entries(document.signers)) {
    const signer = resolveSigner(name, written, trusts, report);
    if (signer !== undefined) signers.set(name, signer);
  }
  const people = new Map(Object.entries(document.people ?? {}));
  const known = Object.keys(document.signers);
  checkPeople(people, known, report);
  const scope: Scope = { signers, people, known, report };
  return {
    name: document.metadata?.name ?? 'policy',
    digest,
    notAfter: momentOf(document.metadata?.['not-after']),
    trusts,
    signers,
    rules: resolveRules(document.rules, kinds, scope),
    unmatched: document.unmatched ?? 'deny',
    revoked: resolveRevoked(document, report),
  };
}

function resolveTrusts(written: PolicyDocument['trust']): ReadonlyMap<string, Trust> {
  const trusts = new Map<string, Trust>();
  for (const [name, trust] of Object.entries(written ?? {})) {
    trusts.set(name, {
      name,
      root: trustSource(trust),
      logEntries: trust['log-entries'],
      timestamps: trust.timestamps,
      certificateLogs: trust['certificate-logs'],
    });
  }
  if (written === undefined) trusts.set(DEFAULT_TRUST, runTrust());
  return trusts;
}

function windowOf(written: { readonly 'not-before'?: string; readonly 'not-after'?: string }): Window {
  return { from: momentOf(written['not-before']), until: momentOf(written['not-after']) };
}

function trustSource(trust: TrustDocument): TrustSource {
  if (trust.root !== undefined) return { kind: 'file', file: trust.root };
  return { kind: trust.sigstore ?? 'none' };
}

function resolveSigner(
  name: string,
  written: SignerDocument,
  trusts: ReadonlyMap<string, Trust>,
  report: Scope['report'],
): PolicySigner | undefined {
  const path = ['signers', name];
  const who = resolveWho(written);
  const trust = trustOf(written, trusts, path, report);
  const window = windowOf(written);
  if (window.from !== undefined && window.until !== undefined && window.from >= window.until) {
    return report([...path, 'not-after'], '"not-after" is not later than "not-before": the signer would never count');
  }
  if (who === undefined || trust === undefined) return undefined;
  if (who.kind === 'key' && window.from !== undefined) return report([...path, 'not-before'], KEY_TIME);
  const refs = who.kind === 'github' ? refsThatNeverMatch(who) : undefined;
  if (refs !== undefined)
    return report([...path, 'github', 'source', 'refs'], `runs with these triggers have ${refs}: the signer would never count`);
  if (trust.root.kind === 'none' && who.kind !== 'key') {
    return report(path, `signer "${name}" signs with certificates, but its trust "${trust.name}" has no root`);
  }
  if (trust.root.kind === 'none' && (window.from ?? window.until) !== undefined) {
    return report(path, `signer "${name}" has a time window, but its trust "${trust.name}" verifies no time`);
  }
  if (written.fallback !== undefined && who.kind !== 'key')
    return report(
      [...path, 'fallback'],
      'only a signer with "key" can be a fallback: keyless signing is what it takes the place of',
    );
  if (trust.root.kind === 'none' && who.kind === 'key' && who.source.kind === 'certificate') {
    return report(
      path,
      `the certificate of signer "${name}" has a validity, but its trust "${trust.name}" verifies no time; name the public key itself with "file"`,
    );
  }
  return { name, trust: trust.name, fallback: written.fallback === 'true', window, who };
}

/** The trust that a signer names; otherwise the only trust, or the only public-good one. Several are an error. */
function trustOf(
  written: SignerDocument,
  trusts: ReadonlyMap<string, Trust>,
  path: FieldPath,
  report: Scope['report'],
): Trust | undefined {
  const all = [...trusts.values()];
  if (written.trust !== undefined) {
    const known = trusts.get(written.trust);
    if (known !== undefined) return known;
    const meant = nearest(written.trust, [...trusts.keys()]);
    return report(
      [...path, 'trust'],
      `trust "${written.trust}" is not defined${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    );
  }
  const publicGood = all.filter((trust) => trust.root.kind === 'public-good');
  const only = all.length === 1 ? all[0] : publicGood.length === 1 ? publicGood[0] : undefined;
  return (
    only ?? report(path, `the policy has several trusts (${all.map((trust) => trust.name).join(', ')}): choose one with "trust"`)
  );
}

function checkPeople(people: ReadonlyMap<string, readonly string[]>, known: readonly string[], report: Scope['report']): void {
  const owner = new Map<string, string>();
  for (const [person, names] of people) {
    names.forEach((name, index) => {
      const path = ['people', person, index];
      if (!known.includes(name)) undefinedSigner(name, known, path, report);
      const other = owner.get(name);
      if (other !== undefined) report(path, `signer "${name}" already belongs to "${other}"; it would count twice`);
      owner.set(name, person);
    });
    if (known.includes(person) && !names.includes(person)) {
      report(['people', person], `"${person}" is also a signer that does not belong to this person; use different names`);
    }
  }
}

function resolveRevoked(document: PolicyDocument, report: Scope['report']): readonly Revocation[] {
  return (document.revoked ?? []).flatMap((one, index): readonly Revocation[] => {
    const path = ['revoked', index];
    if (one.digest !== undefined) {
      const [algorithm, hex] = one.digest.toLowerCase().split(':');
      if ((algorithm !== 'sha256' && algorithm !== 'sha384' && algorithm !== 'sha512') || hex === undefined) return [];
      return [{ kind: 'digest', algorithm, hex, written: one.digest }];
    }
    const signer = one.signer ?? '';
    const known = Object.keys(document.signers);
    if (!known.includes(signer)) undefinedSigner(signer, known, [...path, 'signer'], report);
    const window = windowOf(one);
    if (window.until !== undefined && known.includes(signer) && document.signers[signer]?.key !== undefined)
      report([...path, 'not-after'], `the revocation of a key cannot end: ${KEY_TIME}`);
    if (window.from !== undefined && window.until !== undefined && window.from >= window.until) {
      report([...path, 'not-after'], '"not-after" is not later than "not-before": nothing would be revoked');
    }
    return [{ kind: 'signer', signer, window }];
  });
}
