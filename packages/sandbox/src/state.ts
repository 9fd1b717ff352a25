import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * The stored state of a sandbox: keys, log entries, registry content and trust metadata, as files in one folder.
 * Without `stateDir` a sandbox uses a temporary folder and removes it when it stops, so that services store data in one way only.
 */
export interface State {
  /** Absolute path of the folder. */
  readonly dir: string;
  /** Whether the folder is kept after the sandbox stops. */
  readonly kept: boolean;
  path(...names: string[]): string;
  read(name: string): Buffer | undefined;
  /** Replaces a file atomically (written beside it, then renamed), readable by its owner only. */
  write(name: string, content: Uint8Array | string): void;
  appendLine(name: string, line: string): void;
  /** The complete lines of a file; an incomplete last line (the process ended while writing) is dropped. */
  lines(name: string): string[];
  /** Releases the folder for another sandbox; a temporary folder is removed. */
  close(): void;
}

/** This file marks the folder as used by a sandbox; it remains only if the process was killed. */
export const RUNNING = 'running';

export function openState(dir?: string): State {
  const isKept = dir !== undefined;
  const root = isKept ? resolve(dir) : mkdtempSync(join(tmpdir(), 'countersign-sandbox-'));
  mkdirSync(root, { recursive: true, mode: 0o700 });
  // Also if the process ends without stopping its sandbox.
  const release = (): void => rmSync(isKept ? join(root, RUNNING) : root, { recursive: true, force: true });
  process.once('exit', release);

  const path = (...names: string[]): string => join(root, ...names);
  const prepared = (name: string): string => {
    const file = path(name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return file;
  };
  const read = (name: string): Buffer | undefined => (existsSync(path(name)) ? readFileSync(path(name)) : undefined);

  return {
    dir: root,
    kept: isKept,
    path,
    read,
    write: (name, content) => {
      const file = prepared(name);
      writeFileSync(`${file}.new`, content, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    appendLine: (name, line) => appendFileSync(prepared(name), `${line}\n`, { mode: 0o600 }),
    lines: (name) => {
      const content = read(name)?.toString('utf8') ?? '';
      return content
        .slice(0, content.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line !== '');
    },
    close: () => {
      process.off('exit', release);
      release();
    },
  };
}

/** The JSON document stored under a name; created on first use. */
export async function kept<T>(state: State, name: string, make: () => Promise<T>): Promise<T> {
  const found = state.read(name);
  if (found) return JSON.parse(found.toString('utf8')) as T;
  const made = await make();
  state.write(name, JSON.stringify(made));
  return made;
}

export type KeyKind = 'p256' | 'ed25519';

/** The private key stored under `keys/<name>.pem` (PKCS#8); created on first use. */
export function keptKey(state: State, name: string, kind: KeyKind): KeyObject {
  const file = `keys/${name}.pem`;
  const found = state.read(file);
  if (found) return createPrivateKey(found);
  const { privateKey } = kind === 'p256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  state.write(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return privateKey;
}
