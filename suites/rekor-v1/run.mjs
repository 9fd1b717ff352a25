/**
 * A private instance with a real Rekor v1: `node suites/rekor-v1/run.mjs [WORDS]`. We and others sign there, every judge reads every bundle,
 * and a signature that the log has already is used.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { altered } from '../interop/alterations.mjs';
import { alreadyLogged } from '../interop/cases/already-logged.mjs';
import { judged, write } from '../interop/cases/bundles.mjs';
import { JUDGES } from '../interop/judges.mjs';
import { makeKeys, writeKeyPair } from '../interop/keys.mjs';
import { stopPython } from '../interop/python-judge.mjs';
import { markdown, runCases, summary } from '../interop/table.mjs';
import { PROVENANCE, TEST, WRITERS } from '../interop/writers.mjs';
import { install, peer, PEERS } from '../peers.mjs';
import { SUITES } from '../table.mjs';
import { startPrivateInstance } from './stack.mjs';
import { whatItTakes } from './what-it-takes.mjs';

const pattern = process.argv[2] ?? '';
const needs = SUITES['rekor-v1'].peers;
const missing = PEERS.filter((one) => needs.includes(one.name) && !install(one));
if (missing.length > 0) {
  console.log(`0 passed, 0 failed, 1 skipped: not installed: ${missing.map(({ name }) => name).join(', ')}`);
  process.exit(process.env.CI ? 1 : 0);
}

const KINDS = {
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  'RSA-2048': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'RSA-4096': () => generateKeyPairSync('rsa', { modulusLength: 4096 }),
  Ed25519: () => generateKeyPairSync('ed25519'),
  'ML-DSA-65': () => generateKeyPairSync('ml-dsa-65'),
};
/** Keys whose signatures cosign 3.1.2 verifies; it takes SHA-256 for granted. */
const COSIGN_KEYS = ['P-256', 'RSA-2048', 'RSA-4096'];
const what = (type) => (type === undefined ? 'signature' : type === TEST ? 'attestation' : 'provenance');
const GROUP = 'Rekor v1';

const keysOf = (folder) =>
  Object.fromEntries(Object.entries(KINDS).map(([kind, make]) => [kind, writeKeyPair(folder, kind, make())]));

/** Each bundle is made once, and given to every judge that can read it, with alterations that must be refused. */
function readingCases({ folder, instance, other, keys, kinds }) {
  let donor;
  const donorOf = () => (donor ??= write(folder, { instance, writer: 'ours', type: undefined, who: 'github' }));
  /** @type {any[]} */
  const cases = [
    ...[undefined, PROVENANCE].flatMap((type) =>
      ['github', 'gitlab'].map((who) => ({ writer: 'ours', type, who, key: undefined, name: who })),
    ),
    ...[undefined, PROVENANCE].flatMap((type) =>
      Object.entries(kinds)
        .filter(([kind]) => !REFUSED.some((one) => one.kind === kind && one.type === type))
        .map(([kind, key]) => ({ writer: 'ours', type, who: 'key', key, name: kind })),
    ),
    ...[undefined, TEST].map((type) => ({ writer: 'cosign', type, who: 'github', key: undefined, name: 'github' })),
    { writer: 'cosign', type: undefined, who: 'key', key: keys.own, name: 'P-256' },
    { writer: 'sigstore-python', type: undefined, who: 'github', key: undefined, name: 'github' },
  ];
  return cases.flatMap(({ writer, type, who, key, name }) => {
    let making;
    const made = () => (making ??= write(folder, { instance, writer, type, who, key }));
    const judges = Object.entries(JUDGES).filter(
      ([judge, { keys: takesKeys }]) => who !== 'key' || (takesKeys && (judge !== 'cosign' || COSIGN_KEYS.includes(name))),
    );
    return judges.map(([judge, { needs: judgeNeeds, verify }]) => ({
      group: GROUP,
      name: `${what(type)}, ${name}`,
      direction: `${writer} → ${judge}`,
      needs: [...WRITERS[writer].needs, ...judgeNeeds],
      run: async () => {
        const question = await made();
        const donorBundle = JSON.parse(readFileSync((await donorOf()).bundle, 'utf8'));
        return judged(
          judge,
          verify,
          question,
          altered(question, { donor: donorBundle, root: other.trustedRoot, key: keys.other.public }, judge),
        );
      },
    }));
  });
}

/**
 * Rekor v1 records no plain Ed25519 signature of a file, and verifies envelopes with SHA-256 alone. It records no ML-DSA, whose time only a
 * timestamp authority could prove: this instance has none.
 */
const REFUSED = [
  { kind: 'Ed25519', type: undefined },
  { kind: 'P-384', type: PROVENANCE },
  { kind: 'P-521', type: PROVENANCE },
  { kind: 'ML-DSA-65', type: undefined },
  { kind: 'ML-DSA-65', type: PROVENANCE },
];

const refusals = ({ folder, instance, kinds }) =>
  REFUSED.map(({ kind, type }) => ({
    group: GROUP,
    name: `${what(type)}, ${kind}`,
    direction: 'ours signs',
    needs: [],
    run: async () => {
      const error = await write(folder, { instance, writer: 'ours', type, who: 'key', key: kinds[kind] }).then(
        () => undefined,
        (thrown) => String(thrown),
      );
      if (!error?.includes('KEY_UNSUPPORTED')) throw new Error(`expected KEY_UNSUPPORTED, got ${error}`);
      return 'refused before anything is logged';
    },
  }));

const folder = mkdtempSync(join(tmpdir(), 'countersign-rekor-v1-'));
mkdirSync(join(folder, 'stack'));
const { instance, other, stop } = await startPrivateInstance(join(folder, 'stack'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(2)));
let results;
try {
  const scene = { folder, instance, other, keys: await makeKeys(folder), kinds: keysOf(folder) };
  const cases = [
    ...readingCases(scene),
    ...refusals(scene),
    ...whatItTakes(GROUP, instance),
    ...alreadyLogged({ folder, instance, name: instance.name, needs: [], judges: ['ours', 'cosign', 'sigstore-go'] }),
  ];
  results = await runCases(
    cases.filter(({ group, name, direction }) => `${group} ${name} ${direction}`.includes(pattern)),
    {
      concurrency: 3,
      missing: (wanted) => wanted.filter((name) => !peer(name)),
      strict: Boolean(process.env.CI),
      log: console.log,
    },
  );
} finally {
  stopPython();
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const { name, direction, state, verdict } of results)
  if (state === 'failed') console.log(`\nFAILED ${name} | ${direction}\n${verdict}`);
console.log(`\n${markdown(results)}`);
console.log(summary(results));
process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;
