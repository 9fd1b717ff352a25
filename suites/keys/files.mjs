/** Keys in files and variables: every type and algorithm, signed by us and by cosign, read by all. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encryptCosignKey } from '../../packages/core/lib/keys/index.js';
import { runCli } from '../../scripts/run-action.mjs';
import { altered } from '../interop/alterations.mjs';
import { judged, write } from '../interop/cases/bundles.mjs';
import { JUDGES } from '../interop/judges.mjs';
import { must, tell } from '../interop/processes.mjs';
import { REAL_PEERS } from '../interop/stack.mjs';
import { instanceFlags, PROVENANCE, TEST, worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';
import { exampleCases } from './example-cases.mjs';

/** Of every key; WRITERS.cosign gives it to cosign. */
const PASSWORD = 'interop';

/** @typedef {{privateKey: import('node:crypto').KeyObject, publicKey: import('node:crypto').KeyObject}} Pair */

const ec = (namedCurve) => () => generateKeyPairSync('ec', { namedCurve });
const rsa = (modulusLength) => () => generateKeyPairSync('rsa', { modulusLength });
const ed25519 = () => generateKeyPairSync('ed25519');
const PSS = ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];

/**
 * Every local key with every algorithm.
 *
 * @typedef {object} Kind
 * @property {() => Pair} make
 * @property {string} [algorithm] of `signing-algorithm`; default: the usual one of the key
 * @property {string} [scheme] tells the sigstore-go judge of an algorithm that is not the usual one of the key
 * @property {string[] | 'raw'} [openssl] flags of `openssl dgst`; `raw`: `openssl pkeyutl -rawin`; none: OpenSSL 3.0 has not this algorithm
 * @property {boolean} [logged] false: no log takes it, so it is signed with a timestamp alone
 * @property {boolean} [cosignSigns] cosign signs with this key, with the same algorithm
 * @property {string} [cosignRefuses] why cosign does not read it
 * @property {string} [cosignFails] why cosign cannot sign with it, though it imports the key
 */
const SHA256_ONLY = 'it verifies with SHA-256 for every EC key (cosign issues 5091 and 5092)';
const PKCS1_ONLY = 'it verifies RSA signatures with PKCS #1 v1.5 only';
const PURE_ONLY = 'it verifies Ed25519 signatures in bundles as pure ones only';
/** @type {Record<string, Kind>} */
const KINDS = {
  'P-256': { make: ec('P-256'), openssl: ['-sha256'], cosignSigns: true },
  'P-384': { make: ec('P-384'), openssl: ['-sha384'], cosignSigns: true, cosignRefuses: SHA256_ONLY },
  'P-521': { make: ec('P-521'), openssl: ['-sha512'], cosignSigns: true, cosignRefuses: SHA256_ONLY },
  'RSA 2048': { make: rsa(2048), openssl: ['-sha256'], cosignSigns: true },
  'RSA 3072': { make: rsa(3072), openssl: ['-sha256'], cosignSigns: true },
  'RSA 4096': { make: rsa(4096), openssl: ['-sha256'], cosignSigns: true },
  'RSA-PSS 2048': {
    make: rsa(2048),
    algorithm: 'rsa-sign-pss-2048-sha256',
    scheme: 'rsa-pss',
    openssl: PSS,
    logged: false,
    cosignRefuses: PKCS1_ONLY,
  },
  'RSA-PSS 3072': {
    make: rsa(3072),
    algorithm: 'rsa-sign-pss-3072-sha256',
    scheme: 'rsa-pss',
    openssl: PSS,
    logged: false,
    cosignRefuses: PKCS1_ONLY,
  },
  'RSA-PSS 4096': {
    make: rsa(4096),
    algorithm: 'rsa-sign-pss-4096-sha256',
    scheme: 'rsa-pss',
    openssl: PSS,
    logged: false,
    cosignRefuses: PKCS1_ONLY,
  },
  Ed25519: { make: ed25519, openssl: 'raw', logged: false },
  Ed25519ph: {
    ...{ make: ed25519, algorithm: 'ed25519-ph', scheme: 'ed25519ph', cosignRefuses: PURE_ONLY },
    cosignFails: 'it signs with Ed25519ph, and then verifies its signature as a pure one',
  },
};

const what = (type) => (type === undefined ? 'signature' : 'attestation');
const run = { random: (length) => Uint8Array.from(randomBytes(length)) };

/**
 * A key in the forms of its users: encrypted PKCS#8 for us, cosign's form, which we write, for cosign.
 * @param {string} folder @param {string} name @param {Pair} pair @param {Partial<Kind>} kind
 */
