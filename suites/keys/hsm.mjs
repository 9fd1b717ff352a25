/** Keys in a PKCS #11 token: SoftHSM2. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { must } from '../interop/processes.mjs';
import { worked } from '../interop/writers.mjs';
import { peer } from '../peers.mjs';
import { exampleCases } from './example-cases.mjs';
import { keyRows } from './key-rows.mjs';

export const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
export const PIN = '83719046';
const NEEDS = ['opensc', 'softhsm2'];
const FILES = 1000;

/** pkcs11-tool's name of the type, and the hash. */
const TYPES = {
  'P-256': { kind: 'EC:prime256v1', hash: 'sha256' },
  'P-384': { kind: 'EC:secp384r1', hash: 'sha384' },
  'P-521': { kind: 'EC:secp521r1', hash: 'sha512' },
  'RSA 2048': { kind: 'rsa:2048', hash: 'sha256' },
  'RSA 3072': { kind: 'rsa:3072', hash: 'sha256' },
  'RSA 4096': { kind: 'rsa:4096', hash: 'sha256' },
};
/** No log takes its signatures: it has rows of its own. */
const ED25519 = { type: 'Ed25519', id: '07', kind: 'EC:edwards25519' };

/** A new token without keys. @returns {Promise<any>} */
export async function emptyToken(folder) {
  mkdirSync(join(folder, 'tokens'));
  const config = join(folder, 'softhsm2.conf');
  writeFileSync(config, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`);
  const env = { SOFTHSM2_CONF: config, HSM_PIN: PIN };
  await must(peer('softhsm2'), ['--init-token', '--free', '--label', 'release', '--pin', PIN, '--so-pin', '12345678'], { env });
  const uri = (path) => `pkcs11:token=release;${path}?module-path=${MODULE}`;
  const [, slot = ''] =
    /\((0x[0-9a-f]+)\)[^]*?token label +: release/.exec(await must(peer('opensc'), ['--module', MODULE, '-T'], { env })) ?? [];
  return { env, uri, slot: Number(slot) };
}

/** A token with the keys of some types. @returns {Promise<any>} */
async function softHsm(folder) {
  const { env, uri, slot } = await emptyToken(folder);
  const tool = (...args) =>
    must(peer('opensc'), ['--module', MODULE, '--token-label', 'release', '--login', '--pin', 'env:HSM_PIN', ...args], { env });
  const keys = [];
  for (const [index, [type, { kind }]] of Object.entries(TYPES).entries()) {
    const id = String(index + 1).padStart(2, '0');
    await tool('--keypairgen', '--key-type', kind, '--id', id, '--label', `key-${id}`);
    keys.push({
      type,
      id,
      uri: uri(`object=key-${id}`),
      cosign: `pkcs11:token=release;slot-id=${slot};id=%${id};object=key-${id}?module-path=${MODULE}`,
    });
  }
  await tool('--keypairgen', '--key-type', ED25519.kind, '--id', ED25519.id, '--label', `key-${ED25519.id}`);
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
  await exportKey({ folder, env }, ED25519);
  const inTurn = oneByOne();
  const rows = [];
  for (const key of keys) {
    const { hash } = TYPES[key.type];
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
          cosign: { program: 'cosign-pkcs11', reference: key.cosign, env: { COSIGN_PKCS11_PIN: PIN } },
          inTurn,
        },
        NEEDS,
      ),
    );
  }
  const examples = exampleCases('hsm', scene, {
    secrets: env,
    files: { 'release.pub': readFileSync(join(folder, 'key-01.pub'), 'utf8') },
    otherFiles: { 'release.pub': readFileSync(other, 'utf8') },
    needs: NEEDS,
    replace: {
      '{ group: hsm }': 'ubuntu-24.04',
      'object=release-key?module-path=/opt/hsm/lib/libpkcs11.so': `object=key-01?module-path=${MODULE}`,
      // SoftHSM2 finds its tokens by a variable.
      'HSM_PIN: ${{ secrets.HSM_PIN }}': `HSM_PIN: \${{ secrets.HSM_PIN }}\n          SOFTHSM2_CONF: ${env.SOFTHSM2_CONF}`,
      '        HSM_PIN\n': '        HSM_PIN\n        SOFTHSM2_CONF\n',
    },
  }).map((one) => ({ ...one, run: () => inTurn(one.run) }));
  return { stop, cases: [...rows, ...runs({ folder, env, uri, inTurn }), ...examples] };
}

/** SoftHSM2 writes the state of its token at each login, and another program that reads it meanwhile gets CKR_GENERAL_ERROR. */
export function oneByOne() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  /** @template T @param {() => Promise<T>} work */
  return (work) => {
    const mine = last.then(work);
    last = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  };
}

const missing = { name: 'keys in an HSM', direction: 'ours', needs: NEEDS, run: async () => 'never run' };

/** What a user meets besides signatures. */
function runs({ folder, env, uri, inTurn }) {
  const alone = ['--transparency-log', 'off', '--network', 'none'];
  const cli = (name, args, more = {}) => {
    const cwd = join(folder, name);
    mkdirSync(cwd, { recursive: true });
    return { cwd, run: () => runCli(args, { cwd, scratch: cwd, env: { ...env, ...more } }) };
  };
  const row = (name, run) => ({ name, direction: 'ours', needs: NEEDS, run: () => inTurn(run) });
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
    row('Ed25519 in an HSM: small files, without a log', async () => {
      const args = ['--key', uri(`object=key-${ED25519.id}`), '--key-password', 'env://HSM_PIN', ...alone];
      const { cwd, run } = cli('ed25519', ['sign-blob', 'small.txt', ...args]);
      writeFileSync(join(cwd, 'small.txt'), 'small');
      worked('sign-blob', await run());
      const { signature } = JSON.parse(readFileSync(join(cwd, 'small.txt.sigstore.json'), 'utf8')).messageSignature;
      writeFileSync(join(cwd, 'sig'), Buffer.from(signature, 'base64'));
      const publicKey = join(folder, `key-${ED25519.id}.pub`);
      const about = ['-rawin', '-pubin', '-inkey', publicKey, '-sigfile', 'sig', '-in', 'small.txt'];
      await must(peer('openssl'), ['pkeyutl', '-verify', ...about], { cwd, env: { HOME: cwd } });
      worked('verify', await runCli(['verify', 'small.txt', '--key', publicKey, ...alone], { cwd, scratch: cwd, env: {} }));
      writeFileSync(join(cwd, 'small.txt'), 'other');
      const changed = await runCli(['verify', 'small.txt', '--key', publicKey, ...alone], { cwd, scratch: cwd, env: {} });
      if (changed.status !== 1) throw new Error(`accepted other bytes\n${changed.output}`);
      writeFileSync(join(cwd, 'large.txt'), 'x'.repeat(1025));
      const large = await runCli(['sign-blob', 'large.txt', ...args], { cwd, scratch: cwd, env });
      if (!large.output.includes('pkcs11-tool cannot sign this much with an Ed25519 key')) throw new Error(large.output);
      return 'verified by openssl and us; more than 1,024 bytes are refused with the reason';
    }),
  ];
}
