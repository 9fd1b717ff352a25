/**
 * The bytes that a DSSE signature signs: `DSSEv1 SP len(type) SP type SP len(body) SP body`, lengths in bytes, decimal.
 * (DSSE protocol v1.0, "Signature Definition".)
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}
