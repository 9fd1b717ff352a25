/** What the examples of examples/key-check find: the files of a repository with a young key, and with one that is too old. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from './cases.mjs';
import { root } from './programs.mjs';

const DAY = 24 * 60 * 60 * 1000;

/** @param {number} days age of the key */
function listedKey(days) {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const created = new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
  const list = readFileSync(join(root, 'examples/key-check/keys.yaml'), 'utf8');
  expect(/created: \S+ /.test(list), 'the list says no date', list);
  return {
    'keys.yaml': list.replace(/created: \S+ /, `created: ${created} `),
    'keys/release-2026.pub': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/**
 * @param {(files: Record<string, string>, folder: string) => Promise<{status: number | null, output: string}>} run
 * @returns {import('./cases.mjs').Case[]}
 */
export function keyCheckCases(run) {
  return [
    [
      'key-check: a key of this year',
      'passed',
      async (folder) => {
        const { status, output } = await run(listedKey(10), folder);
        expect(status === 0 && output.includes('release-2026'), `the run ended with ${status}`, output);
      },
    ],
    [
      'key-check: a key that is too old',
      'failed',
      async (folder) => {
        const { status, output } = await run(listedKey(400), folder);
        expect(status !== 0 && output.includes('release-2026: too-old'), `the run ended with ${status}`, output);
      },
    ],
  ];
}
