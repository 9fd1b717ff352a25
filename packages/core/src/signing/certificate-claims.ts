import { platformOfClaims, type Claims } from '../ci/index.js';
import type { Certificate, FulcioExtensions } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

type Extensions = Readonly<Partial<Record<keyof FulcioExtensions, string>>>;

/** Issuers that issue tokens for one known server. */
const SERVERS: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/, 'https://github.com'],
  [/^https:\/\/gitlab\.com$/, 'https://gitlab.com'],
];

/**
 * The certificate must be of the job whose token was used. Otherwise an attacker between this job and Fulcio could exchange token or
 * certificate, so that we sign as another workflow. Compared before anything is signed: issuer, subject alternative name, and every
 * extension that Fulcio derives from a claim (fulcio/docs/oid-info.md). An absent extension is not compared.
 *
 * @throws CountersignError SIGNATURE_NOT_PROVEN with the first difference
 */
export function assertMatchesToken(certificate: Certificate, claims: Claims): void {
  const { fulcio, alternativeNames } = certificate;
  const issuers = [text(claims, 'iss'), connectorOf(claims)].filter((issuer) => issuer !== '');
  if (fulcio.issuer === undefined || !issuers.includes(fulcio.issuer))
    throw differs('issuer', issuers.join(' or '), fulcio.issuer ?? 'nothing');
  const platform = platformOfClaims(claims);
  if (platform === 'other') {
    assertPerson(certificate, claims);
  } else {
    const expectedExtensions =
      platform === 'github'
        ? githubExtensions(claims, serverIn(fulcio, claims, 'repository'))
        : gitlabExtensions(claims, serverIn(fulcio, claims, 'project_path'));
    const [name] = alternativeNames;
    if (alternativeNames.length !== 1 || name?.kind !== 'uri' || !sameUri(name.value, expectedExtensions.buildSignerUri ?? ''))
      throw differs(
        'subject alternative name',
        expectedExtensions.buildSignerUri ?? '',
        name === undefined ? 'nothing' : name.value,
      );
    for (const [field, expected] of Object.entries(expectedExtensions) as [keyof FulcioExtensions, string][]) {
      const found = fulcio[field];
      if (found !== undefined && found !== expected) throw differs(field, expected === '' ? 'nothing' : expected, found);
    }
  }
  const { tokenSubject } = fulcio;
  if (tokenSubject !== undefined && tokenSubject !== text(claims, 'sub'))
    throw differs('tokenSubject', text(claims, 'sub'), tokenSubject);
}

function githubExtensions(claims: Claims, server: string): Extensions {
  const of = (name: string): string => text(claims, name);
  const repository = `${server}/${of('repository')}`;
  return {
    githubWorkflowTrigger: of('event_name'),
    githubWorkflowSha: of('sha'),
    githubWorkflowName: of('workflow'),
    githubWorkflowRepository: of('repository'),
    githubWorkflowRef: of('ref'),
    buildSignerUri: `${server}/${of('job_workflow_ref')}`,
    buildSignerDigest: of('job_workflow_sha'),
    runnerEnvironment: of('runner_environment'),
    sourceRepositoryUri: repository,
    sourceRepositoryDigest: of('sha'),
    sourceRepositoryRef: of('ref'),
    sourceRepositoryIdentifier: of('repository_id'),
    sourceRepositoryOwnerUri: `${server}/${of('repository_owner')}`,
    sourceRepositoryOwnerIdentifier: of('repository_owner_id'),
    buildConfigUri: `${server}/${of('workflow_ref')}`,
    buildConfigDigest: of('workflow_sha'),
    buildTrigger: of('event_name'),
    runInvocationUri: `${repository}/actions/runs/${of('run_id')}/attempts/${of('run_attempt')}`,
    sourceRepositoryVisibility: of('repository_visibility'),
    deploymentEnvironment: of('environment'),
  };
}

