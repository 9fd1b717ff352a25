import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readBundles } from '@countersign/core/bundles';
import { CountersignError } from '@countersign/core/errors';
import { runGate, type GateResult } from '@countersign/core/gate';
import { readPolicyWithDocument, writePolicy } from '@countersign/core/policy';
import type { Run } from '@countersign/core/run';
import { readTrustedRoot } from '@countersign/core/trust';
import { DEFAULT_THRESHOLDS, verifyBundle } from '@countersign/core/verification';
import { testRun } from '../../packages/core/src/net/testing/test-run.js';
import { root, temporary } from './made.js';

/** What each release has written, as `scripts/release/freeze.mjs` put it there. Never changed, so that it stays what users have. */
const frozen = join(root, 'tests/release/frozen');
const FILES = ['app.tgz', 'chart.json', 'first-log.bin', 'by-key.bin', 'without-log.bin'];
const YEAR_MS = 365 * 86_400_000;

interface Facts {
  readonly made: string;
  readonly issuers: { readonly github: string };
  readonly image: { readonly digest: string };
}

describe.each(readdirSync(frozen))('what version %s wrote', (version) => {
  const { folder, remove } = temporary('upgrade');
  const read = (path: string): Buffer => readFileSync(join(frozen, version, path));
  const facts = JSON.parse(read('facts.json').toString()) as Facts;

  beforeAll(() => {
    cpSync(join(frozen, version), folder, { recursive: true });
    copyFileSync(join(folder, 'policies/gate.policy.yaml'), join(folder, 'gate.policy.yaml'));
  });
  afterAll(remove);

  /** The gate without network, so many years after these files were made. */
  async function gate(paths: readonly string[], years = 0): Promise<GateResult> {
    const clock = new Date(Date.parse(facts.made) + years * YEAR_MS + 60_000);
    const run: Run = {
      ...testRun({ cwd: folder, capability: 'none' }),
      clock: () => clock,
    };
    return runGate(run, { policies: ['gate.policy.yaml'], paths });
  }
  const decided = ({ decision }: GateResult): readonly unknown[] => [decision.outcome, decision.subjects.length];

  it('is as it was', () => {
    const sums = read('SHA256SUMS').toString().trimEnd().split('\n');
    const listed = sums.map((line) => line.slice(66));
    const found = readdirSync(join(frozen, version), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(frozen, version).length + 1));
    expect(found.filter((name) => name !== 'SHA256SUMS').sort()).toEqual(listed.sort());
    const digest = (path: string): string => createHash('sha256').update(read(path)).digest('hex');
    expect(sums.filter((line) => digest(line.slice(66)) !== line.slice(0, 64))).toEqual([]);
  });

  it.each([0, 5])('is allowed by its policy, %d years later', async (years) => {
    expect(decided(await gate(FILES, years))).toEqual(['allowed', FILES.length]);
  });

  it.each(FILES)('is denied when %s was changed, and when its bundle belongs to another file', async (file) => {
    appendFileSync(join(folder, file), 'changed');
    expect(decided(await gate([file]))).toEqual(['denied', 1]);
    writeFileSync(join(folder, file), read(file));
    const bundle = `${file}.sigstore.json`;
    copyFileSync(join(folder, `${FILES.find((other) => other !== file) ?? ''}.sigstore.json`), join(folder, bundle));
    expect(decided(await gate([file]))).toEqual(['denied', 1]);
    writeFileSync(join(folder, bundle), read(bundle));
    expect(decided(await gate([file]))).toEqual(['allowed', 1]);
  });

  it('verifies for its signer and for no other: an image', async () => {
    const [index] = readBundles(read('image.sigstore.jsonl'), 'image.sigstore.jsonl');
    if (index === undefined) throw new Error('no bundle');
    const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0';
    const verify = (digest: string, signer: string): ReturnType<typeof verifyBundle> =>
      verifyBundle({
        artifact: { digests: { sha256: digest.replace('sha256:', '') } },
        bundle: index,
        root: readTrustedRoot(read('root.json'), 'root.json'),
        expected: { kind: 'certificate', identity: signer, issuer: facts.issuers.github },
        thresholds: DEFAULT_THRESHOLDS.certificate,
        now: new Date(facts.made),
      });
    expect((await verify(facts.image.digest, identity)).claim).toEqual({ kind: 'image-signature' });
    await expect(verify(facts.image.digest, `${identity}-other`)).rejects.toMatchObject({ code: 'IDENTITY_MISMATCH' });
    await expect(verify(`sha256:${'0'.repeat(64)}`, identity)).rejects.toThrow(CountersignError);
  });

  it.each(readdirSync(join(frozen, version, 'policies')))(
    'has a policy that is read, and means the same after writing: %s',
    async (name) => {
      const { policy, document } = await readPolicyWithDocument(read(join('policies', name)), name);
      const written = await writePolicy(document);
      expect(policy.rules.length).toBeGreaterThan(0);
      const { policy: again } = await readPolicyWithDocument(Buffer.from(written), name);
      expect({ ...again, digest: policy.digest }).toEqual(policy);
    },
  );

  it.each(readdirSync(join(frozen, version, 'reports')))('has a report that fits the schema of today: %s', (name) => {
    const schema = JSON.parse(readFileSync(join(root, 'docs/reference/report.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    expect([validate(JSON.parse(read(join('reports', name)).toString())), validate.errors]).toEqual([true, null]);
  });
});
