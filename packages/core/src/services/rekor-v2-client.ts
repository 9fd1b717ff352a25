import type { HashAlgorithm } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import type { TransparencyLog } from '../trust/index.js';
import { decodeBase64, encodeBase64, parseJson, readObject, readString, type JsonObject, type JsonValue } from '../wire/index.js';
import { answerInvalid, askService } from './ask-service.js';
import { loggedDigest, type LogClient, type LoggedEntry, type LogRequest } from './log-request.js';
import { indexOfDuplicate, NotServed, readExistingEntry } from './rekor-v2-existing.js';

const ROLE = 'the transparency log';
const MAX_ANSWER_BYTES = 1024 * 1024;
/** The log answers when a checkpoint includes the entry, which takes seconds. */
const TIMEOUT_MS = 30_000;

const ALGORITHMS: Readonly<Record<HashAlgorithm, string>> = { sha256: 'SHA2_256', sha384: 'SHA2_384', sha512: 'SHA2_512' };

/** Rekor v2 (rekor-tiles): `hashedrekord` 0.0.2 for artifacts and, over the pre-authentication encoding, for DSSE. */
export class RekorV2Client implements LogClient {
  readonly #run: Run;
  readonly #baseUrl: string;
  readonly #url: string;
  readonly #trustedLogs: readonly TransparencyLog[];

  /** @param trustedLogs the logs of the trusted root, needed to use an entry that exists already */
  constructor(run: Run, baseUrl: string, trustedLogs: readonly TransparencyLog[] = []) {
    this.#run = run;
    this.#baseUrl = baseUrl.replace(/(?<!\/)\/+$/, '');
    this.#url = `${this.#baseUrl}/api/v2/log/entries`;
    this.#trustedLogs = trustedLogs;
  }

  /**
   * Adds an entry. 409 means that it exists already: that entry is read from the log's tiles, compared with the request, and used.
   * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID, KEY_UNSUPPORTED; with a DuplicateEntry as its
   * cause if the entry exists but cannot be read
   */
  async add(request: LogRequest, retry: boolean): Promise<LoggedEntry> {
    const { digest } = loggedDigest(request);
    const verifier = { rawBytes: encodeBase64(request.verifier.der) };
    const answer = await askService(this.#run, {
      role: ROLE,
      method: 'POST',
      url: this.#url,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify({
        hashedRekordRequestV002: {
          digest: encodeBase64(digest),
          signature: {
            content: encodeBase64(request.signature),
            verifier: {
              ...(request.verifier.kind === 'certificate' ? { x509Certificate: verifier } : { publicKey: verifier }),
              keyDetails: request.key.details,
            },
          },
        },
      }),
      statuses: [200, 201, 409],
      retry,
      timeoutMs: TIMEOUT_MS,
    });
    if (answer.status === 409) return { entry: await this.#existing(answer, request, retry), existed: true };
    return {
      entry: this.#ours(request, () => parseJson(answer.body, { maxBytes: MAX_ANSWER_BYTES, what: ROLE })),
      existed: false,
    };
  }

  async #existing(answer: NetResponse, request: LogRequest, retry: boolean): Promise<JsonObject> {
    const index = indexOfDuplicate(answer);
    if (index === undefined) throw duplicate(this.#url, 'HTTP 409 that does not say which entry it is');
    let entry: JsonObject;
    try {
      const trustedLogs = this.#trustedLogs;
      entry = await readExistingEntry(this.#run, { role: ROLE, baseUrl: this.#baseUrl, index, trustedLogs, retry });
    } catch (cause) {
      if (cause instanceof NotServed)
        throw duplicate(this.#url, `entry ${index}, but no tiles at this address to read it from`, cause);
      // Another problem with the tiles is an answer that cannot be used; one with reaching them leaves only that there is an entry.
      const unread = cause instanceof CountersignError && !['EVIDENCE_MALFORMED', 'SERVICE_ANSWER_INVALID'].includes(cause.code);
      if (unread) throw duplicate(this.#url, `entry ${index}, which could not be read: ${cause.message}`, cause);
      throw answerInvalid(ROLE, this.#url, wordsOf(cause), cause);
    }
    return this.#ours(request, () => entry);
  }

  /** The entry, if it records this request. */
  #ours(request: LogRequest, read: () => JsonValue | undefined): JsonObject {
    try {
      const entry = readObject(read(), ROLE);
      assertOurs(entry, request);
      return entry;
    } catch (cause) {
      throw answerInvalid(ROLE, this.#url, wordsOf(cause), cause);
    }
  }
}

function wordsOf(thrown: unknown): string {
  if (thrown instanceof CountersignError && thrown.found !== undefined) return `${thrown.message} (${thrown.found})`;
  return thrown instanceof Error ? thrown.message : 'an error';
}

/** Checks that the entry records the sent signature of the sent verifier; verification checks its proofs. */
function assertOurs(entry: JsonObject, request: LogRequest): void {
  const { algorithm, digest } = loggedDigest(request);
  const body = decodeBase64(readString(entry['canonicalizedBody'], 'canonicalizedBody'), 'canonicalizedBody');
  const record = readObject(parseJson(body, { maxBytes: MAX_ANSWER_BYTES, what: 'the entry' }), 'the entry');
  const spec = readObject(readObject(record['spec'], 'spec')['hashedRekordV002'], 'spec.hashedRekordV002');
  const data = readObject(spec['data'], 'data');
  const signature = readObject(spec['signature'], 'signature');
  const verifier = readObject(signature['verifier'], 'verifier');
  const key = readObject(verifier[request.verifier.kind === 'certificate' ? 'x509Certificate' : 'publicKey'], 'verifier');
  const same =
    record['kind'] === 'hashedrekord' &&
    record['apiVersion'] === '0.0.2' &&
    data['algorithm'] === ALGORITHMS[algorithm] &&
    data['digest'] === encodeBase64(digest) &&
    signature['content'] === encodeBase64(request.signature) &&
    verifier['keyDetails'] === request.key.details &&
    key['rawBytes'] === encodeBase64(request.verifier.der);
  if (!same) throw new CountersignError('SERVICE_ANSWER_INVALID', 'the entry does not record the sent signature');
}

/** The log has this signature already, and its entry cannot be read. */
export class DuplicateEntry extends Error {
  override readonly name = 'DuplicateEntry';
}

function duplicate(url: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('SERVICE_REFUSED', `the transparency log ${url} already contains this signature`, {
    expected: 'a new entry, or the existing one from the tiles of the log',
    found,
    hint: 'Use the bundle of the earlier run. If there is none, sign with an EC key, whose signatures differ each time, or without a key (keyless).',
    cause: new DuplicateEntry('409', { cause }),
  });
}
