/**
 * What a malicious step in a build job can do: take the job's identity token, get a real certificate, and sign any statement
 * with it. Uses plain HTTP calls to Fulcio, Rekor and the timestamp authority, and no code of Countersign.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const post = async (url, body) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status} ${await answer.text()}`);
  return answer;
};

const derOf = (pem) => Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');

/** Signs any in-toto statement as the job that owns `token`. @returns {Promise<object>} a Sigstore bundle that verifies */
export async function forge(statement, token, urls) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  const certified = await post(`${urls.fulcio}/api/v2/signingCert`, {
    credentials: { oidcIdentityToken: token },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: publicKey.export({ type: 'spki', format: 'pem' }) },
      proofOfPossession: sign('sha256', Buffer.from(sub), privateKey).toString('base64'),
    },
  });
  const { signedCertificateEmbeddedSct } = /** @type {any} */ (await certified.json());
  const certificate = derOf(signedCertificateEmbeddedSct.chain.certificates[0]).toString('base64');

  const payloadType = 'application/vnd.in-toto+json';
  const payload = Buffer.from(JSON.stringify(statement));
  const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
  const signature = sign('sha256', encoded, privateKey);

  const logged = await post(`${urls.rekor}/api/v2/log/entries`, {
    hashedRekordRequestV002: {
      digest: createHash('sha256').update(encoded).digest('base64'),
      signature: {
        content: signature.toString('base64'),
        verifier: { x509Certificate: { rawBytes: certificate }, keyDetails: 'PKIX_ECDSA_P256_SHA_256' },
      },
    },
  });
  const stamped = await post(`${urls.tsa}/api/v1/timestamp`, {
    artifactHash: createHash('sha256').update(signature).digest('base64'),
    hashAlgorithm: 'sha256',
    certificates: true,
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: certificate },
      tlogEntries: [await logged.json()],
      timestampVerificationData: {
        rfc3161Timestamps: [{ signedTimestamp: Buffer.from(await stamped.arrayBuffer()).toString('base64') }],
      },
    },
    dsseEnvelope: { payload: payload.toString('base64'), payloadType, signatures: [{ sig: signature.toString('base64') }] },
  };
}
