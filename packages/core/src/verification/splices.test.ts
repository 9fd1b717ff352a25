import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashFile, type Digests, type Subject } from '../artifacts/index.js';
import { readBundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import { aboutSubject } from '../policy/evaluate/about-subject.js';
import { countsFor } from '../policy/requirements/index.js';
import { IMAGE } from '../policy/testing/subjects.js';
import { SLSA_PROVENANCE_V1 } from '../statements/index.js';
import { encodeHex } from '../wire/index.js';
import { ARTIFACT, forge, type ForgedContent, type Recipe } from './testing/forge.js';
import { encodingOf, seeded, splice } from './testing/mutate.js';
import type { VerificationInput } from './input.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

const SPLICES = Number(process.env['SPLICES'] ?? 2_000);
/** Different in each run; the name of the test contains the seed. */
const SEED = Number(process.env['COUNTERSIGN_SAMPLE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/* All signatures are by one key over one digest, so only the kind distinguishes them. */

type Asked = 'signature' | 'attestation' | 'provenance';
type Shown = Subject['kind'];

/** What each kind of signature proves, and for which kind of subject; everything else is an attack. The statement names a file `artifact`. */
const GOOD_FOR: Readonly<Record<ForgedContent, Partial<Readonly<Record<Asked, readonly Shown[]>>>>> = {
  message: { signature: ['file'] },
  statement: { attestation: ['file', 'digest'] },
  'image-signature': { signature: ['image'] },
  'image-text': { signature: ['image'] },
};

const ASKED: Readonly<Record<Asked, Parameters<typeof countsFor>[0]['asked']>> = {
  signature: { kind: 'signature', unseen: 'deny' },
  attestation: { kind: 'statement', type: 'https://acme.dev/test/v1', by: 'attestation' },
  provenance: { kind: 'statement', type: SLSA_PROVENANCE_V1, by: 'provenance' },
};

const KINDS: readonly ForgedContent[] = ['message', 'statement', 'image-signature', 'image-text'];
const WAYS: readonly Recipe[] = [
  {},
  { log: 'v2', timestamps: 1 },
  { signer: 'key' },
  { signer: 'key', log: 'v2', timestamps: 1 },
];

interface Made {
  readonly kind: ForgedContent;
  readonly way: Recipe;
  readonly input: VerificationInput;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-splices-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signatureOf = ({ bundle }: VerificationInput): string => encodeHex(bundle.content.signature);

/** Bytes as each kind of subject; the file is read, as the gate does. */
async function present(bytes: Uint8Array, shown: Shown): Promise<Subject> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const digests: Digests = { sha256 };
  if (shown === 'image') return { ...IMAGE, digest: `sha256:${sha256}`, digests, platforms: [] };
  if (shown === 'digest') return { kind: 'digest', name: 'artifact', digests, origin: 'SUMS:1' };
  const path = join(folder, sha256);
  writeFileSync(path, bytes);
  return { kind: 'file', name: 'artifact', path, ...(await hashFile(path)) };
}

async function isAllowed(input: VerificationInput, bytes: Uint8Array, shown: Shown, asked: Asked): Promise<boolean> {
  const subject = await present(bytes, shown);
  try {
    const facts = await verifyBundleWithoutIdentityUnsafe(input);
    const question = { asked: ASKED[asked], facts, subject, signedAsImage: () => false };
    return countsFor(question) === undefined && aboutSubject(facts, subject) === undefined;
  } catch (error) {
    if (error instanceof CountersignError && error.code !== 'INTERNAL') return false;
    throw error;
  }
}

it.each(KINDS)('a signature of the kind %s is accepted only for its own purpose', async (kind) => {
  for (const way of WAYS) {
    const input = forge({ ...way, content: kind });
    for (const shown of ['file', 'digest', 'image'] as const) {
      for (const asked of ['signature', 'attestation', 'provenance'] as const) {
        const allowed = await isAllowed(input, ARTIFACT, shown, asked);
        expect({ shown, asked, allowed }).toEqual({ shown, asked, allowed: GOOD_FOR[kind][asked]?.includes(shown) === true });
      }
    }
  }
});

describe(`${SPLICES} signatures presented as another kind, COUNTERSIGN_SAMPLE_SEED=${SEED}`, () => {
  it('none is accepted for another purpose', async () => {
    const made: readonly Made[] = KINDS.flatMap((kind) =>
      WAYS.map((way) => ({ kind, way, input: forge({ ...way, content: kind }) })),
    );
    const kindOf = new Map(made.map(({ kind, input }) => [signatureOf(input), kind]));
    const text = made.flatMap(({ input }) => input.artifact.imageText ?? [])[0] ?? new Uint8Array();
    const chance = seeded(SEED);
    const pick = <T>(all: readonly T[]): T => all[chance(all.length)] as T;
    const wronglyAccepted: string[] = [];
    let verified = 0;
    for (let round = 0; round < SPLICES; round += 1) {
      const { way, kind, input } = pick(made);
      const donors = made.filter((one) => one.way.signer === way.signer && one.input !== input);
      const { json } = input.bundle;
      const bytes = pick([ARTIFACT, ARTIFACT, encodingOf(json), encodingOf(pick(donors).input.bundle.json), text]);
      const mutant = splice(
        json,
        donors.map((one) => one.input.bundle.json),
        bytes,
        chance,
      );
      const shown = pick<Shown>(['file', 'digest', 'image']);
      const asked = pick<Asked>(['signature', 'attestation', 'provenance']);
      let bundle;
      try {
        bundle = readBundle(mutant.bytes, 'splice');
      } catch {
        continue;
      }
      const { digests } = await present(bytes, shown);
      const imageText = pick([undefined, text]);
      const artifact = { digests, ...(imageText === undefined ? {} : { imageText }), ...(shown === 'file' ? { bytes } : {}) };
      // Each forged bundle has its own trusted root; with the root of this bundle the attack gets furthest.
      const question = { ...input, bundle, artifact };
      verified += await verifyBundleWithoutIdentityUnsafe(question).then(
        () => 1,
        () => 0,
      );
      if (!(await isAllowed(question, bytes, shown, asked))) continue;
      const truth = kindOf.get(signatureOf(question)) ?? kind;
      if (bytes !== ARTIFACT || GOOD_FOR[truth][asked]?.includes(shown) !== true)
        wronglyAccepted.push(`${truth} ${mutant.edit}, ${mutant.path}, shown as ${shown} for ${asked}`);
    }
    expect(wronglyAccepted).toEqual([]);
    // Bundles whose signature does not verify would prove nothing about kinds.
    expect(verified).toBeGreaterThan(SPLICES / 50);
  }, 60_000);
});
