import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import type { SandboxRequest, SandboxResponse } from '../../http/router.js';
import type { Check } from './checks.js';
import type { KnownCredentials } from './sigv4.js';

/** A role with its trust policy. */
export interface FakeRole {
  readonly arn: string;
  /** The OIDC provider that the role trusts: its issuer, its keys, and the audiences that are registered for it. */
  readonly issuer: string;
  readonly keys: JSONWebKeySet;
  readonly audiences: readonly string[];
  /** The condition on `sub`, with `*`, as StringLike compares it. */
  readonly subject: string;
  /** What its sessions may do; undefined allows everything. */
  readonly actions?: readonly string[];
}

interface Scene {
  readonly check: Check;
  readonly roles: readonly FakeRole[];
  readonly now: Date;
  readonly add: (credentials: KnownCredentials) => void;
}

const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);

/** AssumeRoleWithWebIdentity: not signed, form in, XML out. */
export async function assumeRole(request: SandboxRequest, { check, roles, now, add }: Scene): Promise<SandboxResponse> {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const of = (name: string): string => form.get(name) ?? '';
  const known = of('Action') === 'AssumeRoleWithWebIdentity' && of('Version') === '2011-06-15';
  check('apiVersion', known, `Could not find operation ${of('Action')} for version ${of('Version')}`);
  const denied = 'Not authorized to perform sts:AssumeRoleWithWebIdentity';
  const found = roles.find(({ arn }) => arn === of('RoleArn'));
  check('role', found !== undefined, denied);
  const role = found ?? (roles[0] as FakeRole);
  const name = of('RoleSessionName');
  check('sessionName', /^[\w+=,.@-]{2,64}$/.test(name), `Value '${name}' at 'roleSessionName' failed to satisfy constraint`);
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  check(
    'duration',
    seconds >= 900 && seconds <= 3600,
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
  const subject = await verified(of('WebIdentityToken'), role, check, now);
  check('tokenSubject', like(role.subject, subject), denied);
  const ends = now.getTime() + Math.min(Math.max(seconds, 900), 3600) * 1000;
  const credentials = {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(60).toString('base64'),
    ends,
    ...(role.actions === undefined ? {} : { actions: role.actions }),
  };
  add(credentials);
  return xml(200, answerOf(role, name, subject, credentials));
}

/** The `sub` of a token that the role's provider has issued. */
async function verified(token: string, role: FakeRole, check: Check, now: Date): Promise<string> {
  const form = token.length >= 4 && token.length <= 20_000 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
  check('tokenForm', form, 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  if (!form) return role.subject.replaceAll('*', '');
  const { iss, aud, exp, nbf, iat, sub = '' } = decodeJwt(token);
  check('tokenIssuer', iss === role.issuer, `No OpenIDConnect provider found in your account for ${iss ?? ''}`);
  const isSigned = await jwtVerify(token, createLocalJWKSet(role.keys), { currentDate: new Date((iat ?? 0) * 1000) }).then(
    () => true,
    // A token that is not valid at its own time is refused by the checks below.
    (error: { readonly code?: string }) => error.code === 'ERR_JWT_EXPIRED' || error.code === 'ERR_JWT_CLAIM_VALIDATION_FAILED',
  );
  check('tokenSignature', isSigned, 'Provided Token is not signed by a key of the OpenIDConnect provider');
  const audiences = [aud].flat();
  check(
    'tokenAudience',
    audiences.some((one) => one !== undefined && role.audiences.includes(one)),
    'Incorrect token audience',
  );
  const seconds = now.getTime() / 1000;
  check(
    'tokenExpiry',
    (exp ?? 0) > seconds,
    `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp ?? 0}`,
  );
  check('tokenStart', Math.max(nbf ?? 0, iat ?? 0) <= seconds + 300, 'Token is not valid yet');
  return sub;
}

function answerOf(
  role: FakeRole,
  session: string,
  subject: string,
  { accessKeyId, secretAccessKey, sessionToken, ends }: Required<Omit<KnownCredentials, 'actions'>>,
): string {
  const account = /::(\d{12}):/.exec(role.arn)?.[1] ?? '';
  const name = role.arn.split('/').at(-1) ?? '';
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <SubjectFromWebIdentityToken>${escaped(subject)}</SubjectFromWebIdentityToken>
    <Audience>${escaped(role.audiences[0] ?? '')}</Audience>
    <AssumedRoleUser>
      <Arn>arn:aws:sts::${account}:assumed-role/${name}/${escaped(session)}</Arn>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:${escaped(session)}</AssumedRoleId>
    </AssumedRoleUser>
    <Credentials>
      <SessionToken>${sessionToken}</SessionToken>
      <SecretAccessKey>${secretAccessKey}</SecretAccessKey>
      <Expiration>${new Date(ends).toISOString().replace(/\.\d+Z$/, 'Z')}</Expiration>
      <AccessKeyId>${accessKeyId}</AccessKeyId>
    </Credentials>
    <Provider>${escaped(role.issuer)}</Provider>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata>
    <RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId>
  </ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>
`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const xml = (status: number, body: string): SandboxResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });

export const xmlError = (status: number, code: string, message: string): SandboxResponse =>
  xml(
    status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>4567890a-bcde-11e2-82e6-6b6efEXAMPLE</RequestId></ErrorResponse>`,
  );
