/** The facts about the machine that a reader needs to understand the ratios; its name is left out. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { PEERS as ALL } from '../peers.mjs';
import { has, PEERS } from './world.mjs';

const FLAGS = ['sha_ni', 'avx2', 'avx512f', 'sha2', 'sha512'];

function flags() {
  try {
    const found = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
    return FLAGS.filter((flag) => found.includes(flag));
  } catch {
    return [];
  }
}

/** @returns {string} one line */
export function describeMachine() {
  const openssl = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout?.split(' ')[1];
  const peers = ALL.filter(({ name, kind }) => PEERS.includes(name) && kind !== 'system' && has(name));
  return [
    `${availableParallelism()} cores (${flags().join(', ') || 'flags unknown'})`,
    `${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    `Node ${process.versions.node}`,
    `OpenSSL ${openssl ?? 'none'} (Node's: ${process.versions.openssl})`,
    ...peers.map(({ name, version }) => `${name} ${version.replace(/^v/, '')}`),
  ].join(', ');
}
