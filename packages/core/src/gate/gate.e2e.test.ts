import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import type { Environment } from '../run/index.js';
import { failure } from '../net/testing/test-run.js';
import type { RequirementResult } from '../policy/index.js';
import { createRegistry } from '../registry/index.js';
import { attestProvenance, signImages } from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import { policyPin, type GateOptions, type GateResult } from './index.js';
import { openScene, openStudio, statementIn, type Scene } from './testing/scene.js';
import type { Studio } from '../signing/testing/studio.js';

let studio: Studio;
let corp: Studio;
let scene: Scene;
beforeAll(async () => {
  [studio, corp] = await Promise.all([openStudio(), openStudio({ name: 'corp' })]);
});
beforeEach(() => {
  scene = openScene(studio);
});
afterEach(() => studio.sandbox.faults.clear());
afterAll(() => Promise.all([studio.close(), corp.close()]));

const policy = (rules: string, more = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust:
  public: {root: root.json}
  corp: {root: corp.json}
signers:
  release:
    github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}
    trust: public
  service:
    github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: "acme/{name}"}, workflow: release.yml}
    trust: public
  partner: {keyless: {identity: a@b.example, issuer: ${studio.sandbox.issuers.oidc}}, trust: corp}
rules:
${rules}${more}`;
const FILES = `  - name: files
    match: {paths: ["*.tgz"]}
    require:
      - signature: {by: release}
`;
const PROVEN = `${FILES}      - provenance: {by: release, min-level: 2, source: {versioned-tag: v1}}\n`;
const images = (): string => `  - name: images
    match: {images: ["${studio.sandbox.registry.host}/acme/{name}"]}
    require: [signature: {by: service}]
