/**
 * Keys that `countersign keys` makes, in files and at real services: MiniStack, OpenBao, SoftHSM2. Each signs, others read its signatures, others
 * sign with it where they can, and the gate lets through what it signed by the entry for policies that the command prints.
 */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { freePorts, must, Servers } from '../interop/processes.mjs';
import { instanceFlags, worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';
import { MODULE, PIN, emptyToken, oneByOne } from './hsm.mjs';
import { keyRows } from './key-rows.mjs';
import { ROOT, startBao } from './vault.mjs';

const PASSWORD = 'correct horse battery staple';
const REGION = 'us-east-1';

/**
 * Where keys are made: `open` starts what it needs.
 * @type {Readonly<Record<string, {needs: string[], has?: () => boolean, open: (folder: string) => Promise<{args: string[], reference: string, flags?: string[], env: Record<string, string>, cosign: {program: string, reference?: string, env?: Record<string, string>}, inTurn?: any, stop: () => Promise<void>}>}>>}
 */
const PLACES = {
  "a file in cosign's format": {
    needs: ['cosign'],
    open: async (folder) => ({
      args: ['--output', join(folder, 'release.key'), '--key-password', 'env://KEY_PASSWORD'],
      reference: join(folder, 'release.key'),
      flags: ['--key-password', 'env://KEY_PASSWORD'],
      env: { KEY_PASSWORD: PASSWORD },
      cosign: { program: 'cosign', reference: join(folder, 'release.key'), env: { COSIGN_PASSWORD: PASSWORD } },
      stop: async () => {},
    }),
  },
  MiniStack: {
    needs: ['ministack'],
    open: async (folder) => {
      const servers = new Servers();
      const [port = 0] = await freePorts(1);
      await servers.start(peer('ministack') ?? '', [], `tcp://127.0.0.1:${port}`, {
        env: { BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port) },
        cwd: folder,
      });
      return {
        args: ['awskms:///alias/made-here'],
        reference: 'awskms:///alias/made-here',
        env: {
          AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
          AWS_ACCESS_KEY_ID: 'a',
          AWS_SECRET_ACCESS_KEY: 'b',
          AWS_REGION: REGION,
        },
        cosign: { program: 'cosign' },
        stop: () => servers.stop(),
      };
    },
  },
  OpenBao: {
    needs: ['bao'],
    open: async (folder) => {
      const bao = await startBao(folder);
      return {
        args: ['openbao://made-here'],
        reference: 'openbao://made-here',
        env: { BAO_ADDR: bao.url, BAO_TOKEN: ROOT, VAULT_ADDR: bao.url, VAULT_TOKEN: ROOT },
        cosign: { program: 'cosign' },
        stop: bao.stop,
      };
    },
  },
  SoftHSM2: {
    needs: ['softhsm2', 'opensc'],
    has: () => existsSync(MODULE),
    open: async (folder) => {
      const { env, uri, slot } = await emptyToken(folder);
      const reference = uri('object=made-here;id=%2a');
      return {
        args: [reference, '--key-password', 'env://HSM_PIN'],
        reference,
        flags: ['--key-password', 'env://HSM_PIN'],
        env,
        cosign: {
          program: 'cosign-pkcs11',
          reference: `pkcs11:token=release;slot-id=${slot};id=%2a;object=made-here?module-path=${MODULE}`,
          env: { COSIGN_PKCS11_PIN: PIN },
        },
        inTurn: oneByOne(),
        stop: async () => {},
      };
    },
  },
};

const call = (args, cwd, env) => runCli(args, { cwd, scratch: cwd, env });

/** A new key, and what the command says about it. */
async function generate(args, publicFile, { cwd, env }) {
  const made = await call(['keys', 'generate', ...args, '--public-key', publicFile, '--json'], cwd, env);
  worked('keys generate', made);
  return JSON.parse(made.stdout);
}

/** A policy of one signer. */
const policyOf = (signer) => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {here: {root: root.json}}
signers:
  ${signer.replace(/\}$/, ', trust: here}')}
rules:
  - name: packages
    match: {paths: ['*.tgz']}
    require:
      - signature: {by: release}
