import { createHash } from 'node:crypto';
import { preAuthEncoding } from '../../bundles/index.js';
import type { Signer } from '../../keys/index.js';
import type { LogRequest } from '../index.js';

/** The log request for a signature over `text`. */
export async function messageRequest(signer: Signer, text: string): Promise<LogRequest> {
  const message = Buffer.from(text);
  return {
    content: { kind: 'message', digest: createHash('sha256').update(message).digest() },
    signature: await signer.sign({ kind: 'message', message }),
    verifier: { kind: 'public-key', der: signer.publicKey.spki },
    key: signer,
  };
}

/** The same for a DSSE envelope whose payload contains `text`. */
export async function dsseRequest(signer: Signer, text: string): Promise<LogRequest> {
  const payloadType = 'application/vnd.in-toto+json';
  const payload = Buffer.from(JSON.stringify({ text }));
  const pae = preAuthEncoding(payloadType, payload);
  return {
    ...(await messageRequest(signer, text)),
    content: { kind: 'dsse', payloadType, payload, pae },
    signature: await signer.sign({ kind: 'message', message: pae }),
  };
}
