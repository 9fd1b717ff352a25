import { platformOfClaims, publicServerOf, type Claims } from '../ci/index.js';
import type { Certificate, FulcioExtensions } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { connectorOf, githubExtensions, gitlabExtensions, sameUri, textClaim as text } from './certificate-texts.js';

/**
 * The certificate must be of the job whose token was used. Otherwise an attacker between this job and Fulcio could exchange token or
 * certificate, so that we sign as another workflow. Compared before anything is signed: issuer, subject alternative name, and every
 * extension that Fulcio derives from a claim (fulcio/docs/oid-info.md). An absent extension is not compared.
 *
 * @param except extensions that may differ
 * @throws CountersignError SIGNATURE_NOT_PROVEN with the first difference
 */
export function assertMatchesToken(
  certificate: Certificate,
  claims: Claims,
  except: readonly (keyof FulcioExtensions)[] = [],
): void {
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
      if (found !== undefined && found !== expected && !except.includes(field))
        throw differs(field, expected === '' ? 'nothing' : expected, found);
    }
  }
  const { tokenSubject } = fulcio;
  if (tokenSubject !== undefined && tokenSubject !== text(claims, 'sub'))
    throw differs('tokenSubject', text(claims, 'sub'), tokenSubject);
}

/**
 * The URL of the server is in no claim. It is known for some issuers; otherwise it is the part of the source repository URI before the
 * repository, and must be the same in all other URIs.
 */
function serverIn({ sourceRepositoryUri, issuer }: FulcioExtensions, claims: Claims, claim: string): string {
  const known = publicServerOf(issuer ?? '');
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
