import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

/** sigstore-python's environment contains python-tuf 7.0.1 (suites/peers.mjs). */
const cache = process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache', 'countersign-peers');
const python = join(cache, 'sigstore-4.5.0', 'bin', 'python');
const hasPeer = existsSync(python);
const file = (name: string): string => fileURLToPath(new URL(`testing/tuf/${name}`, import.meta.url));

interface Written {
  readonly cases: Readonly<Record<string, { readonly files: Readonly<Record<string, string>>; readonly random: boolean }>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** Every file of every repository; of those with random signatures only the names. */
function content({ cases, texts }: Written): unknown {
  return Object.fromEntries(
    Object.entries(cases).map(([name, { files, random, ...one }]) => [
      name,
      Object.entries(files).map(([path, text]) => {
        const shown = path.replace(/[0-9a-f]{64}/, 'HASH');
        return random ? shown : [shown, texts[text]];
      }),
      random ? [] : one,
    ]),
  );
}

(hasPeer ? it : it.skip)(
  hasPeer
    ? 'the committed TUF repositories are what python-tuf writes'
    : 'the committed TUF repositories are what python-tuf writes (needs npm run peers: sigstore)',
  () => {
    const written = JSON.parse(execFileSync(python, [file('make.py')], { encoding: 'utf8', maxBuffer: 16 * 2 ** 20 })) as Written;
    const committed = JSON.parse(readFileSync(file('repositories.json'), 'utf8')) as Written;
    expect(content(written)).toEqual(content(committed));
  },
  60_000,
);
