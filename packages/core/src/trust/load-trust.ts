import { resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { isJsonObject, type JsonValue, parseJson, ProtoReader, readRegularFile, sha256Digest } from '../wire/index.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';
import { MAX_TRUST_BYTES, readTrustedRoot, trustedRootFromJson } from './read-trusted-root.js';
import { readSigningConfig, signingConfigFromJson } from './read-signing-config.js';
import { trustPins, type TrustPins } from './trust-pins.js';
import { fetchPinnedRoot, PUBLIC_GOOD_MIRROR, parseMirror, type TufMirror } from './tuf-mirror.js';
import { MAX_ROOT_BYTES, tufTargets } from './tuf.js';
import { instanceOf } from './instance-of.js';
import type { Instance, SigningConfig, TrustedRoot } from './types.js';

/** The options `trusted-root` and `signing-config`, as the user wrote them. */
export interface TrustOptions {
  /** A file (trusted root or client trust config), the document itself, or a TUF mirror with its pin; see `parseMirror`. */
  readonly trustedRoot?: string | undefined;
  /** A file (signing config or client trust config), or the document itself. */
  readonly signingConfig?: string | undefined;
  /** Whether a signing config is needed; the gate needs none. Default true. */
  readonly withSigningConfig?: boolean | undefined;
  /** Pins of the files named by these two options, `sha256:<hex>` each, first that of the trusted root. */
  readonly trustDigest?: readonly string[] | undefined;
}

export interface Trust {
  readonly root: TrustedRoot;
  readonly signingConfig: SigningConfig | undefined;
  /** The trusted_root.json that `root` was read from, for verifiers of others. */
  readonly document: Uint8Array;
  /** The TUF repository that it came from; undefined for a file or a document. */
  readonly tuf: TrustRepository | undefined;
  /** Whose services root and signing config describe, by the hosts of these services. */
  readonly instance: Instance;
}

/** For TUF clients of others. */
export interface TrustRepository {
  readonly url: string;
  /** The root that the chain of trust starts from; undefined for the public-good one, whose root every client brings along. */
  readonly anchor: (() => Promise<Uint8Array>) | undefined;
}

const CLIENT_TRUST_CONFIG = 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json';
const ROOT_TARGET = 'trusted_root.json';
const CONFIG_TARGET = 'signing_config.v0.2.json';

/**
 * Loads a Sigstore instance. A file or an inline document is used directly, without network. Otherwise TUF:
 * the named mirror, or the public-good one, always verified from its anchor. The embedded public-good root is an anchor itself: it is
 * used when the network is not allowed and no newer copy verifies.
 * @throws CountersignError TRUST_ROOT_INVALID, TRUST_ROOT_STALE, SIGNING_CONFIG_INVALID, FILE_UNREADABLE, INPUT_INVALID,
 *   POLICY_UNTRUSTED, FETCH_FAILED, DEADLINE_EXCEEDED
 */
export async function loadTrust(run: Run, options: TrustOptions): Promise<Trust> {
  const trust = await load(run, options);
  return { ...trust, instance: instanceOf(trust.root, trust.signingConfig) };
}

type Loaded = Omit<Trust, 'instance'>;

async function load(run: Run, options: TrustOptions): Promise<Loaded> {
  const wantsConfig = options.withSigningConfig !== false;
  const named = options.trustedRoot;
  const namedConfig = wantsConfig ? options.signingConfig : undefined;
  const pins = trustPins(options.trustDigest, { trustedRoot: named, signingConfig: namedConfig });
  const read = (text: string): Input => readInput(run, text, pins);
  if (named !== undefined && !/^https?:\/\//i.test(named)) {
    const given = readRootInput(read(named), wantsConfig && namedConfig === undefined);
    return namedConfig === undefined ? given : { ...given, signingConfig: readConfigInput(read(namedConfig)) };
  }
  const mirror = named === undefined ? PUBLIC_GOOD_MIRROR : parseMirror(named, (path) => read(path).bytes);
  const explicitConfig = namedConfig === undefined ? undefined : readConfigInput(read(namedConfig));
  const trust = await fromTuf(run, mirror, wantsConfig && explicitConfig === undefined);
  return explicitConfig === undefined ? trust : { ...trust, signingConfig: explicitConfig };
}

async function fromTuf(run: Run, mirror: TufMirror, wantsConfig: boolean): Promise<Loaded> {
  const tuf = repositoryOf(run, mirror);
  try {
    const targets = await tufTargets(run, mirror, wantsConfig ? [ROOT_TARGET, CONFIG_TARGET] : [ROOT_TARGET]);
    const config = targets.get(CONFIG_TARGET);
    const document = targets.get(ROOT_TARGET) ?? new Uint8Array();
    return {
      document,
      tuf,
      root: readTrustedRoot(document, mirror === PUBLIC_GOOD_MIRROR ? 'public-good' : mirror.url),
      signingConfig: config === undefined ? undefined : readSigningConfig(config, `${mirror.url}/${CONFIG_TARGET}`),
    };
  } catch (error) {
    const offline = error instanceof CountersignError && error.code === 'TRUST_ROOT_STALE' && run.net.capability !== 'all';
    if (!offline || mirror !== PUBLIC_GOOD_MIRROR) throw error;
    return { root: embeddedRoot(run), signingConfig: undefined, document: Buffer.from(PUBLIC_GOOD.trustedRoot, 'utf8'), tuf };
  }
}

function repositoryOf(run: Run, mirror: TufMirror): TrustRepository {
  const url = mirror.url.replace(/(?<!\/)\/+$/, '');
  const { anchor } = mirror;
  if (mirror === PUBLIC_GOOD_MIRROR) return { url, anchor: undefined };
  return { url, anchor: 'root' in anchor ? anchor.root : () => fetchPinnedRoot(run, mirror.url, anchor.sha256, MAX_ROOT_BYTES) };
}

/** Running a release implies trust in its embedded root. TUF's expiry is ignored: it demands a refresh, which is not possible offline. */
function embeddedRoot(run: Run): TrustedRoot {
  const days = Math.floor((run.clock().getTime() - new Date(PUBLIC_GOOD.since).getTime()) / 86_400_000);
  run.emit({
    event: 'fell-back',
    fallback: 'embedded-root',
    from: describeUrl(PUBLIC_GOOD_MIRROR.url),
    to: `the public-good trusted root that is embedded in this version, of ${PUBLIC_GOOD.since.slice(0, 10)} (${days} days ago)`,
  });
  return readEmbeddedRoot();
}

/** The embedded public-good root, regardless of its age: for tests and for `trust show`. */
export function readEmbeddedRoot(): TrustedRoot {
  return readTrustedRoot(Buffer.from(PUBLIC_GOOD.trustedRoot, 'utf8'), 'public-good (embedded)');
}

function readRootInput({ bytes, source }: Input, wantsConfig: boolean): Loaded {
  const value = parseJson(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: 'TRUST_ROOT_INVALID' });
  const config = clientTrustConfig(value, source);
  const from = { source, digest: sha256Digest(bytes) };
  const document = config === undefined ? value : config.json['trustedRoot'];
  return {
    document: config === undefined ? bytes : Buffer.from(JSON.stringify(document) ?? '', 'utf8'),
    tuf: undefined,
    root: trustedRootFromJson(document, from),
    signingConfig:
      wantsConfig && config?.has('signingConfig') ? signingConfigFromJson(config.json['signingConfig'], source) : undefined,
  };
}

