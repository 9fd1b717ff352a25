import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import { failure } from '../net/testing/test-run.js';
import { createRegistry } from '../registry/index.js';
import {
  attestProvenance,
  secondOpinion,
  signFiles,
  signImages,
  type SigningReport,
  type SignOptions,
} from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import { keyFile } from '../signing/testing/keys.js';
import type { Studio } from '../signing/testing/studio.js';
import { loadTrust } from '../trust/index.js';
import { prover } from './prover.js';
import { word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

/* A classical signature and one with ML-DSA-65 beside it, and a policy that requires both. */

const CLASSICAL = 'app.tgz.sigstore.json';
const QUANTUM = 'app.tgz.pq.sigstore.json';
const LARGE = 'large.bin';

interface Json {
  verificationMaterial: {
    publicKey?: { hint: string };
    certificate?: unknown;
    tlogEntries?: unknown[];
    timestampVerificationData?: { rfc3161Timestamps: unknown[] };
  };
  messageSignature: { messageDigest: { algorithm: string; digest: string }; signature: string };
}

let requests: string[] = [];
let studio: Studio;
let scene: Scene;
/** Bundles of `app.tgz` and `other.tgz`, by both keys, and of the attacker's ML-DSA key. */
const made = new Map<string, string>();
let report: SigningReport;
let logged = 0;
let events: readonly string[] = [];
let lines: readonly string[] = [];

async function signingOptions(at: ReturnType<Scene['run']>): Promise<SignOptions> {
  const { root, document } = await loadTrust(at, { trustedRoot: 'root.json', signingConfig: studio.sandbox.files.signingConfig });
  return {
    ...studio.options(),
    verify: prover(root, at.clock, { transparencyLog: 'required' }),
    secondOpinion: secondOpinion(at, {
      root,
      document,
      tuf: undefined,
      transparencyLog: 'required',
      makeFolder: () => studio.folder,
    }),
  };
}

async function sign(files: readonly string[], keys: readonly string[], more: Partial<SignOptions> = {}) {
  const at = studio.run(scene.job('acme/app'), { cwd: scene.folder });
  const made = await signFiles(at, {
    ...(await signingOptions(at)),
    keys,
    subjects: await collectFiles(at, { paths: files }),
    ...more,
  });
  if (made.failures.length > 0) throw made.failures[0]?.error;
  return { report: made, run: at };
}

const FILES = { 'app.tgz': 'the package', 'other.tgz': 'another package', [LARGE]: Buffer.alloc(3 * 1024 * 1024, 7) };
const NAMES = Object.keys(FILES).toSorted();
const bundlesOf = (name: string): readonly string[] => [`${name}.sigstore.json`, `${name}.pq.sigstore.json`];

beforeAll(async () => {
  studio = await openStudio({ log: (line) => requests.push(line) });
  scene = openScene(studio);
  scene.write(FILES);
  const keep = (name: string): void => void made.set(name, readFileSync(join(scene.folder, name), 'utf8'));
  for (const name of ['pq', 'evil']) {
    scene.write({ [`${name}.pub`]: keyFile(scene.folder, 'ML-DSA-65', `${name}.pem`).publicPem });
    keep(`${name}.pub`);
    keep(`${name}.pem`);
  }
  await sign(['app.tgz'], ['keyless', 'evil.pem']);
  keep('app.tgz.evil.sigstore.json');
  requests = [];
  const { report: ofAll, run } = await sign(NAMES, ['keyless', 'pq.pem']);
  logged = requests.filter((line) => line.startsWith('rekor POST')).length;
  [report, events, lines] = [ofAll, run.events.map(({ event }) => event), run.lines];
  for (const name of NAMES.flatMap(bundlesOf)) keep(name);
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write(FILES);
  for (const [name, content] of made) scene.write({ [name]: content });
  rmSync(join(scene.folder, 'app.tgz.evil.sigstore.json'));
});
afterAll(() => studio.close());

const policy = (require = 'signature: {by: release}}, {signature: {by: pq}', quantum = 'stamped'): string =>
  `apiVersion: countersign.dev/v1beta1
kind: Policy
trust:
  logged: {root: root.json}
  stamped: {root: root.json, log-entries: 0, timestamps: 1}
signers:
  release:
    github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}
    trust: logged
  pq: {key: {file: pq.pub}, trust: ${quantum}}
rules:
  - {name: all, match: {paths: ["**"]}, require: [{${require}}]}
  - {name: images, match: {images: ["${studio.sandbox.registry.host}/**"]}, require: [{signature: {by: release}}, {signature: {by: pq}}]}
`;
const judge = async (text: string = policy(), paths: readonly string[] = ['app.tgz']) => {
  scene.write({ 'policy.yaml': text });
  return scene.gate({ policies: ['policy.yaml'], paths });
};
const read = (name: string): Json => JSON.parse(made.get(name) ?? '') as Json;
const write = (name: string, bundle: Json): void => writeFileSync(join(scene.folder, name), JSON.stringify(bundle));
const change = (name: string, by: (bundle: Json) => void): void => {
  const bundle = read(name);
  by(bundle);
  write(name, bundle);
};
const put = (from: string, to: string): void => writeFileSync(join(scene.folder, to), made.get(from) ?? '');

describe('signing with keyless and ML-DSA-65', () => {
  it('makes two bundles beside each file: one in the log, the other only timestamped', () => {
    expect(report.signed.map(({ path }) => basename(path ?? ''))).toEqual(NAMES.flatMap(bundlesOf));
    // A log entry for each file, not for each signature.
    expect(logged).toBe(NAMES.length);
    for (const { bundle, signer, hasTime } of report.signed) {
      const isQuantum = signer.name === 'file:pq.pem';
      expect([bundle.logEntries.length, bundle.timestamps.length, hasTime]).toEqual([isQuantum ? 0 : 1, 1, true]);
    }
    expect(read(QUANTUM).messageSignature.messageDigest.algorithm).toBe('SHA2_256');
  });

  it('says once that no log records it', () => {
    expect(events.filter((event) => event === 'timestamp-only')).toHaveLength(1);
    const said = 'warn no transparency log records signatures by ML_DSA_65 keys: those of file:pq.pem are only timestamped';
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([said]);
  });

  it("is not judged by Sigstore's own verifier, which says so", () => {
    const opinions = report.signed.map(({ signer, secondOpinion: one }) => [signer.name, one?.kind]);
    expect(opinions).toContainEqual(['file:pq.pem', 'not-judged']);
    expect(opinions).toContainEqual(['keyless', 'agrees']);
    expect(opinions).not.toContainEqual(['file:pq.pem', 'agrees']);
  });

  it('with dry-run, says which signatures would not be logged', async () => {
    rmSync(join(scene.folder, CLASSICAL));
    requests = [];
    const planned = await sign(['app.tgz'], ['keyless', 'pq.pem'], { dryRun: true });
    const { plan } = planned.report;
    expect(plan?.signatures.map(({ signer, isLogged }) => [signer.name, isLogged])).toEqual([
      ['keyless', true],
      ['file:pq.pem', false],
    ]);
    expect(planned.run.events.map(({ event }) => event)).toContain('timestamp-only');
    const alone = await sign(['app.tgz'], ['pq.pem'], { dryRun: true });
    expect(new Set(alone.report.plan?.published.map((one) => one.in))).toEqual(new Set(['timestamp']));
    expect(requests.filter((line) => !line.startsWith('issuer'))).toEqual([]);
  });

  it('refuses a signing config without timestamp authority, unless no log is wanted', async () => {
    const signingConfig = { ...studio.signingConfig, timestampAuthorities: [] };
    requests = [];
    expect(await failure(sign(['app.tgz'], ['pq.pem'], { signingConfig }))).toMatchObject({
      code: 'KEY_UNSUPPORTED',
      found: 'file:pq.pem, and no timestamp authority',
    });
    expect(requests).toEqual([]);
    const at = scene.run();
    const { root } = await loadTrust(at, { trustedRoot: 'root.json', withSigningConfig: false });
    const off = { transparencyLog: 'off', verify: prover(root, at.clock, { transparencyLog: 'off' }) } as const;
    const { report: unproven } = await sign(['app.tgz'], ['pq.pem'], { signingConfig, ...off, secondOpinion: undefined });
    expect(unproven.signed[0]).toMatchObject({ hasTime: false });
  });

  it('refuses two bundles under one name before it signs anything', async () => {
    scene.write({ notes: 'one', 'notes.pq': 'two' });
    requests = [];
    expect(await failure(sign(['notes', 'notes.pq'], ['keyless', 'pq.pem']))).toMatchObject({
      code: 'SUBJECT_DUPLICATE',
      message: expect.stringContaining('notes.pq.sigstore.json'),
    });
    expect(requests).toEqual([]);
    mkdirSync(join(scene.folder, 'old'));
    put('evil.pem', join('old', 'pq.pem'));
    const { report: three } = await sign(['notes'], ['keyless', 'pq.pem', 'old/pq.pem'], { dryRun: true });
    const names = three.plan?.signatures.map(({ path }) => basename(path));
    expect(names).toEqual(['notes.sigstore.json', 'notes.pq.sigstore.json', 'notes.pq-3.sigstore.json']);
  });

  it('with resume, makes only what is missing', async () => {
    rmSync(join(scene.folder, QUANTUM));
    requests = [];
    const { report: again } = await sign(['app.tgz'], ['keyless', 'pq.pem'], { resume: true });
    expect(again.signed.map(({ signer, state }) => [signer.name, state])).toEqual([
      ['keyless', 'already-signed'],
      ['file:pq.pem', 'signed'],
    ]);
    expect(requests.filter((line) => line.startsWith('rekor'))).toEqual([]);
    const all = await sign(['app.tgz'], ['keyless', 'pq.pem'], { resume: true });
    expect(all.report.signed.map(({ state }) => state)).toEqual(['already-signed', 'already-signed']);
  });
});

describe('a policy that requires both', () => {
  it('allows a file that has both, also a large one', async () => {
    expect(word(await judge(policy(), NAMES))).toEqual(['allowed', 0]);
    scene.write({ [LARGE]: Buffer.alloc(3 * 1024 * 1024, 8) });
    expect((await judge(policy(), [LARGE])).decision.outcome).toBe('denied');
  });

  it('can count them as two signers', async () => {
    const both = policy('signature: {by: {at-least: 2, of: [release, pq]}}');
    expect(word(await judge(both))).toEqual(['allowed', 0]);
    rmSync(join(scene.folder, QUANTUM));
    put(CLASSICAL, QUANTUM);
    expect((await judge(both)).decision.outcome).toBe('denied');
  });

  it('reports that the artifact rests on a signature without a log entry', async () => {
    const { decision } = await judge();
    expect(decision.notices?.join()).toMatch(/1 allowed artifact rests on signatures without an entry in a transparency log/);
  });

  it('says what a trust needs, where it asks for a log entry', async () => {
    const { decision } = await judge(policy(undefined, 'logged'));
    const [refused] = decision.policies[0]?.subjects[0]?.rules[0]?.requirements.filter(({ code }) => code !== undefined) ?? [];
    expect(refused).toMatchObject({
      code: 'LOG_ENTRY_MISSING',
      hint: expect.stringContaining('"log-entries: 0" and "timestamps: 1"'),
    });
  });

  it('says the same to a policy in one line, and its advice is enough', async () => {
    const { decision } = await scene.gate({ paths: ['app.tgz'], trustedRoot: 'root.json', oneLine: { key: 'pq.pub' } });
    const [refused] = decision.policies[0]?.subjects[0]?.rules[0]?.requirements.filter(({ code }) => code !== undefined) ?? [];
    expect(refused).toMatchObject({ code: 'LOG_ENTRY_MISSING' });
    const [, trust] = /"(trust: \{keys: \{[^"]*\}\})"/.exec(refused?.hint ?? '') ?? [];
    expect(trust).toContain('timestamps: 1');
    const advised = `apiVersion: countersign.dev/v1beta1
kind: Policy
${trust?.replace('sigstore: public-good', 'root: root.json') ?? ''}
signers: {pq: {key: {file: pq.pub}}}
rules: [{name: all, match: {paths: ["*.tgz"]}, require: [{signature: {by: pq}}]}]
`;
    scene.write({ 'advised.yaml': advised });
    expect(word(await scene.gate({ policies: ['advised.yaml'], paths: ['app.tgz'] }))[0]).toBe('allowed');
    // Without its timestamp it is not enough, as the page says.
    const bundle = read(QUANTUM);
    delete bundle.verificationMaterial.timestampVerificationData;
    write(QUANTUM, bundle);
    expect(word(await scene.gate({ policies: ['advised.yaml'], paths: ['app.tgz'] }))[0]).toBe('denied');
  });

  const foreign = (by: (quantum: Json, classical: Json) => void): void => {
    const [quantum, classical] = [read(QUANTUM), read(CLASSICAL)];
    by(quantum, classical);
    write(QUANTUM, quantum);
    write(CLASSICAL, classical);
  };

  it.each<[string, () => void]>([
    ['the ML-DSA bundle removed', () => rmSync(join(scene.folder, QUANTUM))],
    ['the classical bundle removed', () => rmSync(join(scene.folder, CLASSICAL))],
    ['the classical bundle under both names', () => put(CLASSICAL, QUANTUM)],
    ['the ML-DSA bundle under both names', () => put(QUANTUM, CLASSICAL)],
    ['the ML-DSA bundle of another file', () => put('other.tgz.pq.sigstore.json', QUANTUM)],
    ['the classical bundle of another file', () => put('other.tgz.sigstore.json', CLASSICAL)],
    ['the signature of an ML-DSA key of the attacker', () => put('app.tgz.evil.sigstore.json', QUANTUM)],
    [
      'the signature of an ML-DSA key of the attacker, under the hint of the right key',
      () => {
        const evil = read('app.tgz.evil.sigstore.json');
        const { publicKey } = read(QUANTUM).verificationMaterial;
        if (publicKey !== undefined) evil.verificationMaterial.publicKey = publicKey;
        write(QUANTUM, evil);
      },
    ],
    [
      'the classical signature in the ML-DSA bundle',
      () => foreign((quantum, classical) => (quantum.messageSignature = classical.messageSignature)),
    ],
    [
      'the ML-DSA signature in the classical bundle',
      () => foreign((quantum, classical) => (classical.messageSignature = quantum.messageSignature)),
    ],
    [
      'the certificate and its log entry in the ML-DSA bundle',
      () => foreign((quantum, classical) => (quantum.verificationMaterial = classical.verificationMaterial)),
    ],
    [
      'the ML-DSA key in the classical bundle',
      () => foreign((quantum, classical) => (classical.verificationMaterial = quantum.verificationMaterial)),
    ],
    [
      'the log entry of the classical signature added to the ML-DSA bundle',
      () =>
        foreign(
          (quantum, classical) => (quantum.verificationMaterial.tlogEntries = classical.verificationMaterial.tlogEntries ?? []),
        ),
    ],
    [
      'the timestamp of the ML-DSA bundle removed',
      () => change(QUANTUM, ({ verificationMaterial }) => delete verificationMaterial.timestampVerificationData),
    ],
    [
      'the list of its timestamps emptied',
      () => change(QUANTUM, (bundle) => (bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] })),
    ],
    [
      'the timestamp of the classical signature in the ML-DSA bundle',
      () =>
        foreign((quantum, classical) => {
          const stamp = classical.verificationMaterial.timestampVerificationData;
          if (stamp !== undefined) quantum.verificationMaterial.timestampVerificationData = stamp;
        }),
    ],
    [
      "the timestamp of another file's ML-DSA signature",
      () => {
        const stamp = read('other.tgz.pq.sigstore.json').verificationMaterial.timestampVerificationData;
        change(QUANTUM, (bundle) => {
          if (stamp !== undefined) bundle.verificationMaterial.timestampVerificationData = stamp;
        });
      },
    ],
    [
      'another name of the digest algorithm',
      () => change(QUANTUM, ({ messageSignature }) => (messageSignature.messageDigest.algorithm = 'SHA2_512')),
    ],
    [
      'an unknown digest algorithm',
      () => change(QUANTUM, ({ messageSignature }) => (messageSignature.messageDigest.algorithm = 'SHAKE256')),
    ],
    [
      'the digest of another file',
      () =>
        change(QUANTUM, ({ messageSignature }) => {
          messageSignature.messageDigest = read('other.tgz.pq.sigstore.json').messageSignature.messageDigest;
        }),
    ],
    [
      'a bit of the ML-DSA signature changed',
      () =>
        change(QUANTUM, ({ messageSignature }) => {
          const bytes = Buffer.from(messageSignature.signature, 'base64');
          bytes[2000] = (bytes[2000] ?? 0) ^ 1;
          messageSignature.signature = bytes.toString('base64');
        }),
    ],
    [
      'the ML-DSA signature cut to the length of ML-DSA-44',
      () =>
        change(QUANTUM, ({ messageSignature }) => {
          messageSignature.signature = Buffer.from(messageSignature.signature, 'base64').subarray(0, 2420).toString('base64');
        }),
    ],
    ['the file changed', () => scene.write({ 'app.tgz': 'the packagE' })],
  ])('denies a file with %s', async (_, attack) => {
    expect((await judge()).decision.outcome).toBe('allowed');
    attack();
    const result = await judge();
    expect([result.decision.outcome, result.exitStatus]).toEqual(['denied', 1]);
  });

  it('refuses a pinned key that was replaced, and reads no key of another length', async () => {
    const { fingerprint } = report.signed.find(({ signer }) => signer.name === 'file:pq.pem')?.signer ?? {};
    const pinned = policy().replace('{file: pq.pub}', `{file: pq.pub, sha256: ${fingerprint ?? ''}}`);
    expect(word(await judge(pinned))).toEqual(['allowed', 0]);
    copyFileSync(join(scene.folder, 'evil.pub'), join(scene.folder, 'pq.pub'));
    put('app.tgz.evil.sigstore.json', QUANTUM);
    expect(await failure(judge(pinned))).toMatchObject({ code: 'POLICY_UNTRUSTED' });
  });

  it('needs both attestations in the same way', async () => {
    const at = studio.run(scene.job('acme/app'), { cwd: scene.folder });
    const subjects = await collectFiles(at, { paths: ['app.tgz'] });
    const { signed, failures } = await attestProvenance(at, {
      ...(await signingOptions(at)),
      keys: ['keyless', 'pq.pem'],
      subjects,
    });
    expect([failures, signed.map(({ secondOpinion: one }) => one?.kind)]).toEqual([[], ['agrees', 'agrees']]);
    const unproven = '[source, workflow, builder, trigger, runner, ids, invocation, parameters]';
    const both = policy('provenance: {by: release}}, {provenance: {by: pq, unproven: ' + unproven + '}');
    const evidence = ['provenance.sigstore.json', 'provenance.pq.sigstore.json'];
    const ask = async (of: readonly string[]) => {
      scene.write({ 'policy.yaml': both });
      return (await scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'], evidence: of })).decision.outcome;
    };
    expect(await ask(evidence)).toBe('allowed');
    expect(await ask(evidence.slice(0, 1))).toBe('denied');
    expect(await ask(evidence.slice(1))).toBe('denied');
  });
});

describe('images', () => {
  it('get a signature of each key, and a policy that requires both denies an image with one', async () => {
    const { host } = studio.sandbox.registry;
    const gate = async (reference: string) => {
      scene.write({ 'policy.yaml': policy() });
      return word(await scene.gate({ policies: ['policy.yaml'], images: [reference] }))[0];
    };
    for (const [tag, keys] of [
      ['both', ['keyless', 'pq.pem']],
      ['classical', ['keyless']],
      ['quantum', ['pq.pem']],
    ] as const) {
      await pushImage(host, 'acme/pq', tag, tag);
      const at = studio.run(scene.job('acme/app'), { cwd: scene.folder });
      const registry = createRegistry(at);
      const image = await registry.resolve(`${host}/acme/pq:${tag}`);
      const options = { ...(await signingOptions(at)), keys, images: [image], registry };
      const { failures, signed } = await signImages(at, options);
      expect(failures).toEqual([]);
      expect(signed.flatMap((one) => one.failures)).toEqual([]);
      expect(await gate(`${image.name}@${image.digest}`)).toBe(tag === 'both' ? 'allowed' : 'denied');
    }
  });
});
