import { KEY_DETAILS, parseCertificate, type Certificate, type KeyScheme } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Signer } from '../keys/index.js';
import {
  encodeBase64,
  encodePem,
  encodeUtf8,
  equalBytes,
  isJsonObject,
  parseJson,
  parsePem,
  readArray,
  readObject,
  readString,
} from '../wire/index.js';
import { answerInvalid, askService } from './ask-service.js';

const ROLE = 'the certificate authority';
const MAX_ANSWER_BYTES = 256 * 1024;
const MAX_CHAIN = 8;

export interface CertificateRequest {
  /** The identity token with the audience `sigstore`. A secret. */
  readonly token: string;
  /** The text that the proof of possession signs: the token's verified `email`, otherwise its `sub`. */
  readonly subject: string;
  readonly signer: Signer;
  readonly retry: boolean;
}

export interface IssuedCertificate {
  /** The leaf. Bundles contain only this; verifiers take the rest of the chain from the trusted root. */
  readonly certificate: Certificate;
}

/** Fulcio's v2 API (fulcio.proto, `CreateSigningCertificate`). */
export class FulcioClient {
  readonly #run: Run;
  readonly #url: string;

  /** Whether its certificates have an SCT: not those of an authority without a certificate log, of which the signing config says so. */
  readonly #hasScts: boolean;

  constructor(run: Run, baseUrl: string, { hasScts = true }: { readonly hasScts?: boolean } = {}) {
    this.#run = run;
    this.#hasScts = hasScts;
    this.#url = `${baseUrl.replace(/(?<!\/)\/+$/, '')}/api/v2/signingCert`;
  }

  /**
   * Requests a certificate for the signer's key; a signature over `subject` proves possession.
   * Checks that the answer is for this key; verification checks whether it is trusted.
   * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID
   */
  async issue(request: CertificateRequest): Promise<IssuedCertificate> {
    const { signer, token } = request;
    const proof = await signer.sign({ kind: 'message', message: encodeUtf8(request.subject) });
    const answer = await askService(this.#run, {
      role: ROLE,
      method: 'POST',
      url: this.#url,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify({
        credentials: { oidcIdentityToken: token },
        publicKeyRequest: {
          publicKey: {
            algorithm: ALGORITHMS[KEY_DETAILS[signer.details].scheme],
            content: encodePem('PUBLIC KEY', signer.publicKey.spki),
          },
          proofOfPossession: encodeBase64(proof),
        },
      }),
      statuses: [200, 201],
      retry: request.retry,
      timeoutMs: 30_000,
      secrets: [token],
    });
    const chain = this.#read(answer.body);
    const [certificate] = chain;
    if (certificate === undefined) throw answerInvalid(ROLE, this.#url, 'an empty chain');
    if (!equalBytes(certificate.publicKey.spki, signer.publicKey.spki))
      throw answerInvalid(ROLE, this.#url, 'a certificate for another key');
    if (certificate.alternativeNames.length !== 1) {
      throw answerInvalid(ROLE, this.#url, `a certificate with ${certificate.alternativeNames.length} identities`);
    }
    if (this.#hasScts && certificate.sctList === undefined) {
      throw new CountersignError(
        'SERVICE_ANSWER_INVALID',
        `the certificate authority ${this.#url} issued a certificate without a signed certificate timestamp (SCT)`,
        {
          expected: 'an embedded signed certificate timestamp (RFC 6962 section 3.3)',
          found: 'none',
          hint: 'Verifiers would reject it. Run the authority with a certificate transparency log.',
        },
      );
    }
    return { certificate };
  }

  #read(body: Uint8Array): Certificate[] {
    try {
      const answer = readObject(parseJson(body, { maxBytes: MAX_ANSWER_BYTES, what: ROLE }), ROLE);
      const { signedCertificateEmbeddedSct: embedded, signedCertificateDetachedSct: detached } = answer;
      const issued = readObject(isJsonObject(embedded) ? embedded : detached, 'the signed certificate');
      const pems = readArray(readObject(issued['chain'], 'chain')['certificates'], 'chain.certificates');
      if (pems.length > MAX_CHAIN) throw answerInvalid(ROLE, this.#url, `${pems.length} certificates`);
      return pems
        .map((pem) => readString(pem, 'a certificate'))
        .flatMap((pem) => parsePem(pem, { labels: ['CERTIFICATE'], what: 'a certificate of the chain' }))
        .map(({ der }) => parseCertificate(der));
    } catch (cause) {
      throw answerInvalid(ROLE, this.#url, cause instanceof Error ? cause.message : 'an error', cause);
    }
  }
}

/** Fulcio's `PublicKeyAlgorithm`, which has no name for ML-DSA. */
const ALGORITHMS = {
  ecdsa: 'ECDSA',
  'rsa-pkcs1': 'RSA_PSS',
  'rsa-pss': 'RSA_PSS',
  ed25519: 'ED25519',
  ed25519ph: 'ED25519',
  'ml-dsa': 'PUBLIC_KEY_ALGORITHM_UNSPECIFIED',
} as const satisfies Readonly<Record<KeyScheme, string>>;
