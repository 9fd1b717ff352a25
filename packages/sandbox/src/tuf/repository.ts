import { binary, type Handler } from '../http/router.js';
import { keptKey, type State } from '../state.js';
import { fileInfo, rootMetadata, snapshotMetadata, targetsMetadata, timestampMetadata, tufKey } from './metadata.js';

export interface TufOptions {
  readonly state: State;
  readonly clock: () => Date;
  /** Files by name: `trusted_root.json`, `signing_config.v0.2.json` … */
  readonly targets: Readonly<Record<string, Uint8Array>>;
  /** Validity of the metadata that is signed again at every start (timestamp, snapshot, targets), in milliseconds. Default 30 days. */
  readonly lifetimeMs?: number;
}

export interface TufRepository {
  readonly handler: Handler;
  /** The first root, `1.root.json`, which a client pins. */
  readonly root: Buffer;
}

const DAY = 86_400_000;
const ROOT_LIFETIME = 3650 * DAY;

/**
 * A TUF repository (specification 1.0, consistent snapshots): `N.root.json`, `timestamp.json`, `N.snapshot.json`, `N.targets.json`,
 * `targets/<sha256>.<name>`. Keys and the root are stored in the state. Versions only increase, so a client that has used an
 * earlier run of this sandbox accepts the next one.
 */
export function createTufRepository(options: TufOptions): TufRepository {
  const { state, clock, targets } = options;
  const rootKey = tufKey(keptKey(state, 'tuf-root', 'p256'));
  const onlineKey = tufKey(keptKey(state, 'tuf-online', 'p256'));
  const now = clock().getTime();
  const expires = new Date(now + (options.lifetimeMs ?? 30 * DAY));

  let root = state.read('tuf/1.root.json');
  if (!root) {
    root = rootMetadata(rootKey, onlineKey, { version: 1, expires: new Date(now + ROOT_LIFETIME) });
    state.write('tuf/1.root.json', root);
  }

  const infos = Object.fromEntries(Object.entries(targets).map(([name, content]) => [name, fileInfo(content)]));
  // Every start signs all three again with a new expiry and the next version; a version is never reused for other bytes.
  const version = Number(state.read('tuf/version')?.toString('utf8') ?? 0) + 1;
  state.write('tuf/version', String(version));

  const files = new Map<string, Uint8Array>([
    ['/1.root.json', root],
    ['/root.json', root],
    ['/timestamp.json', timestampMetadata(onlineKey, { version, expires }, version)],
    [`/${version}.snapshot.json`, snapshotMetadata(onlineKey, { version, expires }, version)],
    [`/${version}.targets.json`, targetsMetadata(onlineKey, { version, expires }, infos)],
  ]);
  for (const [name, content] of Object.entries(targets)) {
    files.set(`/targets/${fileInfo(content).hashes.sha256}.${name}`, content);
    files.set(`/targets/${name}`, content);
  }

  const handler: Handler = (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const content = files.get(decodeURIComponent(request.url.pathname));
    return content ? binary(200, content, 'application/json') : undefined;
  };
  return { handler, root };
}
