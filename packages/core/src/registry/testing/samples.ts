import { buildBundle, type Bundle } from '../../bundles/index.js';
import { OCI_MANIFEST, type StubRegistry } from './stub-registry.js';

export interface Sample {
  readonly bundle: Bundle;
  readonly serialized: Uint8Array;
}

/** A well-formed bundle with a statement about a digest (hex); it does not verify. */
export function sampleBundle(sha256: string, predicateType = 'https://example.com/grüße/v1', note = ''): Sample {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'app', digest: { sha256 } }],
    predicateType,
    predicate: { note },
  };
  return buildBundle({
    material: { kind: 'public-key', hint: 'test' },
    content: {
      kind: 'dsse',
      payloadType: 'application/vnd.in-toto+json',
      payload: new TextEncoder().encode(JSON.stringify(statement)),
      signature: new Uint8Array(64),
      keyid: '',
    },
    logEntries: [],
    timestamps: [],
  });
}

/** A well-formed bundle with a message signature. */
export function sampleMessageBundle(sha256: string): Sample {
  return buildBundle({
    material: { kind: 'public-key', hint: 'test' },
    content: {
      kind: 'message',
      digest: { algorithm: 'sha256', value: new Uint8Array(Buffer.from(sha256, 'hex')) },
      signature: new Uint8Array(64),
    },
    logEntries: [],
    timestamps: [],
  });
}

/** Pushes an image with one layer to a stub; returns its digest. */
export function pushImage(stub: StubRegistry, repository: string, options: { tag?: string; content?: string } = {}): string {
  const config = stub.putBlob('{"architecture":"amd64","os":"linux"}');
  const layer = stub.putBlob(options.content ?? 'layer');
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
  };
  return stub.put(repository, manifest, options.tag === undefined ? {} : { tag: options.tag });
}
