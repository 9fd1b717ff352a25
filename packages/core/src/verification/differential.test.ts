import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bundleFromJSON, ValidationError } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { readBundle } from '../bundles/index.js';
import { PUBLIC_GOOD } from '../trust/public-good/embedded-root.js';
import { hasConformance, inputOf, readCases, withConformance, type ConformanceCase } from './testing/conformance.js';
import { mutate, seeded } from './testing/mutate.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

const MUTANTS = 1500;

/** Bundles that we accept and @sigstore/verify 4.1.3 rejects, deliberately. */
const DELIBERATE: readonly { readonly what: RegExp; readonly why: string }[] = [
  {
    what: /^Error: invalid bundle: content\.messageSignature\.messageDigest$/,
    why: 'the digest in a message signature is optional; we compute it',
  },
  { what: /invalid time|generalized ?time/i, why: 'it reads only times with 0 or 3 fractional digits' },
];

/** Why it rejects the bundle, with the thresholds of the suite; undefined if it accepts it. Identities are not compared. */
function theirError(conformance: ConformanceCase, bundle: Uint8Array): string | undefined {
  try {
    const root =
      conformance.trustedRoot === undefined ? PUBLIC_GOOD.trustedRoot : Buffer.from(conformance.trustedRoot).toString('utf8');
    const keys = conformance.keyPem;
    const material = toTrustMaterial(
      TrustedRoot.fromJSON(JSON.parse(root)),
      keys === undefined ? undefined : () => ({ publicKey: createPublicKey(keys), validFor: () => true }),
    );
    const thresholds = { tlogThreshold: 1, ctlogThreshold: keys === undefined ? 1 : 0, timestampThreshold: 1 };
    const parsed = bundleFromJSON(JSON.parse(Buffer.from(bundle).toString('utf8')));
    const entity =
      parsed.content.$case === 'messageSignature'
        ? toSignedEntity(parsed, Buffer.from(conformance.artifact))
        : toSignedEntity(parsed);
    new Verifier(material, thresholds).verify(entity);
    return undefined;
  } catch (error) {
    const fields = error instanceof ValidationError ? `: ${error.fields.join(', ')}` : '';
    return `${String(error)}${fields}`;
  }
}

const isAccepted = (conformance: ConformanceCase, bundle: Uint8Array): Promise<boolean> =>
  Promise.resolve()
    .then(() => verifyBundleWithoutIdentityUnsafe({ ...inputOf(conformance, 'bytes'), bundle: readBundle(bundle, 'bundle') }))
    .then(
      () => true,
      () => false,
    );

(hasConformance ? describe : describe.skip)(withConformance('what @sigstore/verify rejects, we reject'), () => {
  const isDeliberate = (error: string): boolean => DELIBERATE.some(({ what }) => what.test(error));

  it('among the conformance bundles', async () => {
    const disputed: string[] = [];
    for (const conformance of readCases()) {
      const theirs = theirError(conformance, conformance.bundle);
      if (theirs !== undefined && !isDeliberate(theirs) && (await isAccepted(conformance, conformance.bundle)))
        disputed.push(`${conformance.name}: ${theirs}`);
    }
    expect(disputed).toEqual([]);
  });

  it(`among ${MUTANTS} mutants`, async () => {
    const chance = seeded(42);
    const originals = readCases().filter(({ mustFail }) => !mustFail);
    const disputed: string[] = [];
    for (let count = 0; count < MUTANTS;) {
      const original = originals[chance(originals.length)];
      if (original === undefined) break;
      const mutant = mutate(readBundle(original.bundle, original.name).json, [], chance);
      if (mutant === undefined) continue;
      count += 1;
      if (!(await isAccepted(original, mutant.bytes))) continue;
      const theirs = theirError(original, mutant.bytes);
      if (theirs !== undefined && !isDeliberate(theirs))
        disputed.push(`${original.name}: ${mutant.edit} ${mutant.path}: ${theirs}`);
    }
    expect(disputed).toEqual([]);
  });
});
