/** Keys in Google Cloud KMS, and logins with tokens of a job: the strict stand-in at Google's own names. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { worked } from '../interop/writers.mjs';
import { keySetOf, RSA, standIns, startCloud } from './clouds.mjs';
import { exampleCases } from './example-cases.mjs';
import { keyRows } from './key-rows.mjs';
import { accepts, fingerprint, refusedWith, refuses, sign, verifyAt } from './one-signature.mjs';
import { dilithium } from './post-quantum.mjs';

const RING = 'projects/acme/locations/europe-west1/keyRings/release';
const POOL = 'projects/123456789012/locations/global/workloadIdentityPools/ci';
const ACCOUNT = 'signer@acme.iam.gserviceaccount.com';
const HOSTS = ['cloudkms', 'secretmanager', 'sts', 'oauth2', 'iamcredentials'].map((name) => `${name}.googleapis.com`);

/** The algorithm at Google, and how others verify. cosign asks Google by gRPC, which the stand-in does not speak: it only reads. */
const TYPES = {
  'P-256': { algorithm: 'EC_SIGN_P256_SHA256', hash: 'sha256' },
  'P-384': { algorithm: 'EC_SIGN_P384_SHA384', hash: 'sha384' },
  'RSA 2048': { algorithm: 'RSA_SIGN_PKCS1_2048_SHA256', ...RSA.pkcs1 },
  'RSA 3072': { algorithm: 'RSA_SIGN_PKCS1_3072_SHA256', ...RSA.pkcs1 },
  'RSA 4096': { algorithm: 'RSA_SIGN_PKCS1_4096_SHA256', ...RSA.pkcs1 },
  'RSA-PSS 2048': { algorithm: 'RSA_SIGN_PSS_2048_SHA256', ...RSA.pss },
  'RSA-PSS 3072': { algorithm: 'RSA_SIGN_PSS_3072_SHA256', ...RSA.pss },
  'RSA-PSS 4096': { algorithm: 'RSA_SIGN_PSS_4096_SHA256', ...RSA.pss },
  Ed25519: { algorithm: 'EC_SIGN_ED25519', unlogged: true },
};

/** Workload identity providers for the issuers of a sandbox, `NAME-github` and `NAME-gitlab`: only jobs of acme/app may log in. */
async function providersOf(name, { issuers }) {
  const kinds = { github: 'repository', gitlab: 'project_path' };
  return Promise.all(
    Object.entries(kinds).map(async ([kind, claim]) => ({
      name: `${POOL}/providers/${name}-${kind}`,
      issuer: issuers[kind],
      keySet: await keySetOf(issuers[kind]),
      allows: (claims) => claims[claim] === 'acme/app',
    })),
  );
}

export async function google(scene) {
  const { folder, stack, examples } = scene;
  const { createGoogleCloud } = await standIns(folder);
  const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const service = createGoogleCloud({
    clock: () => new Date(),
    providers: [...(await providersOf('suite', stack.sandbox)), ...(await providersOf('examples', examples.sandbox))],
    accounts: [{ email: ACCOUNT, publicKeyPem: account.publicKey.export({ type: 'spki', format: 'pem' }).toString() }],
    permits: (principal, _permission, resource) =>
      (principal === ACCOUNT || principal.startsWith(`principal://iam.googleapis.com/${POOL}/subject/`)) &&
      !resource.includes('forbidden'),
  });
  const cloud = await startCloud(folder, service.handler, HOSTS);
  const credentials = join(folder, 'account.json');
  const privateKey = account.privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(
    credentials,
    JSON.stringify({
      ...{ type: 'service_account', client_email: ACCOUNT, private_key_id: '1', private_key: privateKey },
      token_uri: 'https://oauth2.googleapis.com/token',
    }),
    { mode: 0o600 },
  );
  const makeKey = (name, algorithm) => {
    const key = `${RING}/cryptoKeys/${name}`;
    const version = service.kms.addVersion(key, algorithm);
    const path = join(folder, `${name}-${version}.pub`);
    writeFileSync(path, service.kms.publicKeyPem(key, version));
    return path;
  };
  const env = { ...cloud.env, GOOGLE_APPLICATION_CREDENTIALS: credentials };
  const other = makeKey('other', TYPES['P-256'].algorithm);
  const tools = { ...scene, service, cloud, env, other, makeKey };
  const rows = Object.entries(TYPES).flatMap(([type, { algorithm, ...how }]) => {
    const key = { ...how, type: `${type} in Google Cloud KMS`, public: makeKey(algorithm, algorithm), other, env };
    return keyRows(scene, { ...key, reference: reference(algorithm) }, []);
  });
  return {
    stop: cloud.stop,
    cases: [...rows, ...keyCases(tools), ...loginCases(tools), ...(await exampleRows(tools))],
  };
}

