import { resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { readRegularFile } from '../wire/index.js';
import { fileChanged, warnOfAge, daysBetween } from './freshness.js';
import { hasNoLogs, instanceOf } from './instance-of.js';
import { isInstanceName, NAMED_INSTANCES } from './named-instances.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';
import { readConfigFile, readRootFile } from './read-root-file.js';
import { MAX_TRUST_BYTES, readTrustedRoot } from './read-trusted-root.js';
import { readSigningConfig } from './read-signing-config.js';
import { trustPins, type TrustPins } from './trust-pins.js';
import { fetchPinnedRoot, parseMirror } from './tuf-mirror.js';
import { MAX_ROOT_BYTES, tufTargets } from './tuf.js';
import type { Freshness, Instance, InstanceName, SigningConfig, TrustedRoot, TufMirror } from './types.js';

/** The options `trusted-root` and `signing-config`, as the user wrote them. */
export interface TrustOptions {
  /**
   * `public-good`, `github`, a file (trusted root, client trust config, JSON Lines of trusted roots), the document itself, or a TUF
   * mirror with its pin; see `parseMirror`. Default: `public-good`.
   */
  readonly trustedRoot?: string | undefined;
  /** A file (signing config or client trust config), or the document itself. */
  readonly signingConfig?: string | undefined;
  /** Whether a signing config is needed; the gate needs none. Default true. */
  readonly withSigningConfig?: boolean | undefined;
  /** Pins of the files named by these two options, `sha256:<hex>` each, first that of the trusted root. */
  readonly trustDigest?: readonly string[] | undefined;
  /** Ask the TUF repository even where the cache is new. Default false. */
  readonly refresh?: boolean | undefined;
}

export interface Trust {
  readonly root: TrustedRoot;
  /** `root`, and those of the further lines of a file with several; a bundle is verified under exactly one of them. */
  readonly roots: readonly [TrustedRoot, ...TrustedRoot[]];
  readonly signingConfig: SigningConfig | undefined;
  /** The trusted_root.json that `root` was read from, for verifiers of others. */
  readonly document: Uint8Array;
  /** The same for each of `roots`. */
  readonly documents: readonly Uint8Array[];
  readonly freshness: Freshness;
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

const ROOT_TARGET = 'trusted_root.json';
const CONFIG_TARGET = 'signing_config.v0.2.json';

/**
 * Loads a Sigstore instance. A file or an inline document is used directly, without network. Otherwise TUF:
 * the named mirror or instance, by default the public-good one, always verified from its anchor. The embedded root of a named instance is
 * an anchor itself: it is used when the network is not allowed and no newer copy verifies.
 * @throws CountersignError TRUST_ROOT_INVALID, TRUST_ROOT_STALE, SIGNING_CONFIG_INVALID, FILE_UNREADABLE, INPUT_INVALID,
 *   POLICY_UNTRUSTED, FETCH_FAILED, DEADLINE_EXCEEDED
 */
export async function loadTrust(run: Run, options: TrustOptions): Promise<Trust> {
  const { roots, documents, ...loaded } = await load(run, options);
  const [root] = roots;
  const signingConfig =
    loaded.signingConfig && hasNoLogs(root)
      ? { ...loaded.signingConfig, withoutCertificateLog: true as const }
      : loaded.signingConfig;
  await warnOfAge(run, roots, loaded.freshness);
  const [document = new Uint8Array()] = documents;
  return { ...loaded, signingConfig, root, roots, document, documents, instance: instanceOf(root, loaded.signingConfig) };
}

type Loaded = Omit<Trust, 'instance' | 'root' | 'document'>;

async function load(run: Run, options: TrustOptions): Promise<Loaded> {
  const wantsConfig = options.withSigningConfig !== false;
  const named = options.trustedRoot;
  const namedConfig = wantsConfig ? options.signingConfig : undefined;
  if (isInstanceName(namedConfig))
    throw new CountersignError('INPUT_INVALID', `signing-config names a file, not the instance ${namedConfig}`, {
      expected: 'a file; the signing config of a named instance is known',
      found: namedConfig,
      hint: `Use trusted-root: ${namedConfig} without signing-config. A file of this name is written ./${namedConfig}.`,
    });
  const pins = trustPins(options.trustDigest, { trustedRoot: named, signingConfig: namedConfig });
  const read = (text: string): Input => readInput(run, text, pins);
  const config = (): SigningConfig | undefined => {
    if (namedConfig === undefined) return undefined;
    const { bytes, source } = read(namedConfig);
    return readConfigFile(bytes, source);
  };
  if (named !== undefined && !isInstanceName(named) && !/^https?:\/\//i.test(named)) {
    const { bytes, source, changed } = read(named);
    const given = readRootFile(bytes, source);
    const signingConfig = config() ?? (wantsConfig ? given.signingConfig : undefined);
    return { ...given, signingConfig, tuf: undefined, freshness: { kind: 'document', changed } };
  }
  const mirror =
    named === undefined || isInstanceName(named)
      ? NAMED_INSTANCES[named ?? 'public-good'].mirror
      : parseMirror(named, (path) => read(path).bytes);
  const explicit = config();
  const trust = await fromTuf(run, mirror, {
    wantsConfig: wantsConfig && explicit === undefined,
    refresh: options.refresh === true,
  });
  return explicit === undefined ? trust : { ...trust, signingConfig: explicit };
}

async function fromTuf(
  run: Run,
  mirror: TufMirror,
  { wantsConfig, refresh }: { readonly wantsConfig: boolean; readonly refresh: boolean },
): Promise<Loaded> {
  const tuf = repositoryOf(run, mirror);
  const builtIn = wantsConfig && mirror.instance !== undefined ? NAMED_INSTANCES[mirror.instance].signingConfig : undefined;
  try {
    const names = wantsConfig && builtIn === undefined ? [ROOT_TARGET, CONFIG_TARGET] : [ROOT_TARGET];
    const { targets, freshness } = await tufTargets(run, mirror, names, refresh);
    const config = targets.get(CONFIG_TARGET);
    const document = targets.get(ROOT_TARGET) ?? new Uint8Array();
    return {
      roots: [readTrustedRoot(document, mirror.instance ?? mirror.url)],
      documents: [document],
      tuf,
      freshness,
      signingConfig: config === undefined ? builtIn : readSigningConfig(config, `${mirror.url}/${CONFIG_TARGET}`),
    };
  } catch (error) {
    const offline = error instanceof CountersignError && error.code === 'TRUST_ROOT_STALE' && run.net.capability !== 'all';
    if (!offline || refresh || mirror.instance === undefined) throw error;
    return { ...(await embeddedRoot(run, mirror.instance)), signingConfig: builtIn, tuf };
  }
}

function repositoryOf(run: Run, mirror: TufMirror): TrustRepository {
  const url = mirror.url.replace(/(?<!\/)\/+$/, '');
  const { anchor } = mirror;
  if (mirror.instance === 'public-good') return { url, anchor: undefined };
  return { url, anchor: 'root' in anchor ? anchor.root : () => fetchPinnedRoot(run, mirror.url, anchor.sha256, MAX_ROOT_BYTES) };
}

/** Running a release implies trust in its embedded root. TUF's expiry is ignored: it demands a refresh, which is not possible offline. */
async function embeddedRoot(run: Run, name: InstanceName): Promise<Pick<Loaded, 'roots' | 'documents' | 'freshness'>> {
  const { mirror, embedded } = NAMED_INSTANCES[name];
  const { trustedRoot, since } = await embedded();
  const days = daysBetween(new Date(since), run.clock());
  run.emit({
    event: 'fell-back',
    fallback: 'embedded-root',
    from: describeUrl(mirror.url),
    to: `the ${name} trusted root that is embedded in this version, of ${since.slice(0, 10)} (${String(days)} days ago)`,
  });
  const document = Buffer.from(trustedRoot, 'utf8');
  const root = readTrustedRoot(document, `${name} (embedded)`);
  return { roots: [root], documents: [document], freshness: { kind: 'embedded', since: new Date(since) } };
}

/** The embedded public-good root, regardless of its age: for tests. */
export function readEmbeddedRoot(): TrustedRoot {
  return readTrustedRoot(Buffer.from(PUBLIC_GOOD.trustedRoot, 'utf8'), 'public-good (embedded)');
}

interface Input {
  readonly bytes: Uint8Array;
  readonly source: string;
  /** When the file was last changed; undefined for a document. */
  readonly changed: Date | undefined;
}

/** The pin is compared with the bytes that are then used; the file is not read again. */
function readInput(run: Run, named: string, pins: TrustPins): Input {
  if (named.trimStart().startsWith('{'))
    return { bytes: Buffer.from(named, 'utf8'), source: 'the inline document', changed: undefined };
  const path = resolve(run.cwd, named);
  const bytes = readTrustFile(path, named);
  pins.check(bytes, named);
  return { bytes, source: named, changed: fileChanged(path) };
}

function readTrustFile(path: string, named: string): Uint8Array {
  try {
    return readRegularFile(path, MAX_TRUST_BYTES, { followLink: true });
  } catch (error) {
    throw new CountersignError('FILE_UNREADABLE', `${named} cannot be read`, {
      expected: 'a trusted root or signing config',
      found: error instanceof Error ? error.message : String(error),
      hint: 'Check the path. The names of trusted-root are public-good and github; a mirror is https://HOST/PATH#sha256=HEX.',
      cause: error,
    });
  }
}
