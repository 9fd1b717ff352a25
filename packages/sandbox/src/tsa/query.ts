import { children, DerError, readElement, readInteger, readOid, type Element } from '../x509/der-reader.js';
import { HASH_BYTES, HASH_OIDS, type HashName } from '../x509/keys.js';

/** A client's request to a timestamp authority. */
export interface TimestampQuery {
  readonly hash: HashName;
  readonly digest: Buffer;
  /** Whether the answer must contain the authority's certificate (certReq). */
  readonly certificates: boolean;
  readonly nonce?: bigint;
  /** Policy OID, dotted decimal. */
  readonly policy?: string;
}

/** Reads a DER `TimeStampReq` (RFC 3161 2.4.1); throws `DerError`. */
export function readTimestampQuery(der: Uint8Array): TimestampQuery {
  const [version, imprint, ...optional] = children(readElement(der));
  if (readInteger(version) !== 1n) throw new DerError('unsupported timestamp request version');
  const [algorithm, digest] = children(imprint);
  const take = (tag: number): Element | undefined => (optional[0]?.tag === tag ? optional.shift() : undefined);
  const policy = take(0x06);
  const nonce = take(0x02);
  const certificates = take(0x01);
  if (optional.length > 0) throw new DerError('unaccepted extension: requested extensions are not supported by the TSA');
  const hash = hashNamed(readOid(children(algorithm)[0]));
  if (digest?.tag !== 0x04) throw new DerError('the message imprint has no digest');
  return checkedQuery({
    hash,
    digest: Buffer.from(digest.content),
    certificates: certificates?.content[0] === 0xff,
    ...(nonce ? { nonce: readInteger(nonce) } : {}),
    ...(policy ? { policy: readOid(policy) } : {}),
  });
}

/** Reads the JSON form of Sigstore's authority: `artifactHash` is the base64 digest, not the artifact. */
export function readJsonTimestampQuery(text: string): TimestampQuery {
  // JSON.parse would round a 64-bit nonce, so its digits are read from the text.
  const digits = /"nonce"\s*:\s*([0-9]{1,128})/.exec(text)?.[1];
  const value = parseObject(text);
  const { artifactHash, hashAlgorithm, certificates, tsaPolicyOID } = value;
  if (typeof artifactHash !== 'string' || typeof hashAlgorithm !== 'string') {
    throw new DerError('artifactHash and hashAlgorithm are required');
  }
  const hash = hashAlgorithm.toLowerCase();
  if (hash !== 'sha256' && hash !== 'sha384' && hash !== 'sha512') throw new DerError('unsupported hash algorithm');
  return checkedQuery({
    hash,
    digest: Buffer.from(artifactHash, 'base64'),
    certificates: certificates === true,
    ...(digits === undefined ? {} : { nonce: BigInt(digits) }),
    ...(typeof tsaPolicyOID === 'string' && tsaPolicyOID !== '' ? { policy: tsaPolicyOID } : {}),
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Handled below, like any other value that is not an object.
  }
  throw new DerError('the timestamp request is not a JSON object');
}

function hashNamed(oid: string): HashName {
  for (const [name, known] of Object.entries(HASH_OIDS)) if (known === oid) return name as HashName;
  throw new DerError('unsupported or weak hash algorithm in timestamp request');
}

function checkedQuery(query: TimestampQuery): TimestampQuery {
  if (query.digest.length !== HASH_BYTES[query.hash]) {
    throw new DerError('Message digest has incorrect length for specified algorithm');
  }
  return query;
}
