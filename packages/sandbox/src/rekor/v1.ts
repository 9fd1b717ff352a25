import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { json, text, type Answer, type Handler, type SandboxRequest } from '../http/router.js';
import type { State } from '../state.js';
import { canonicalJson } from './canonical.js';
import { firstEntry } from './first-entry.js';
import { leafHash } from './merkle.js';
import { TransparencyLog } from './log.js';
import { ecdsaNoteSigner, type NoteSigner } from './note.js';
import { InvalidProposal, publicKeyIndexKey, readProposal, type CanonicalEntry } from './v1-entries.js';
import { openIndex } from './v1-index.js';

export interface RekorV1Options {
  readonly state: State;
  /** ECDSA P-256. */
  readonly key: KeyObject;
  /** Host name of the log: the name on checkpoints, and the host of `baseUrl` in the trusted root. */
  readonly hostname: string;
  readonly clock: () => Date;
}

export interface RekorV1 {
  readonly handler: Handler;
  readonly log: TransparencyLog;
  readonly signer: NoteSigner;
}

/** Number of entries of a simulated older shard, so that the global index differs from the index in the proof, as in production. */
const OLDER_SHARD_SIZE = 4096;
const MAX_RETRIEVED = 10;

class NotFound extends Error {}

function refuse(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { code: status, message }, headers);
}

