/** A key plugin of sigstore's own framework, the same program for cosign and for us. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { writeKeyPair } from '../interop/keys.mjs';
import { peer } from '../peers.mjs';
import { keyRows } from './key-rows.mjs';

const NEEDS = ['kms-plugin'];

const TYPES = {
  'P-256': { pair: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), hash: 'sha256' },
  'P-384': { pair: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }), hash: 'sha384' },
  'P-521': { pair: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }), hash: 'sha512' },
  'RSA 2048': { pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), hash: 'sha256' },
  'RSA 3072': { pair: () => generateKeyPairSync('rsa', { modulusLength: 3072 }), hash: 'sha256' },
  'RSA 4096': { pair: () => generateKeyPairSync('rsa', { modulusLength: 4096 }), hash: 'sha256' },
};

/** A folder of PATH with the plugin, and its keys. */
function folderPlugin(folder) {
  const keys = join(folder, 'keys');
  const bin = join(folder, 'bin');
  mkdirSync(keys);
  mkdirSync(bin);
  symlinkSync(peer('kms-plugin') ?? '/nonexistent', join(bin, 'sigstore-kms-folder'));
  return { keys, env: { PATH: [bin, process.env.PATH].join(delimiter), KMS_PLUGIN_FOLDER: keys } };
}

export async function plugin(scene) {
  const { folder } = scene;
  const { keys, env } = folderPlugin(folder);
  const other = writeKeyPair(folder, 'other', generateKeyPairSync('ec', { namedCurve: 'P-256' })).public;
  const rows = Object.entries(TYPES).flatMap(([type, { pair, hash }]) => {
    const name = type.replace(' ', '-');
    const paths = writeKeyPair(keys, name, pair());
    const reference = `folder://${name}`;
    return keyRows(
      scene,
      {
        type: `${type} of a plugin`,
        reference,
        public: paths.public,
        other,
        hash,
        env,
        cosign: { program: 'cosign', reference },
      },
      NEEDS,
    );
  });
  const gate = {
    name: 'a plugin as the key of the gate',
    direction: 'ours',
    needs: NEEDS,
    run: async () => {
      const cwd = join(folder, 'gate');
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'a.txt'), 'a');
      const { status, output } = await runCli(['verify', 'a.txt', '--key', 'folder://P-256'], { cwd, scratch: cwd, env });
      if (status !== 3 || !output.includes('must not choose which key is trusted')) throw new Error(`${status}\n${output}`);
      return 'refused, with the reason';
    },
  };
  return { stop: async () => {}, cases: [...rows, gate] };
}
