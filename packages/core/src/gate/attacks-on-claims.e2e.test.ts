import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampler } from '../../../../scripts/sample.mjs';
import { collectFiles, type Subject } from '../artifacts/index.js';
import { preAuthEncoding } from '../bundles/index.js';
import { attestProvenance } from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import type { Studio } from '../signing/testing/studio.js';
import { COSIGN_SIGN_V1, IN_TOTO_PAYLOAD_TYPE, SLSA_PROVENANCE_V1, type Statement } from '../statements/index.js';
import type { GateResult } from './index.js';
import {
  altered,
  digest,
  files,
  images,
  imageText,
  manifestOf,
  POLICY,
  policyOf,
  pushSignatureTag,
  statementAbout,
} from './testing/attack.js';
import { openScene, openStudio, statementIn, type Scene } from './testing/scene.js';

/*
 * Signed as one kind, shown as another. The bytes are those of an image's index, so that one digest is that of a file, of a
 * checksum line and of an image; everything is signed by the one whom the policy trusts.
 */

const TYPE = 'https://acme.dev/approval/v1';
const REQUIREMENTS = {
  signature: 'signature: {by: release}',
  'signature, unseen: allow': 'signature: {by: release, unseen: allow}',
  provenance: 'provenance: {by: release}',
  attestation: `attestation: {type: "${TYPE}", by: release}`,
} as const;
type Requirement = keyof typeof REQUIREMENTS;

/** How one digest is shown to the gate. */
const SHOWN = ['file', 'line', 'line of another name', 'line named like the image', 'image'] as const;
type Shown = (typeof SHOWN)[number];

/**
 * What may be allowed; everything else is denied. `unseen: allow` accepts a signature for any digest, because without the file it
 * cannot tell a file from the signed text of an attestation or image signature.
 */
const UNSEEN: readonly Shown[] = ['line', 'line of another name', 'line named like the image'];
const ALLOWED: Readonly<Record<string, Partial<Readonly<Record<Requirement, readonly Shown[]>>>>> = {
  'the signature of a file': { signature: ['file'], 'signature, unseen: allow': ['file', ...UNSEEN] },
  'an image signature': { signature: ['image'], 'signature, unseen: allow': ['image'] },
  'an image signature that names a file': {},
  'an image signature in the old form': { signature: ['image'], 'signature, unseen: allow': [...UNSEEN, 'image'] },
  'provenance of a file': { provenance: ['file', 'line'] },
  'provenance of an image': { provenance: ['image'] },
  'provenance of nothing named': {},
  'an attestation of a file': { attestation: ['file', 'line'] },
  'an attestation of an image': { attestation: ['image'] },
  'an attestation of nothing named': {},
  'an attestation as a file': { 'signature, unseen: allow': UNSEEN },
};

const FILE = 'notes.json';
const MIB = 1024 * 1024;
let studios: Readonly<Record<'v1' | 'v2', Studio>>;
beforeAll(async () => {
  studios = { v1: await openStudio({ rekor: 'v1' }), v2: await openStudio() };
});
afterAll(async () => {
  await studios.v1.close();
  await studios.v2.close();
});

interface Stage {
  readonly scene: Scene;
  readonly host: string;
  readonly repository: string;
  /** Bytes of the file and of the lines in checksum files. */
  readonly bytes: Uint8Array;
}

let count = 0;

