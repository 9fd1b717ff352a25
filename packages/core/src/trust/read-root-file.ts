import { CountersignError } from '../errors/index.js';
import { decodeUtf8, isJsonObject, parseJson, ProtoReader, sha256Digest, type JsonValue } from '../wire/index.js';
import { MAX_TRUST_BYTES, trustedRootFromJson } from './read-trusted-root.js';
import { signingConfigFromJson } from './read-signing-config.js';
import type { SigningConfig, TrustedRoot } from './types.js';

const CODE = 'TRUST_ROOT_INVALID';
const CLIENT_TRUST_CONFIG = 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json';
/** `gh attestation trusted-root` writes two or three. */
const MAX_ROOTS = 32;

/** What a file with trust material contains. */
export interface RootFile {
  /** At least one; several are the lines of a JSON Lines file, each an instance of its own. */
  readonly roots: readonly [TrustedRoot, ...TrustedRoot[]];
  /** The trusted_root.json of each root. */
  readonly documents: readonly Uint8Array[];
  /** Of a client trust config that contains one. */
  readonly signingConfig: SigningConfig | undefined;
}

/**
 * Reads a trusted root, a client trust config, or JSON Lines with a trusted root on each line (`gh attestation trusted-root`).
 * @throws CountersignError TRUST_ROOT_INVALID, SIGNING_CONFIG_INVALID
 */
export function readRootFile(bytes: Uint8Array, source: string): RootFile {
  if (bytes.length > MAX_TRUST_BYTES)
    throw new CountersignError(CODE, `${source} is too large`, {
      expected: `at most ${String(MAX_TRUST_BYTES)} bytes`,
      found: `${String(bytes.length)} bytes`,
    });
  const lines = linesOf(bytes, source);
  if (lines !== undefined) return readLines(lines, source);
  const value = parseJson(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: CODE });
  const from = { source, digest: sha256Digest(bytes) };
  const config = clientTrustConfig(value, source);
  if (config === undefined) return { roots: [trustedRootFromJson(value, from)], documents: [bytes], signingConfig: undefined };
  const document = config.json['trustedRoot'];
  return {
    roots: [trustedRootFromJson(document, from)],
    documents: [Buffer.from(JSON.stringify(document) ?? '', 'utf8')],
    signingConfig: config.has('signingConfig') ? signingConfigFromJson(config.json['signingConfig'], source) : undefined,
  };
}

/** The signing config of a file: its own document, or part of a client trust config. */
export function readConfigFile(bytes: Uint8Array, source: string): SigningConfig {
  const value = parseJson(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: 'SIGNING_CONFIG_INVALID' });
  const config = clientTrustConfig(value, source);
  return signingConfigFromJson(config === undefined ? value : config.json['signingConfig'], source);
}

/** Undefined when the document is of another kind. */
function clientTrustConfig(value: JsonValue, source: string): ProtoReader | undefined {
  if (!isJsonObject(value) || value['mediaType'] !== CLIENT_TRUST_CONFIG) return undefined;
  return new ProtoReader(value, source, CODE, ['mediaType', 'trustedRoot', 'signingConfig']);
}

/**
 * The lines of JSON Lines. One document on several lines, and one on a single line, are not JSON Lines: undefined.
 * A first line that is no JSON by itself starts a document that continues on the next.
 */
function linesOf(bytes: Uint8Array, source: string): readonly string[] | undefined {
  if (!bytes.includes(0x0a)) return undefined;
  const lines = decodeUtf8(bytes, source, CODE).trimEnd().split(/\r?\n/);
  const [first = ''] = lines;
  return lines.length > 1 && /^\s*\{.*\}\s*$/.test(first) && isJson(first) ? lines : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readLines(lines: readonly string[], source: string): RootFile {
  if (lines.length > MAX_ROOTS)
    throw new CountersignError(CODE, `${source} has too many lines`, {
      expected: `at most ${String(MAX_ROOTS)} trusted roots`,
      found: String(lines.length),
    });
  const documents = lines.map((line) => Buffer.from(line, 'utf8'));
  const [first, ...others] = lines.map((line, index) => readLine(line, `${source}, line ${String(index + 1)}`));
  if (first === undefined) throw new CountersignError(CODE, `${source} is empty`);
  refuseSharedAuthorities([first, ...others], source);
  return { roots: [first, ...others], documents, signingConfig: undefined };
}

function readLine(line: string, source: string): TrustedRoot {
  const value = parseJson(line, { maxBytes: MAX_TRUST_BYTES, what: source, code: CODE });
  return trustedRootFromJson(value, { source, digest: sha256Digest(Buffer.from(line, 'utf8')) });
}

/** With one certificate authority in two roots, a bundle could choose the weaker of the two. */
function refuseSharedAuthorities(roots: readonly TrustedRoot[], source: string): void {
  const owner = new Map<string, TrustedRoot>();
  for (const root of roots)
    for (const { chain } of root.certificateAuthorities)
      for (const certificate of chain) {
        const other = owner.get(certificate.publicKey.material);
        if (other !== undefined && other !== root)
          throw new CountersignError(CODE, `two trusted roots in ${source} have the same certificate authority`, {
            expected: 'one line for each Sigstore instance',
            found: `${other.source} and ${root.source}`,
            hint: 'Keep only the newest trusted root of each instance.',
          });
        owner.set(certificate.publicKey.material, root);
      }
}