`;

function setUp(rules: string, more = ''): void {
  copyFileSync(corp.sandbox.files.trustedRoot, join(scene.folder, 'corp.json'));
  scene.write({ 'policy.yaml': policy(rules, more), 'app.tgz': 'the package' });
}

/** Outcome, exit status, and the codes of what was refused. */
function word({ decision, exitStatus }: GateResult): readonly unknown[] {
  const refused = decision.policies
    .flatMap(({ subjects }) => subjects)
    .flatMap(({ rules, unmatched }) => [...(unmatched ? [unmatched] : []), ...rules.flatMap((rule) => rule.requirements)])
    .filter(({ outcome }) => outcome !== 'allowed');
  return [decision.outcome, exitStatus, ...[...refused, ...decision.problems].map((one: RequirementResult) => one.code)];
}
const POLICY: { readonly policies: readonly string[] } = { policies: ['policy.yaml'] };
const release = (): Environment => scene.job('acme/app');

async function attest(env = release()): Promise<string> {
  const run = studio.run(env, { cwd: scene.folder });
  const subjects = await collectFiles(run, { paths: ['app.tgz'] });
  await attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'app.provenance.sigstore.json' });
  return join(scene.folder, 'app.provenance.sigstore.json');
}

describe('an honest artifact', () => {
  it('is allowed: signed and proven by the release workflow', async () => {
    setUp(PROVEN);
    await scene.sign(release(), ['app.tgz']);
    await attest();
    const result = await scene.gate({ ...POLICY, paths: ['*.tgz'] });
    expect(word(result)).toEqual(['allowed', 0]);
    expect(result.pinnedImages).toEqual([]);
  });

  it('is allowed by the checksum file alone, where the policy has unseen: allow', async () => {
    setUp(FILES.replace('signature: {by: release', 'signature: {unseen: allow, by: release'));
    await scene.sign(release(), ['app.tgz']);
    const [subject] = await collectFiles(scene.run(), { paths: ['app.tgz'] });
    scene.write({ SHA256SUMS: `${subject?.digests.sha256 ?? ''}  app.tgz\n` });
    rmSync(join(scene.folder, 'app.tgz'));
    expect(word(await scene.gate({ ...POLICY, checksums: ['SHA256SUMS'] }))).toEqual(['allowed', 0]);
  });

  it('is allowed by the one-line policy, with the same options as for cosign', async () => {
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0';
    const ask = (oneLine: object) => scene.gate({ paths: ['app.tgz'], trustedRoot: 'root.json', oneLine });
    const certificateOidcIssuer = studio.sandbox.issuers.github;
    expect(word(await ask({ certificateIdentity: identity, certificateOidcIssuer }))).toEqual(['allowed', 0]);
    expect(
      word(await ask({ certificateIdentityRegexp: 'https://github\\.com/acme/app/.*@refs/tags/v.*', certificateOidcIssuer })),
    ).toEqual(['allowed', 0]);
    expect(word(await ask({ certificateIdentity: identity.slice(0, -1), certificateOidcIssuer }))).toEqual([
      'denied',
      1,
      'IDENTITY_MISMATCH',
    ]);
    expect(
      word(await ask({ certificateIdentityRegexp: 'https://github\\.com/acme/app/.*@refs/tags/v1', certificateOidcIssuer })),
    ).toEqual(['denied', 1, 'IDENTITY_MISMATCH']);
    expect(word(await ask({ certificateIdentity: identity, certificateOidcIssuer: studio.sandbox.issuers.gitlab }))).toEqual([
      'denied',
      1,
      'ISSUER_MISMATCH',
    ]);
    expect(word(await ask({ repository: 'acme/app', certificateOidcIssuer }))).toEqual(['denied', 1, 'PREDICATE_TYPE_MISMATCH']);
    await attest();
    expect(word(await ask({ repository: 'acme/app', certificateOidcIssuer }))).toEqual(['allowed', 0]);
    expect(word(await ask({ owner: 'acme', certificateOidcIssuer }))).toEqual(['allowed', 0]);
    expect(word(await ask({ owner: 'acm', certificateOidcIssuer }))).toEqual(['denied', 1, 'SOURCE_MISMATCH']);
    expect(
      word(await ask({ certificateIdentity: identity, certificateOidcIssuer, predicateType: 'https://slsa.dev/provenance/v1' })),
    ).toEqual(['allowed', 0]);
    expect(
      word(await ask({ certificateIdentity: identity, certificateOidcIssuer, predicateType: 'https://acme.dev/x' })),
    ).toEqual(['denied', 1, 'PREDICATE_TYPE_MISMATCH']);
  });

  it('an image is allowed by its tag, which is resolved once, and the pinned reference is given', async () => {
    setUp(images());
    const { host } = studio.sandbox.registry;
    await pushImage(host, 'acme/shop', 'v1', 'shop');
    const run = studio.run(scene.job('acme/shop'), { cwd: scene.folder });
    const registry = createRegistry(run);
    const image = await registry.resolve(`${host}/acme/shop:v1`);
    await signImages(run, { ...studio.options(), images: [image], registry });
    const at = scene.run();
    const result = await scene.gate({ ...POLICY, images: [`${host}/acme/shop:v1`] }, at);
    expect(word(result)).toEqual(['allowed', 0]);
    expect(result.pinnedImages).toEqual([`${host}/acme/shop@${image.digest}`]);
    expect(at.lines.join('\n')).toContain(`${host}/acme/shop:v1 is ${image.name}@${image.digest}`);
    expect(word(await scene.gate({ ...POLICY, images: [image.name] }))).toEqual(['undecided', 2, 'REGISTRY_NOT_FOUND']);
    const narrowed = await scene.gate({ ...POLICY, images: [`${host}/acme/shop:v1`], platforms: ['linux/arm64'] });
    expect(word(narrowed)).toEqual(['allowed', 0]);
    expect(narrowed.pinnedImages).toEqual([`${host}/acme/shop@${image.platforms[1]?.digest ?? ''}`]);
    await expect(scene.gate({ ...POLICY, images: [`${host}/acme/shop:v1`], platforms: ['linux/s390x'] })).rejects.toMatchObject({
      code: 'NO_MATCH',
    });
  });

  it('one platform is allowed by evidence for the index that lists it', async () => {
    setUp(images());
    const { host } = studio.sandbox.registry;
    await pushImage(host, 'acme/index-only', 'v1', 'index only');
    const run = studio.run(scene.job('acme/index-only'), { cwd: scene.folder });
    const registry = createRegistry(run);
    const image = await registry.resolve(`${host}/acme/index-only:v1`);
    await signImages(run, { ...studio.options(), images: [{ ...image, platforms: [] }], registry });
    expect(
      word(await scene.gate({ ...POLICY, images: [`${host}/acme/index-only:v1`], platforms: ['linux/amd64', 'linux/arm64'] })),
    ).toEqual(['allowed', 0]);
  });
});

describe('six attacks', () => {
  it('one byte changed', async () => {
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    scene.write({ 'app.tgz': 'the packagE' });
    expect(word(await scene.gate({ ...POLICY, paths: ['*.tgz'] }))).toEqual([
      'denied',
      1,
      expect.stringMatching(/^(?:SUBJECT_MISMATCH|SIGNATURE_INVALID)$/),
    ]);
  });

  it('unsigned', async () => {
    setUp(FILES);
    expect(word(await scene.gate({ ...POLICY, paths: ['*.tgz'] }))).toEqual(['denied', 1, 'EVIDENCE_NONE']);
    const { decision } = await scene.gate({ ...POLICY, paths: ['*.tgz'] });
    const [refused] = decision.policies[0]?.subjects[0]?.rules[0]?.requirements ?? [];
    expect(refused).toMatchObject({
      found: 'nothing in app.tgz.sigstore.json, ./',
      hint: expect.stringMatching(/^Pass the bundles from the job that signed/),
    });
  });

  it('signed by another repository', async () => {
    setUp(FILES);
    await scene.sign(scene.job('acme/playground'), ['app.tgz']);
    expect(word(await scene.gate({ ...POLICY, paths: ['*.tgz'] }))).toEqual(['denied', 1, 'SOURCE_MISMATCH']);
  });

  it('signed in a sandbox, whose issuer the policy does not name: the hint is enough', async () => {
    const issuer = `issuer: ${studio.sandbox.issuers.github}`;
    setUp(FILES);
    scene.write({ 'policy.yaml': policy(FILES).replaceAll(`${issuer}, `, '') });
    await scene.sign(release(), ['app.tgz']);
    const result = await scene.gate({ ...POLICY, paths: ['*.tgz'] });
    expect(word(result)).toEqual(['denied', 1, 'ISSUER_MISMATCH']);
    const [refused] =
      result.decision.policies[0]?.subjects[0]?.rules[0]?.requirements.filter(({ code }) => code !== undefined) ?? [];
    expect(refused?.hint).toContain(`"${issuer}" in the signer`);
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    expect(word(await scene.gate({ ...POLICY, paths: ['*.tgz'] }))).toEqual(['allowed', 0]);
  });

  it('provenance that contradicts its certificate', async () => {
    setUp(PROVEN);
    await scene.sign(release(), ['app.tgz']);
    const path = await attest();
    const honest = statementIn(path);
    const subjects = await collectFiles(scene.run(), { paths: ['app.tgz'] });
    for (const [before, after] of [
      ['refs/tags/v1.4.0', 'refs/tags/v1.5.0'],
      ['acme/app/.github/workflows/release.yml@', 'acme/ci/.github/workflows/release.yml@'],
      ['github-hosted', 'self-hosted'],
    ] as const) {
      const predicate = JSON.parse(JSON.stringify(honest.predicate).replaceAll(before, after)) as typeof honest.predicate;
      expect(predicate).not.toEqual(honest.predicate);
      await scene.forge(release(), { ...honest, predicate }, subjects, 'app.provenance.sigstore.json');
      expect(word(await scene.gate({ ...POLICY, paths: ['*.tgz'] }))).toEqual(['denied', 1, 'PREDICATE_CERT_MISMATCH']);
    }
  });

  it('the signed image of one service copied to another’s repository', async () => {
    setUp(images());
    const { host } = studio.sandbox.registry;
    await pushImage(host, 'acme/greeter', 'v1', 'same bytes');
    await pushImage(host, 'acme/payments', 'v1', 'same bytes');
    const run = studio.run(scene.job('acme/greeter'), { cwd: scene.folder });
    const registry = createRegistry(run);
    const image = await registry.resolve(`${host}/acme/greeter:v1`);
    const copy = await registry.resolve(`${host}/acme/payments:v1`);
    expect(copy.digest).toBe(image.digest);
    const report = await signImages(run, { ...studio.options(), images: [image], registry });
    for (const { bundle, serialized } of report.signed.slice(0, 1)) await registry.attach(copy, bundle, serialized);
    expect(word(await scene.gate({ ...POLICY, images: [`${host}/acme/greeter:v1`] }))).toEqual(['allowed', 0]);
    const result = await scene.gate({ ...POLICY, images: [`${host}/acme/payments:v1`] });
    expect(word(result)).toEqual(['denied', 1, 'SOURCE_MISMATCH']);
    expect(result.pinnedImages).toEqual([]);
  });

  it('the right identity, certified by another configured root', async () => {
    setUp(FILES);
    const impostor = corp.sandbox.github({
      repository: 'acme/app',
      ref: 'refs/tags/v1.4.0',
      ref_type: 'tag',
      workflow_ref: 'acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
      job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
    });
    await scene.sign(impostor, ['app.tgz'], corp);
    const result = await scene.gate({ ...POLICY, paths: ['*.tgz'] });
    expect(result.decision.outcome).toBe('denied');
    expect(['CERTIFICATE_UNTRUSTED', 'TIMESTAMP_MISSING', 'LOG_ENTRY_MISSING']).toContain(word(result)[2]);
  });
});

describe('wrong use is refused before anything is judged', () => {
  const cases: readonly [string, () => Parameters<Scene['gate']>[0], string][] = [
    ['nothing named', () => ({ ...POLICY }), 'INPUT_MISSING'],
    ['a glob that matches nothing', () => ({ ...POLICY, paths: ['*.zip'] }), 'NO_MATCH'],
    ['no policy', () => ({ paths: ['app.tgz'] }), 'INPUT_MISSING'],
    ['a policy and a line', () => ({ ...POLICY, paths: ['app.tgz'], oneLine: { key: 'a.pub' } }), 'INPUT_INVALID'],
    ['two ways in one line', () => ({ paths: ['app.tgz'], oneLine: { key: 'a.pub', owner: 'acme' } }), 'INPUT_INVALID'],
    ['an identity without issuer', () => ({ paths: ['app.tgz'], oneLine: { certificateIdentity: 'a' } }), 'INPUT_MISSING'],
    [
      'an issuer without identity',
      () => ({ paths: ['app.tgz'], oneLine: { certificateOidcIssuer: 'https://a' } }),
      'INPUT_MISSING',
    ],
    [
      'an empty identity',
      () => ({ paths: ['app.tgz'], oneLine: { certificateIdentity: '', certificateOidcIssuer: 'https://a' } }),
      'INPUT_INVALID',
    ],
    [
      'a pattern for everything',
      () => ({ paths: ['app.tgz'], oneLine: { certificateIdentityRegexp: '.*', certificateOidcIssuer: 'https://a' } }),
      'INPUT_INVALID',
    ],
    ['a policy that is not there', () => ({ policies: ['nope.yaml'], paths: ['app.tgz'] }), 'FILE_UNREADABLE'],
    [
      'one name with two digests',
      () => {
        for (const [sums, digit] of Object.entries({ SUMS: '0', MORE: '1' }))
          scene.write({ [sums]: `${digit.repeat(64)}  elsewhere.tgz\n` });
        return { ...POLICY, checksums: ['SUMS', 'MORE'] };
      },
      'SUBJECT_DUPLICATE',
    ],
    [
      'a malformed checksum line',
      () => {
        scene.write({ SUMS: 'zz\n' });
        return { ...POLICY, checksums: ['SUMS'] };
      },
      'CHECKSUM_MALFORMED',
    ],
    ['a bundle that is not there', () => ({ ...POLICY, paths: ['app.tgz'], bundle: 'nope.json' }), 'FILE_UNREADABLE'],
    [
      'an expired policy',
      () => {
        scene.write({ 'policy.yaml': policy(FILES, 'metadata: {not-after: 2020-01-01}\n') });
        return { ...POLICY, paths: ['app.tgz'] };
      },
      'POLICY_EXPIRED',
    ],
    [
      'a root file that is none',
      () => {
        scene.write({ 'corp.json': '{}' });
        return { ...POLICY, paths: ['app.tgz'] };
      },
      'POLICY_INVALID',
    ],
    [
      'a root file that is not there',
      () => {
        rmSync(join(scene.folder, 'corp.json'));
        return { ...POLICY, paths: ['app.tgz'] };
      },
      'FILE_UNREADABLE',
    ],
    [
      'a key file that is none',
      () => {
        scene.write({
          'k.pub': 'no key',
          'policy.yaml': policy(FILES).replace('signers:', 'signers:\n  k: {key: {file: k.pub}, trust: public}'),
        });
        return { ...POLICY, paths: ['app.tgz'] };
      },
      'KEY_INVALID',
    ],
    ['an image reference that is none', () => ({ ...POLICY, images: ['UPPER/Case:::x'] }), 'IMAGE_REFERENCE_INVALID'],
  ];
  it.each(cases)('%s', async (_, options, code) => {
    setUp(FILES);
    const error = await failure(scene.gate(options()));
    expect(error).toMatchObject({ code, exitStatus: 3 });
  });

  it('a missing policy file is named as the policy, with a hint about actions/checkout', async () => {
    setUp(FILES);
    for (const policies of [['nope.yaml'], ['.']])
      expect(await failure(scene.gate({ policies, paths: ['app.tgz'] }))).toMatchObject({
        message: `the policy ${policies.join('')} cannot be read`,
        hint: expect.stringContaining('run actions/checkout before the gate') as unknown,
      });
  });

  it('a pin covers the policy and every file that it names', async () => {
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    const files = new Map(
      ['corp.json', 'root.json'].map((name) => [name, new Uint8Array(readFileSync(join(scene.folder, name)))]),
    );
    const pin = policyPin(new Uint8Array(readFileSync(join(scene.folder, 'policy.yaml'))), files);
    const ask = (policyDigest: string) => scene.gate({ ...POLICY, policyDigest, paths: ['app.tgz'] });
    expect(word(await ask(pin))).toEqual(['allowed', 0]);
    await expect(ask(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'POLICY_UNTRUSTED' });
    await expect(ask(`${pin} ${pin}`)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    writeFileSync(join(scene.folder, 'corp.json'), readFileSync(join(scene.folder, 'root.json')));
    await expect(ask(pin)).rejects.toMatchObject({ code: 'POLICY_UNTRUSTED' });
  });

  it('a pin is refused together with a root file that it does not cover', async () => {
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    const open = policy(FILES)
      .replace(/trust:\n.*\n.*\n/, '')
      .replace(/ {4}trust: public\n/g, '')
      .replace(/ {2}partner: .*\n/, '');
    scene.write({ 'policy.yaml': open });
    const digestOf = (name: string): string =>
      `sha256:${createHash('sha256')
        .update(readFileSync(join(scene.folder, name)))
        .digest('hex')}`;
    const ask = (more: Partial<GateOptions>) =>
      scene.gate({ ...POLICY, policyDigest: digestOf('policy.yaml'), paths: ['app.tgz'], trustedRoot: 'root.json', ...more });
    const pinned = { trustDigest: [digestOf('root.json')] };
    await expect(ask({})).rejects.toMatchObject({ code: 'INPUT_MISSING', exitStatus: 3 });
    expect(word(await ask(pinned))).toEqual(['allowed', 0]);
    expect(word(await ask({ policyDigest: undefined }))).toEqual(['allowed', 0]);
    expect(word(await ask({ trustedRoot: readFileSync(join(scene.folder, 'root.json'), 'utf8') }))).toEqual(['allowed', 0]);
    // Another Sigstore's root in the place of the file.
    writeFileSync(join(scene.folder, 'root.json'), readFileSync(join(scene.folder, 'corp.json')));
    await expect(ask(pinned)).rejects.toMatchObject({ code: 'POLICY_UNTRUSTED', exitStatus: 3 });
  });
});

describe('missing answers make the decision undecided, not denied', () => {
  it('a registry that is down makes the image undecided, and the files are judged', async () => {
    setUp(FILES + images());
    await scene.sign(release(), ['app.tgz']);
    studio.sandbox.faults.add({ service: 'registry', answer: { status: 500 } });
    const at = scene.run();
    const result = await scene.gate(
      { ...POLICY, paths: ['app.tgz'], images: [`${studio.sandbox.registry.host}/acme/any:v1`] },
      at,
    );
    expect(result).toMatchObject({ exitStatus: 2, pinnedImages: [], decision: { outcome: 'undecided' } });
    expect(result.decision.policies[0]?.subjects.map(({ outcome }) => outcome)).toEqual(['allowed']);
  });

  // Root reads everything.
  (process.getuid?.() === 0 ? it.skip : it)('a folder of evidence that may not be read', async () => {
    setUp(FILES);
    mkdirSync(join(scene.folder, 'evidence'));
    chmodSync(join(scene.folder, 'evidence'), 0);
    expect(word(await scene.gate({ ...POLICY, paths: ['app.tgz'], evidence: ['evidence'] }))[0]).toBe('undecided');
  });

  it('one unreadable bundle never hides a valid one', async () => {
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    scene.write({ 'bad.provenance.sigstore.json': '{' });
    expect(word(await scene.gate({ ...POLICY, paths: ['app.tgz'] }))).toEqual(['allowed', 0]);
    scene.write({ 'app.tgz.sigstore.json': '{' });
    expect(word(await scene.gate({ ...POLICY, paths: ['app.tgz'] }))).toEqual(['denied', 1, 'EVIDENCE_MALFORMED']);
  });
});

describe('several policies', () => {
  it('all must allow, and where one abstains, another must decide', async () => {
    setUp(FILES);
    await scene.sign(release(), ['app.tgz']);
    scene.write({
      'strict.yaml': policy(FILES.replace('by: release', 'by: partner')),
      'other.yaml': policy(FILES.replace('*.tgz', '*.zip'), 'unmatched: abstain\n'),
    });
    const ask = (...policies: readonly string[]) => scene.gate({ policies, paths: ['app.tgz'] });
    expect((await ask('policy.yaml', 'other.yaml')).decision.outcome).toBe('allowed');
    expect((await ask('policy.yaml', 'strict.yaml')).decision.outcome).toBe('denied');
    const alone = await ask('other.yaml');
    expect(alone.decision).toMatchObject({ outcome: 'denied', problems: [{ code: 'NO_RULE' }] });
  });

  it('mode: warn goes on, with the same decision', async () => {
    setUp(FILES);
    const result = await scene.gate({ ...POLICY, paths: ['app.tgz'], mode: 'warn' });
    expect(result).toMatchObject({ exitStatus: 0, decision: { outcome: 'denied' } });
  });
});
