import type { HashAlgorithm } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { KEY_SCHEMES } from '../public-keys/index.js';
import type { Run } from '../run/index.js';
import { encodeBase64, isJsonObject } from '../wire/index.js';
import { serviceSigner } from './service-signer.js';
import type { CreateKey, OpenSigner, SignInput } from './types.js';

const loadGoogle = KEY_SCHEMES.gcpkms.load;
type Google = Awaited<ReturnType<typeof loadGoogle>>;

/** Signs with a key in Google Cloud KMS: the version of the reference, or the newest enabled one. */
export const openSigner: OpenSigner = async (run, reference, { details, services }) => {
  const google = await loadGoogle();
  const api = google.kmsApi(run, services);
  const { key, name, version } = await google.openGoogleKey(api, reference, details);

  async function sign(input: SignInput): Promise<Uint8Array> {
    const bytes = input.kind === 'digest' ? input.digest : input.message;
    if (bytes.length > MAX_DATA_BYTES) throw tooLong(bytes.length);
    const content = input.kind === 'digest' ? { digest: digestOf(key.hash, bytes) } : { data: encodeBase64(bytes) };
    const field = input.kind === 'digest' ? 'Digest' : 'Data';
    const checksum = { [`${field.toLowerCase()}Crc32c`]: google.crc32c(bytes) };
    const answer = await api.post(`${name}:asymmetricSign`, { ...content, ...checksum });
    if (answer['name'] !== name) throw google.damaged(`a signature of ${name}`, 'one of another version');
    // Without it, the service may have signed something else than what was sent.
    if (answer[`verified${field}Crc32c`] !== true) throw google.damaged(`verified${field}Crc32c: true`, 'another value');
    return google.checkedBytes(answer, 'signature', 'signatureCrc32c');
  }
  return serviceSigner({
    publicKey: key,
    name: `gcpkms://${name}`,
    version,
    service: 'Google Cloud KMS cloudkms.googleapis.com',
    sign,
  });
};

/** `data` in the reference of asymmetricSign. */
const MAX_DATA_BYTES = 64 * 1024;

function tooLong(found: number): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', 'Google Cloud KMS cannot sign this with this kind of key', {
    expected: `a message of at most ${MAX_DATA_BYTES} bytes, or a key that signs a digest`,
    found: `${found} bytes`,
    hint: 'Use a key of the algorithm EC_SIGN_P256_SHA256.',
  });
}

function digestOf(hash: HashAlgorithm | undefined, digest: Uint8Array): Readonly<Record<string, string>> {
  if (hash === undefined) throw new CountersignError('INTERNAL', 'a digest for a key that has no hash');
  return { [hash]: encodeBase64(digest) };
}

/** Creates a key in a key ring that exists, or a new version of a key. It is made in software; hardware is for those who create the key by themselves. */
export const createKey: CreateKey = async (run, reference, details, { services, newVersion }) => {
  const google = await loadGoogle();
  const { key, version } = google.parseGoogleKey(reference);
  if (version !== undefined)
    throw new CountersignError('KEY_INVALID', 'a key is created without naming a version', {
      expected: 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K',
      found: `version ${version}`,
      hint: 'Remove the version from the reference.',
    });
  const algorithm = google.googleAlgorithm(details);
  if (algorithm === undefined)
    throw new CountersignError('KEY_UNSUPPORTED', 'Google Cloud KMS has no keys of this algorithm', {
      expected: google.GOOGLE_KEY_DETAILS.join(', '),
      found: details,
      hint: 'Choose one of these.',
    });
  const api = google.kmsApi(run, services);
  const name = newVersion === true ? await newVersionOf(google, api, key, algorithm) : await newKey(google, api, key, algorithm);
  await generated(run, google, api, name);
  return (await google.openGoogleKey(api, `gcpkms://${name}`, details)).key;
};

type Api = ReturnType<Google['kmsApi']>;

async function newKey(google: Google, api: Api, key: string, algorithm: string): Promise<string> {
  const [ring = '', id = ''] = key.split('/cryptoKeys/');
  const query = new URLSearchParams({ cryptoKeyId: id });
  const made = await api.post(
    `${ring}/cryptoKeys?${query.toString()}`,
    { purpose: 'ASYMMETRIC_SIGN', versionTemplate: { algorithm, protectionLevel: 'SOFTWARE' } },
    () =>
      new CountersignError('KEY_INVALID', 'the key in Google Cloud KMS exists', {
        expected: 'a name that is free',
        found: key,
        hint: 'Choose another name, or make a new version of the key.',
      }),
  );
  if (made['name'] !== key) throw google.damaged(`the new key ${key}`, 'another key');
  return `${key}/cryptoKeyVersions/1`;
}

async function newVersionOf(google: Google, api: Api, key: string, algorithm: string): Promise<string> {
  const { versionTemplate } = await api.get(key);
  const own = isJsonObject(versionTemplate) ? versionTemplate['algorithm'] : undefined;
  if (own !== algorithm)
    throw new CountersignError('KEY_UNSUPPORTED', 'new versions of the key in Google Cloud KMS have another algorithm', {
      expected: algorithm,
      found: typeof own === 'string' && /^[A-Z0-9_]{1,60}$/.test(own) ? own : 'another value',
      hint: 'Choose that algorithm, or create another key.',
    });
  const { name } = await api.post(`${key}/cryptoKeyVersions`, {});
  const number = /\/cryptoKeyVersions\/([1-9][0-9]{0,9})$/.exec(typeof name === 'string' ? name : '')?.[1] ?? '';
  if (name !== `${key}/cryptoKeyVersions/${number}`) throw google.damaged(`a new version of ${key}`, 'another key');
  return name;
}

/** Waits between requests, in milliseconds: the private key is generated after the answer. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

async function generated(run: Run, google: Google, api: Api, name: string): Promise<void> {
  for (const wait of WAITS_MS) {
    const { state } = await api.get(name);
    if (state === 'ENABLED') return;
    if (state !== 'PENDING_GENERATION') throw google.damaged('a version that is being generated', 'another state');
    await run.sleep(wait);
  }
  // What reads the public key next says that the service is not ready.
}