/** A scene with an image of its own, its index as a file, and evidence of one kind over it in `evidence.json`. */
async function stage(kind: string): Promise<Stage> {
  const studio = kind === 'an image signature in the old form' ? studios.v1 : studios.v2;
  const scene = openScene(studio);
  const { host } = studio.sandbox.registry;
  const repository = `acme/evil-${(count += 1)}`;
  await pushImage(host, repository, 'v1', repository);
  const manifest = await manifestOf(host, repository, 'v1');
  const sha256 = digest('sha256', manifest);
  const release = scene.job('acme/app');
  const about: Subject = { kind: 'digest', name: 'x', digests: { sha256 }, origin: '' };
  const forge = async (statement: Statement): Promise<Uint8Array> => {
    await scene.forge(release, statement, [about], 'evidence.json');
    return manifest;
  };
  const called = (name: string): Statement['subjects'] => [{ name, digest: { sha256 } }];
  const honest = async (): Promise<Statement> => {
    writeFileSync(join(scene.folder, 'honest.tgz'), 'honest');
    const run = studio.run(release, { cwd: scene.folder });
    const subjects = await collectFiles(run, { paths: ['honest.tgz'] });
    await attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'honest.json' });
    const statement = statementIn(join(scene.folder, 'honest.json'));
    expect(statement.predicateType).toBe(SLSA_PROVENANCE_V1);
    return statement;
  };
  const approval = statementAbout('', TYPE);
  const names = { file: `dist/${FILE}`, image: `${host}/${repository}`, nothing: '' };
  const make: Readonly<Record<string, () => Promise<Uint8Array>>> = {
    'the signature of a file': async () => {
      await scene.signBytes(release, manifest, 'evidence.json');
      return manifest;
    },
    'an image signature': () => forge({ ...approval, predicateType: COSIGN_SIGN_V1, subjects: called('') }),
    'an image signature that names a file': () =>
      forge({ ...approval, predicateType: COSIGN_SIGN_V1, subjects: called(names.file) }),
    'an image signature in the old form': async () => {
      const text = imageText(names.image, `sha256:${sha256}`);
      await scene.signBytes(release, text, 'evidence.json');
      const bundle = readFileSync(join(scene.folder, 'evidence.json'), 'utf8');
      await pushSignatureTag({ host, repository, digest: `sha256:${sha256}` }, text, bundle);
      return text;
    },
    'provenance of a file': async () => forge({ ...(await honest()), subjects: called(names.file) }),
    'provenance of an image': async () => forge({ ...(await honest()), subjects: called(names.image) }),
    'provenance of nothing named': async () => forge({ ...(await honest()), subjects: called('') }),
    'an attestation of a file': () => forge({ ...approval, subjects: called(names.file) }),
    'an attestation of an image': () => forge({ ...approval, subjects: called(names.image) }),
    'an attestation of nothing named': () => forge({ ...approval, subjects: called('') }),
    'an attestation as a file': async () => {
      await forge({ ...approval, subjects: called(names.file) });
      let encoded = new Uint8Array();
      const bundle = altered(scene, 'evidence.json', (one) => {
        const { payload, signatures } = one['dsseEnvelope'] as {
          readonly payload: string;
          readonly signatures: readonly { readonly sig: string }[];
        };
        encoded = new Uint8Array(preAuthEncoding(IN_TOTO_PAYLOAD_TYPE, Buffer.from(payload, 'base64')));
        delete one['dsseEnvelope'];
        one['messageSignature'] = {
          messageDigest: { algorithm: 'SHA2_256', digest: Buffer.from(digest('sha256', encoded), 'hex').toString('base64') },
          signature: signatures[0]?.sig ?? '',
        };
      });
      scene.write({ 'evidence.json': bundle });
      return encoded;
    },
  };
  const bytes = (await make[kind]?.()) ?? new Uint8Array();
  scene.write({ [FILE]: bytes });
  const line = (name: string) => `${digest('sha256', bytes)}  ${name}\n`;
  scene.write({
    line: line(`elsewhere/${FILE}`),
    'line of another name': line('app.tgz'),
    'line named like the image': line(names.image),
  });
  mkdirSync(join(scene.folder, 'a'));
  for (let index = 0; index < 17; index += 1)
    writeFileSync(join(scene.folder, 'a', `${index}.bin`), Buffer.alloc(MIB, `filler ${index}`));
  return { scene, host, repository, bytes };
}

/** Runs the gate on the digest in its forms, alone or together; with `dropped`, beside so many files that its bytes are not kept. */
function judge(
  { scene, host, repository }: Stage,
  requirement: Requirement,
  shown: readonly Shown[],
  dropped: boolean,
): Promise<GateResult> {
  const rule = REQUIREMENTS[requirement];
  scene.write({ 'policy.yaml': policyOf(scene.studio, files(rule) + images(scene.studio, rule)) });
  const paths = [...(dropped ? ['a/*.bin'] : []), ...(shown.includes('file') ? [FILE] : [])];
  const checksums = shown.filter((one) => one.startsWith('line'));
  return scene.gate({
    ...POLICY,
    ...(paths.length === 0 ? {} : { paths }),
    ...(checksums.length === 0 ? {} : { checksums }),
    ...(shown.includes('image') ? { images: [`${host}/${repository}:v1`] } : {}),
    evidence: ['registry', 'evidence.json'],
  });
}

