import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox } from '@countersign/sandbox';
import {
  buildCertificate,
  ecdsa,
  ecKey,
  rsa,
  rsaKey,
  type TestAlgorithm,
  type TestKey,
} from '../crypto/testing/certificate-builder.js';
import { buildTimestamp } from '../crypto/testing/timestamp-builder.js';
import { failure } from '../net/testing/test-run.js';
import { readTrustedRoot } from '../trust/index.js';
import type { VerifiedBundle } from '../verification/index.js';
import type { Prove, SignOptions } from './options.js';
import type { SecondOpinionOptions } from './opinion.js';
import { secondOpinion } from './second-opinion.js';
import { signFiles } from './sign-files.js';
import { attestProvenance } from './attest-provenance.js';
import { keyFile } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let caches: string;
beforeAll(async () => {
  studio = await openStudio();
  caches = mkdtempSync(join(tmpdir(), 'countersign-opinions-'));
});
afterAll(() => studio.close());

const document = (): Buffer => readFileSync(studio.sandbox.files.trustedRoot);
const settings = (more: Partial<SecondOpinionOptions> = {}): SecondOpinionOptions => ({
  root: readTrustedRoot(document(), 'sandbox'),
  document: document(),
  tuf: undefined,
  transparencyLog: 'required',
  makeFolder: () => mkdtempSync(join(caches, 'tuf-')),
  ...more,
});
const tuf = (url = studio.sandbox.urls.tuf) => ({
  url,
  anchor: () => Promise.resolve(new Uint8Array(readFileSync(studio.sandbox.files.tufRoot))),
});

interface Wishes {
  readonly opinion?: Partial<SecondOpinionOptions>;
  readonly sign?: Partial<SignOptions>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly capability?: 'all' | 'registries' | 'none';
}

async function sign({ opinion, sign: more = {}, files = { 'app.tgz': 'the package' }, capability = 'all' }: Wishes) {
  const run = studio.run(studio.sandbox.github(), { capability });
  const report = await signFiles(run, {
    ...studio.options(more.keys === undefined ? {} : { times: 0, scts: 0 }),
    ...more,
    secondOpinion: secondOpinion(run, settings(opinion)),
    subjects: await studio.files(files),
  });
  return {
    lines: run.lines,
    opinions: report.signed.map(({ secondOpinion: said }) => said),
    codes: report.failures.map(({ error }) => error.code),
    found: report.failures[0]?.error.found,
  };
}
const AGREES = [{ kind: 'agrees' }];
const notJudged = (reason: RegExp) => [{ kind: 'not-judged', reason: expect.stringMatching(reason) }];

