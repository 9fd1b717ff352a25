/** Keys in Azure Key Vault, and logins with tokens of a job: the strict stand-in at Azure's own names, which cosign asks too. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { worked } from '../interop/writers.mjs';
import { keySetOf, RSA, standIns, startCloud } from './clouds.mjs';
import { exampleCases } from './example-cases.mjs';
import { keyRows } from './key-rows.mjs';
import { accepts, fingerprint, refusedWith, refuses, sign, verifyAt } from './one-signature.mjs';

const TENANT = '11111111-2222-3333-4444-555555555555';
const CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const SECRET = 'a-client-secret-of-the-suite';
const AUDIENCE = 'api://AzureADTokenExchange';
const LOGIN_HOST = 'login.microsoftonline.com';
const VAULT_HOST = 'acme.vault.azure.net';

const ec = (crv) => ({ kty: 'EC', crv });
const rsa = (bits) => ({ kty: 'RSA', bits });
const pss = (bits) => ({ kind: rsa(bits), flags: ['--signing-algorithm', `rsa-sign-pss-${bits}-sha256`], ...RSA.pss });

/** The key at Azure, and how others verify; `cosign`: it signs there, or the reason why it cannot. */
const TYPES = {
  'P-256': { kind: ec('P-256'), hash: 'sha256', cosign: true },
  'P-384': { kind: ec('P-384'), hash: 'sha384' },
  'P-521': { kind: ec('P-521'), hash: 'sha512' },
  'P-256 in hardware': { kind: { kty: 'EC-HSM', crv: 'P-256' }, hash: 'sha256', cosign: true },
  'RSA 2048': { kind: rsa(2048), ...RSA.pkcs1, cosign: 'the log refuses the entry that it makes with an RSA key of Azure' },
  'RSA 3072': { kind: rsa(3072), ...RSA.pkcs1 },
  'RSA 4096': { kind: rsa(4096), ...RSA.pkcs1 },
  'RSA-PSS 2048': pss(2048),
  'RSA-PSS 3072': pss(3072),
  'RSA-PSS 4096': pss(4096),
};

/** Federated credentials: one for each issuer, as Azure finds them. */
async function federated({ sandbox }, claims) {
  return Promise.all(
    ['github', 'gitlab'].map(async (kind) => ({
      issuer: sandbox.issuers[kind],
      subject: subjectOf(await sandbox.token(kind, claims[kind])),
      audience: AUDIENCE,
      keySet: await keySetOf(sandbox.issuers[kind]),
    })),
  );
}
const subjectOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).sub;

export async function azure(scene) {
  const { folder, stack, examples } = scene;
  const { createAzureCloud } = await standIns(folder);
  const application = {
    ...{ tenant: TENANT, client: CLIENT, secret: SECRET },
    federated: [
      ...(await federated(stack, {})),
      ...(await federated(examples, { github: { ref: 'refs/tags/v1.2.3' }, gitlab: {} })),
    ],
  };
  const service = createAzureCloud({
    clock: () => new Date(),
    tenant: TENANT,
    vaultHost: VAULT_HOST,
    applications: [application],
    permits: (client, _permission, key) => client === CLIENT && key !== 'forbidden',
    resource: 'https://vault.azure.net',
  });
  const cloud = await startCloud(folder, service.handler, [LOGIN_HOST, VAULT_HOST]);
  const makeKey = (name, kind) => {
    const version = service.vault.addKey(name, kind);
    const path = join(folder, `${version}.pub`);
    writeFileSync(path, service.vault.publicKeyPem(name, version));
    return { path, version };
  };
  const env = { ...cloud.env, AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT, AZURE_CLIENT_SECRET: SECRET };
  const { path: other } = makeKey('other', ec('P-256'));
  const tools = { ...scene, service, cloud, env, other, makeKey };
  const rows = Object.entries(TYPES).flatMap(([type, { kind, cosign, ...how }]) => {
    const name = `of-${type.replaceAll(' ', '-')}`;
    const key = { ...how, type: `${type} in Azure Key Vault`, reference: reference(name), other, env };
    const program = { program: 'cosign', reference: reference(name), env: { AZURE_AUTH_METHOD: 'environment' } };
    const writer = cosign && { cosign: { ...program, ...(cosign === true ? {} : { fails: cosign }) } };
    return keyRows(scene, { ...key, ...writer, public: makeKey(name, kind).path }, []);
  });
  return {
    stop: cloud.stop,
    cases: [...rows, ...keyCases(tools), ...loginCases(tools), ...(await exampleRows(tools))],
  };
}

const reference = (name, version = '') => `azurekms://${VAULT_HOST}/${name}${version && `/${version}`}`;
const row = (name, direction, run, needs = []) => ({ name: `Azure: ${name}`, direction, needs, run });

