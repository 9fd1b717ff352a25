import type { FulcioExtensions } from '../../crypto/index.js';
import type { VerifiedSigner } from '../../verification/index.js';
import { describeKeySource } from './key-source.js';
import { compareRun } from './compare-run.js';
import { differs, equal, missing, type Mismatch } from './mismatch.js';
import type { GithubWho, GitlabWho, Who } from './model.js';
import { describeKind, kindOfSigner, type NameKind } from './names.js';
import { fill, matchPattern, type Bindings, type Pattern } from '../values/index.js';

type CertificateSigner = Extract<VerifiedSigner, { kind: 'certificate' }>;

/** All differences between a verified signer and a signer of the policy; empty when they are the same. Identities are compared byte for byte. */
export function compareSigner(who: Who, signer: VerifiedSigner, bindings: Bindings): readonly Mismatch[] {
  if (who.kind === 'key') {
    if (signer.kind !== 'key')
      return [
        {
          code: 'KEY_MISMATCH',
          part: 'kind of signer',
          expected: `the key ${describeKeySource(who.source)}`,
          found: `a certificate of ${signer.identity}`,
        },
      ];
    const { fingerprint, details } = who;
    const { key } = signer;
    if (fingerprint === undefined || fingerprint !== key.fingerprint) {
      const expected = `the key ${describeKeySource(who.source)} (${fingerprint ?? 'not read'})`;
      return [{ code: 'KEY_MISMATCH', part: 'key', expected, found: key.fingerprint }];
    }
    // Without an algorithm in the policy, any that the key allows counts (`algorithmsOf`).
    return who.algorithm === undefined || details === key.details
      ? []
      : [{ code: 'KEY_MISMATCH', part: 'algorithm of the key', expected: details ?? 'not read', found: key.details }];
  }
  if (signer.kind !== 'certificate') {
    return [
      { code: 'KEY_MISMATCH', part: 'kind of signer', expected: 'a certificate', found: `a key (${signer.key.fingerprint})` },
    ];
  }
  const kind = who.kind === 'keyless' || who.kind === 'pattern' ? who.nameKind : 'uri';
  const issuer = [...equal('ISSUER_MISMATCH', 'issuer', who.issuer, signer.issuer), ...compareKind(kind, signer)];
  if (who.kind === 'keyless') {
    const identity = equal('IDENTITY_MISMATCH', 'identity', who.identity, signer.identity);
    // With another identity, differences of the run are of no use.
    return [...issuer, ...identity, ...(identity.length > 0 ? [] : compareRun(who.runs, signer))];
  }
  if (who.kind === 'pattern') {
    const identity = who.matches(signer.identity)
      ? []
      : [
          {
            code: 'IDENTITY_MISMATCH' as const,
            part: 'identity',
            expected: `matching ^(?:${who.source})$`,
            found: signer.identity,
            ...(who.matchesStart(signer.identity)
              ? { hint: `The whole identity must match: add ".*" to the end of certificate-identity-regexp.` }
              : {}),
          },
        ];
    return [...issuer, ...identity, ...(identity.length > 0 ? [] : compareRun(who.runs, signer))];
  }
  return [...issuer, ...compareCi(who, signer, bindings)];
}

/** The kind of name must be the same: a mail address in a URI name was never checked as a mail address. */
function compareKind(expected: NameKind, signer: CertificateSigner): readonly Mismatch[] {
  const found = kindOfSigner(signer);
  if (found === expected) return [];
  return [
    {
      code: 'IDENTITY_MISMATCH',
      part: 'kind of name',
      expected: describeKind(expected),
      found: `${describeKind(found)}: ${signer.identity}`,
    },
  ];
}

/** Compares every part of a CI identity: SAN, source, file, refs, ids, runner, trigger, environment. */
function compareCi(who: GithubWho | GitlabWho, signer: CertificateSigner, bindings: Bindings): readonly Mismatch[] {
  const extensions = signer.certificate.fulcio;
  const { source } = who;
  const repository = source.repository === undefined ? undefined : fill(source.repository, bindings);
  if (source.repository !== undefined && repository === undefined) return [unbound(source.repository)];
  const found: (readonly Mismatch[])[] = [
    compareRepository(who, repository, extensions),
    compareFile(who, signer, extensions, bindings),
    compareRefs(source.refs, extensions.sourceRepositoryRef, bindings),
    // Extension .9 repeats the SAN; Fulcio issues no certificate where they differ.
    equal('EXTENSION_MISMATCH', 'signer URI (.9)', signer.identity, extensions.buildSignerUri),
    compareTrigger(who, extensions.buildTrigger),
  ];
  if (source.id !== undefined)
    found.push(equal('EXTENSION_MISMATCH', 'repository id (.15)', source.id, extensions.sourceRepositoryIdentifier));
  if (source.ownerId !== undefined)
    found.push(equal('EXTENSION_MISMATCH', 'owner id (.17)', source.ownerId, extensions.sourceRepositoryOwnerIdentifier));
  if (source.digest !== undefined)
    found.push(equal('EXTENSION_MISMATCH', 'commit (.13)', source.digest, extensions.sourceRepositoryDigest));
  if (who.runner !== undefined) found.push(equal('EXTENSION_MISMATCH', 'runner (.11)', who.runner, extensions.runnerEnvironment));
  if (who.environment !== undefined)
    found.push(equal('EXTENSION_MISMATCH', 'environment (.23)', who.environment, extensions.deploymentEnvironment));
  return found.flat();
}

