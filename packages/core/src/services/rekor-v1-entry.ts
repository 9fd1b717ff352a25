import { CountersignError } from '../errors/index.js';
import { hash } from '../crypto/index.js';
import {
  decodeBase64,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  encodePem,
  equalBytes,
  parseJson,
  parsePem,
  readArray,
  readInteger,
  readObject,
  readString,
  type JsonObject,
} from '../wire/index.js';
import { assertLoggable, loggedDigest, type LogRequest } from './log-request.js';

const MAX_BODY_BYTES = 1024 * 1024;
const WHAT = 'the log entry';

/**
 * The request body of Rekor v1: `hashedrekord` 0.0.1 for artifacts, `dsse` 0.0.1 for envelopes.
 * @throws CountersignError KEY_UNSUPPORTED (`assertLoggable`)
 */
export function proposeEntry(request: LogRequest): JsonObject {
  const { content, signature } = request;
  assertLoggable(request.key, content.kind, [1]);
  const key = encodeBase64(Buffer.from(verifierPem(request)));
  if (content.kind === 'message') {
    const { algorithm, digest } = loggedDigest(request);
    return {
      apiVersion: '0.0.1',
      kind: 'hashedrekord',
      spec: {
        data: { hash: { algorithm, value: encodeHex(digest) } },
        signature: { content: encodeBase64(signature), publicKey: { content: key } },
      },
    };
  }
  const envelope = {
    payload: encodeBase64(content.payload),
    payloadType: content.payloadType,
    signatures: [{ sig: encodeBase64(signature), keyid: '' }],
  };
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: { proposedContent: { envelope: JSON.stringify(envelope), verifiers: [key] } },
  };
}

/**
 * Rekor v1's answer (`{"<uuid>": entry}`) as a `TransparencyLogEntry` in protobuf JSON. The index of the entry is global,
 * that of the proof is within the shard.
 * @throws CountersignError EVIDENCE_MALFORMED, SERVICE_ANSWER_INVALID when the entry does not record the sent signature
 */
export function toLogEntry(answer: JsonObject, request: LogRequest): JsonObject {
  const entries = Object.values(answer);
  if (entries.length !== 1) throw otherEntry(`${entries.length} entries`);
  const entry = readObject(entries[0], WHAT);
  const body = readString(entry['body'], 'body');
  const record = readObject(parseJson(decodeBase64(body, 'body'), { maxBytes: MAX_BODY_BYTES, what: WHAT }), WHAT);
  assertOurs(record, request);
  const verification = readObject(entry['verification'], 'verification');
  const proof = readObject(verification['inclusionProof'], 'inclusionProof');
  return {
    logIndex: String(readInteger(entry['logIndex'], 'logIndex')),
    logId: { keyId: hexToBase64(readString(entry['logID'], 'logID')) },
    kindVersion: { kind: readString(record['kind'], 'kind'), version: readString(record['apiVersion'], 'apiVersion') },
    integratedTime: String(readInteger(entry['integratedTime'], 'integratedTime')),
    inclusionPromise: { signedEntryTimestamp: readString(verification['signedEntryTimestamp'], 'signedEntryTimestamp') },
    inclusionProof: {
      logIndex: String(readInteger(proof['logIndex'], 'inclusionProof.logIndex')),
      rootHash: hexToBase64(readString(proof['rootHash'], 'rootHash')),
      treeSize: String(readInteger(proof['treeSize'], 'treeSize')),
      hashes: readArray(proof['hashes'] ?? [], 'hashes').map((node) => hexToBase64(readString(node, 'hashes'))),
      checkpoint: { envelope: readString(proof['checkpoint'], 'checkpoint') },
    },
    canonicalizedBody: body,
  };
}

/** Checks that the entry records this request; most important for an entry that existed before. */
function assertOurs(record: JsonObject, request: LogRequest): void {
  const spec = readObject(record['spec'], 'spec');
  const signature = encodeBase64(request.signature);
  if (record['apiVersion'] !== '0.0.1') throw otherEntry(`version ${String(record['apiVersion'])}`);
  if (request.content.kind === 'message') {
    if (record['kind'] !== 'hashedrekord') throw otherEntry(`kind ${String(record['kind'])}`);
    const { algorithm, digest } = loggedDigest(request);
    const hashed = readObject(readObject(spec['data'], 'data')['hash'], 'hash');
    const signed = readObject(spec['signature'], 'signature');
    if (hashed['algorithm'] !== algorithm || hashed['value'] !== encodeHex(digest)) throw otherEntry('another digest');
    if (signed['content'] !== signature) throw otherEntry('another signature');
    assertKey(readObject(signed['publicKey'], 'publicKey')['content'], request);
    return;
  }
  if (record['kind'] !== 'dsse') throw otherEntry(`kind ${String(record['kind'])}`);
  const payload = readObject(spec['payloadHash'], 'payloadHash');
  const signatures = readArray(spec['signatures'], 'signatures');
  const signed = readObject(signatures[0], 'signatures[0]');
  if (payload['algorithm'] !== 'sha256' || payload['value'] !== encodeHex(hash('sha256', request.content.payload)))
    throw otherEntry('another payload');
  if (signatures.length !== 1 || signed['signature'] !== signature) throw otherEntry('another signature');
  assertKey(signed['verifier'], request);
}

function assertKey(value: JsonObject[string], request: LogRequest): void {
  const pem = decodeUtf8(decodeBase64(readString(value, 'the logged key'), 'the logged key'), 'the logged key');
  const blocks = parsePem(pem, { what: 'the logged key' });
  const [block] = blocks;
  if (blocks.length !== 1 || block === undefined || !equalBytes(block.der, request.verifier.der)) throw otherEntry('another key');
}

function verifierPem({ verifier }: LogRequest): string {
  return encodePem(verifier.kind === 'certificate' ? 'CERTIFICATE' : 'PUBLIC KEY', verifier.der);
}

function hexToBase64(hex: string): string {
  return encodeBase64(decodeHex(hex, WHAT));
}

function otherEntry(found: string): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `the log answered with an entry of another signature: ${found}`);
}