function keyCases(tools) {
  const { service, cloud, env, makeKey } = tools;
  const rotated = (name) => [makeKey(name, ec('P-256')), makeKey(name, ec('P-256'))];
  return [
    row('after a rotation the newest version signs, a pinned old version still does', 'ours → ours', async () => {
      const [first, second] = rotated('rotated');
      const newest = await sign(tools, reference('rotated'), env);
      const pinned = await sign(tools, reference('rotated', first.version), env);
      for (const { result } of [newest, pinned]) worked('sign-blob', result);
      await accepts('ours', { ...newest, key: second.path });
      await refuses('ours', { ...newest, key: first.path });
      await accepts('ours', { ...pinned, key: first.path });
      await refuses('ours', { ...pinned, key: second.path });
      service.vault.disable('rotated', first.version);
      return refusedWith((await sign(tools, reference('rotated', first.version), env)).result, 'disabled');
    }),
    row('the gate asks the vault for the key, and its fingerprint decides', 'ours → ours', async () => {
      const [first, second] = rotated('asked');
      const made = await sign(tools, reference('asked', first.version), env);
      worked('sign-blob', made.result);
      const digests = await Promise.all([first, second].map(({ path }) => fingerprint(path)));
      const from = cloud.seen.length;
      worked('verify', await verifyAt(env, made, reference('asked', first.version), ['--key-digest', digests[0]]));
      for (const [key, digest] of [
        [reference('asked', second.version), digests[1]],
        [reference('asked'), digests[0]],
        [reference('asked', first.version), digests[1]],
      ]) {
        const { status, output } = await verifyAt(env, made, key, ['--key-digest', digest]);
        if (status === 0) throw new Error(`allowed with ${key} ${digest}\n${output}`);
      }
      const asked = cloud.seen.slice(from).filter((at) => at.includes('/asked') && !/^GET /.test(at));
      if (asked.length > 0) throw new Error(`the gate asked for ${asked.join(', ')}`);
      return 'allowed; another version and another fingerprint are not; nothing is asked to sign';
    }),
    row('a key without the right to use it, and no key', 'ours', async () => {
      makeKey('forbidden', ec('P-256'));
      refusedWith((await sign(tools, reference('forbidden'), env)).result, 'Caller is not authorized', 'SERVICE_REFUSED');
      return refusedWith((await sign(tools, reference('none'), env)).result, 'not found');
    }),
    row('a wrong client secret', 'ours', async () => {
      const wrong = { ...env, AZURE_CLIENT_SECRET: 'a-wrong-secret-of-azure' };
      const { result } = await sign(tools, reference('other'), wrong);
      if (result.output.includes(wrong.AZURE_CLIENT_SECRET)) throw new Error(`the secret is printed\n${result.output}`);
      return refusedWith(result, 'AADSTS7000215');
    }),
  ];
}

function loginCases(tools) {
  const { cloud, stack, makeKey } = tools;
  makeKey('by-login', ec('P-256'));
  const signAs = async (more = '', variables = {}) => {
    const line = `azure tenant=${TENANT} client=${CLIENT}${more}`;
    const made = await sign(tools, reference('by-login'), { ...cloud.env, ...variables }, ['--key-login', line]);
    if (/eyJ[\w-]+\./.test(made.result.output)) throw new Error(`a token is printed\n${made.result.output}`);
    return made;
  };
  const ofGitlab = async (claims = {}, audience = AUDIENCE) =>
    signAs(' token=env://AZURE_ID_TOKEN', { AZURE_ID_TOKEN: await stack.sandbox.token('gitlab', claims, { audience }) });
  return [
    row('login of a GitHub job', 'ours', async () => {
      worked('sign-blob', (await signAs()).result);
      return 'signed';
    }),
    row('login of a GitLab job with a token for Azure', 'ours', async () => {
      worked('sign-blob', (await ofGitlab()).result);
      return 'signed';
    }),
    row('login with another audience', 'ours', async () =>
      refusedWith((await signAs(' audience=api://another')).result, 'AADSTS700212'),
    ),
    row('login of a job of another project', 'ours', async () =>
      refusedWith((await ofGitlab({ project_path: 'acme/other' })).result, 'AADSTS700213'),
    ),
    row('login with another application', 'ours', async () => {
      const line = `azure tenant=${TENANT} client=${CLIENT.replaceAll('a', 'b')}`;
      return refusedWith((await sign(tools, reference('by-login'), cloud.env, ['--key-login', line])).result, 'AADSTS700016');
    }),
  ];
}

/** The examples: the jobs log in with the tokens of their own sandbox; on the command line with a stored secret. */
async function exampleRows({ folder, cloud, examples, makeKey, other }) {
  const { path: key } = makeKey('release', ec('P-256'));
  return exampleCases(
    'azure',
    { folder, examples },
    {
      environment: cloud.env,
      secrets: {
        // For the command line: no job gets it.
        ...{ AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT, AZURE_CLIENT_SECRET: SECRET },
        // GitLab makes it (`id_tokens`), and the local runner does not.
        AZURE_ID_TOKEN: await examples.sandbox.token('gitlab', {}, { audience: AUDIENCE, lifetime: 7200 }),
      },
      files: { 'release.pub': readFileSync(key, 'utf8') },
      otherFiles: { 'release.pub': readFileSync(other, 'utf8') },
    },
  );
}