function compareRepository(
  who: GithubWho | GitlabWho,
  repository: Pattern | undefined,
  extensions: FulcioExtensions,
): readonly Mismatch[] {
  const base = `https://${who.host}/`;
  const uri = extensions.sourceRepositoryUri;
  if (repository === undefined) {
    const owner = `${base}${who.source.owner ?? ''}`;
    const isElsewhere = uri !== undefined && !uri.startsWith(`${owner}/`);
    return [
      ...equal('SOURCE_MISMATCH', 'owner (.16)', owner, extensions.sourceRepositoryOwnerUri),
      ...(isElsewhere ? [differs('SOURCE_MISMATCH', 'owner of the source repository (.12)', `${owner}/…`, uri)] : []),
    ];
  }
  if (uri === undefined) return []; // reported by compareFile, for owners and repositories
  if (!uri.startsWith(base))
    return [differs('SOURCE_MISMATCH', 'host of the source repository (.12)', base + repository.source, uri)];
  const path = uri.slice(base.length);
  if (matchPattern(repository, path) !== undefined) return [];
  const isOwner = path.split('/')[0] === repository.source.split('/')[0];
  const part = isOwner ? 'source repository (.12)' : 'owner of the source repository (.12)';
  return [differs('SOURCE_MISMATCH', part, base + repository.source, uri)];
}

function compareRefs(refs: readonly Pattern[] | undefined, ref: string | undefined, bindings: Bindings): readonly Mismatch[] {
  if (refs === undefined) return [];
  const wanted = refs.flatMap((one) => fill(one, bindings) ?? []);
  const expected = wanted.map((one) => one.source).join(' or ');
  if (ref === undefined) return [missing('SOURCE_MISMATCH', 'ref (.14)', expected)];
  return wanted.some((one) => matchPattern(one, ref) !== undefined)
    ? []
    : [differs('SOURCE_MISMATCH', 'ref (.14)', expected, ref)];
}

/** Compares the file that signed (SAN), its commit, and the top-level workflow where the policy names it. */
function compareFile(
  who: GithubWho | GitlabWho,
  signer: CertificateSigner,
  extensions: FulcioExtensions,
  bindings: Bindings,
): readonly Mismatch[] {
  const { file } = who;
  const slashes = who.kind === 'gitlab' ? '//' : '/';
  const sourceUri = extensions.sourceRepositoryUri;
  const ref = extensions.sourceRepositoryRef;
  if (sourceUri === undefined) return [missing('SOURCE_MISMATCH', 'source repository (.12)', 'the repository that was built')];
  const found: Mismatch[] = [];
  if (file.kind === 'any') {
    // As in gh: any workflow of the repository or, where only an owner is named, of any repository of the owner.
    const own = who.source.repository === undefined ? `https://${who.host}/${who.source.owner ?? ''}/` : `${sourceUri}${slashes}`;
    if (!signer.identity.startsWith(own)) {
      const part = who.source.repository === undefined ? 'owner of the workflow' : 'repository of the workflow';
      const asked = `https://${who.host}/${who.source.repository?.source ?? `${who.source.owner ?? ''}/`}`;
      const isCalled = who.source.repository === undefined ? sourceUri.startsWith(asked) : sourceUri === asked;
      found.push({
        ...differs('IDENTITY_MISMATCH', part, `${own}…`, signer.identity),
        // Only for a workflow that the named repository has called; other workflows must not be suggested.
        ...(isCalled
          ? {
              hint: `If you trust this reusable workflow, name it in addition: "certificate-identity: ${signer.identity}" and "certificate-oidc-issuer: ${signer.issuer}".`,
            }
          : {}),
      });
    }
  } else if (file.kind === 'own') {
    if (ref === undefined) return [missing('SOURCE_MISMATCH', 'ref (.14)', 'the ref of the workflow')];
    const base = `https://${who.host}/`;
    const own = sourceUri.startsWith(base) ? `${fileBase(who)}${sourceUri.slice(base.length)}` : sourceUri;
    const expected = `${own}${slashes}${file.path}@${ref}`;
    if (signer.identity !== expected) found.push(compareUri(expected, signer.identity, fileBase(who), slashes));
  } else {
    const repository = fill(file.repository, bindings);
    if (repository === undefined) return [unbound(file.repository)];
    found.push(...compareOther({ ...file, repository }, who, signer, slashes));
    if (file.digest !== undefined) {
      found.push(...equal('EXTENSION_MISMATCH', 'commit of the workflow (.10)', file.digest, extensions.buildSignerDigest));
    }
  }
  if (who.kind === 'github' && who.caller !== undefined) {
    found.push(
      ...equal('EXTENSION_MISMATCH', 'caller (.18)', `${sourceUri}/${who.caller}@${ref ?? ''}`, extensions.buildConfigUri),
    );
  }
  return found;
}

