import { explainRequirement, KINDS, type Kinds, type RuleRequirement } from '../requirements/index.js';
import {
  describeKeySource,
  describeKind,
  fileBase,
  platformOfIdentity,
  platformOfIssuer,
  readWorkflowName,
  acceptedTriggers,
  type FileWho,
  type GithubWho,
  type GitlabWho,
  type KeylessWho,
  type PatternWho,
  type PolicySigner,
  type Trust,
} from '../signers/index.js';
import { describeWindow, iso } from '../values/index.js';
import type { Policy, Revocation, Rule } from './model.js';

/** Describes everything that a policy requires, line by line: signers expanded to issuer, SAN and extensions. Plain text. */
export function explainPolicy(policy: Policy, kinds: Kinds = KINDS): string {
  const lines = [
    `policy ${policy.name} (${policy.digest})`,
    ...(policy.notAfter === undefined ? [] : [`  in force before ${iso(policy.notAfter)}`]),
    `  artifacts that no rule matches: ${policy.unmatched === 'deny' ? 'denied' : 'left to another policy'}`,
    ...[...policy.trusts.values()].map(describeTrust),
    ...[...policy.signers.values()].flatMap(describeSigner),
    ...policy.rules.flatMap((rule) => describeRule(rule, kinds)),
    ...policy.revoked.map(describeRevocation),
  ];
  return `${lines.join('\n')}\n`;
}

