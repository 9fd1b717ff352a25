/**
 * ML-DSA-65 beside keyless: what real logs take of it, another implementation as judge, and the example. Signatures with Ed25519 are asked
 * about too, since the same table in the code (`assertLoggable`) decides.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runCli } from '../../scripts/run-action.mjs';
import { JUDGES } from '../interop/judges.mjs';
import { writeKeyPair } from '../interop/keys.mjs';
import { GITHUB_IDENTITY, REAL_PEERS } from '../interop/stack.mjs';
import { Skipped } from '../interop/table.mjs';
import { instanceFlags, worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';
import { exampleCases } from './example-cases.mjs';

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
const verifier = ({ publicKey }, keyDetails) => ({
  keyDetails,
  publicKey: { rawBytes: base64(publicKey.export({ type: 'spki', format: 'der' })) },
});
const hashedRekord = (key, keyDetails, algorithm, signature) => ({
  hashedRekordRequestV002: {
    digest: base64(digest(algorithm)),
    signature: { content: base64(signature), verifier: verifier(key, keyDetails) },
  },
});
const dsse = (key, keyDetails, signature) => ({
  dsseRequestV002: {
    envelope: { payload: base64('{}'), payloadType: TYPE, signatures: [{ sig: base64(signature), keyid: '' }] },
    verifiers: [verifier(key, keyDetails)],
  },
});

/**
 * Whether rekor-tiles 2.3 and 2.2 take an entry; Rekor v1 is asked in suites/rekor-v1.
 * @type {Readonly<Record<string, {taken: readonly string[], requests: readonly object[]}>>}
 */
const REQUESTS = {
  'ML-DSA-65, hashedrekord, over the file': {
    taken: [],
    requests: ['sha256', 'sha384', 'sha512'].map((hash) =>
      hashedRekord(mlDsa, 'ML_DSA_65', hash, sign(null, FILE, mlDsa.privateKey)),
    ),
  },
  'ML-DSA-65, hashedrekord, over the digest': {
    taken: [],
    requests: ['sha256', 'sha384', 'sha512'].map((hash) =>
      hashedRekord(mlDsa, 'ML_DSA_65', hash, sign(null, digest(hash), mlDsa.privateKey)),
    ),
  },
  'ML-DSA-65, hashedrekord, under the name of P-256': {
    taken: [],
    requests: [hashedRekord(mlDsa, 'PKIX_ECDSA_P256_SHA_256', 'sha256', sign(null, digest('sha256'), mlDsa.privateKey))],
  },
  'ML-DSA-65, dsse': { taken: [], requests: [dsse(mlDsa, 'ML_DSA_65', sign(null, PAE, mlDsa.privateKey))] },
  'Ed25519, hashedrekord': {
    taken: [],
    requests: ['sha256', 'sha512'].flatMap((hash) =>
      [FILE, digest(hash)].map((bytes) => hashedRekord(ed25519, 'PKIX_ED25519', hash, sign(null, bytes, ed25519.privateKey))),
    ),
  },
  'Ed25519, dsse': { taken: ['real22'], requests: [dsse(ed25519, 'PKIX_ED25519', sign(null, PAE, ed25519.privateKey))] },
  // So the name in an entry says nothing: verification compares it with the key that was used.
  'Ed25519, dsse, under the name of Ed25519ph': {
    taken: ['real22'],
    requests: [dsse(ed25519, 'PKIX_ED25519_PH', sign(null, PAE, ed25519.privateKey))],
  },
  'Ed25519ph, hashedrekord': {
    taken: ['real23', 'real22'],
    requests: [hashedRekord(ed25519, 'PKIX_ED25519_PH', 'sha512', ed25519ph.sign(FILE, seed))],
  },
  'Ed25519ph, hashedrekord with SHA-256': {
    taken: [],
    requests: [hashedRekord(ed25519, 'PKIX_ED25519_PH', 'sha256', ed25519ph.sign(FILE, seed))],
  },
  'Ed25519ph, dsse': { taken: [], requests: [dsse(ed25519, 'PKIX_ED25519_PH', ed25519ph.sign(PAE, seed))] },
};

const logCases = (stack) =>
  ['real23', 'real22'].flatMap((id) =>
    Object.entries(REQUESTS).map(([name, { taken, requests }]) => ({
      name: `what logs take: ${name}`,
      direction: stack[id]?.name ?? id,
      needs: REAL_PEERS,
      run: async () => {
        if (!stack[id]) throw new Skipped('the services are not running');
        const answers = [];
        for (const request of requests) {
          const { status } = await fetch(`${stack[id].rekor}/api/v2/log/entries`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(request),
          });
          answers.push(status);
        }
        const isTaken = taken.includes(id);
        if (answers.some((status) => (status === 201) !== isTaken)) throw new Error(`answered ${answers.join(', ')}`);
        return isTaken ? 'taken' : `refused (${[...new Set(answers)].join(', ')})`;
      },
    })),
  );

