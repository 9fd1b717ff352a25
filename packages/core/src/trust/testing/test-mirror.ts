import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { olpcJson } from '../../../../sandbox/src/tuf/canonical.js';
import {
  fileInfo,
  rootMetadata,
  snapshotMetadata,
  targetsMetadata,
  timestampMetadata,
  tufKey,
  type TufKey,
} from '../../../../sandbox/src/tuf/metadata.js';

const DAY = 86_400_000;
const newKey = (): TufKey => tufKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

export interface Edition {
  readonly version: number;
  readonly targets: Readonly<Record<string, string>>;
  /** Expiry of the metadata that each edition signs again; default in 30 days. */
  readonly expires?: Date;
}

/** A TUF repository with its own keys. It serves `files` by path; each of them can be replaced. */
export class TestMirror {
  readonly files = new Map<string, Uint8Array>();
  readonly anchor: Buffer;
  rootKey = newKey();
  onlineKey = newKey();
  #rootVersion = 1;

  constructor(edition: Edition, rootExpires = new Date(Date.now() + 3650 * DAY)) {
    this.anchor = rootMetadata(this.rootKey, this.onlineKey, { version: 1, expires: rootExpires });
    this.files.set('/1.root.json', this.anchor);
    this.publish(edition);
  }

  get pin(): string {
    return `sha256=${createHash('sha256').update(this.anchor).digest('hex')}`;
  }

  publish({ version, targets, expires = new Date(Date.now() + 30 * DAY) }: Edition): void {
    const common = { version, expires };
    const infos = Object.fromEntries(Object.entries(targets).map(([name, text]) => [name, fileInfo(Buffer.from(text))]));
    this.files.set('/timestamp.json', timestampMetadata(this.onlineKey, common, version));
    this.files.set(`/${String(version)}.snapshot.json`, snapshotMetadata(this.onlineKey, common, version));
    this.files.set(`/${String(version)}.targets.json`, targetsMetadata(this.onlineKey, common, infos));
    for (const [name, text] of Object.entries(targets))
      this.files.set(`/targets/${fileInfo(Buffer.from(text)).hashes.sha256}.${name}`, Buffer.from(text));
  }

  /** The next root, with new keys for every role; signed by the old root key (or `signer`) and by itself. */
  rotate(signer: TufKey = this.rootKey): void {
    this.#rootVersion += 1;
    [this.rootKey, this.onlineKey] = [newKey(), newKey()];
    const version = this.#rootVersion;
    const next = rootMetadata(this.rootKey, this.onlineKey, { version, expires: new Date(Date.now() + 3650 * DAY) });
    const document = JSON.parse(next.toString()) as { signatures: unknown[]; signed: unknown };
    const sig = sign('sha256', Buffer.from(olpcJson(document.signed)), signer.privateKey).toString('hex');
    document.signatures.push({ keyid: signer.id, sig });
    this.files.set(`/${String(version)}.root.json`, Buffer.from(JSON.stringify(document)));
  }
}
