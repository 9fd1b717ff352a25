import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testRun } from '../net/testing/test-run.js';
import { PUBLIC_GOOD } from '../trust/public-good/embedded-root.js';
import { hasConformance, NOW, readCases, withConformance } from '../verification/testing/conformance.js';
import { runGate } from './index.js';

/** Kinds of claims are the policy's business: of the suite's cases, those over a message are asked for as signatures. */
const cases = readCases().filter(({ name }) => !/dsse|intoto/.test(name));

(hasConformance ? describe : describe.skip)(withConformance('the gate on the bundles of the Sigstore conformance suite'), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-gate-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const gate = async (one: (typeof cases)[number], changes: object = {}) => {
    const write = (name: string, content: Uint8Array | string): string => {
      writeFileSync(join(folder, name), content);
      return name;
    };
    const run = { ...testRun({ cwd: folder, capability: 'none' }), clock: () => NOW };
    const oneLine =
      one.identity === undefined
        ? { key: write('key.pub', `${one.keyPem ?? ''}\n`) }
        : { certificateIdentity: one.identity.identity, certificateOidcIssuer: one.identity.issuer };
    return runGate(run, {
      paths: [write('artifact', one.artifact)],
      bundle: write('bundle.sigstore.json', one.bundle),
      trustedRoot: write('root.json', one.trustedRoot ?? PUBLIC_GOOD.trustedRoot),
      oneLine,
      ...changes,
    });
  };

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const word = await gate(one).then(
      ({ decision }) => decision.outcome,
      // A trusted root that cannot be read is wrong use.
      () => 'refused',
    );
    if (one.mustFail) expect(word).not.toBe('allowed');
    else expect(word).toBe('allowed');
  });

  const good = cases.filter(({ mustFail, identity }) => !mustFail && identity !== undefined);
  it.each(good.map((one) => [one.name, one] as const))(
    '%s is denied for another identity, issuer or kind of requirement',
    async (_, one) => {
      const { identity = '', issuer = '' } = one.identity ?? {};
      for (const oneLine of [
        { certificateIdentity: `${identity}x`, certificateOidcIssuer: issuer },
        { certificateIdentity: identity, certificateOidcIssuer: `${issuer}/x` },
        { certificateIdentity: identity, certificateOidcIssuer: issuer, predicateType: 'https://slsa.dev/provenance/v1' },
      ]) {
        expect((await gate(one, { oneLine })).decision.outcome).toBe('denied');
      }
    },
  );

  it('needs no network and does not wait, with a root file', async () => {
    const [one] = good;
    if (one === undefined) throw new Error('no case');
    expect((await gate(one)).exitStatus).toBe(0);
  });
});
