import { binary, chain, HttpError, routes, text, type Fault, type Handler, type SandboxRequest } from '../http/router.js';
import { DerError } from '../x509/der-reader.js';
import { newTimestampAuthority, openChain, type HierarchyOptions, type KeyWithChain } from '../x509/hierarchy.js';
import { OID } from '../x509/oids.js';
import { certificatePem } from '../x509/pem.js';
import { readJsonTimestampQuery, readTimestampQuery, type TimestampQuery } from './query.js';
import { timestampResponse, type TokenOptions } from './token.js';

export interface TimestampAuthorityOptions {
  readonly clock: () => Date;
  readonly keys: KeyWithChain;
  readonly fault?: Fault;
}

/** An RFC 3161 authority with Sigstore's HTTP paths. */
export interface TimestampAuthority {
  readonly handler: Handler;
  /** DER certificates: the signing leaf first, the root last. */
  readonly chain: readonly Buffer[];
  /** Answers a query in process; options let tests shift the time or the hash. */
  timestamp(query: TimestampQuery, options?: Partial<TokenOptions>): Buffer;
}

const JSON_REQUEST_LIMIT = 1024;

export async function newTimestampAuthorityKeys(options: HierarchyOptions): Promise<KeyWithChain> {
  return newTimestampAuthority(options);
}

export function createTimestampAuthority(options: TimestampAuthorityOptions): TimestampAuthority {
  const authority = openChain(options.keys);

  const timestamp = (query: TimestampQuery, overrides: Partial<TokenOptions> = {}): Buffer => {
    const policy = overrides.policy ?? OID.timestampPolicy;
    return timestampResponse(query, authority, { genTime: options.clock(), ...overrides, policy });
  };

  const api = routes({
    'POST /api/v1/timestamp': (request) => binary(200, timestamp(queryOf(request)), 'application/timestamp-reply'),
    'GET /api/v1/timestamp/certchain': () =>
      text(200, authority.chain.map(certificatePem).join(''), 'application/pem-certificate-chain'),
    'GET /ping': () => text(200, '"pong"', 'application/json'),
  });
  return { handler: chain(options.fault, api), chain: authority.chain, timestamp };
}

function queryOf(request: SandboxRequest): TimestampQuery {
  const [contentType] = (request.headers['content-type'] ?? '').split(';');
  try {
    const query = readQuery(contentType?.trim(), request.body);
    if (query.policy !== undefined && query.policy !== OID.timestampPolicy) {
      throw new HttpError(400, 'unaccepted policy: requested TSA policy is not supported by the TSA');
    }
    return query;
  } catch (error) {
    if (error instanceof DerError) throw new HttpError(400, error.message);
    throw error;
  }
}

function readQuery(contentType: string | undefined, body: Buffer): TimestampQuery {
  if (contentType === 'application/timestamp-query') return readTimestampQuery(body);
  if (contentType !== 'application/json') throw new HttpError(415, 'the content type must be application/timestamp-query');
  if (body.length > JSON_REQUEST_LIMIT) throw new HttpError(400, 'timestamp request is too large');
  return readJsonTimestampQuery(body.toString('utf8'));
}