function allowedIn({ host, repository }: Stage, { decision }: GateResult): readonly Shown[] {
  const names: Readonly<Record<Shown, readonly [Subject['kind'], string]>> = {
    file: ['file', FILE],
    line: ['digest', `elsewhere/${FILE}`],
    'line of another name': ['digest', 'app.tgz'],
    'line named like the image': ['digest', `${host}/${repository}`],
    image: ['image', `${host}/${repository}`],
  };
  const subjects = decision.policies.flatMap((policy) => policy.subjects).filter(({ outcome }) => outcome === 'allowed');
  return SHOWN.filter((one) => {
    const [kind, name] = names[one];
    return subjects.some(({ subject }) => subject.kind === kind && subject.name === name);
  });
}

describe.each(sampler('signed as one kind, shown as another')(Object.entries(ALLOWED), 5))('%s', (kind, mayBe) => {
  let ready: Stage;
  beforeAll(async () => {
    ready = await stage(kind);
  });

  for (const requirement of Object.keys(REQUIREMENTS) as Requirement[]) {
    for (const dropped of [false, true]) {
      const expected = mayBe[requirement] ?? [];
      it(`${requirement} required, bytes ${dropped ? 'dropped' : 'kept'}: ${expected.join(', ') || 'nothing'}`, async () => {
        // Only files have bytes that can be dropped; the others are then judged beside them.
        const separate: readonly (readonly Shown[])[] = dropped ? [['file']] : SHOWN.map((one) => [one]);
        for (const shown of [...separate, SHOWN]) {
          const allowed = allowedIn(ready, await judge(ready, requirement, shown, dropped));
          expect(allowed).toEqual(expected.filter((one) => shown.includes(one)));
        }
      });
    }
  }
});

describe('an attestation that names no image', () => {
  let ready: Stage;
  beforeEach(async () => {
    ready = await stage('an attestation of a file');
  });
  const signedBy = async (repository: string, content: Uint8Array): Promise<readonly Shown[]> => {
    const { scene } = ready;
    const sha256 = digest('sha256', content);
    await scene.forge(
      scene.job(repository),
      { ...statementAbout(''), predicateType: COSIGN_SIGN_V1, subjects: [{ name: '', digest: { sha256 } }] },
      [{ kind: 'digest', name: 'x', digests: { sha256 }, origin: '' }],
      'signed.json',
    );
    const both = `${readFileSync(join(scene.folder, 'evidence.json'), 'utf8').trim()}\n${readFileSync(join(scene.folder, 'signed.json'), 'utf8').trim()}\n`;
    scene.write({ 'evidence.json': both });
    return allowedIn(ready, await judge(ready, 'attestation', ['image'], false));
  };

  it('counts where the same signer has signed the image', async () => {
    expect(await signedBy('acme/app', ready.bytes)).toEqual(['image']);
  });
  it('does not count where another signer has', async () => {
    expect(await signedBy('acme/other', ready.bytes)).toEqual([]);
  });
  it('does not count where the same signer has signed another image', async () => {
    expect(await signedBy('acme/app', Buffer.from('another'))).toEqual([]);
  });
});

it('with the one-line policy, a signature for a digest without its file does not count, and the hint says what to do', async () => {
  const { scene } = await stage('the signature of a file');
  const { decision, exitStatus } = await scene.gate({
    oneLine: {
      certificateIdentity: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
      certificateOidcIssuer: scene.studio.sandbox.issuers.github,
    },
    trustedRoot: 'root.json',
    checksums: ['line'],
    evidence: ['evidence.json'],
  });
  const [result] = decision.policies[0]?.subjects[0]?.rules[0]?.requirements ?? [];
  expect(exitStatus).toBe(1);
  expect(result).toMatchObject({ code: 'BYTES_UNSEEN', hint: expect.stringMatching(/Give the file.*unseen: allow/) });
});
