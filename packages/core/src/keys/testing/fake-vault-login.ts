import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { refuse, unknownMember, withData, wrongRequest } from './fake-vault-answers.js';
import type { FakeAnswer, FakeRoute, FakeToken, FakeVault } from './fake-vault-types.js';

/** The key of the issuer. */
const ISSUER = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const base64Url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An identity token of the issuer, ES256. */
export function fakeJwt(claims: Readonly<Record<string, unknown>>): string {
  const text = `${base64Url({ alg: 'ES256', typ: 'JWT' })}.${base64Url(claims)}`;
  const bytes = sign('sha256', Buffer.from(text), { key: ISSUER.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${bytes.toString('base64url')}`;
}

let issued = 0;

export const loginRoutes: FakeRoute = ({ method, path, body, token }, fake) => {
  if (path === 'auth/token/renew-self' && method === 'POST') return renewal(token ?? '', fake);
  if (path === 'auth/token/revoke-self' && method === 'POST') {
    // The text of OpenBao for batch tokens; all others are removed.
    if (fake.tokens.get(token ?? '')?.type === 'batch') return refuse(400, 'batch tokens cannot be revoked');
    fake.tokens.delete(token ?? '');
    return { status: 204 };
  }
  const [, mount] = /^auth\/(.+)\/login$/.exec(path) ?? [];
  if (mount === undefined || method !== 'POST') return undefined;
  if (![...fake.roles.keys()].some((one) => one.startsWith(`${mount}/`))) return refuse(403, 'permission denied');
  const unknown = unknownMember(body, ['role', 'jwt']);
  if (unknown !== undefined) return wrongRequest(unknown);
  return login(`${mount}/`, body, fake);
};

function login(mount: string, body: Readonly<Record<string, unknown>>, fake: FakeVault): FakeAnswer {
  const { role: name, jwt } = body;
  if (typeof name !== 'string') return refuse(400, 'missing role');
  const role = fake.roles.get(`${mount}${name}`);
  if (role === undefined) return refuse(400, `role "${name}" could not be found`);
  const [header = '', payload = '', signature = ''] = typeof jwt === 'string' ? jwt.split('.') : [];
  const isValid = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key: ISSUER.publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isValid)
    return refuse(400, 'error validating token: error verifying token signature: failed to verify id token signature');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  if (!role.audiences.includes(String(claims['aud'])))
    return refuse(
      400,
      'error validating token: invalid audience (aud) claim: audience claim does not match any expected audience',
    );
  const wrong = Object.keys(role.claims).find((claim) => claims[claim] !== role.claims[claim]);
  if (wrong !== undefined)
    return refuse(400, `error validating claims: claim "${wrong}" does not match any associated bound claim values`);
  const { seconds = 60, renewable = true, most, type = 'service', paths } = role;
  issued += 1;
  const token = `${type === 'batch' ? 'b' : 's'}.fake-token-number-${issued}`;
  fake.tokens.set(token, {
    ends: fake.now() + seconds * 1000,
    renewal: renewable ? seconds : undefined,
    most: most === undefined ? undefined : fake.now() + most * 1000,
    type,
    paths,
  });
  return withToken(token, { seconds, renewable, type });
}

function renewal(token: string, fake: FakeVault): FakeAnswer {
  const known = fake.tokens.get(token);
  if (known?.renewal === undefined) return refuse(400, 'lease is not renewable');
  const ends = Math.min(fake.now() + known.renewal * 1000, known.most ?? Number.POSITIVE_INFINITY);
  known.ends = ends;
  return withToken(token, { seconds: Math.round((ends - fake.now()) / 1000), renewable: true, type: known.type });
}

const withToken = (
  token: string,
  { seconds, renewable, type }: { readonly seconds: number; readonly renewable: boolean; readonly type: FakeToken['type'] },
): FakeAnswer =>
  withData(null, {
    client_token: token,
    accessor: type === 'batch' ? '' : 'TdCJuKzuWIfW45A8raB6TX1Q',
    policies: ['default'],
    token_policies: ['default'],
    metadata: { role: 'release' },
    lease_duration: seconds,
    renewable,
    entity_id: '30294328-fccd-8191-e23a-7e63c81f80e3',
    token_type: type,
    orphan: true,
    mfa_requirement: null,
    num_uses: 0,
  });