async function keyFiles(folder, name, { privateKey, publicKey }, { algorithm, logged = true }) {
  const at = (end) => join(folder, `${name.replaceAll(' ', '-')}${end}`);
  const encrypted = { cipher: 'aes-256-cbc', passphrase: PASSWORD };
  writeFileSync(at('.pem'), privateKey.export({ type: 'pkcs8', format: 'pem', ...encrypted }), { mode: 0o600 });
  writeFileSync(at('.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(at('.key'), await encryptCosignKey(run, privateKey, PASSWORD), { mode: 0o600 });
  writeFileSync(at('.password'), `${PASSWORD}\n`, { mode: 0o600 });
  const flags = [
    ...['--key-password', at('.password')],
    ...(algorithm ? ['--signing-algorithm', algorithm] : []),
    ...(logged ? [] : ['--transparency-log', 'off']),
  ];
  return { private: at('.pem'), public: at('.pub'), cosign: at('.key'), cosignPublic: at('.pub'), flags };
}

/** DSSE protocol, section "Protocol": what an envelope's signature is over. */
const encoding = ({ payloadType, payload }) => {
  const body = Buffer.from(payload, 'base64');
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${body.length} `), body]);
};

/** OpenSSL knows nothing of bundles: it is given the bytes and the signature, and judges these alone. */
const openssl =
  (options) =>
  async ({ bundle, file, key }) => {
    const { messageSignature, dsseEnvelope } = JSON.parse(readFileSync(bundle, 'utf8'));
    const folder = dirname(bundle);
    const [signature, data] = [join(folder, 'judged.sig'), dsseEnvelope ? join(folder, 'judged.pae') : file];
    writeFileSync(signature, Buffer.from(messageSignature?.signature ?? dsseEnvelope.signatures[0].sig, 'base64'));
    if (dsseEnvelope) writeFileSync(data, encoding(dsseEnvelope));
    const args =
      options === 'raw'
        ? ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', data, '-sigfile', signature]
        : ['dgst', ...options, '-verify', key, '-signature', signature, data];
    const { ok, output } = await tell(peer('openssl'), args, { env: { HOME: folder } });
    return { accepted: ok, output };
  };
/** What OpenSSL can see of an alteration. The statement of an envelope names the file by its digest. */
const SEEN = (type) => [
  'another byte in the signature',
  'wrong key',
  type === undefined ? 'another byte in the artifact' : 'another byte in the payload',
];

async function kindCases({ folder, stack, other }, name, kind) {
  const { logged = true } = kind;
  const key = await keyFiles(folder, name, kind.make(), kind);
  const instance = stack.real23;
  const rows = (writer, type) => {
    let making;
    const made = () =>
      (making ??= write(folder, { instance, writer, type, who: 'key', key }).then((question) => ({
        ...question,
        scheme: kind.scheme,
        unlogged: !logged,
      })));
    const row = (direction, needs, judge) => ({
      group: 'Keys in files',
      name: `${what(type)} with ${name}${logged ? ', rekor-tiles 2.3' : ', timestamped only'}`,
      direction,
      needs: [...REAL_PEERS, ...needs],
      run: async () => judge(await made()),
    });
    const alterations = async (question, judge) => altered(question, await other(), judge);
    const byJudge = (judge) =>
      row(`${writer} → ${judge}`, JUDGES[judge].needs, async (question) => {
        const { verify } = JUDGES[judge];
        if (judge === 'cosign' && kind.cosignRefuses !== undefined) {
          if ((await verify(question)).accepted) throw new Error(`cosign reads it now, although ${kind.cosignRefuses}`);
          return `known: ${kind.cosignRefuses}`;
        }
        return judged(judge, verify, question, await alterations(question, judge));
      });
    const byOpenssl = (options) =>
      row(`${writer} → openssl`, ['openssl'], async (question) => {
        const bad = (await alterations(question, 'openssl')).filter(([alteration]) => SEEN(type).includes(alteration));
        if (bad.length !== 3) throw new Error(`${bad.length} alterations`);
        return judged('openssl', openssl(options), question, bad);
      });
    if (writer === 'cosign') return [byJudge('ours')];
    return [...['ours', 'cosign', 'sigstore-go'].map(byJudge), ...(kind.openssl === undefined ? [] : [byOpenssl(kind.openssl)])];
  };
  const failing = (reason) => ({
    group: 'Keys in files',
    name: `signature with ${name}, rekor-tiles 2.3`,
    direction: 'cosign signs',
    needs: [...REAL_PEERS],
    run: async () => {
      const error = await write(folder, { instance, writer: 'cosign', type: undefined, who: 'key', key }).catch(
        (thrown) => thrown,
      );
      if (!String(error).includes('failed to verify signature'))
        throw new Error(`cosign signs with it now, although ${reason}: ${error}`);
      return `known: ${reason}`;
    },
  });
  return [undefined, PROVENANCE]
    .flatMap((type) => rows('ours', type))
    .concat(kind.cosignSigns ? [undefined, TEST].flatMap((type) => rows('cosign', type)) : [])
    .concat(kind.cosignFails === undefined ? [] : [failing(kind.cosignFails)]);
}

/** Keys that cosign made sign here; the files of `kindCases` that cosign signs with were written by us. */
function cosignKeyCases({ folder, stack }) {
  const cosign = (args) => must(peer('cosign'), args, { cwd: folder, env: { HOME: folder, COSIGN_PASSWORD: PASSWORD } });
  const row = (name, kind, make) => ({
    group: 'Keys in files',
    name,
    direction: 'cosign writes the key → we sign',
    needs: [...REAL_PEERS, 'cosign', 'judge'],
    run: async () => {
      const prefix = await make();
      const file = join(folder, `${prefix}.tgz`);
      writeFileSync(file, `${prefix}\n`);
      const instance = stack.real23;
      const flags = ['--key', `${prefix}.key`, '--key-password', 'env://COSIGN_PASSWORD', ...instanceFlags(instance)];
      const env = { COSIGN_PASSWORD: PASSWORD };
      const more = kind.algorithm ? ['--signing-algorithm', kind.algorithm] : [];
      worked(name, await runCli(['sign-blob', file, ...flags, ...more], { cwd: folder, scratch: folder, env }));
      const wrong = await runCli(['sign-blob', file, ...flags, ...more], {
        cwd: folder,
        scratch: folder,
        env: { COSIGN_PASSWORD: 'another' },
      });
      if (wrong.status !== 3 || !wrong.output.includes('cannot be decrypted'))
        throw new Error(`another password: ${wrong.output}`);
      /** @type {any} */
      const question = { bundle: `${file}.sigstore.json`, file, root: instance.trustedRoot, key: join(folder, `${prefix}.pub`) };
      const judge = kind.cosignRefuses === undefined ? 'cosign' : 'sigstore-go';
      const { accepted, output } = await JUDGES[judge].verify({ ...question, scheme: kind.scheme });
      if (!accepted) throw new Error(output);
      return `signed, accepted by ${judge}; another password refused`;
    },
  });
  const imported = Object.entries(KINDS)
    .filter(([, { cosignSigns, cosignFails }]) => cosignSigns || cosignFails !== undefined)
    .map(([name, kind]) =>
      row(`import-key-pair of ${name}`, kind, async () => {
        const prefix = `imported-${name.replaceAll(' ', '-')}`;
        writeFileSync(join(folder, `${prefix}.pem`), kind.make().privateKey.export({ type: 'pkcs8', format: 'pem' }), {
          mode: 0o600,
        });
        await cosign(['import-key-pair', '--key', `${prefix}.pem`, '--output-key-prefix', prefix, '-y']);
        return prefix;
      }),
    );
  return [
    row('generate-key-pair', KINDS['P-256'], async () => {
      await cosign(['generate-key-pair', '--output-key-prefix', 'generated']);
      return 'generated';
    }),
    ...imported,
  ];
}

const publicPem = ({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }).toString();
const encryptedPem = ({ privateKey }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSWORD }).toString();
/** In one line of base64, as GitLab can mask it. */
const cosignKey = async ({ privateKey }) => Buffer.from(await encryptCosignKey(run, privateKey, PASSWORD)).toString('base64');

/**
 * Which keys the examples are run with: folder, kind of key, its form.
 * @type {readonly [folder: string, type: string, form: (pair: Pair) => string | Promise<string>][]}
 */
const EXAMPLES = [
  ['pem-file', 'P-256', encryptedPem],
  ['pem-file', 'P-384', encryptedPem],
  ['pem-file', 'P-521', encryptedPem],
  ['pem-file', 'RSA 2048', encryptedPem],
  ['pem-file', 'RSA 3072', encryptedPem],
  ['pem-file', 'RSA 4096', encryptedPem],
  ['cosign-key', 'P-256', cosignKey],
  ['rsa-pss', 'RSA-PSS 3072', encryptedPem],
  ['ed25519', 'Ed25519ph', encryptedPem],
];

async function examples(scene) {
  const others = {
    ...{ 'pem-file': ec('P-256'), 'cosign-key': ec('P-256') },
    ...{ 'rsa-pss': rsa(3072), ed25519 },
  };
  const root = { 'sandbox-root.json': readFileSync(scene.examples.sandbox.files.trustedRoot, 'utf8') };
  const rows = EXAMPLES.map(async ([folder, type, form]) => {
    const pair = KINDS[type].make();
    return exampleCases(folder, scene, {
      title: `${folder}, ${type}`,
      secrets: { RELEASE_KEY: await form(pair), RELEASE_KEY_PASSWORD: PASSWORD },
      files: { 'release.pub': publicPem(pair), ...root },
      // The example names the public instance in its policy.
      replace: { 'sigstore: public-good': 'root: sandbox-root.json' },
      otherFiles: { 'release.pub': publicPem(others[folder]()) },
    });
  });
  return (await Promise.all(rows)).flat();
}

export async function files(scene) {
  const { folder, stack } = scene;
  const otherKey = await keyFiles(folder, 'other', ec('P-256')(), {});
  let donor;
  const other = async () => {
    donor ??= write(folder, { instance: stack.real23, writer: 'ours', type: undefined, who: 'key', key: otherKey });
    const { bundle } = await donor;
    return { donor: JSON.parse(readFileSync(bundle, 'utf8')), root: stack.other.trustedRoot, key: otherKey.public };
  };
  const kinds = await Promise.all(Object.entries(KINDS).map(([name, kind]) => kindCases({ folder, stack, other }, name, kind)));
  return { stop: async () => {}, cases: [...kinds.flat(), ...cosignKeyCases(scene), ...(await examples(scene))] };
}