/**
 * What URIs of workflows and configuration files start with. A GitLab that is installed under a path writes it into the URIs of
 * projects, and not into the URI of the configuration (claim `ci_config_ref_uri`), which has the value of `CI_SERVER_FQDN`.
 */
export const fileBase = ({ host }: GithubWho | GitlabWho): string => `https://${host.split('/')[0] ?? ''}/`;

type OtherFile = Extract<GithubWho['file'], { kind: 'other' }>;

/** Compares a file of another repository. `path@` is expected at one place only, because paths and refs may both contain `@`. */
function compareOther(
  file: OtherFile,
  who: GithubWho | GitlabWho,
  signer: CertificateSigner,
  slashes: string,
): readonly Mismatch[] {
  const base = fileBase(who);
  const shown = `${base}${file.repository.source}${slashes}${file.path}@${file.ref ?? '(any ref)'}`;
  const identity = signer.identity;
  const tail = `${slashes}${file.path}@`;
  if (!identity.startsWith(base)) return [differs('IDENTITY_MISMATCH', 'host of the workflow', shown, identity)];
  const rest = identity.slice(base.length);
  // The segments of a repository contain no `@`. GitHub's repositories have two segments; a GitLab path ends at the double slash.
  const end = who.kind === 'gitlab' ? rest.indexOf('//') : rest.split('/').slice(0, 2).join('/').length;
  const repository = rest.slice(0, Math.max(end, 0));
  if (matchPattern(file.repository, repository) === undefined) {
    const part = repository.split('/')[0] === file.repository.source.split('/')[0] ? 'repository' : 'owner';
    return [differs('IDENTITY_MISMATCH', `${part} of the workflow`, shown, identity)];
  }
  const after = rest.slice(end);
  if (!after.startsWith(tail)) return [differs('IDENTITY_MISMATCH', 'path of the workflow', shown, identity)];
  const ref = after.slice(tail.length);
  return file.ref === undefined || file.ref === ref ? [] : [differs('IDENTITY_MISMATCH', 'ref of the workflow', shown, identity)];
}

/** Names the first part of a workflow URI that differs: host, owner, repository, path or ref. */
function compareUri(expected: string, found: string, base: string, slashes: string): Mismatch {
  const split = (uri: string): readonly string[] => {
    if (!uri.startsWith(base)) return [uri];
    const [owner = '', ...more] = uri.slice(base.length).split('/');
    return [base, owner, ...more];
  };
  const left = split(expected);
  const right = split(found);
  const at = left.findIndex((part, index) => part !== right[index]);
  const [path] = expected.slice(expected.indexOf(slashes, base.length + 1)).split('@');
  const part =
    right.length === 1
      ? 'host'
      : at === 1
        ? 'owner'
        : at === 2
          ? 'repository'
          : found.includes(`${path ?? ''}@`)
            ? 'ref'
            : 'path';
  return differs('IDENTITY_MISMATCH', `${part} of the workflow`, expected, found);
}

const unbound = (pattern: Pattern): Mismatch => ({
  code: 'IDENTITY_MISMATCH',
  part: 'placeholder',
  expected: `a value for ${pattern.source}`,
  found: 'none was bound by the rule',
});

function compareTrigger(who: GithubWho | GitlabWho, found: string | undefined): readonly Mismatch[] {
  const shown = who.triggers.join(', ');
  if (found === undefined) return [missing('EXTENSION_MISMATCH', 'trigger (.20)', shown)];
  if (who.triggers.includes(found)) return [];
  const where = who.file.kind === 'any' ? 'the signer of a policy file' : 'the signer';
  return [
    {
      ...differs('EXTENSION_MISMATCH', 'trigger (.20)', shown, found),
      hint: `If runs with the trigger "${found}" may sign, list all accepted triggers in ${where}: "triggers: [${shown}, ${found}]".`,
    },
  ];
}
