import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { PIECE_NAMES, PIECES } from '@countersign/surface/options';

const root = fileURLToPath(new URL('../', import.meta.url));

/** All code of a committed bundle. */
function code(folder: string): string {
  return readdirSync(join(root, folder))
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
}

/** Rooms of core whose modules stand in a bundle, as the bundler's module comments name them. */
function roomsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/packages\/core\/lib\/([a-z-]+)\//g)].map(([, room]) => room ?? ''));
}

const SIGNING_ROOMS = ['signing', 'services', 'keys', 'provenance', 'ci', 'login'];
/** What only a program that signs has to say to Fulcio, Rekor or a timestamp authority, or to do with a key. */
const SIGNING_WORDS = [
  'api/v2/signingCert',
  'api/v2/log/entries',
  'api/v1/log/entries',
  'proofOfPossession',
  'createPrivateKey',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'device_authorization_endpoint',
];

/** Vendors' libraries sign their logins; tests/libraries.e2e.test.ts and tests/cloud-libraries.e2e.test.ts say what they can do. */
function withoutLibraries(program: string): string {
  const parts = program.split(/base64," \+ Buffer\.from\(`(?:[^`\\]|\\[\s\S])*`\)/);
  expect(parts.length).toBe(2);
  return parts.join('');
}

describe('an action', () => {
  it.each(PIECE_NAMES)('%s has no login of a person', (piece) => {
    const text = code(`actions/${piece}/dist`);
    expect(roomsIn(text).has('login')).toBe(false);
    expect(text).not.toMatch(/node_modules\/oauth4webapi\/|device_authorization_endpoint/);
  });
});

describe('the gate', () => {
  const bundles: readonly (readonly [string, string])[] = [
    ...PIECE_NAMES.filter((piece) => PIECES[piece].role === 'gate').map(
      (piece) => [`the action ${piece}`, code(`actions/${piece}/dist`)] as const,
    ),
    ['the component', withoutLibraries(readFileSync(join(root, 'gitlab-components/dist/countersign-gate.mjs'), 'utf8'))],
  ];

  it.each(bundles)('as %s has no room that signs', (_, text) => {
    const rooms = roomsIn(text);
    expect([...rooms]).toEqual(expect.arrayContaining(['gate', 'policy', 'verification', 'crypto']));
    expect(SIGNING_ROOMS.filter((room) => rooms.has(room))).toEqual([]);
  });

  it.each(PIECE_NAMES.filter((piece) => PIECES[piece].role === 'setup'))('that the action %s contains signs nothing', (piece) => {
    const text = code(`actions/${piece}/dist`);
    const found = roomsIn(text);
    expect([...found]).toEqual(expect.arrayContaining(['gate', 'policy', 'verification', 'crypto']));
    expect(SIGNING_ROOMS.filter((room) => found.has(room))).toEqual([]);
    // The toolkit brings its own client for identity tokens along; it finds no such variable in this process.
    const ours = SIGNING_WORDS.filter((word) => word !== 'ACTIONS_ID_TOKEN_REQUEST_TOKEN');
    expect(ours.filter((word) => text.includes(word))).toEqual([]);
    expect(text).not.toMatch(/packages\/sandbox\/|node_modules\/(?:sigstore|@sigstore\/\w+|make-fetch-happen)\//);
  });

  it.each(bundles)('as %s has no words for signing services', (_, text) => {
    expect(SIGNING_WORDS.filter((word) => text.includes(word))).toEqual([]);
  });

  // The second judge of new signatures can also sign; child processes of the gate are started by a few lines of our own.
  it.each(bundles)('as %s has nothing of sigstore, and not the exec of the toolkit', (_, text) => {
    expect([...text.matchAll(/node_modules\/(sigstore|@sigstore\/\w+|@actions\/(?:exec|io|core)|make-fetch-happen)\//g)]).toEqual(
      [],
    );
    expect(text).not.toMatch(/createVerifier|toTrustMaterial|RekorWitness/);
  });

  it.each(bundles)('as %s has nothing of the sandbox', (_, text) => {
    expect(text).not.toMatch(/packages\/sandbox\//);
  });

  it('is told apart by these words from what signs', () => {
    const signing = code('actions/sign-blob/dist');
    expect(SIGNING_WORDS.filter((word) => signing.includes(word)).length).toBeGreaterThan(4);
    expect(SIGNING_ROOMS.filter((room) => roomsIn(signing).has(room))).toContain('signing');
    expect(signing).toMatch(/createVerifier/);
    expect(signing).toMatch(/toTrustMaterial/);
  });
});

describe.each(PIECE_NAMES)('actions/%s/dist', (piece) => {
  it('names no path of the machine that built it, and carries its licences', () => {
    const text = code(`actions/${piece}/dist`);
    expect(text).not.toContain(root);
    expect(text).not.toMatch(/\/home\/[a-z]+\/|\/Users\/[a-z]+\//);
    expect(readFileSync(join(root, 'actions', piece, 'dist', 'licenses.txt'), 'utf8').length).toBeGreaterThan(1000);
  });

  it('is an ES module', () => {
    expect(JSON.parse(readFileSync(join(root, 'actions', piece, 'dist', 'package.json'), 'utf8'))).toMatchObject({
      type: 'module',
    });
  });
});
