/** Keys in a PKCS #11 token: SoftHSM2. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { must } from '../interop/processes.mjs';
import { worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';
import { keyRows } from './key-rows.mjs';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const PIN = '83719046';
const NEEDS = ['opensc', 'softhsm2'];
const FILES = 1000;

const ED25519 = 'pkcs11-tool cannot sign this much with an Ed25519 key';
/** pkcs11-tool's name of the type, and the hash; cosign uses SHA-256 for every curve. */
const TYPES = {
  'P-256': { kind: 'EC:prime256v1', hash: 'sha256', cosign: true },
  'P-384': { kind: 'EC:secp384r1', hash: 'sha384', cosign: false },
  'P-521': { kind: 'EC:secp521r1', hash: 'sha512', cosign: false },
  'RSA 2048': { kind: 'rsa:2048', hash: 'sha256', cosign: true },
  'RSA 3072': { kind: 'rsa:3072', hash: 'sha256', cosign: true },
  'RSA 4096': { kind: 'rsa:4096', hash: 'sha256', cosign: true },
  Ed25519: { kind: 'EC:edwards25519', hash: undefined, refuses: ED25519 },
};

/** A token with the keys of some types. @returns {Promise<any>} */
async function softHsm(folder, types = TYPES) {
  mkdirSync(join(folder, 'tokens'));
  const config = join(folder, 'softhsm2.conf');
  writeFileSync(config, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`);
  const env = { SOFTHSM2_CONF: config, HSM_PIN: PIN };
  await must(peer('softhsm2'), ['--init-token', '--free', '--label', 'release', '--pin', PIN, '--so-pin', '12345678'], { env });
  const tool = (...args) =>
    must(peer('opensc'), ['--module', MODULE, '--token-label', 'release', '--login', '--pin', 'env:HSM_PIN', ...args], { env });
  const uri = (path) => `pkcs11:token=release;${path}?module-path=${MODULE}`;
  const [, slot = ''] =
    /\((0x[0-9a-f]+)\)[^]*?token label +: release/.exec(await must(peer('opensc'), ['--module', MODULE, '-T'], { env })) ?? [];
  const keys = [];
  for (const [index, [type, { kind }]] of Object.entries(types).entries()) {
    const id = String(index + 1).padStart(2, '0');
    await tool('--keypairgen', '--key-type', kind, '--id', id, '--label', `key-${id}`);
    keys.push({
      type,
      id,
      uri: uri(`object=key-${id}`),
      cosign: `pkcs11:token=release;slot-id=${Number(slot)};id=%${id};object=key-${id}?module-path=${MODULE}`,
    });
  }
  return { env, uri, keys };
}

/** The public key, by software of neither side: the point of the list for EC keys, because pkcs11-tool does not write all of them. */
async function exportKey({ folder, env }, { id, type }) {
  const at = join(folder, `key-${id}.pub`);
  const list = await must(
    peer('opensc'),
    ['--module', MODULE, '--token-label', 'release', '--list-objects', '--type', 'pubkey'],
    { env },
  );
  const block = list.split(/^(?=Public Key Object)/m).find((one) => new RegExp(`ID: +${id}$`, 'm').test(one)) ?? '';
  const field = (name) => new RegExp(`${name}: +([0-9a-f]+)`).exec(block)?.[1] ?? '';
  const der = join(folder, `key-${id}.der`);
  if (type.startsWith('RSA')) {
    await must(
      peer('opensc'),
      ['--module', MODULE, '--token-label', 'release', '--read-object', '--type', 'pubkey', '--id', id, '-o', der],
      { env },
    );
  } else {
    // The octet string without its header, behind the header of each SubjectPublicKeyInfo (RFC 5480, RFC 8410).
    const [head, skip] = SPKI[type];
    writeFileSync(der, Buffer.from(head + field('EC_POINT').slice(skip), 'hex'));
  }
  await must(peer('openssl'), ['pkey', '-pubin', '-inform', 'DER', '-in', der, '-out', at], { env: { HOME: folder } });
  return at;
}

const SPKI = {
  'P-256': ['3059301306072a8648ce3d020106082a8648ce3d030107034200', 4],
  'P-384': ['3076301006072a8648ce3d020106052b81040022036200', 4],
  'P-521': ['30819b301006072a8648ce3d020106052b8104002303818600', 6],
  Ed25519: ['302a300506032b6570032100', 4],
};

export async function hsm(scene) {
  const { folder } = scene;
  const stop = async () => {};
  if (NEEDS.some((name) => !peer(name)) || !existsSync(MODULE)) return { stop, cases: [missing] };
  const { env, uri, keys } = await softHsm(folder);
  const other = join(folder, 'other.pub');
  writeFileSync(other, generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }));
  const rows = [];
  for (const key of keys) {
    const { hash, refuses, cosign } = TYPES[key.type];
    rows.push(
      ...keyRows(
        scene,
        {
          type: `${key.type} in an HSM`,
          reference: key.uri,
          public: await exportKey({ folder, env }, key),
          other,
          hash,
          flags: ['--key-password', 'env://HSM_PIN'],
          env,
          refuses,
          cosign:
            cosign === undefined
              ? undefined
              : { program: 'cosign-pkcs11', reference: key.cosign, env: { COSIGN_PKCS11_PIN: PIN }, reads: cosign },
        },
        NEEDS,
      ),
    );
  }
  return { stop, cases: [...rows, ...runs({ folder, env, uri })] };
}

const missing = { name: 'keys in an HSM', direction: 'ours', needs: NEEDS, run: async () => 'never run' };

/** What a user meets besides signatures. */
function runs({ folder, env, uri }) {
  const alone = ['--transparency-log', 'off', '--network', 'none'];
  const cli = (name, args, more = {}) => {
    const cwd = join(folder, name);
    mkdirSync(cwd, { recursive: true });
    return { cwd, run: () => runCli(args, { cwd, scratch: cwd, env: { ...env, ...more } }) };
  };
  const row = (name, run) => ({ name, direction: 'ours', needs: NEEDS, run });
  const key = ['--key', uri('object=key-01')];
  return [
    row(`${FILES} files with P-256 in an HSM`, async () => {
      const { cwd, run } = cli('many', ['sign-blob', '*.txt', ...key, '--key-password', 'env://HSM_PIN', ...alone]);
      for (let index = 0; index < FILES; index += 1) writeFileSync(join(cwd, `${index}.txt`), `file ${index}`);
      worked('sign-blob', await run());
      const bundles = readdirSync(cwd).filter((name) => name.endsWith('.sigstore.json')).length;
      if (bundles !== FILES) throw new Error(`${bundles} bundles`);
      const gate = ['verify', '*.txt', '--key', join(folder, 'key-01.pub'), ...alone];
      worked('verify', await runCli(gate, { cwd, scratch: cwd, env: {} }));
      return 'signed one after the other, and verified';
    }),
    row('a wrong PIN is sent once', async () => {
      const tries = async () => /user PIN count low/.test(await must(peer('opensc'), ['--module', MODULE, '-T'], { env }));
      const { cwd, run } = cli('wrong', ['sign-blob', 'a.txt', ...key, '--key-password', 'env://WRONG', ...alone], {
        WRONG: '00000000',
      });
      writeFileSync(join(cwd, 'a.txt'), 'a');
      const { status, output } = await run();
      if (status !== 3 || !output.includes('CKR_PIN_INCORRECT') || output.includes('00000000'))
        throw new Error(`${status}\n${output}`);
      if (!(await tries())) throw new Error('the token has counted no wrong PIN');
      return 'status 3, with the words of the token';
    }),
    row('a PIN in the reference is refused', async () => {
      const reference = `${uri('object=key-01')}&pin-value=${PIN}`;
      const { cwd, run } = cli('in-reference', ['sign-blob', 'a.txt', '--key', reference, ...alone]);
      writeFileSync(join(cwd, 'a.txt'), 'a');
      const { status, output } = await run();
      if (status !== 3 || output.includes(PIN) || !output.includes('key-password')) throw new Error(`${status}\n${output}`);
      return 'status 3, and the PIN is not shown';
    }),
    row('the gate reads the public key of the token', async () => {
      const { cwd, run } = cli('gate', ['sign-blob', 'a.txt', ...key, '--key-password', 'env://HSM_PIN', ...alone]);
      writeFileSync(join(cwd, 'a.txt'), 'a');
      worked('sign-blob', await run());
      const unpinned = await runCli(['verify', 'a.txt', ...key, ...alone], { cwd, scratch: cwd, env });
      return `without a pinned fingerprint: status ${unpinned.status}`;
    }),
  ];
}
