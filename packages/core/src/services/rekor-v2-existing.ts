import { verifySignature } from '../crypto/index.js';
import type { NetResponse, Run } from '../run/index.js';
import type { TransparencyLog } from '../trust/index.js';
import {
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeUtf8,
  equalBytes,
  parseCheckpoint,
  parseJson,
  readObject,
  type CheckpointNote,
  type JsonObject,
} from '../wire/index.js';
import { askService, type ServiceCall } from './ask-service.js';
import { proveFromTiles } from './log-tiles.js';

const MAX_CHECKPOINT_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;
/** Waits for a checkpoint that includes the entry: caches in front of a log may serve an older one. */
const CHECKPOINT_WAITS_MS = [1000, 2000, 4000, 8000];

/** The log does not serve its tiles at this address. */
export class NotServed extends Error {
  override readonly name = 'NotServed';
}

/**
 * The index of the entry that a duplicate is a duplicate of: rekor-tiles sends it as a header and in its message. Only a claim: the entry
 * at that place is read and compared.
 */
export function indexOfDuplicate(answer: NetResponse): number | undefined {
  const message = Buffer.from(answer.body.subarray(0, 4096)).toString('utf8');
  const text = answer.headers['x-log-index'] ?? /\bwith index (\d+)/.exec(message)?.[1] ?? '';
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

export interface ExistingEntryOptions {
  readonly role: string;
  /** The log's URL, without a slash at its end. */
  readonly baseUrl: string;
  readonly index: number;
  /** The logs of the trusted root: the one that signed the checkpoint gives the entry its log ID. */
  readonly trustedLogs: readonly TransparencyLog[];
  readonly retry: boolean;
}

/**
 * Reads an entry of Rekor v2 from the log's tiles, with a proof for its newest checkpoint.
 * @returns a `TransparencyLogEntry` in protobuf JSON, as the log sends it for a new entry
 * @throws NotServed if there are no tiles; CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED; EVIDENCE_MALFORMED or Error for tiles
 * or a checkpoint that are wrong
 */
export async function readExistingEntry(run: Run, options: ExistingEntryOptions): Promise<JsonObject> {
  const { role, baseUrl, index, trustedLogs, retry } = options;
  const read = async (path: string, maxBytes: number, accept: string): Promise<Uint8Array | undefined> => {
    const statuses = [200, 404, 405, 501];
    const call: ServiceCall = {
      role,
      method: 'GET',
      url: `${baseUrl}/api/v2/${path}`,
      accept,
      statuses,
      retry,
      maxBytes,
      timeoutMs: TIMEOUT_MS,
    };
    const answer = await askService(run, call);
    return answer.status === 200 ? answer.body : undefined;
  };
  const { envelope, note, log } = await readCheckpoint(run, index, trustedLogs, () =>
    read('checkpoint', MAX_CHECKPOINT_BYTES, 'text/plain'),
  );
  const entry = await proveFromTiles(
    (path, maxBytes) => read(path, maxBytes, 'application/octet-stream'),
    index,
    Number(note.size),
  );
  if (!equalBytes(entry.root, note.rootHash))
    throw new Error(`the tiles of the log are not those of its checkpoint (size ${note.size})`);
  const { kind, apiVersion } = readObject(parseJson(entry.body, { maxBytes: 0xffff, what: 'the entry' }), 'the entry');
  return {
    logIndex: String(index),
    logId: { keyId: encodeBase64(decodeHex(log.logId, 'log ID')) },
    kindVersion: { kind: kind ?? null, version: apiVersion ?? null },
    integratedTime: '0',
    inclusionProof: {
      logIndex: String(index),
      rootHash: encodeBase64(entry.root),
      treeSize: String(note.size),
      hashes: entry.hashes.map(encodeBase64),
      checkpoint: { envelope },
    },
    canonicalizedBody: encodeBase64(entry.body),
  };
}

interface SignedCheckpoint {
  readonly envelope: string;
  readonly note: CheckpointNote;
  readonly log: TransparencyLog;
}

/** The newest checkpoint, once it includes the entry. */
async function readCheckpoint(
  run: Run,
  index: number,
  trustedLogs: readonly TransparencyLog[],
  read: () => Promise<Uint8Array | undefined>,
): Promise<SignedCheckpoint> {
  for (let attempt = 0; ; attempt += 1) {
    const bytes = await read();
    if (bytes === undefined) throw new NotServed('no checkpoint');
    const envelope = decodeUtf8(bytes, 'the checkpoint of the log');
    const note = parseCheckpoint(envelope);
    const log = trustedLogs.find((one) => signed(note, one));
    if (log === undefined) throw new Error(`a checkpoint of ${note.origin.slice(0, 120)} that no log of the trusted root signed`);
    if (note.size > BigInt(index)) return { envelope, note, log };
    const wait = CHECKPOINT_WAITS_MS[attempt];
    if (wait === undefined) throw new Error(`a checkpoint of size ${note.size}, which does not include the entry ${index}`);
    await run.sleep(wait);
  }
}

/** Whether the log signed the checkpoint (C2SP signed-note). Verification of the bundle checks it again, with the origin. */
function signed(note: CheckpointNote, log: TransparencyLog): boolean {
  const keyHash = decodeHex(log.checkpointKeyId, 'checkpoint key ID').subarray(0, 4);
  const own = note.signatures.filter((one) => equalBytes(one.keyHash, keyHash));
  return own.length > 0 && own.every(({ signature }) => verifySignature(log.key, encodeUtf8(note.text), signature));
}