function readConfigInput({ bytes, source }: Input): SigningConfig {
  const value = parseJson(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: 'TRUST_ROOT_INVALID' });
  const config = clientTrustConfig(value, source);
  return config === undefined ? readSigningConfig(bytes, source) : signingConfigFromJson(config.json['signingConfig'], source);
}

/** Undefined when the document is of another kind. */
function clientTrustConfig(value: JsonValue, source: string): ProtoReader | undefined {
  if (!isJsonObject(value) || value['mediaType'] !== CLIENT_TRUST_CONFIG) return undefined;
  return new ProtoReader(value, source, 'TRUST_ROOT_INVALID', ['mediaType', 'trustedRoot', 'signingConfig']);
}

interface Input {
  readonly bytes: Uint8Array;
  readonly source: string;
}

/** The pin is compared with the bytes that are then used; the file is not read again. */
function readInput(run: Run, named: string, pins: TrustPins): Input {
  if (named.trimStart().startsWith('{')) return { bytes: Buffer.from(named, 'utf8'), source: 'the inline document' };
  const bytes = readTrustFile(resolve(run.cwd, named), named);
  pins.check(bytes, named);
  return { bytes, source: named };
}

function readTrustFile(path: string, named: string): Uint8Array {
  try {
    return readRegularFile(path, MAX_TRUST_BYTES, { followLink: true });
  } catch (error) {
    throw new CountersignError('FILE_UNREADABLE', `${named} cannot be read`, {
      expected: 'a trusted root or signing config',
      found: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