`;

function otherKey(folder) {
  const path = join(folder, 'other.pub');
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path, publicKey.export({ type: 'spki', format: 'pem' }));
  return path;
}

/** The gate with the printed entry: what the key signed is allowed; other bytes, and what another key signed, are not. */
function gateRow(scene, name, { place, policySigner, publicFile, needs }) {
  return {
    name: `key that keys generate made: ${name}`,
    direction: 'ours → the gate, by the printed entry',
    needs,
    run: async () => {
      const { reference, flags = [], env, inTurn = (work) => work() } = place;
      const instance = scene.stack.real23 ?? scene.stack.sandbox;
      const cwd = mkdtempSync(join(scene.folder, 'gate-'));
      writeFileSync(join(cwd, 'app.tgz'), `a package ${cwd}`);
      writeFileSync(join(cwd, 'root.json'), readFileSync(instance.trustedRoot));
      writeFileSync(join(cwd, 'release.pub'), readFileSync(publicFile));
      writeFileSync(join(cwd, 'policy.yaml'), policyOf(policySigner.replace(publicFile, 'release.pub')));
      const job = { ...(await instance.environment('github')), ...env };
      const sign = (key, more) => call(['sign-blob', 'app.tgz', '--key', key, ...more, ...instanceFlags(instance)], cwd, job);
      const gate = () => call(['verify', 'app.tgz', '--policy', 'policy.yaml'], cwd, {});
      worked('sign-blob', await inTurn(() => sign(reference, flags)));
      worked('verify', await gate());
      writeFileSync(join(cwd, 'app.tgz'), 'other bytes');
      const changed = await gate();
      if (changed.status !== 1) throw new Error(`other bytes: ${changed.status}\n${changed.output}`);
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(join(cwd, 'other.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
      worked('sign-blob', await sign('other.key', []));
      const other = await gate();
      if (other.status !== 1) throw new Error(`another key: ${other.status}\n${other.output}`);
      const again = await inTurn(() => call(['keys', 'generate', ...place.args], cwd, env));
      if (again.status !== 3) throw new Error(`made a second time: ${again.status}\n${again.output}`);
      return 'allowed; other bytes and another key denied; a second key of this name is refused';
    },
  };
}

async function placeRows(scene, name, { needs, has = () => true, open }) {
  if (needs.some((one) => !peer(one)) || !has())
    return { stop: async () => {}, cases: [{ name: `key made in ${name}`, direction: 'ours', needs, run: async () => '' }] };
  const own = join(scene.folder, name.replaceAll(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(own);
  const place = await open(own);
  const publicFile = join(own, 'release.pub');
  const { policySigner } = await generate(place.args, publicFile, { cwd: own, env: place.env });
  const key = {
    type: `P-256, made by keys generate: ${name}`,
    ...{ reference: place.reference, public: publicFile, other: otherKey(own), hash: 'sha256' },
    ...{ flags: place.flags, env: place.env, inTurn: place.inTurn ?? ((work) => work()) },
    cosign: { reference: place.reference, ...place.cosign },
  };
  return {
    stop: place.stop,
    cases: [
      ...keyRows({ ...scene, folder: own }, key, needs),
      gateRow({ ...scene, folder: own }, name, { place, policySigner, publicFile, needs }),
    ],
  };
}

/** How openssl signs with each kind of key, and whether cosign verifies what it signs itself: it takes SHA-256 whatever the key is (cosign 5091). */
const KINDS = {
  'ecdsa-sha2-256-nistp256': { digest: ['dgst', '-sha256'], cosign: true },
  'ecdsa-sha2-384-nistp384': { digest: ['dgst', '-sha384'], cosign: false },
  'ecdsa-sha2-512-nistp521': { digest: ['dgst', '-sha512'], cosign: false },
  'rsa-sign-pkcs1-3072-sha256': { digest: ['dgst', '-sha256'], cosign: true },
  ed25519: { digest: undefined, cosign: false },
};

/** Encrypted PKCS#8, which openssl reads, and cosign's format, which cosign reads. */
function fileRows({ folder }) {
  return Object.entries(KINDS).flatMap(([algorithm, { digest, cosign: verifies }]) => {
    const row = (direction, needs, run) => ({
      name: `file of keys generate, ${algorithm}`,
      direction,
      needs,
      run: () => run(mkdtempSync(join(folder, 'file-'))),
    });
    const make = async (cwd, format) => {
      const args = ['--output', 'made.key', '--key-password', 'env://KEY_PASSWORD', '--algorithm', algorithm, '--format', format];
      await generate(args, 'made.pub', { cwd, env: { KEY_PASSWORD: PASSWORD } });
      writeFileSync(join(cwd, 'app.tgz'), 'a package');
      return readFileSync(join(cwd, 'made.pub'), 'utf8');
    };
    const same = (found, wanted, who) => {
      if (found.trim() !== wanted.trim()) throw new Error(`${who} sees another public key\n${found}`);
    };
    return [
      row('PKCS#8 → openssl', ['openssl'], async (cwd) => {
        const wanted = await make(cwd, 'pkcs8');
        const env = { HOME: cwd, KEY_PASSWORD: PASSWORD };
        const openssl = (...args) => must(peer('openssl'), args, { cwd, env });
        const secret = ['-passin', 'env:KEY_PASSWORD'];
        same(await openssl('pkey', '-in', 'made.key', ...secret, '-pubout'), wanted, 'openssl');
        if (digest === undefined) {
          const raw = ['-rawin', '-in', 'app.tgz'];
          await openssl('pkeyutl', '-sign', '-inkey', 'made.key', ...secret, ...raw, '-out', 'sig');
          await openssl('pkeyutl', '-verify', '-pubin', '-inkey', 'made.pub', ...raw, '-sigfile', 'sig');
        } else {
          await openssl(...digest, '-sign', 'made.key', ...secret, '-out', 'sig', 'app.tgz');
          await openssl(...digest, '-verify', 'made.pub', '-signature', 'sig', 'app.tgz');
        }
        const wrong = await must(peer('openssl'), ['pkey', '-in', 'made.key', ...secret, '-pubout'], {
          cwd,
          env: { ...env, KEY_PASSWORD: 'another' },
        }).catch(() => undefined);
        if (wrong !== undefined) throw new Error('openssl opened it with another password');
        return 'read, signed and verified; another password refused';
      }),
      row("cosign's format → cosign", ['cosign'], async (cwd) => {
        const wanted = await make(cwd, 'cosign');
        const env = { HOME: cwd, COSIGN_PASSWORD: PASSWORD };
        const cosign = (args, more = {}) => must(peer('cosign'), args, { cwd, env: { ...env, ...more } });
        same(await cosign(['public-key', '--key', 'made.key']), wanted, 'cosign');
        const offline = ['--tlog-upload=false', '--use-signing-config=false', '--yes', '--bundle', 'made.sigstore.json'];
        const refused = await cosign(['public-key', '--key', 'made.key'], { COSIGN_PASSWORD: 'another' }).catch(() => undefined);
        if (refused !== undefined) throw new Error('cosign opened it with another password');
        await cosign(['sign-blob', '--key', 'made.key', ...offline, 'app.tgz']);
        const about = ['verify-blob', '--key', 'made.pub', '--insecure-ignore-tlog', '--bundle', 'made.sigstore.json'];
        const own = await cosign([...about, 'app.tgz']).catch(() => undefined);
        if ((own !== undefined) !== verifies)
          throw new Error(`cosign ${verifies ? 'refused' : 'now verifies'} its own signature`);
        if (!verifies) return 'read, another password refused; cosign does not verify its own signatures of this kind';
        writeFileSync(join(cwd, 'other.tgz'), 'other bytes');
        const other = await cosign([...about, 'other.tgz']).catch(() => undefined);
        if (other !== undefined) throw new Error('cosign accepted other bytes');
        return 'read, signed and verified; another password and other bytes refused';
      }),
    ];
  });
}

const OLD_POLICY = policyOf('release: {key: {file: keys/release.pub}}');

/** `keys rotate` with the private half in OpenBao: in KV, from which jobs sign, and in Transit, which it never leaves. */
function rotationRows(scene, bao) {
  const env = { VAULT_ADDR: bao.url, VAULT_TOKEN: ROOT, KEY_PASSWORD: PASSWORD };
  const row = (name, run) => ({ name: `keys rotate: ${name}`, direction: 'ours → the gate', needs: ['bao', 'cosign'], run });
  const begin = async () => {
    const instance = scene.stack.real23 ?? scene.stack.sandbox;
    const cwd = mkdtempSync(join(scene.folder, 'rotation-'));
    mkdirSync(join(cwd, 'keys'));
    writeFileSync(join(cwd, 'root.json'), readFileSync(instance.trustedRoot));
    writeFileSync(join(cwd, 'policy.yaml'), OLD_POLICY);
    await generate(['--output', 'old.key', '--key-password', 'env://KEY_PASSWORD'], 'keys/release.pub', { cwd, env });
    const job = { ...(await instance.environment('github')), ...env };
    const sign = async (file, key, more = ['--key-password', 'env://KEY_PASSWORD']) => {
      writeFileSync(join(cwd, file), `a package ${file}`);
      worked('sign-blob', await call(['sign-blob', file, '--key', key, ...more, ...instanceFlags(instance)], cwd, job));
    };
    const outcome = async (file) => (await call(['verify', file, '--policy', 'policy.yaml'], cwd, {})).status;
    const expect = async (file, status) => {
      const found = await outcome(file);
      if (found !== status) throw new Error(`${file}: status ${found}, not ${status}`);
    };
    const rotate = async (...more) => {
      const args = ['keys', 'rotate', 'release', '--policy', 'policy.yaml', '--name', 'release-2', ...more, '--json'];
      const ended = await call(args, cwd, env);
      worked('keys rotate', ended);
      if (ended.output.includes(PASSWORD) || ended.output.includes(ROOT)) throw new Error('a secret is printed');
      return JSON.parse(ended.stdout);
    };
    return { cwd, instance, job, sign, expect, rotate };
  };
  return [
    row('the private half goes to KV, and jobs sign from there', async () => {
      const { cwd, instance, sign, expect, rotate } = await begin();
      await sign('before.tgz', 'old.key');
      const place = `vault-kv://secret/rotated-${cwd.slice(-6)}#key`;
      const rotation = await rotate('--store', place, '--key-password', 'env://KEY_PASSWORD');
      const left = readdirSync(cwd, { recursive: true }).filter((name) => /\.key$|\.rotation/.test(String(name)));
      if (left.join() !== 'old.key') throw new Error(`left behind: ${left.join()}`);
      await sign('after.tgz', place);
      await sign('overlap.tgz', 'old.key');
      for (const file of ['before.tgz', 'after.tgz', 'overlap.tgz']) await expect(file, 0);
      // What is stored is a key of cosign, too, and it is the key of the policy.
      const { data } = await bao.ask(`secret/data/rotated-${cwd.slice(-6)}`);
      writeFileSync(join(cwd, 'stored.key'), data.data.key, { mode: 0o600 });
      writeFileSync(join(cwd, 'theirs.tgz'), 'a package');
      const made = ['--bundle', 'theirs.tgz.sigstore.json', ...instanceFlags(instance), '-y', 'theirs.tgz'];
      await must(peer('cosign'), ['sign-blob', '--key', 'stored.key', ...made], {
        cwd,
        env: { HOME: cwd, COSIGN_PASSWORD: PASSWORD },
      });
      await expect('theirs.tgz', 0);
      writeFileSync(join(cwd, 'after.tgz'), 'other bytes');
      await expect('after.tgz', 1);
      if (!readFileSync(join(cwd, 'policy.yaml'), 'utf8').includes(rotation.key.fingerprint)) throw new Error('no pin');
      return 'old and new signatures allowed, also of cosign with the stored key; other bytes denied; no copy is left';
    }),
    row('the new key is made in Transit', async () => {
      const { cwd, sign, expect, rotate } = await begin();
      await sign('before.tgz', 'old.key');
      const reference = `hashivault://rotated-${cwd.slice(-6)}`;
      await rotate('--key', reference);
      await sign('after.tgz', reference, []);
      for (const file of ['before.tgz', 'after.tgz']) await expect(file, 0);
      writeFileSync(join(cwd, 'after.tgz'), 'other bytes');
      await expect('after.tgz', 1);
      return 'old and new signatures allowed; other bytes denied';
    }),
    row('a place that refuses stops it before anything is changed', async () => {
      const { cwd } = await begin();
      const before = readdirSync(cwd, { recursive: true }).join();
      const args = ['keys', 'rotate', 'release', '--policy', 'policy.yaml', '--store', 'vault-kv://secret/x#key'];
      const ended = await call([...args, '--key-password', 'env://KEY_PASSWORD'], cwd, { ...env, VAULT_TOKEN: 'another' });
      if (ended.status !== 2 || readdirSync(cwd, { recursive: true }).join() !== before)
        throw new Error(`${ended.status}\n${ended.output}`);
      if (readFileSync(join(cwd, 'policy.yaml'), 'utf8') !== OLD_POLICY) throw new Error('the policy was changed');
      return 'status 2, nothing is changed';
    }),
  ];
}

export async function commands(scene) {
  const stops = [];
  const cases = [];
  for (const [name, place] of Object.entries(PLACES)) {
    const rows = await placeRows(scene, name, place);
    stops.push(rows.stop);
    cases.push(...rows.cases);
  }
  const folder = join(scene.folder, 'rotations');
  mkdirSync(folder);
  if (peer('bao')) {
    const bao = await startBao(folder);
    stops.push(bao.stop);
    cases.push(...rotationRows({ ...scene, folder }, bao));
  } else cases.push({ name: 'keys rotate', direction: 'ours → the gate', needs: ['bao'], run: async () => '' });
  return { stop: async () => void (await Promise.all(stops.map((stop) => stop()))), cases: [...cases, ...fileRows(scene)] };
}