function gitlabExtensions(claims: Claims, server: string): Extensions {
  const of = (name: string): string => text(claims, name);
  const config = `https://${of('ci_config_ref_uri')}`;
  return {
    buildSignerUri: config,
    buildSignerDigest: of('ci_config_sha'),
    runnerEnvironment: of('runner_environment'),
    sourceRepositoryUri: `${server}/${of('project_path')}`,
    sourceRepositoryDigest: of('sha'),
    sourceRepositoryRef: `refs/${of('ref_type') === 'tag' ? 'tags' : 'heads'}/${of('ref')}`,
    sourceRepositoryIdentifier: of('project_id'),
    sourceRepositoryOwnerUri: `${server}/${of('namespace_path')}`,
    sourceRepositoryOwnerIdentifier: of('namespace_id'),
    buildConfigUri: config,
    buildConfigDigest: of('ci_config_sha'),
    buildTrigger: of('pipeline_source'),
    runInvocationUri: `${server}/${of('project_path')}/-/jobs/${of('job_id')}`,
    sourceRepositoryVisibility: of('project_visibility'),
    deploymentEnvironment: of('environment'),
  };
}

/**
 * The URL of the server is in no claim. It is known for some issuers; otherwise it is the part of the source repository URI before the
 * repository, and must be the same in all other URIs.
 */
function serverIn({ sourceRepositoryUri, issuer }: FulcioExtensions, claims: Claims, claim: string): string {
  const known = SERVERS.find(([pattern]) => pattern.test(issuer ?? ''))?.[1];
  if (known !== undefined) return known;
  const suffix = `/${text(claims, claim)}`;
  const server = sourceRepositoryUri?.endsWith(suffix) === true ? sourceRepositoryUri.slice(0, -suffix.length) : '';
  if (URL.canParse(server) && server !== '') return server;
  throw differs('sourceRepositoryUri', `a URI that ends in ${suffix}`, sourceRepositoryUri ?? 'nothing');
}

/** For people and other issuers: a verified e-mail address, a URI, or a user name with its domain. */
function assertPerson({ alternativeNames }: Certificate, claims: Claims): void {
  const [name, ...more] = alternativeNames;
  const { email } = claims;
  const sub = text(claims, 'sub');
  if (name === undefined || more.length > 0) throw differs('subject alternative name', 'one', String(alternativeNames.length));
  const expected = typeof email === 'string' && email !== '' && name.kind === 'email' ? email : sub;
  // For some CI systems Fulcio creates the URI itself; their subject is not a URI, and is compared with the extension .24.
  const derived = name.kind === 'uri' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(sub);
  const same =
    name.kind === 'other-name'
      ? name.value.startsWith(`${sub}!`)
      : name.kind === 'uri'
        ? sameUri(name.value, sub)
        : name.value === expected;
  if (!same && !derived) throw differs('subject alternative name', expected, name.value);
}

/** The identity provider behind a broker (Dex: `federated_claims.connector_id`), which Fulcio uses as the issuer; empty if there is none. */
function connectorOf(claims: Claims): string {
  const federated = claims['federated_claims'];
  const connector =
    typeof federated === 'object' && federated !== null && 'connector_id' in federated ? federated.connector_id : undefined;
  return typeof connector === 'string' ? connector : '';
}

function text(claims: Claims, name: string): string {
  const value = claims[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** URIs in certificates are ASCII: other characters of a ref are percent-encoded. */
function sameUri(a: string, b: string): boolean {
  return a === b || decoded(a) === decoded(b);
}

function decoded(uri: string): string {
  try {
    return decodeURI(uri);
  } catch {
    return uri;
  }
}

function differs(what: string, expected: string, found: string): CountersignError {
  return new CountersignError(
    'SIGNATURE_NOT_PROVEN',
    `the certificate does not match the identity token: ${what} differs; nothing was signed`,
    {
      expected,
      found: excerpt(found.slice(0, 300)).slice(1, -1),
      hint: 'The certificate authority issued a certificate for another identity. Check the proxies between this job and the authority.',
    },
  );
}
