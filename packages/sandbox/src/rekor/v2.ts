import type { KeyObject } from 'node:crypto';
import { binary, json, text, type Answer, type Handler, type SandboxRequest } from '../http/router.js';
import type { State } from '../state.js';
import { firstEntry } from './first-entry.js';
import { TransparencyLog } from './log.js';
import { ed25519NoteSigner, type NoteSigner } from './note.js';
import { readTile } from './tiles.js';
import { InvalidEntry, readEntry } from './v2-request.js';

export interface RekorV2Options {
  readonly state: State;
  /** Ed25519. */
  readonly key: KeyObject;
  /** Host name of the log: the checkpoint's origin, and the host of `baseUrl` in the trusted root. */
  readonly hostname: string;
  /** How long entries wait for others, in milliseconds. Default 10. */
  readonly batchDelayMs?: number;
  /** Accept the `dsse` type as rekor-tiles did before 2.3. Default false. */
  readonly acceptDsse?: boolean;
}

export interface RekorV2 {
  readonly handler: Handler;
  readonly log: TransparencyLog;
  readonly signer: NoteSigner;
}

/** Errors in the format of rekor-tiles' gateway. */
function refuse(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { code, message, details: [] }, headers);
}

/** Rekor v2 (rekor-tiles 2.3): the write API, and the tiles and checkpoint, which a file server serves in production. */
export function createRekorV2(options: RekorV2Options): RekorV2 {
  const signer = ed25519NoteSigner(options.hostname, options.key);
  const log = new TransparencyLog({
    state: options.state,
    file: 'rekor-v2/entries',
    signer,
    origin: options.hostname,
    batchDelayMs: options.batchDelayMs ?? 10,
    first: () => {
      const { digest, signature, spki } = firstEntry(options.hostname);
      const verifier = { publicKey: { rawBytes: spki.toString('base64') }, keyDetails: 'PKIX_ECDSA_P256_SHA_256' };
      const content = signature.toString('base64');
      return readEntry(
        { hashedRekordRequestV002: { digest: digest.toString('base64'), signature: { content, verifier } } },
        false,
      );
    },
  });

  const create = async (request: SandboxRequest): Promise<Answer> => {
    let entry;
    try {
      entry = readEntry(parse(request.body), options.acceptDsse ?? false);
    } catch (error) {
      if (error instanceof InvalidEntry) return refuse(400, 3, error.message);
      throw error;
    }
    const appended = await log.append(entry.body);
    if (appended.kind === 'duplicate') {
      const { index } = appended;
      const message = `an equivalent entry already exists in the transparency log with index ${index}`;
      return refuse(409, 6, message, { 'x-log-index': String(index) });
    }
    const { index, treeSize, rootHash, hashes, checkpoint } = appended.proof;
    // The JSON form of a TransparencyLogEntry: 64-bit integers are strings.
    return json(201, {
      logIndex: String(index),
      logId: { keyId: signer.keyId.toString('base64') },
      kindVersion: { kind: entry.kind, version: entry.version },
      integratedTime: '0',
      inclusionPromise: null,
      inclusionProof: {
        logIndex: String(index),
        rootHash: rootHash.toString('base64'),
        treeSize: String(treeSize),
        hashes: hashes.map((hash) => hash.toString('base64')),
        checkpoint: { envelope: checkpoint },
      },
      canonicalizedBody: entry.body.toString('base64'),
    });
  };

  const handler: Handler = (request) => {
    const { pathname } = request.url;
    if (pathname === '/api/v2/log/entries') {
      return request.method === 'POST' ? create(request) : refuse(501, 12, 'Method Not Allowed');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (pathname === '/healthz') return json(200, { status: 'SERVING' });
    if (pathname === '/api/v2/checkpoint' || pathname === '/checkpoint') return text(200, log.checkpoint);
    const tile = /^(?:\/api\/v2)?\/tile\/(.+)$/.exec(pathname)?.[1];
    if (tile === undefined) return undefined;
    const content = readTile(log, tile);
    return content ? binary(200, content) : refuse(404, 5, 'Not Found');
  };

  return { handler, log, signer };
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new InvalidEntry('invalid character looking for beginning of value');
  }
}