function describeTrust(trust: Trust): string {
  const { root } = trust;
  const source = {
    run: "the run's trusted-root, by default the public-good instance",
    'public-good': 'the public-good instance',
    github: "GitHub's own instance, for private repositories",
    file: root.kind === 'file' ? root.file : '',
    none: 'no root, for own keys only',
  }[root.kind];
  const counts = countsOf(trust, root.kind === 'github');
  const ofGithub = countsOf(trust, true);
  // Which instance it is, only the file says.
  const isOpen = (root.kind === 'file' || root.kind === 'run') && counts !== ofGithub;
  return `trust ${trust.name}: ${source}; at least: ${counts}${isOpen ? ` (if it is GitHub's own instance, which has no logs: ${ofGithub})` : ''}`;
}

/** What the policy asks for, and the defaults of an instance. */
function countsOf({ root, logEntries, timestamps, certificateLogs }: Trust, isGithub: boolean): string {
  return [
    `log entries ${String(logEntries ?? (isGithub ? 0 : root.kind === 'run' ? '1 (or as set by transparency-log)' : 1))}`,
    `timestamps ${String(timestamps ?? (isGithub ? 1 : 0))}`,
    `certificate logs ${String(certificateLogs ?? (isGithub || root.kind === 'none' ? 0 : 1))}`,
  ].join(', ');
}

function describeSigner(signer: PolicySigner): readonly string[] {
  const { who } = signer;
  const head = `signer ${signer.name} (trust ${signer.trust}${signer.window.from === undefined && signer.window.until === undefined ? '' : `, signed ${describeWindow(signer.window)}`}):`;
  if (who.kind === 'key')
    return [
      head,
      `  key ${describeKeySource(who.source)}${who.sha256 === undefined ? '' : `, SubjectPublicKeyInfo SHA-256 ${who.sha256}`}`,
      ...(who.algorithm === undefined ? [] : [`  algorithm ${who.algorithm}`]),
      ...(who.source.kind === 'certificate'
        ? ['  counts for signatures with a verified time in the validity of the certificate; its issuer is not checked']
        : []),
      ...(signer.fallback ? ['  fallback key: a decision that rests on it says so'] : []),
    ];
  if (who.kind === 'keyless' || who.kind === 'pattern') {
    const name = who.kind === 'keyless' ? `= ${who.identity}` : `matches ^(?:${who.source})$ (RE2)`;
    return [head, `  issuer (.8) = ${who.issuer}`, `  SAN, ${describeKind(who.nameKind)}, ${name}`, ...describeRuns(who)];
  }
  return [head, ...describeCi(who)];
}

/** What is compared in addition where the certificate is of a CI run. Mail addresses never are. */
function describeRuns(who: KeylessWho | PatternWho): readonly string[] {
  if (who.nameKind !== 'uri') return [];
  const { runs } = who;
  const workflow = who.kind === 'keyless' ? readWorkflowName(who.identity) : undefined;
  const host = workflow?.origin ?? 'https://<host of the SAN>';
  const own = workflow === undefined ? '<repository of the SAN>' : `${workflow.origin}/${workflow.repository}`;
  const platform = platformOfIssuer(who.issuer) ?? (who.kind === 'keyless' ? platformOfIdentity(who.identity) : 'other');
  return [
    '  for a certificate of a CI run also:',
    runs.owner !== undefined
      ? `    owner of the source repository (.12, .16) = ${host}/${runs.owner}`
      : runs.repository !== undefined
        ? `    source repository (.12) = ${host}/${runs.repository}`
        : `    source repository (.12) = ${own} (not other repositories that call this workflow)`,
    `    trigger (.20) = ${acceptedTriggers(platform, runs.triggers).join(' or ')}`,
  ];
}

function describeCi(who: GithubWho | GitlabWho): readonly string[] {
  const base = `https://${who.host}`;
  const { source } = who;
  const repository = source.repository === undefined ? `${base}/${source.owner ?? ''}/…` : `${base}/${source.repository.source}`;
  const refs = source.refs?.map((ref) => ref.source).join(' or ');
  const file = who.kind === 'github' ? 'workflow' : 'configuration';
  return [
    `  issuer (.8) = ${who.issuer}`,
    `  SAN = signer URI (.9) = ${describeFile(who.file, who, repository)}`,
    source.repository === undefined
      ? `  owner of the source repository (.12, .16) = ${base}/${source.owner ?? ''}`
      : `  source repository (.12) = ${repository}`,
    `  ref (.14) = ${refs ?? 'any'}`,
    ...(source.digest === undefined ? [] : [`  commit (.13) = ${source.digest}`]),
    ...(source.id === undefined ? [] : [`  repository id (.15) = ${source.id}`]),
    ...(source.ownerId === undefined ? [] : [`  owner id (.17) = ${source.ownerId}`]),
    ...(who.file.kind === 'other' && who.file.digest !== undefined ? [`  commit of the ${file} (.10) = ${who.file.digest}`] : []),
    ...(who.kind === 'github' && who.caller !== undefined ? [`  caller (.18) = ${repository}/${who.caller}@<ref>`] : []),
    `  trigger (.20) = ${who.triggers.join(' or ')}`,
    `  runner (.11) = ${who.runner ?? 'any'}`,
    `  environment (.23) = ${who.environment ?? 'any'}`,
  ];
}

function describeFile(file: FileWho, who: GithubWho | GitlabWho, repository: string): string {
  const slashes = who.kind === 'gitlab' ? '//' : '/';
  if (file.kind === 'any')
    return who.source.repository === undefined
      ? `${repository} (any workflow of the owner's repositories)`
      : `${repository}${slashes}… (any file of the source repository)`;
  if (file.kind === 'own') {
    const own = `${fileBase(who)}${repository.slice(`https://${who.host}/`.length)}`;
    return `${own}${slashes}${file.path}@<ref>, the same ref as .14`;
  }
  return `${fileBase(who)}${file.repository.source}${slashes}${file.path}@${file.ref ?? '<any ref>'}`;
}

function describeRule(rule: Rule, kinds: Kinds): readonly string[] {
  const { match } = rule;
  const explained = (table: Kinds['rule'] | Kinds['match'], asks: readonly RuleRequirement[]): readonly string[] =>
    asks.flatMap((one) => table[one.kind]?.explain(one) ?? []);
  const parts = [
    ...(match.paths === undefined ? [] : [`paths ${match.paths.map((one) => one.source).join(', ')}`]),
    ...(match.images === undefined ? [] : [`images ${match.images.map((one) => one.source).join(', ')}`]),
    ...(match.targets === undefined ? [] : [`target ${match.targets.join(' or ')}`]),
    ...explained(kinds.match, match.asks),
  ];
  return [
    `rule ${rule.name}: ${parts.length === 0 ? 'everything' : parts.join('; ')}`,
    ...explained(kinds.rule, rule.asks).map((line) => `  ${line}`),
    ...rule.require.flatMap((one) => explainRequirement(kinds, one).map((line, at) => `  ${at === 0 ? '- ' : '  '}${line}`)),
  ];
}

function describeRevocation(one: Revocation): string {
  if (one.kind === 'digest') return `revoked: ${one.written}`;
  return `revoked: signer ${one.signer}, ${one.window.from === undefined && one.window.until === undefined ? 'all signatures' : `signed ${describeWindow(one.window)}`}`;
}
