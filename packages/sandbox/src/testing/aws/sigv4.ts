import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SandboxRequest } from '../../http/router.js';
import type { Check } from './checks.js';

/** Credentials that the stand-in knows. */
export interface KnownCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since 1970. */
  readonly ends?: number;
  /** `kms:Sign`, …; undefined allows everything. */
  readonly actions?: readonly string[];
}

interface Scene {
  readonly check: Check;
  readonly credentials: readonly KnownCredentials[];
  readonly region: string;
  readonly service: string;
  readonly now: Date;
}

const SKEW_MS = 5 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([\w]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Uint8Array, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Whose request it is, by its signature. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function authenticated(request: SandboxRequest, scene: Scene): KnownCredentials {
  const { check, credentials, now } = scene;
  const header = (name: string): string => String(request.headers[name] ?? '');
  const [, id = '', date = '', region = '', service = '', names = '', signature = ''] =
    AUTHORIZATION.exec(header('authorization')) ?? [];
  check('authorization', id !== '', 'Missing Authentication Token');
  // Only a stand-in without this check serves everyone.
  if (id === '') return { accessKeyId: '', secretAccessKey: '' };
  const found = credentials.find(({ accessKeyId }) => accessKeyId === id);
  check('accessKey', found !== undefined, 'The security token included in the request is invalid.');
  // Only a stand-in without the check before gets here without credentials.
  const known = found ?? credentials[0] ?? { accessKeyId: '', secretAccessKey: '' };
  const tokenFits = (known.sessionToken ?? '') === header('x-amz-security-token');
  check('sessionToken', tokenFits, 'The security token included in the request is invalid.');
  check('credentialsValid', (known.ends ?? Infinity) > now.getTime(), 'The security token included in the request is expired');
  const time = header('x-amz-date');
  const sent = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  check('scopeDate', time.startsWith(date), 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date');
  check('scopeRegion', region === scene.region, `Credential should be scoped to a valid region, not '${region}'.`);
  check('scopeService', service === scene.service, `Credential should be scoped to correct service: '${scene.service}'.`);
  check('requestTime', Math.abs(sent - now.getTime()) <= SKEW_MS, `Signature not yet current or expired: ${time}`);
  const signed = names.split(';');
  const must = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))];
  check(
    'signedHeaders',
    must.every((name) => signed.includes(name)),
    `'${must.join(';')}' must be a 'SignedHeader' in the AWS Authorization.`,
  );
  const expected = signatureOf(request, signed, known.secretAccessKey, { time, date, region, service });
  const equal = expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
  // A stand-in without a check of the key cannot know the secret either.
  const skipped = found === undefined;
  check('signature', equal || skipped, 'The request signature we calculated does not match the signature you provided.');
  return known;
}

/** The signature that a request must have, over the headers that it names. */
export function signatureOf(
  { method, url, headers, body }: Pick<SandboxRequest, 'method' | 'url' | 'headers' | 'body'>,
  signed: readonly string[],
  secret: string,
  scope: { readonly time: string; readonly date: string; readonly region: string; readonly service: string },
): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    url.pathname,
    query,
    ...signed.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signed.join(';'),
    sha256(body),
  ].join('\n');
  const place = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', scope.time, place, sha256(canonical)].join('\n');
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
