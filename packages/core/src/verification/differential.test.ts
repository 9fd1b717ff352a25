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

/**
 * Where we accept and @sigstore/verify 4.1.3 does not, on purpose.
 */
const ON_PURPOSE: readonly { readonly what: RegExp; readonly why: string }[] = [
  {
    what: /^Error: invalid bundle: content\.messageSignature\.messageDigest$/,
    why: 'the digest beside a signature is only a claim; we compute it',
  },
  { what: /invalid time|generalized ?time/i, why: 'it reads only times with 0 or 3 digits of a second' },
];

/** Its judgement under the suite's thresholds; undefined = accepted. Identity is not the subject here. */
function theirRefusal(conformance: ConformanceCase, bundle: Uint8Array): string | undefined {
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

(hasConformance ? describe : describe.skip)(withConformance('what @sigstore/verify refuses, we do not accept'), () => {
  const excused = (refusal: string): boolean => ON_PURPOSE.some(({ what }) => what.test(refusal));

  it('among the conformance bundles', async () => {
    const disputed: string[] = [];
    for (const conformance of readCases()) {
      const theirs = theirRefusal(conformance, conformance.bundle);
      if (theirs !== undefined && !excused(theirs) && (await isAccepted(conformance, conformance.bundle)))
        disputed.push(`${conformance.name}: ${theirs}`);
    }
    expect(disputed).toEqual([]);
  });

  it(`among ${MUTANTS} mutants`, async () => {
    const chance = seeded(42);
    const victims = readCases().filter(({ mustFail }) => !mustFail);
    const disputed: string[] = [];
    for (let count = 0; count < MUTANTS;) {
      const victim = victims[chance(victims.length)];
      if (victim === undefined) break;
      const mutant = mutate(readBundle(victim.bundle, victim.name).json, [], chance);
      if (mutant === undefined) continue;
      count += 1;
      if (!(await isAccepted(victim, mutant.bytes))) continue;
      const theirs = theirRefusal(victim, mutant.bytes);
      if (theirs !== undefined && !excused(theirs)) disputed.push(`${victim.name}: ${mutant.deed} ${mutant.path}: ${theirs}`);
    }
    expect(disputed).toEqual([]);
  });
});