const reference = (name, version = '') => `gcpkms://${RING}/cryptoKeys/${name}${version && `/cryptoKeyVersions/${version}`}`;
const row = (name, direction, run, needs = []) => ({ name: `Google Cloud: ${name}`, direction, needs, run });

function keyCases(tools) {
  const { service, cloud, env, makeKey, folder } = tools;
  const rotated = (name) => [makeKey(name, 'EC_SIGN_P256_SHA256'), makeKey(name, 'EC_SIGN_P256_SHA256')];
  return [
    row('after a rotation the newest version signs, a pinned old version still does', 'ours → ours', async () => {
      const [first, second] = rotated('rotated');
      const newest = await sign(tools, reference('rotated'), env);
      const pinned = await sign(tools, reference('rotated', '1'), env);
      for (const { result } of [newest, pinned]) worked('sign-blob', result);
      await accepts('ours', { ...newest, key: second });
      await refuses('ours', { ...newest, key: first });
      await accepts('ours', { ...pinned, key: first });
      await refuses('ours', { ...pinned, key: second });
      service.kms.setState(`${RING}/cryptoKeys/rotated`, 1, 'DISABLED');
      return refusedWith((await sign(tools, reference('rotated', '1'), env)).result, 'is not enabled');
    }),
    row('the gate asks the service for the key, and its fingerprint decides', 'ours → ours', async () => {
      const [first, second] = rotated('asked');
      const made = await sign(tools, reference('asked', '1'), env);
      worked('sign-blob', made.result);
      const digests = await Promise.all([first, second].map(fingerprint));
      const from = cloud.seen.length;
      worked('verify', await verifyAt(env, made, reference('asked', '1'), ['--key-digest', digests[0]]));
      for (const [key, digest] of [
        [reference('asked', '2'), digests[1]],
        [reference('asked'), digests[0]],
        [reference('asked', '1'), digests[1]],
      ]) {
        const { status, output } = await verifyAt(env, made, key, ['--key-digest', digest]);
        if (status === 0) throw new Error(`allowed with ${key} ${digest}\n${output}`);
      }
      const asked = cloud.seen.slice(from).filter((at) => at.includes('/asked') && !/^GET /.test(at));
      if (asked.length > 0) throw new Error(`the gate asked for ${asked.join(', ')}`);
      return 'allowed; another version and another fingerprint are not; nothing is asked to sign';
    }),
    row(
      'signature with ML-DSA-65 in Google Cloud KMS',
      'ours → dilithium-py',
      async () => {
        const key = makeKey('quantum', 'PQ_SIGN_ML_DSA_65');
        const made = await sign(tools, reference('quantum'), env, ['--signing-algorithm', 'ml-dsa-65']);
        worked('sign-blob', made.result);
        const { messageSignature } = JSON.parse(readFileSync(made.bundle, 'utf8'));
        const signature = Buffer.from(messageSignature.signature, 'base64');
        const spki = Buffer.from(readFileSync(key, 'utf8').replace(/-----.*-----|\s/g, ''), 'base64');
        const message = readFileSync(made.file);
        const answers = [
          ...dilithium('verify', spki.subarray(-1952), message, signature),
          ...dilithium('verify', spki.subarray(-1952), Buffer.from('another file'), signature),
        ];
        if (answers.join() !== 'True,False') throw new Error(answers.join());
        return 'verified; other bytes refused';
      },
      ['dilithium-py'],
    ),
    row('a key file in Secret Manager', 'ours → ours', async () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      service.secrets.add('projects/acme/secrets/release', Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })));
      const key = join(folder, 'of-secret.pub');
      writeFileSync(key, publicKey.export({ type: 'spki', format: 'pem' }));
      const made = await sign(tools, 'gcp-secret://projects/acme/secrets/release', env);
      worked('sign-blob', made.result);
      if (made.result.output.includes('PRIVATE KEY')) throw new Error('the key is printed');
      await accepts('ours', { ...made, key });
      await refuses('ours', { ...made, key: tools.other });
      return refusedWith((await sign(tools, 'gcp-secret://projects/acme/secrets/none', env)).result, 'not found');
    }),
    row('a key without the right to use it, and no key', 'ours', async () => {
      makeKey('forbidden', 'EC_SIGN_P256_SHA256');
      refusedWith((await sign(tools, reference('forbidden'), env)).result, "Permission 'cloudkms", 'SERVICE_REFUSED');
      return refusedWith((await sign(tools, reference('none'), env)).result, 'not found');
    }),
  ];
}

