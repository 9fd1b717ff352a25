import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { answerInvalid, askService } from './ask-service.js';
import { checkTimestampAnswer, timestampQuery } from './timestamp-query.js';

const ROLE = 'the timestamp authority';
const NONCE_BYTES = 16;
const TIMEOUT_MS = 30_000;

/** Any RFC 3161 authority over HTTP (section 3.4); the URL is the complete address, as in signing configs. */
export class TimestampClient {
  readonly #run: Run;
  readonly #url: string;

  constructor(run: Run, url: string) {
    this.#run = run;
    this.#url = url;
  }

  /**
   * Requests a timestamp for the bytes of a signature.
   * @returns the TimeStampResp, DER
   * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID
   */
  async timestamp(signature: Uint8Array, retry: boolean): Promise<Uint8Array> {
    const query = timestampQuery(signature, this.#run.random(NONCE_BYTES));
    const answer = await askService(this.#run, {
      role: ROLE,
      method: 'POST',
      url: this.#url,
      contentType: 'application/timestamp-query',
      accept: 'application/timestamp-reply',
      body: query.der,
      statuses: [200, 201],
      retry,
      timeoutMs: TIMEOUT_MS,
    });
    try {
      checkTimestampAnswer(answer.body, query);
    } catch (thrown) {
      if (thrown instanceof CountersignError && thrown.code === 'SERVICE_REFUSED') throw thrown;
      throw answerInvalid(ROLE, this.#url, thrown instanceof Error ? thrown.message : 'an error', thrown);
    }
    return answer.body;
  }
}