describe("Sigstore's own verifier, for new signatures", () => {
  it('agrees with a root from a file', async () => {
    expect(await sign({})).toMatchObject({ opinions: AGREES, codes: [] });
  });

  it('agrees with a root that it loads from TUF, and leaves no files', async () => {
    expect(await sign({ opinion: { tuf: tuf() } })).toMatchObject({ opinions: AGREES, codes: [] });
    expect(readdirSync(caches)).toEqual([]);
  });

  it.each(['given', 'tuf'])('agrees about attestations, keys and large files (%s)', async (how) => {
    const opinion = how === 'tuf' ? { tuf: tuf() } : {};
    const large = { 'large.bin': new Uint8Array(3 * 1024 * 1024) };
    expect(await sign({ opinion, files: large })).toMatchObject({ opinions: AGREES });
    for (const kind of ['P-256', 'RSA-2048'] as const) {
      keyFile(studio.folder, kind, `${kind}.pem`);
      expect(await sign({ opinion, sign: { keys: [`${kind}.pem`] } })).toMatchObject({ opinions: AGREES });
      expect(await sign({ opinion, files: large, sign: { keys: [`${kind}.pem`] } })).toMatchObject({ opinions: AGREES });
    }
    const run = studio.run(studio.sandbox.github());
    const report = await attestProvenance(run, {
      ...studio.options(),
      secondOpinion: secondOpinion(run, settings(opinion)),
      subjects: await studio.files({ a: '1', b: '2' }),
    });
    expect(report.signed.map(({ secondOpinion: said }) => said)).toEqual(AGREES);
  });

  it.each(['given', 'tuf'])('rejects what ours accepted, and signing fails: another root (%s)', async (how) => {
    const other = await startSandbox();
    try {
      const document = readFileSync(other.files.trustedRoot);
      const anchor = () => Promise.resolve(new Uint8Array(readFileSync(other.files.tufRoot)));
      const wrong = how === 'tuf' ? { document, tuf: { url: other.urls.tuf, anchor } } : { document };
      const { opinions, codes, found } = await sign({ opinion: wrong });
      expect([opinions, codes]).toEqual([[], ['VERIFIERS_DISAGREE']]);
      expect(found).toMatch(/timestamp|certificate/i);
    } finally {
      await other.stop();
    }
  });

  it('rejects what ours accepted, and signing fails: another artifact', async () => {
    const prove = studio.prove();
    const changed: Prove = async (bundle, artifact, keys) => {
      const facts = await prove(bundle, artifact, keys);
      // As if ours had verified other bytes than those that were signed.
      artifact.bytes?.set(Buffer.from('THE'));
      return facts;
    };
    expect(await sign({ sign: { verify: changed } })).toMatchObject({ opinions: [], codes: ['VERIFIERS_DISAGREE'] });
  });

  it.each([
    ['P-384', /PKIX_ECDSA_P384_SHA_384.*SHA-256 only/],
    ['P-521', /PKIX_ECDSA_P521_SHA_512.*SHA-256 only/],
    ['Ed25519', /PKIX_ED25519 keys over files/],
  ] as const)('does not judge a %s key, and says so once', async (kind, reason) => {
    keyFile(studio.folder, kind, 'own.pem');
    // Rekor does not accept Ed25519 signatures over files.
    const off = {
      keys: ['own.pem'],
      transparencyLog: 'off',
      verify: studio.prove({ logEntries: 0, times: 0, scts: 0 }),
    } as const;
    const how =
      kind === 'Ed25519' ? { sign: off, opinion: { transparencyLog: 'off' as const } } : { sign: { keys: ['own.pem'] } };
    const { opinions, codes, lines } = await sign({ ...how, files: { a: '1', b: '2' } });
    expect([opinions, codes]).toEqual([[...notJudged(reason), ...notJudged(reason)], []]);
    expect(lines.filter((line) => line.startsWith("info not judged by Sigstore's own verifier"))).toHaveLength(1);
  });

  it('judges a key without log with a root from a file; from TUF it requires a timestamp', async () => {
    keyFile(studio.folder, 'P-256', 'own.pem');
    const off = {
      keys: ['own.pem'],
      transparencyLog: 'off',
      signingConfig: undefined,
      verify: studio.prove({ logEntries: 0, times: 0, scts: 0, timestamps: 0 }),
    } as const;
    expect(await sign({ sign: off, opinion: { transparencyLog: 'off' } })).toMatchObject({ opinions: AGREES });
    const onTuf = await sign({ sign: off, opinion: { transparencyLog: 'off', tuf: tuf() } });
    expect(onTuf).toMatchObject({ opinions: notJudged(/requires a timestamp/), codes: [] });
  });

  it('makes no request if the network is closed', async () => {
    keyFile(studio.folder, 'P-256', 'own.pem');
    for (const capability of ['none', 'registries'] as const) {
      const sign_ = {
        keys: ['own.pem'],
        transparencyLog: 'off',
        signingConfig: undefined,
        verify: studio.prove({ logEntries: 0, times: 0, scts: 0, timestamps: 0 }),
      } as const;
      const makeFolder = (): string => {
        throw new Error('no cache is made where nothing may be fetched');
      };
      const closed = { transparencyLog: 'off', tuf: tuf(), makeFolder } as const;
      expect(await sign({ capability, sign: sign_, opinion: closed })).toMatchObject({
        opinions: AGREES,
        codes: [],
      });
      const given = { transparencyLog: 'off' } as const;
      expect(await sign({ capability, sign: sign_, opinion: given })).toMatchObject({ opinions: AGREES, codes: [] });
    }
  });

  it.each([
    ['is not there', () => 'http://127.0.0.1:1'],
    ['is something else', () => studio.sandbox.urls.rekor],
  ])('judges with the root of the run if its mirror %s', async (_, url) => {
    const { opinions, codes, lines } = await sign({ opinion: { tuf: tuf(url()) } });
    expect([opinions, codes]).toEqual([AGREES, []]);
    expect(lines.join('\n')).toContain('could not load its trusted root from');
    const other = await openStudio();
    const wrong = { document: readFileSync(other.sandbox.files.trustedRoot), tuf: tuf(url()) };
    await other.close();
    expect(await sign({ opinion: wrong })).toMatchObject({ codes: ['VERIFIERS_DISAGREE'] });
    expect(readdirSync(caches)).toEqual([]);
  });

  it('does not judge with a root that it cannot read', async () => {
    const { opinions, codes } = await sign({ opinion: { document: Buffer.from('{"tlogs":[{}]}') } });
    expect([opinions, codes]).toEqual([notJudged(/cannot read this trusted root/), []]);
  });

  describe('does not judge bundles that it would reject because it cannot read them', () => {
    let facts: VerifiedBundle;
    const artifact = { digests: {}, bytes: Buffer.from('the package') };
    const ask = (changed: Partial<VerifiedBundle>) =>
      secondOpinion(studio.run({}), settings()).ask({ ...facts, ...changed }, artifact);
    beforeAll(async () => {
      const prove = studio.prove();
      const keep: Prove = async (...proof) => (facts = await prove(...proof));
      await sign({ sign: { verify: keep } });
    });

    /** The same bundle with one timestamp of an unknown authority, signed with `algorithm`. */
    function stamped(algorithm: TestAlgorithm, key: TestKey, genTime: string): VerifiedBundle['bundle'] {
      const stamp = buildTimestamp({ key, certificate: buildCertificate({ key, subject: 'tsa' }), algorithm, genTime });
      const { verificationMaterial, ...rest } = structuredClone(facts.bundle.json) as {
        verificationMaterial: { timestampVerificationData: unknown };
      };
      verificationMaterial.timestampVerificationData = {
        rfc3161Timestamps: [{ signedTimestamp: Buffer.from(stamp).toString('base64') }],
      };
      return { ...facts.bundle, json: { ...rest, verificationMaterial } as unknown as VerifiedBundle['bundle']['json'] };
    }

    it('a timestamp with one fractional digit, but it does judge an invalid timestamp', async () => {
      const reason = expect.stringMatching(/the time of this timestamp/);
      const [key, how] = [ecKey(), ecdsa('sha256')];
      expect(await ask({ bundle: stamped(how, key, '20261120102030.5Z') })).toEqual({ kind: 'not-judged', reason });
      const wrong = await failure(ask({ bundle: stamped(how, key, '20261120102030Z') }));
      expect(wrong).toMatchObject({ code: 'VERIFIERS_DISAGREE', found: 'timestamp could not be verified', exitStatus: 2 });
    });

    it('an authority that signs with RSA', async () => {
      const bundle = stamped(rsa('sha512'), rsaKey(), '20261120102030Z');
      const reason = expect.stringMatching(/signature algorithm of this timestamp/);
      expect(await ask({ bundle })).toEqual({ kind: 'not-judged', reason });
    });

    it('a log entry or timestamp that does not count', async () => {
      const reason = expect.stringMatching(/does not count/);
      expect(await ask({ logEntries: [] })).toEqual({ kind: 'not-judged', reason });
      const times = facts.times.filter(({ kind }) => kind !== 'timestamp-authority');
      expect(await ask({ times })).toEqual({ kind: 'not-judged', reason });
    });

    it('a CT log with a key that it uses with another hash', async () => {
      const root = readTrustedRoot(document(), 'sandbox');
      const [log] = root.certificateLogs;
      if (log === undefined) throw new Error('no log');
      const key = { ...log.key, hash: 'sha384', details: 'PKIX_ECDSA_P384_SHA_384' } as const;
      const opinion = secondOpinion(studio.run({}), settings({ root: { ...root, certificateLogs: [{ ...log, key }] } }));
      expect(await opinion.ask(facts, artifact)).toMatchObject({
        kind: 'not-judged',
        reason: expect.stringContaining(log.baseUrl),
      });
    });

    it('a form of bundle that it does not know', async () => {
      const bundle = { ...facts.bundle, json: { ...facts.bundle.json, verificationMaterial: {} } };
      expect(await ask({ bundle })).toEqual({ kind: 'not-judged', reason: expect.stringMatching(/this form of bundle/) });
    });
  });
});