function loginCases(tools) {
  const { cloud, stack, makeKey } = tools;
  makeKey('by-login', 'EC_SIGN_P256_SHA256');
  const signAs = async (kind, more = '', variables = {}) => {
    const line = `gcp provider=${POOL}/providers/suite-${kind}${more}`;
    const made = await sign(tools, reference('by-login', '1'), { ...cloud.env, ...variables }, ['--key-login', line]);
    if (/eyJ[\w-]+\.|ya29\./.test(made.result.output)) throw new Error(`a token is printed\n${made.result.output}`);
    return made;
  };
  const gitlabToken = (claims = {}, audience = `https://iam.googleapis.com/${POOL}/providers/suite-gitlab`) =>
    stack.sandbox.token('gitlab', claims, { audience });
  const ofGitlab = async (...about) =>
    signAs('gitlab', ' token=env://GCP_ID_TOKEN', { GCP_ID_TOKEN: await gitlabToken(...about) });
  return [
    row('login of a GitHub job', 'ours', async () => {
      worked('sign-blob', (await signAs('github')).result);
      return 'signed';
    }),
    row('login of a GitLab job with a token for the provider', 'ours', async () => {
      worked('sign-blob', (await ofGitlab()).result);
      return 'signed';
    }),
    row('login with another audience', 'ours', async () =>
      refusedWith((await signAs('github', ' audience=https://other.example')).result, 'unexpected "aud" claim value'),
    ),
    row('login of a job of another project', 'ours', async () =>
      refusedWith((await ofGitlab({ project_path: 'acme/other' })).result, 'rejected by the attribute condition'),
    ),
    row('login with a token of another issuer', 'ours', async () =>
      refusedWith(
        (await signAs('github', ' token=env://GCP_ID_TOKEN', { GCP_ID_TOKEN: await gitlabToken() })).result,
        'The subject token is not accepted',
      ),
    ),
  ];
}

/** The examples: the jobs log in with the tokens of their own sandbox; on the command line with the key file of an account. */
async function exampleRows({ folder, cloud, env, examples, makeKey, other }) {
  const key = makeKey('app', 'EC_SIGN_P256_SHA256');
  const provider = (kind) => `${POOL}/providers/examples-${kind}`;
  return exampleCases(
    'google',
    { folder, examples },
    {
      environment: cloud.env,
      secrets: {
        // For the command line: no job gets it.
        GOOGLE_APPLICATION_CREDENTIALS: env.GOOGLE_APPLICATION_CREDENTIALS,
        // GitLab makes it (`id_tokens`), and the local runner does not.
        GCP_ID_TOKEN: await examples.sandbox.token(
          'gitlab',
          {},
          { audience: `https://iam.googleapis.com/${provider('gitlab')}`, lifetime: 7200 },
        ),
      },
      files: { 'release.pub': readFileSync(key, 'utf8') },
      otherFiles: { 'release.pub': readFileSync(other, 'utf8') },
      replace: { [`${POOL}/providers/github`]: provider('github'), [`${POOL}/providers/gitlab`]: provider('gitlab') },
    },
  );
}
