import type { HashAlgorithm } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { decodeBase64, encodeBase64, parseJson, readObject, readString, type JsonObject } from '../wire/index.js';
import { answerInvalid, askService } from './ask-service.js';
import { loggedDigest, type LogClient, type LogRequest } from './log-request.js';

const ROLE = 'the transparency log';
const MAX_ANSWER_BYTES = 1024 * 1024;
/** The log answers when a checkpoint includes the entry, which takes seconds. */
const TIMEOUT_MS = 30_000;

const ALGORITHMS: Readonly<Record<HashAlgorithm, string>> = { sha256: 'SHA2_256', sha384: 'SHA2_384', sha512: 'SHA2_512' };

/** Rekor v2 (rekor-tiles): `hashedrekord` 0.0.2 for artifacts and, over the pre-authentication encoding, for DSSE. */
export class RekorV2Client implements LogClient {
  readonly #run: Run;
  readonly #url: string;

  constructor(run: Run, baseUrl: string) {
    this.#run = run;
    this.#url = `${baseUrl.replace(/(?<!\/)\/+$/, '')}/api/v2/log/entries`;
  }

  /**
   * @returns the log's `TransparencyLogEntry`, unchanged
   * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID, KEY_UNSUPPORTED
   */
  async add(request: LogRequest, retry: boolean): Promise<JsonObject> {
    const { algorithm, digest } = loggedDigest(request);
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
    if (answer.status === 409) throw duplicate(this.#url);
    try {
      const entry = readObject(parseJson(answer.body, { maxBytes: MAX_ANSWER_BYTES, what: ROLE }), ROLE);
      assertOurs(entry, request, ALGORITHMS[algorithm], encodeBase64(digest));
      return entry;
    } catch (cause) {
      throw answerInvalid(ROLE, this.#url, cause instanceof Error ? cause.message : 'an error', cause);
    }
  }
}

/** Checks that the entry records the sent signature; verification checks its proofs. */
function assertOurs(entry: JsonObject, request: LogRequest, algorithm: string, digest: string): void {
  const body = decodeBase64(readString(entry['canonicalizedBody'], 'canonicalizedBody'), 'canonicalizedBody');
  const record = readObject(parseJson(body, { maxBytes: MAX_ANSWER_BYTES, what: 'the entry' }), 'the entry');
  const spec = readObject(readObject(record['spec'], 'spec')['hashedRekordV002'], 'spec.hashedRekordV002');
  const data = readObject(spec['data'], 'data');
  const signature = readObject(spec['signature'], 'signature');
  const same =
    record['kind'] === 'hashedrekord' &&
    record['apiVersion'] === '0.0.2' &&
    data['algorithm'] === algorithm &&
    data['digest'] === digest &&
    signature['content'] === encodeBase64(request.signature);
  if (!same) throw new CountersignError('SERVICE_ANSWER_INVALID', 'the entry does not record the sent signature');
}

/** The log has this signature already. Rekor v2 does not name the existing entry, so it cannot be used. */
export class DuplicateEntry extends Error {
  override readonly name = 'DuplicateEntry';
}

function duplicate(url: string): CountersignError {
  return new CountersignError('SERVICE_REFUSED', `the transparency log ${url} already contains this signature`, {
    expected: 'a new entry',
    found: 'HTTP 409, without the entry',
    hint: 'Use the bundle of the earlier run, or an EC key, whose signatures differ each time.',
    cause: new DuplicateEntry('409'),
  });
}
