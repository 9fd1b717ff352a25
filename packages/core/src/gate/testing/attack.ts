import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code } from '../../errors/index.js';
import type { Statement } from '../../statements/index.js';
import { encodePem } from '../../wire/index.js';
import type { Studio } from '../../signing/testing/studio.js';
import type { GateResult } from '../index.js';
import type { Scene } from './scene.js';

/* Shared by the tests of attacks: a policy with one trusted workflow, and the decision in short. */

export const POLICY: { readonly policies: readonly string[] } = { policies: ['policy.yaml'] };
export const SIGNED = 'signature: {by: release}';

export const policyOf = ({ sandbox }: Studio, rules: string, more = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {root: root.json}}
signers:
  release:
    github: {issuer: ${sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}
rules:
${rules}${more}`;

export const files = (requirement: string): string => `  - {name: files, match: {paths: ["**"]}, require: [${requirement}]}\n`;
export const images = ({ sandbox }: Studio, requirement: string): string =>
  `  - {name: images, match: {images: ["${sandbox.registry.host}/**"]}, require: [${requirement}]}\n`;

/** Outcome, exit status, and the code of the first refusal. */
export function word({ decision, exitStatus }: GateResult): readonly [string, number, ...Code[]] {
  const refused = decision.policies
    .flatMap((one) => one.subjects)
    .flatMap((one) => [...(one.unmatched ? [one.unmatched] : []), ...one.rules.flatMap((rule) => rule.requirements)])
    .find((one) => one.outcome !== 'allowed');
  return [decision.outcome, exitStatus, ...(refused?.code === undefined ? [] : [refused.code])];
}

export const digest = (algorithm: string, bytes: Uint8Array | string): string =>
  createHash(algorithm).update(bytes).digest('hex');

/** A statement about bytes, of a type that policies require. */
export const statementAbout = (content: string, predicateType = 'https://acme.dev/approval/v1'): Statement => ({
  type: 'https://in-toto.io/Statement/v1',
  subjects: [{ name: 'x', digest: { sha256: digest('sha256', content) } }],
  predicateType,
  predicate: {},
});

/** A changed bundle file of the scene. */
export function altered(scene: Scene, name: string, change: (bundle: Record<string, unknown>) => void): string {
  const bundle = JSON.parse(readFileSync(join(scene.folder, name), 'utf8')) as Record<string, unknown>;
  change(bundle);
  return JSON.stringify(bundle);
}

/** The text that cosign's older signatures of an image sign. */
export const imageText = (name: string, imageDigest: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': name },
        image: { 'docker-manifest-digest': imageDigest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );

/** The bytes of an image's manifest or index, from a registry without login. */
export async function manifestOf(host: string, repository: string, reference: string): Promise<Uint8Array> {
  const accept = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'].join(', ');
  const answer = await fetch(`http://${host}/v2/${repository}/manifests/${reference}`, { headers: { accept } });
  if (!answer.ok) throw new Error(`manifest: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Stores a signature over a text at the tag where cosign before version 3 stored image signatures; needs an entry of Rekor v1. */
export async function pushSignatureTag(
  place: { readonly host: string; readonly repository: string; readonly digest: string },
  text: Uint8Array,
  bundle: string,
): Promise<void> {
  const { messageSignature, verificationMaterial } = JSON.parse(bundle) as {
    readonly messageSignature: { readonly signature: string };
    readonly verificationMaterial: {
      readonly certificate: { readonly rawBytes: string };
      readonly tlogEntries: readonly {
        readonly inclusionPromise: { readonly signedEntryTimestamp: string };
        readonly canonicalizedBody: string;
        readonly integratedTime: string;
        readonly logIndex: string;
        readonly logId: { readonly keyId: string };
      }[];
    };
  };
  const [entry] = verificationMaterial.tlogEntries;
  if (entry === undefined) throw new Error('no log entry');
  const annotations = {
    'dev.cosignproject.cosign/signature': messageSignature.signature,
    'dev.sigstore.cosign/certificate': encodePem('CERTIFICATE', Buffer.from(verificationMaterial.certificate.rawBytes, 'base64')),
    'dev.sigstore.cosign/bundle': JSON.stringify({
      SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
      Payload: {
        body: entry.canonicalizedBody,
        integratedTime: Number(entry.integratedTime),
        logIndex: Number(entry.logIndex),
        logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
      },
    }),
  };
  const base = `http://${place.host}/v2/${place.repository}`;
  const blob = async (bytes: Uint8Array): Promise<{ readonly digest: string; readonly size: number }> => {
    const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
    const location = new URL(started.headers.get('location') ?? '', base);
    location.searchParams.set('digest', `sha256:${digest('sha256', bytes)}`);
    await fetch(location, { method: 'PUT', body: bytes, headers: { 'content-type': 'application/octet-stream' } });
    return { digest: `sha256:${digest('sha256', bytes)}`, size: bytes.length };
  };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await blob(Buffer.from('{}'))) };
  const layer = { mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', ...(await blob(text)), annotations };
  const put = await fetch(`${base}/manifests/${place.digest.replace(':', '-')}.sig`, {
    method: 'PUT',
    body: JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [layer] }),
    headers: { 'content-type': mediaType },
  });
  if (put.status !== 201) throw new Error(`tag: ${put.status}`);
}
