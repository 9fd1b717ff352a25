import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readBundle, type Bundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import { encodeHex, type JsonValue } from '../wire/index.js';
import { inputOf as conformanceInput, readCases } from './testing/conformance.js';
import { forge, type Recipe } from './testing/forge.js';
import { mutate, seeded, type Mutant } from './testing/mutate.js';
import type { VerificationInput } from './input.js';
import type { VerifiedFacts } from './types.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

/** Different mutants in each run; the name of the test contains the seed. `COUNTERSIGN_SAMPLE=all` makes six times as many. */
const MUTANTS = Number(process.env['MUTANTS'] ?? (process.env['COUNTERSIGN_SAMPLE'] === 'all' ? 12_000 : 2_000));
const SEED = Number(process.env['COUNTERSIGN_SAMPLE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/**
 * Fields whose change may be accepted, and why that is harmless. A change of any other field that is accepted is a defect.
 * Here too, the verified facts may only become fewer (see `hasNoNewFacts`).
 */
const HARMLESS: readonly { readonly path: RegExp; readonly why: string }[] = [
  {
    path: /^mediaType$/,
    why: 'versions 0.1 and 0.2, and the two spellings of 0.3, do not differ in anything that this bundle uses',
  },
  { path: /publicKey(\.hint)?$/, why: 'the hint only selects one of the keys that the verifier was given' },
  { path: /signatures\.0\.keyid$/, why: 'an unsigned hint' },
  { path: /messageSignature\.messageDigest(\.algorithm)?$/, why: 'it is optional, and the digest is computed in any case' },
  {
    path: /x509CertificateChain\.certificates(\.[1-9])?(\.rawBytes)?$/,
    why: 'intermediate certificates come from the trusted root',
  },
  {
    path: /inclusionPromise(\.signedEntryTimestamp)?$/,
    why: 'optional if the entry has an inclusion proof and the bundle has a timestamp',
  },
  { path: /integratedTime$/, why: 'without an SET it is not signed, and it is not reported' },
  {
    path: /inclusionProof(\.checkpoint)?(\.envelope)?$/,
    why: 'optional if the entry has an SET (0.1); cosignatures of unknown witnesses',
  },
  {
    path: /timestampVerificationData/,
    why: 'optional if the entry has an SET; parts of the response outside of the signed timestamp',
  },
];

interface Accepted {
  readonly name: string;
  readonly input: VerificationInput;
  readonly facts: VerifiedFacts;
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  message: {},
  'message 0.1': { version: '0.1' },
  'message v2': { log: 'v2', timestamps: 1 },
  statement: { content: 'statement' },
  'statement v2': { content: 'statement', log: 'v2', timestamps: 1 },
  'image signature': { content: 'image-signature' },
  'image signature v2': { content: 'image-signature', log: 'v2', timestamps: 1 },
  'image text': { content: 'image-text' },
  'image text v2': { content: 'image-text', log: 'v2', timestamps: 1 },
  key: { signer: 'key' },
  'key v2': { signer: 'key', log: 'v2', timestamps: 2 },
};

async function acceptedBundles(): Promise<readonly Accepted[]> {
  const real = readCases()
    .filter(({ mustFail }) => !mustFail)
    .map((conformance) => ({ name: conformance.name, input: conformanceInput(conformance, 'digest') }));
  const forged = Object.entries(RECIPES).map(([name, recipe]) => ({ name: `forged ${name}`, input: forge(recipe) }));
  return Promise.all(
    [...real, ...forged].map(async ({ name, input }) => ({ name, input, facts: await verifyBundleWithoutIdentityUnsafe(input) })),
  );
}

const signerOf = ({ signer }: VerifiedFacts): string =>
  signer.kind === 'key' ? signer.key.fingerprint : `${encodeHex(signer.certificate.raw)} ${signer.identity} ${signer.issuer}`;
const signatureOf = ({ content }: Bundle): string =>
  `${content.kind} ${encodeHex(content.signature)} ${content.kind === 'dsse' ? `${content.payloadType} ${encodeHex(content.payload)}` : ''}`;
const timesOf = ({ times }: VerifiedFacts): readonly string[] =>
  times.map(({ kind, time, authority }) => `${kind} ${time.toISOString()} ${authority}`);
const entriesOf = ({ logEntries }: VerifiedFacts): readonly string[] =>
  logEntries.map(({ logId, logIndex, kind, version }) => `${logId} ${logIndex} ${kind} ${version}`);

/** Same signer, claim and statement; no additional time or log entry. */
function hasNoNewFacts(mutant: VerifiedFacts, original: VerifiedFacts): boolean {
  return (
    signerOf(mutant) === signerOf(original) &&
    isDeepStrictEqual(mutant.claim, original.claim) &&
    JSON.stringify(mutant.statement) === JSON.stringify(original.statement) &&
    timesOf(mutant).every((time) => timesOf(original).includes(time)) &&
    entriesOf(mutant).every((entry) => entriesOf(original).includes(entry))
  );
}

/** Paths at which two documents differ; a member that only one document has is one path. */
function differences(one: JsonValue | undefined, other: JsonValue | undefined, path = ''): readonly string[] {
  if (
    typeof one !== 'object' ||
    typeof other !== 'object' ||
    one === null ||
    other === null ||
    Array.isArray(one) !== Array.isArray(other)
  ) {
    return one === other ? [] : [path];
  }
  const [left, right] = [Object.entries(one), Object.entries(other)].map(
    (members) => new Map<string, JsonValue | undefined>(members),
  );
  const names = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...names].flatMap((name) => differences(left?.get(name), right?.get(name), path === '' ? name : `${path}.${name}`));
}

/** Absent, null and default values are equal in protobuf JSON: such a mutant is the same bundle. */
function isSameBundle(one: Bundle, other: Bundle): boolean {
  return isDeepStrictEqual({ ...one, json: undefined }, { ...other, json: undefined });
}

async function judge({ input, facts }: Accepted, mutant: Mutant): Promise<'rejected' | 'harmless' | 'accepted'> {
  try {
    const bundle = readBundle(mutant.bytes, 'mutant');
    const verified = await verifyBundleWithoutIdentityUnsafe({ ...input, bundle });
    const changed = differences(input.bundle.json, bundle.json);
    const known = isSameBundle(bundle, input.bundle) || changed.every((place) => HARMLESS.some(({ path }) => path.test(place)));
    return known && signatureOf(bundle) === signatureOf(input.bundle) && hasNoNewFacts(verified, facts) ? 'harmless' : 'accepted';
  } catch (error) {
    // Other errors are defects: verification must throw a CountersignError.
    if (error instanceof CountersignError && error.code !== 'INTERNAL') return 'rejected';
    throw new Error(`${mutant.edit} ${mutant.path}: ${String(error)}`, { cause: error });
  }
}

describe(`${MUTANTS} mutants of accepted bundles, COUNTERSIGN_SAMPLE_SEED=${SEED}`, () => {
  it('none is accepted with other facts', async () => {
    const accepted = await acceptedBundles();
    const chance = seeded(SEED);
    const verdicts = { rejected: 0, harmless: 0, accepted: 0 };
    const wronglyAccepted: string[] = [];
    while (verdicts.rejected + verdicts.harmless + verdicts.accepted < MUTANTS) {
      const original = accepted[chance(accepted.length)];
      if (original === undefined) break;
      const donors = accepted
        .filter(({ input }) => signatureOf(input.bundle) !== signatureOf(original.input.bundle))
        .map(({ input }) => input.bundle.json);
      const mutant = mutate(original.input.bundle.json, donors, chance);
      if (mutant === undefined) continue;
      const verdict = await judge(original, mutant);
      verdicts[verdict] += 1;
      if (verdict === 'accepted') wronglyAccepted.push(`${original.name}: ${mutant.edit} ${mutant.path}`);
    }
    expect(wronglyAccepted).toEqual([]);
    expect(verdicts.rejected).toBeGreaterThan(MUTANTS * 0.8);
  }, 60_000);
});
