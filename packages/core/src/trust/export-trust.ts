import { CountersignError } from '../errors/index.js';
import { decodeUtf8, type JsonObject } from '../wire/index.js';
import type { Trust } from './load-trust.js';
import { readRootFile } from './read-root-file.js';
import type { Service, ServiceSelection, SigningConfig } from './types.js';

/** Forms in which trust material can be written. */
export const TRUST_FORMATS = ['trusted-root', 'gh-jsonl', 'client-trust-config', 'signing-config'] as const;
export type TrustFormat = (typeof TRUST_FORMATS)[number];

export function isTrustFormat(text: string): text is TrustFormat {
  return TRUST_FORMATS.some((one) => one === text);
}

/**
 * Trust material as one file. The trusted root is written byte for byte as its instance published it, except on lines of JSON.
 * @throws CountersignError INPUT_INVALID if the form has room for one instance only, INPUT_MISSING without a signing config,
 *   TRUST_ROOT_INVALID if one instance is named twice
 */
export function exportTrust(trusts: readonly [Trust, ...Trust[]], format: TrustFormat): Uint8Array {
  switch (format) {
    case 'gh-jsonl': {
      const documents = trusts.flatMap((trust) => trust.documents);
      const lines = text(documents.map((document) => `${JSON.stringify(parsed(document))}\n`).join(''));
      // What is written must be readable: not one instance twice, and not too many.
      readRootFile(lines, 'the file to write');
      return lines;
    }
    case 'trusted-root':
      return onlyOne(trusts, format).document;
    case 'signing-config':
      return text(pretty(configOf(onlyOne(trusts, format))));
    case 'client-trust-config': {
      const trust = onlyOne(trusts, format);
      const mediaType = 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json';
      return text(pretty({ mediaType, trustedRoot: parsed(trust.document), signingConfig: configOf(trust) }));
    }
  }
}

function onlyOne(trusts: readonly [Trust, ...Trust[]], format: TrustFormat): Trust {
  const [trust] = trusts;
  const count = trusts.flatMap(({ roots }) => roots).length;
  if (count === 1) return trust;
  throw new CountersignError('INPUT_INVALID', `the format ${format} holds one Sigstore instance`, {
    expected: 'one instance',
    found: String(count),
    hint: 'Write a file for each instance, or use the format gh-jsonl.',
  });
}

function configOf({ signingConfig, root }: Trust): JsonObject {
  if (signingConfig !== undefined) return writeSigningConfig(signingConfig);
  throw new CountersignError('INPUT_MISSING', `${root.source} has no signing config`, {
    expected: 'an instance with a signing config',
    found: 'only a trusted root',
    hint: 'Allow the network, or give the file with signing-config.',
  });
}

/** Protobuf JSON of `SigningConfig`. */
function writeSigningConfig(config: SigningConfig): JsonObject {
  return {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: config.certificateAuthorities.map(writeService),
    oidcUrls: config.oidcProviders.map(writeService),
    rekorTlogUrls: config.transparencyLogs.map(writeService),
    ...(config.transparencyLogs.length > 0 ? { rekorTlogConfig: writeSelection(config.transparencyLogSelection) } : {}),
    tsaUrls: config.timestampAuthorities.map(writeService),
    ...(config.timestampAuthorities.length > 0 ? { tsaConfig: writeSelection(config.timestampSelection) } : {}),
  };
}

function writeService({ url, majorApiVersion, validFor: { start, end }, operator }: Service): JsonObject {
  const window = { start: start.toISOString(), ...(end === undefined ? {} : { end: end.toISOString() }) };
  return { url, majorApiVersion, validFor: window, operator };
}

function writeSelection({ selector, count }: ServiceSelection): JsonObject {
  return { selector, ...(count === 0 ? {} : { count }) };
}

/** The document was read before, with all checks. */
const parsed = (document: Uint8Array): JsonObject =>
  JSON.parse(decodeUtf8(document, 'the trusted root', 'TRUST_ROOT_INVALID')) as JsonObject;
const pretty = (value: JsonObject): string => `${JSON.stringify(value, undefined, 2)}\n`;
const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
