import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { olpcJson } from './canonical.js';

export interface TufKey {
  /** Hex SHA-256 of the key's canonical JSON. */
  readonly id: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly privateKey: KeyObject;
}

/** ECDSA P-256, as in Sigstore's own repositories. */
export function tufKey(privateKey: KeyObject): TufKey {
  const json = {
    keytype: 'ecdsa',
    keyval: { public: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString() },
    scheme: 'ecdsa-sha2-nistp256',
  };
  return { id: createHash('sha256').update(olpcJson(json)).digest('hex'), json, privateKey };
}

export interface FileInfo {
  readonly length: number;
  readonly hashes: { readonly sha256: string };
}

export function fileInfo(content: Uint8Array): FileInfo {
  return { length: content.byteLength, hashes: { sha256: createHash('sha256').update(content).digest('hex') } };
}

/** A date in TUF's format, with whole seconds. */
function tufDate(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

interface Common {
  readonly version: number;
  readonly expires: Date;
}

function envelope(key: TufKey, type: string, { version, expires }: Common, fields: Readonly<Record<string, unknown>>): Buffer {
  const signed = { _type: type, expires: tufDate(expires), spec_version: '1.0.31', version, ...fields };
  const sig = sign('sha256', Buffer.from(olpcJson(signed), 'utf8'), key.privateKey).toString('hex');
  return Buffer.from(JSON.stringify({ signatures: [{ keyid: key.id, sig }], signed }, undefined, 1), 'utf8');
}

/** One key for the root, one for all other metadata. */
export function rootMetadata(root: TufKey, online: TufKey, common: Common): Buffer {
  const role = (key: TufKey): unknown => ({ keyids: [key.id], threshold: 1 });
  return envelope(root, 'root', common, {
    consistent_snapshot: true,
    keys: { [root.id]: root.json, [online.id]: online.json },
    roles: { root: role(root), snapshot: role(online), targets: role(online), timestamp: role(online) },
  });
}

export function targetsMetadata(key: TufKey, common: Common, targets: Readonly<Record<string, FileInfo>>): Buffer {
  return envelope(key, 'targets', common, { targets });
}

export function snapshotMetadata(key: TufKey, common: Common, targetsVersion: number): Buffer {
  return envelope(key, 'snapshot', common, { meta: { 'targets.json': { version: targetsVersion } } });
}

export function timestampMetadata(key: TufKey, common: Common, snapshotVersion: number): Buffer {
  return envelope(key, 'timestamp', common, { meta: { 'snapshot.json': { version: snapshotVersion } } });
}
