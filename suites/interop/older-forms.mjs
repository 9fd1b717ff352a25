/** Shared by the cases of cosign's older formats: our gate and cosign get the same question, and must agree. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../scripts/run-action.mjs';
import { decided } from './judges.mjs';
import { disagreement } from './known.mjs';
import { GITHUB_IDENTITY } from './stack.mjs';

export const OLDER = 'Older formats: they write, we read';

export function scratch(folder) {
  const cwd = join(folder, 'older', randomUUID());
  mkdirSync(cwd, { recursive: true });
  return cwd;
}

export const gate = (cwd, args) => runCli(['verify', ...args, '--json'], { cwd, scratch: cwd, env: {} });
export const who = (instance, key) =>
  key ? ['--key', key.public] : ['--certificate-identity', GITHUB_IDENTITY, '--certificate-oidc-issuer', instance.issuers.github];

/** Accepted by both as it is; each change refused by both. `ask` is given to either, with what it changes. */
export async function agree(ours, theirs, changes, form) {
  const known = [];
  const both = async (change) => [decided(await ours(change)), await theirs(change)];
  const good = await both({});
  for (const { accepted, output } of good) if (!accepted) throw new Error(`refused what is good\n${output}`);
  for (const [name, change] of Object.entries(changes)) {
    const [we, they] = await both(change);
    if (we.accepted) throw new Error(`we accepted: ${name}\n${we.output}`);
    const reason = disagreement('cosign', name, { form });
    if (they.accepted && reason === undefined) throw new Error(`cosign accepted: ${name}\n${they.output}`);
    if (!they.accepted && reason !== undefined) throw new Error(`no longer a disagreement: ${name}\n${they.output}`);
    if (they.accepted) known.push(`cosign accepts: ${name} (${reason})`);
  }
  const refused = `allowed; ${Object.keys(changes).length - known.length} alterations refused by both`;
  return known.length === 0 ? refused : `${refused}; known disagreement: ${known.join(', ')}`;
}

/** Another signer than the one that signed. */
export const otherSigners = (instance, key, keys) =>
  key
    ? { 'wrong key': { who: ['--key', keys.other.public] } }
    : {
        'wrong identity': {
          who: ['--certificate-identity', `${GITHUB_IDENTITY}x`, '--certificate-oidc-issuer', instance.issuers.github],
        },
        'wrong issuer': {
          who: ['--certificate-identity', GITHUB_IDENTITY, '--certificate-oidc-issuer', `${instance.issuers.github}x`],
        },
      };
