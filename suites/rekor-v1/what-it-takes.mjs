/** What a real Rekor v1 takes of ML-DSA-65, Ed25519 and Ed25519ph: our table of it (`assertLoggable`) must say the same. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const fromCore = createRequire(new URL('../../packages/core/package.json', import.meta.url));
const { ed25519ph } = await import(pathToFileURL(fromCore.resolve('@noble/curves/ed25519.js')).href);

const TYPE = 'application/vnd.in-toto+json';
const FILE = Buffer.from('a file');
const PAE = Buffer.from(`DSSEv1 ${String(TYPE.length)} ${TYPE} 2 {}`);
const digest = (algorithm) => createHash(algorithm).update(FILE).digest();
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

const mlDsa = generateKeyPairSync('ml-dsa-65');
const ed25519 = generateKeyPairSync('ed25519');
const seed = Buffer.from(/** @type {string} */ (ed25519.privateKey.export({ format: 'jwk' }).d), 'base64url');
const pem = ({ publicKey }) => base64(publicKey.export({ type: 'spki', format: 'pem' }));

const hashedRekord = (key, algorithm, signature) => ({
  apiVersion: '0.0.1',
  kind: 'hashedrekord',
  spec: {
    data: { hash: { algorithm, value: digest(algorithm).toString('hex') } },
    signature: { content: base64(signature), publicKey: { content: pem(key) } },
  },
});
const dsse = (key, signature) => ({
  apiVersion: '0.0.1',
  kind: 'dsse',
  spec: {
    proposedContent: {
      envelope: JSON.stringify({ payloadType: TYPE, payload: base64('{}'), signatures: [{ sig: base64(signature) }] }),
      verifiers: [pem(key)],
    },
  },
});

const REQUESTS = {
  'ML-DSA-65, hashedrekord': {
    taken: false,
    requests: ['sha256', 'sha512'].flatMap((hash) =>
      [FILE, digest(hash)].map((bytes) => hashedRekord(mlDsa, hash, sign(null, bytes, mlDsa.privateKey))),
    ),
  },
  'ML-DSA-65, dsse': { taken: false, requests: [dsse(mlDsa, sign(null, PAE, mlDsa.privateKey))] },
  'Ed25519, hashedrekord': {
    taken: false,
    requests: ['sha256', 'sha512'].flatMap((hash) =>
      [FILE, digest(hash)].map((bytes) => hashedRekord(ed25519, hash, sign(null, bytes, ed25519.privateKey))),
    ),
  },
  'Ed25519, dsse': { taken: true, requests: [dsse(ed25519, sign(null, PAE, ed25519.privateKey))] },
  'Ed25519ph, hashedrekord': { taken: true, requests: [hashedRekord(ed25519, 'sha512', ed25519ph.sign(FILE, seed))] },
  'Ed25519ph, dsse': { taken: false, requests: [dsse(ed25519, ed25519ph.sign(PAE, seed))] },
};

export const whatItTakes = (group, { rekor, name: log }) =>
  Object.entries(REQUESTS).map(([name, { taken, requests }]) => ({
    group,
    name: `what it takes: ${name}`,
    direction: log,
    needs: [],
    run: async () => {
      const answers = [];
      for (const request of requests) {
        const response = await fetch(`${rekor}/api/v1/log/entries`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request),
        });
        answers.push(response.status);
      }
      if (answers.some((status) => (status === 201) !== taken)) throw new Error(`answered ${answers.join(', ')}`);
      return taken ? 'taken' : `refused (${[...new Set(answers)].join(', ')})`;
    },
  }));