/** Rekor v1: entries with a signed entry timestamp (SET), and search by index. */
export function createRekorV1(options: RekorV1Options): RekorV1 {
  const { state, key, hostname, clock } = options;
  const signer = ecdsaNoteSigner(hostname, key);
  const logId = signer.keyId.toString('hex');
  // A tree ID is a positive 64-bit integer; any constant value of the log is fine.
  const treeId = signer.keyId.readBigUInt64BE(8) & 0x7fffffffffffffffn;
  const treeIdHex = treeId.toString(16).padStart(16, '0');
  const origin = `${hostname} - ${treeId}`;
  const now = (): string => String(Math.floor(clock().getTime() / 1000));
  const log = new TransparencyLog({
    state,
    file: 'rekor-v1/entries',
    signer,
    origin,
    batchDelayMs: 0,
    first: () => {
      const { digest, signature, pem } = firstEntry(origin);
      const data = { hash: { algorithm: 'sha256', value: digest.toString('hex') } };
      const publicKey = { content: Buffer.from(pem, 'utf8').toString('base64') };
      const spec = { data, signature: { content: signature.toString('base64'), publicKey } };
      return { body: readProposal({ apiVersion: '0.0.1', kind: 'hashedrekord', spec }).body, note: now() };
    },
  });
  const index = openIndex(state, 'rekor-v1/index');

  const uuidOf = (body: Buffer): string => `${treeIdHex}${leafHash(body).toString('hex')}`;

  const describe = (at: number): Record<string, unknown> => {
    const stored = log.entry(at);
    if (!stored) throw new NotFound();
    const proof = log.prove(at);
    const signedFields = {
      body: stored.body.toString('base64'),
      integratedTime: Number(stored.note),
      logID: logId,
      logIndex: at + OLDER_SHARD_SIZE,
    };
    return {
      [uuidOf(stored.body)]: {
        ...signedFields,
        verification: {
          inclusionProof: {
            checkpoint: proof.checkpoint,
            hashes: proof.hashes.map((hash) => hash.toString('hex')),
            logIndex: at,
            rootHash: proof.rootHash.toString('hex'),
            treeSize: proof.treeSize,
          },
          signedEntryTimestamp: sign('sha256', Buffer.from(canonicalJson(signedFields), 'utf8'), key).toString('base64'),
        },
      },
    };
  };

  const indexOfUuid = (uuid: string): number | undefined => {
    const match = /^([0-9a-f]{16})?([0-9a-f]{64})$/.exec(uuid.toLowerCase());
    if (!match || (match[1] !== undefined && match[1] !== treeIdHex)) return undefined;
    return log.find(Buffer.from(match[2] ?? '', 'hex'));
  };

  const create = async (request: SandboxRequest): Promise<Answer> => {
    const entry = readProposal(parse(request));
    const appended = await log.append(entry.body, now());
    const uuid = uuidOf(entry.body);
    const location = { location: `/api/v1/log/entries/${uuid}` };
    if (appended.kind === 'duplicate') {
      return refuse(409, `an equivalent entry already exists in the transparency log with UUID ${uuid}`, location);
    }
    index.add(entry.indexKeys, appended.index);
    return json(201, describe(appended.index), { ...location, etag: uuid });
  };

  const retrieve = (request: SandboxRequest): Answer => {
    const query = parse(request) as { entryUUIDs?: unknown; logIndexes?: unknown; entries?: unknown };
    const uuids = strings(query.entryUUIDs);
    const indexes = Array.isArray(query.logIndexes) ? query.logIndexes.map(Number) : [];
    const proposals = Array.isArray(query.entries) ? query.entries.map((one): CanonicalEntry => readProposal(one)) : [];
    if (uuids.length + indexes.length + proposals.length > MAX_RETRIEVED)
      return refuse(422, `more than ${MAX_RETRIEVED} entries`);
    const found = [
      ...uuids.map(indexOfUuid),
      ...indexes.map((global) => global - OLDER_SHARD_SIZE),
      ...proposals.map((entry) => log.find(leafHash(entry.body))),
    ];
    return json(
      200,
      found.filter((at) => at !== undefined && log.entry(at) !== undefined).map((at) => describe(at as number)),
    );
  };

  const search = (request: SandboxRequest): Answer => {
    const query = parse(request) as { email?: unknown; hash?: unknown; publicKey?: { content?: unknown }; operator?: unknown };
    const sets: (readonly number[])[] = [];
    if (typeof query.hash === 'string') sets.push(index.find(query.hash.includes(':') ? query.hash : `sha256:${query.hash}`));
    if (typeof query.email === 'string') sets.push(index.find(query.email.toLowerCase()));
    const content = query.publicKey?.content;
    if (typeof content === 'string') sets.push(index.find(publicKeyIndexKey(Buffer.from(content, 'base64').toString('utf8'))));
    if (sets.length === 0) return refuse(400, 'at least one of email, hash, publicKey is required');
    const all = [...new Set(sets.flat())];
    const found = query.operator === 'and' ? all.filter((at) => sets.every((set) => set.includes(at))) : all;
    return json(
      200,
      found.map((at) => uuidOf(log.entry(at)?.body ?? Buffer.alloc(0))),
    );
  };

  const byLogIndex = (request: SandboxRequest): Answer => {
    const wanted = request.url.searchParams.get('logIndex') ?? '';
    return /^\d+$/.test(wanted)
      ? json(200, describe(Number(wanted) - OLDER_SHARD_SIZE))
      : refuse(422, 'logIndex in query is required');
  };

  const consistency = (request: SandboxRequest): Answer => {
    const first = Number(request.url.searchParams.get('firstSize') ?? '1');
    const last = Number(request.url.searchParams.get('lastSize'));
    if (!(first >= 1 && first <= last && last <= log.size))
      return refuse(400, 'firstSize and lastSize must name trees of this log');
    const hashes = log.merkle.consistencyProof(first, last).map((hash) => hash.toString('hex'));
    return json(200, { hashes, rootHash: log.merkle.root(last).toString('hex') });
  };

  const information = (): Answer =>
    json(200, {
      inactiveShards: [],
      rootHash: log.merkle.root(log.size).toString('hex'),
      signedTreeHead: log.checkpoint,
      treeID: treeId.toString(),
      treeSize: log.size,
    });

  const publicKey = createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString();
  const table: Readonly<Record<string, (request: SandboxRequest) => Promise<Answer> | Answer>> = {
    'POST /api/v1/log/entries': create,
    'GET /api/v1/log/entries': byLogIndex,
    'POST /api/v1/log/entries/retrieve': retrieve,
    'POST /api/v1/index/retrieve': search,
    'GET /api/v1/log': information,
    'GET /api/v1/log/proof': consistency,
    'GET /api/v1/log/publicKey': () => text(200, publicKey, 'application/x-pem-file'),
    'GET /ping': () => text(200, ''),
  };

  const handler: Handler = async (request) => {
    const { pathname } = request.url;
    const uuid = request.method === 'GET' ? /^\/api\/v1\/log\/entries\/([0-9A-Fa-f]+)$/.exec(pathname)?.[1] : undefined;
    try {
      if (uuid !== undefined) return json(200, describe(indexOfUuid(uuid) ?? -1));
      return await table[`${request.method} ${pathname}`]?.(request);
    } catch (error) {
      if (error instanceof NotFound) return refuse(404, 'entry not found');
      if (error instanceof InvalidProposal) return refuse(400, `error processing entry: ${error.message}`);
      throw error;
    }
  };

  return { handler, log, signer };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function parse(request: SandboxRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new InvalidProposal('the request body is not JSON');
  }
}