/** @returns {string[]} the lines that dilithium-py answers */
export function dilithium(command, ...values) {
  const { status, stdout, stderr } = spawnSync(
    /** @type {string} */ (peer('dilithium-py')),
    [fileURLToPath(new URL('dilithium.py', import.meta.url)), command],
    { input: values.map((value) => Buffer.from(value).toString('hex')).join('\n'), encoding: 'utf8', env: {} },
  );
  if (status !== 0) throw new Error(`dilithium-py: ${stderr}`);
  return stdout.trim().split('\n');
}

/** Of an SPKI, after its header (RFC 9881 section 4). */
const HEADER = mlDsa.publicKey.export({ type: 'spki', format: 'der' }).subarray(0, 22);
const rawKey = ({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' }).subarray(HEADER.length);

const policyOf = ({ trustedRoot, issuers }) =>
  JSON.stringify({
    apiVersion: 'countersign.dev/v1beta1',
    kind: 'Policy',
    trust: { logged: { root: trustedRoot }, stamped: { root: trustedRoot, 'log-entries': 0, timestamps: 1 } },
    signers: {
      release: { keyless: { identity: GITHUB_IDENTITY, issuer: issuers.github }, trust: 'logged' },
      quantum: { key: { file: 'pq.pub' }, trust: 'stamped' },
    },
    rules: [
      {
        name: 'all',
        match: { paths: ['**'] },
        require: [{ signature: { by: 'release' } }, { signature: { by: 'quantum' } }],
      },
    ],
  });

/** Signs a file on a real instance, keyless and with an ML-DSA key. */
async function signed(folder, instance) {
  const cwd = mkdtempSync(join(folder, 'signed-'));
  writeKeyPair(cwd, 'pq', mlDsa);
  writeFileSync(join(cwd, 'app.tgz'), FILE);
  writeFileSync(join(cwd, 'policy.yaml'), policyOf(instance));
  const job = { cwd, scratch: cwd, env: await instance.environment('github') };
  const keys = ['--key', 'keyless', '--key', 'pq.pem'];
  const result = worked('sign-blob', await runCli(['sign-blob', 'app.tgz', ...keys, ...instanceFlags(instance)], job));
  return { cwd, output: result.output, bundle: (name) => JSON.parse(readFileSync(join(cwd, name), 'utf8')) };
}

const verify = (cwd, ...args) => runCli(['verify', 'app.tgz', ...args], { cwd, scratch: cwd, env: {} });

function signingCases(folder, stack) {
  return ['real23', 'real22'].flatMap((id) => {
    const needs = [...REAL_PEERS, 'judge'];
    let making;
    const made = () => {
      if (!stack[id]) throw new Skipped('the services are not running');
      return (making ??= signed(folder, stack[id]));
    };
    const name = `keyless and ML-DSA-65, ${stack[id]?.name ?? id}`;
    return [
      {
        name,
        direction: 'ours → ours',
        needs,
        run: async () => {
          const { cwd, bundle, output } = await made();
          const { tlogEntries = [], timestampVerificationData } = bundle('app.tgz.pq.sigstore.json').verificationMaterial;
          const stamps = timestampVerificationData?.rfc3161Timestamps?.length;
          if (tlogEntries.length !== 0 || stamps !== 1) throw new Error(`${tlogEntries.length} entries, ${stamps} timestamps`);
          if (!output.includes('no transparency log records signatures by ML_DSA_65 keys')) throw new Error(output);
          const allowed = await verify(cwd, '--policy', 'policy.yaml');
          if (allowed.status !== 0) throw new Error(allowed.output);
          writeFileSync(join(cwd, 'app.tgz.pq.sigstore.json'), readFileSync(join(cwd, 'app.tgz.sigstore.json')));
          const denied = await verify(cwd, '--policy', 'policy.yaml');
          writeFileSync(join(cwd, 'app.tgz.pq.sigstore.json'), JSON.stringify(bundle('app.tgz.pq.sigstore.json')));
          if (denied.status !== 1) throw new Error(denied.output);
          return 'two bundles, the second without a log entry; denied without it';
        },
      },
      // A second bundle beside the file must not disturb those who know nothing of it.
      ...['cosign', 'sigstore-go'].map((judge) => ({
        name: `${name}: the classical bundle`,
        direction: `ours → ${judge}`,
        needs: [...needs, ...JUDGES[judge].needs],
        run: async () => {
          const { cwd } = await made();
          const { accepted, output } = await JUDGES[judge].verify({
            bundle: join(cwd, 'app.tgz.sigstore.json'),
            file: join(cwd, 'app.tgz'),
            root: stack[id].trustedRoot,
            identity: GITHUB_IDENTITY,
            issuer: stack[id].issuers.github,
          });
          if (!accepted) throw new Error(output);
          return 'accepted';
        },
      })),
      ...['cosign', 'sigstore-go'].map((judge) => ({
        name: `${name}: the ML-DSA bundle`,
        direction: `ours → ${judge}`,
        needs: [...needs, ...JUDGES[judge].needs],
        run: async () => {
          const { cwd } = await made();
          const question = {
            bundle: join(cwd, 'app.tgz.pq.sigstore.json'),
            file: join(cwd, 'app.tgz'),
            key: join(cwd, 'pq.pub'),
          };
          const { accepted, output } = await JUDGES[judge].verify({ ...question, root: stack[id].trustedRoot });
          if (accepted) throw new Error(`it knows ML-DSA now; docs/how-to/keys-post-quantum.md says that it does not\n${output}`);
          return `refused: ${/[^\n]*(?:public key|algorithm)[^\n]*/i.exec(output)?.[0].slice(0, 100) ?? 'without a reason'}`;
        },
      })),
      {
        name: `${name}: the ML-DSA signature`,
        direction: 'ours → dilithium-py',
        needs: [...needs, 'dilithium-py'],
        run: async () => {
          const { bundle } = await made();
          const signature = Buffer.from(bundle('app.tgz.pq.sigstore.json').messageSignature.signature, 'base64');
          const key = rawKey(mlDsa);
          const answers = [
            ...dilithium('verify', key, FILE, signature),
            ...dilithium('verify', key, Buffer.from('another file'), signature),
            ...dilithium('verify', key, FILE, signature.with(100, signature[100] ^ 1)),
            ...dilithium('verify', rawKey(generateKeyPairSync('ml-dsa-65')), FILE, signature),
          ];
          if (answers.join() !== 'True,False,False,False') throw new Error(answers.join());
          return 'accepted; 3 alterations refused';
        },
      },
    ];
  });
}

const readingCase = (folder) => ({
  name: 'an ML-DSA-65 signature',
  direction: 'dilithium-py → ours',
  needs: ['dilithium-py'],
  run: async () => {
    const cwd = mkdtempSync(join(folder, 'theirs-'));
    const [publicKey, secretKey] = dilithium('keygen').map((line) => Buffer.from(line, 'hex'));
    const [signature] = dilithium('sign', secretKey, FILE).map((line) => Buffer.from(line, 'hex'));
    const spki = Buffer.concat([HEADER, publicKey]);
    writeFileSync(join(cwd, 'pq.pub'), `-----BEGIN PUBLIC KEY-----\n${base64(spki)}\n-----END PUBLIC KEY-----\n`);
    writeFileSync(join(cwd, 'app.tgz'), FILE);
    const ask = async (signed) => {
      const bundle = {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: { publicKey: { hint: base64(createHash('sha256').update(spki).digest()) } },
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_256', digest: base64(digest('sha256')) },
          signature: base64(signed),
        },
      };
      writeFileSync(join(cwd, 'app.tgz.sigstore.json'), JSON.stringify(bundle));
      return await verify(cwd, '--key', 'pq.pub', '--transparency-log', 'off', '--network', 'none');
    };
    const good = await ask(signature);
    if (good.status !== 0) throw new Error(good.output);
    const bad = await ask(signature.with(100, signature[100] ^ 1));
    if (bad.status !== 1) throw new Error(`${String(bad.status)}: ${bad.output}`);
    return 'accepted; an altered one is denied';
  },
});

/** Node 22 reads such a key, and has no operation with it: its user must not be told that the signature is wrong. */
const olderNodeCase = (folder) => ({
  name: 'an ML-DSA-65 key with Node 22',
  direction: 'ours',
  needs: ['node-22'],
  run: async () => {
    const cwd = mkdtempSync(join(folder, 'older-'));
    writeKeyPair(cwd, 'pq', mlDsa);
    writeFileSync(join(cwd, 'app.tgz'), FILE);
    for (const args of [
      ['verify', 'app.tgz', '--key', 'pq.pub'],
      ['sign-blob', 'app.tgz', '--key', 'pq.pem', '--transparency-log', 'off'],
    ]) {
      const { status, stderr } = spawnSync(
        /** @type {string} */ (peer('node-22')),
        [fileURLToPath(new URL('../../packages/cli/dist/index.js', import.meta.url)), ...args, '--network', 'none'],
        { cwd, encoding: 'utf8', env: { HOME: cwd } },
      );
      if (status !== 3 || !/KEY_UNSUPPORTED[\s\S]*Node 24/.test(stderr))
        throw new Error(`${args[0]}: ${String(status)}\n${stderr}`);
    }
    return 'refused (KEY_UNSUPPORTED)';
  },
});

const PASSWORD = 'correct horse';
const publicPem = ({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }).toString();

const exampleOf = (scene) =>
  exampleCases('post-quantum', scene, {
    secrets: {
      QUANTUM_KEY: mlDsa.privateKey
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSWORD })
        .toString(),
      QUANTUM_KEY_PASSWORD: PASSWORD,
    },
    files: { 'quantum.pub': publicPem(mlDsa) },
    otherFiles: { 'quantum.pub': publicPem(generateKeyPairSync('ml-dsa-65')) },
  });

export async function postQuantum(scene) {
  const { folder, stack } = scene;
  return {
    stop: async () => {},
    cases: [...logCases(stack), ...signingCases(folder, stack), readingCase(folder), olderNodeCase(folder), ...exampleOf(scene)],
  };
}
