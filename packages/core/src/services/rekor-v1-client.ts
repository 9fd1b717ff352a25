import type { NetResponse, Run } from '../run/index.js';
import { parseJson, readObject, type JsonObject } from '../wire/index.js';
import { answerInvalid, askService } from './ask-service.js';
import type { LogClient, LoggedEntry, LogRequest } from './log-request.js';
import { proposeEntry, toLogEntry } from './rekor-v1-entry.js';

const ROLE = 'the transparency log';
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** UUID of an entry: the tree ID of the shard, then the SHA-256 of the leaf. */
const UUID = /\b(?:[0-9a-f]{16})?[0-9a-f]{64}\b/;

/** Rekor v1 (rekor openapi.yaml, `createLogEntry`). */
export class RekorV1Client implements LogClient {
  readonly #run: Run;
  readonly #url: string;

  constructor(run: Run, baseUrl: string) {
    this.#run = run;
    this.#url = `${baseUrl.replace(/(?<!\/)\/+$/, '')}/api/v1/log/entries`;
  }

  /**
   * Adds an entry. 409 means that it exists already (an answer was lost, or the same signature was sent before): that entry
   * is fetched, compared with the request, and used.
   * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID, KEY_UNSUPPORTED
   */
  async add(request: LogRequest, retry: boolean): Promise<LoggedEntry> {
    const shared = { role: ROLE, accept: 'application/json', retry, timeoutMs: TIMEOUT_MS };
    const answer = await askService(this.#run, {
      ...shared,
      method: 'POST',
      url: this.#url,
      contentType: 'application/json',
      body: JSON.stringify(proposeEntry(request)),
      statuses: [200, 201, 409],
    });
    if (answer.status !== 409) return { entry: this.#read(answer, request), existed: false };
    const uuid = this.#existing(answer);
    const found = await askService(this.#run, { ...shared, method: 'GET', url: `${this.#url}/${uuid}`, statuses: [200] });
    return { entry: this.#read(found, request), existed: true };
  }

  #existing(answer: NetResponse): string {
    // Only the UUID of the answer is used, so it cannot redirect to another host.
    const message = Buffer.from(answer.body.subarray(0, 4096)).toString('utf8');
    const uuid = UUID.exec(answer.headers['location'] ?? '')?.[0] ?? UUID.exec(message)?.[0];
    if (uuid === undefined) throw answerInvalid(ROLE, this.#url, 'HTTP 409 that names no entry');
    return uuid;
  }

  #read(answer: NetResponse, request: LogRequest): JsonObject {
    try {
      return toLogEntry(readObject(parseJson(answer.body, { maxBytes: MAX_ANSWER_BYTES, what: ROLE }), ROLE), request);
    } catch (cause) {
      throw answerInvalid(ROLE, this.#url, cause instanceof Error ? cause.message : 'an error', cause);
    }
  }
}
