import { parseJson, ProtoReader, type JsonValue } from '../wire/index.js';
import { MAX_TRUST_BYTES } from './read-trusted-root.js';
import type { Service, ServiceSelection, SigningConfig } from './types.js';
import { readValidFor } from './valid-for.js';

const CODE = 'SIGNING_CONFIG_INVALID';
const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';
const MAX_ITEMS = 128;

const UNDEFINED = 'SERVICE_SELECTOR_UNDEFINED';
const SELECTORS: Readonly<Record<string, ServiceSelection['selector']>> = { ANY: 'ANY', ALL: 'ALL', EXACT: 'EXACT' };

/**
 * Reads a signing_config.v0.2.json (sigstore protobuf-specs `SigningConfig`): where to sign. `source` is named in errors.
 * @throws CountersignError SIGNING_CONFIG_INVALID
 */
export function readSigningConfig(bytes: Uint8Array, source: string): SigningConfig {
  return signingConfigFromJson(parseJson(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: CODE }), source);
}

/** The same for a document inside another one (a client trust config). */
export function signingConfigFromJson(value: JsonValue | undefined, source: string): SigningConfig {
  const top = new ProtoReader(value, source, CODE, [
    'mediaType',
    'caUrls',
    'oidcUrls',
    'rekorTlogUrls',
    'rekorTlogConfig',
    'tsaUrls',
    'tsaConfig',
  ]);
  if (top.text('mediaType') !== MEDIA_TYPE) throw top.failure('mediaType', MEDIA_TYPE);
  const transparencyLogs = readServices(top, 'rekorTlogUrls');
  const timestampAuthorities = readServices(top, 'tsaUrls');
  return {
    certificateAuthorities: readServices(top, 'caUrls'),
    oidcProviders: readServices(top, 'oidcUrls'),
    transparencyLogs,
    transparencyLogSelection: readSelection(top, 'rekorTlogConfig', transparencyLogs),
    timestampAuthorities,
    timestampSelection: readSelection(top, 'tsaConfig', timestampAuthorities),
  };
}

function readServices(top: ProtoReader, field: string): readonly Service[] {
  return top.messages(field, MAX_ITEMS, ['url', 'majorApiVersion', 'validFor', 'operator']).map((service) => {
    const url = service.requiredText('url');
    const protocol = URL.canParse(url) ? new URL(url).protocol : '';
    if (protocol !== 'https:' && protocol !== 'http:') throw service.failure('url', 'an http(s) URL');
    const majorApiVersion = readCount(service, 'majorApiVersion');
    if (majorApiVersion < 1) throw service.failure('majorApiVersion', 'at least 1');
    return { url, majorApiVersion, validFor: readValidFor(service), operator: service.text('operator') };
  });
}

function readSelection(top: ProtoReader, field: string, services: readonly Service[]): ServiceSelection {
  const selection = top.message(field, ['selector', 'count']);
  if (selection === undefined) {
    if (services.length > 0) throw top.failure(field, 'present where services are named', 'nothing');
    return { selector: 'ANY', count: 0 };
  }
  const name = selection.text('selector');
  // cosign writes an empty selection where no services are named.
  if (services.length === 0 && (name === '' || name === UNDEFINED)) return { selector: 'ANY', count: 0 };
  const selector = Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined;
  if (selector === undefined) throw selection.failure('selector', 'ANY, ALL or EXACT');
  const count = readCount(selection, 'count');
  if (selector === 'EXACT' && count === 0) throw selection.failure('count', 'at least 1 with EXACT');
  return { selector, count };
}

function readCount(reader: ProtoReader, field: string): number {
  const count = reader.int64(field);
  if (count > 0xffff_ffffn) throw reader.failure(field, 'a 32-bit integer');
  return Number(count);
}
