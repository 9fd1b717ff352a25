import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Claims } from '@countersign/sandbox';
import { readBundle } from '../bundles/index.js';
import { parseCertificate } from '../crypto/index.js';
import type { OneLinePolicy } from '../policy/index.js';
import type { Studio } from '../signing/testing/studio.js';
import { COSIGN_SIGN_V1 as SIGNATURE } from '../statements/index.js';
import { word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

/*
 * The subject claim of GitHub's tokens has two forms, and an owner can choose any other. It is extension .24 of the certificate, and
 * never decides: an identity is the workflow, the source repository, and its ids.
 */

const MAIN = 'refs/heads/main';
const NAMES = `repo:acme/app:ref:${MAIN}`;
const IDS = `repo:acme@400500600/app@100200300:ref:${MAIN}`;
const IDENTITY = `https://github.com/acme/app/.github/workflows/release.yml@${MAIN}`;
/** Another owner's repository. */
const OTHER: Claims = { repository: 'mallory/app', repository_id: '666', repository_owner_id: '667' };

let names: Studio;
let ids: Studio;
beforeAll(async () => {
  names = await openStudio();
  ids = await openStudio({ githubSubject: 'ids' });
});
afterAll(async () => {
  await names.close();
  await ids.close();
});

async function signed(studio: Studio, claims: Claims = {}): Promise<Scene> {
  const scene = openScene(studio);
  scene.write({ 'app.bin': 'bytes' });
  await scene.sign(studio.sandbox.github(claims), ['app.bin']);
  return scene;
}

function subjectIn(scene: Scene): string | undefined {
  const path = join(scene.folder, 'app.bin.sigstore.json');
  const { material } = readBundle(readFileSync(path), path);
  if (material.kind !== 'certificate') throw new Error('no certificate');
  const [leaf] = material.chain;
  return leaf === undefined ? undefined : parseCertificate(leaf).fulcio.tokenSubject;
}

async function byFile(scene: Scene, source: string): Promise<ReturnType<typeof word>> {
  scene.write({
    'policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {root: root.json}}
signers:
  release: {github: {issuer: ${scene.studio.sandbox.issuers.github}, source: {${source}}, workflow: release.yml}}
rules:
  - {name: files, match: {paths: ["**"]}, require: [signature: {by: release}]}
`,
  });
  return word(await scene.gate({ paths: ['app.bin'], policies: ['policy.yaml'] }));
}

async function inOneLine(scene: Scene, oneLine: Partial<OneLinePolicy>): Promise<ReturnType<typeof word>> {
  const certificateOidcIssuer = scene.studio.sandbox.issuers.github;
  return word(await scene.gate({ paths: ['app.bin'], trustedRoot: 'root.json', oneLine: { certificateOidcIssuer, ...oneLine } }));
}

const ALLOWED = ['allowed', 0];

describe.each([
  ['names', NAMES, () => names],
  ['ids', IDS, () => ids],
] as const)('a subject with %s', (_, subject, studio) => {
  it('is in the certificate, and every kind of policy accepts the signer', async () => {
    const scene = await signed(studio());
    expect(subjectIn(scene)).toBe(subject);
    expect(await byFile(scene, 'repository: acme/app')).toEqual(ALLOWED);
    expect(await byFile(scene, 'repository: acme/app, id: "100200300", owner-id: "400500600"')).toEqual(ALLOWED);
    expect(await byFile(scene, 'repository: acme/app, id: "100200301"')).toEqual(['denied', 1, 'EXTENSION_MISMATCH']);
    expect(await inOneLine(scene, { certificateIdentity: IDENTITY })).toEqual(ALLOWED);
    expect(await inOneLine(scene, { certificateIdentityRegexp: 'https://github\\.com/acme/app/.*' })).toEqual(ALLOWED);
    expect(await inOneLine(scene, { repository: 'acme/app', predicateType: SIGNATURE })).toEqual(ALLOWED);
    expect(await inOneLine(scene, { owner: 'acme', predicateType: SIGNATURE })).toEqual(ALLOWED);
  });
});

describe('a subject that names another repository', () => {
  it.each([
    ['the names of the trusted repository', { ...OTHER, sub: NAMES }],
    ['its names and ids', { ...OTHER, sub: IDS }],
    ['its names, in a repository of the same ids on another server', { ...OTHER, sub: IDS, repository_owner: 'acme' }],
    ['its names before more', { ...OTHER, sub: `${NAMES}:job_workflow_ref:${IDENTITY}` }],
  ])('does not make its signer the trusted one: %s', async (_name, claims: Claims) => {
    const scene = await signed(names, claims);
    expect(subjectIn(scene)).toBe(claims['sub']);
    const outcomes = [
      await byFile(scene, 'repository: acme/app'),
      await inOneLine(scene, { certificateIdentity: IDENTITY }),
      await inOneLine(scene, { repository: 'acme/app', predicateType: SIGNATURE }),
      await inOneLine(scene, { owner: 'acme', predicateType: SIGNATURE }),
    ];
    expect(outcomes.map(([outcome, status]) => [outcome, status])).toEqual(outcomes.map(() => ['denied', 1]));
  });

  // GitHub's names have no `@`. Were there such a name, it would not be the name before the `@`.
  it.each(['acme@400500600/app@100200300', 'acme/app@100200300', 'acme@400500600/app'])(
    'nor does a repository that is called like the form with ids: %s',
    async (repository) => {
      const scene = await signed(names, { repository, repository_id: '666', repository_owner_id: '667' });
      const outcomes = [
        await byFile(scene, 'repository: acme/app'),
        await byFile(scene, 'repository: "acme/*"'),
        await inOneLine(scene, { certificateIdentity: IDENTITY }),
        await inOneLine(scene, { repository: 'acme/app', predicateType: SIGNATURE }),
      ];
      const own = repository.startsWith('acme/') ? ALLOWED : ['denied', 1];
      expect(outcomes.map(([outcome, status]) => [outcome, status])).toEqual([['denied', 1], own, ['denied', 1], ['denied', 1]]);
    },
  );

  it.each([
    [NAMES, IDS],
    [IDS, NAMES],
  ])('a certificate with the other form of the subject is refused: token %s', async (token, certificate) => {
    const scene = openScene(names);
    scene.write({ 'app.bin': 'bytes' });
    const { issuer, fulcio } = names.sandbox.services;
    const stolen = fulcio.identity({ ...claimsOf(await issuer.mint('github', { sub: certificate })) });
    const { assertMatchesToken } = await import('../signing/certificate-claims.js');
    const { generateKeyPairSync } = await import('node:crypto');
    const spki = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
    const [leaf] = fulcio.issue(stolen, spki);
    const own = claimsOf(await issuer.mint('github', { sub: token }));
    expect(() => {
      assertMatchesToken(parseCertificate(leaf ?? new Uint8Array()), own);
    }).toThrow(/tokenSubject differs/);
  });
});

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}
