import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { explainPolicy, readPolicy } from '@countersign/core/policy';
import { CountersignError } from '@countersign/core/errors';
import type { Command } from '../command.js';

export const command: Command = {
  name: 'policy',
  summary: 'Check a policy file, or explain what it asks for in full.',
  usage: 'check|explain FILE…',
  examples: ['countersign policy check release.policy.yaml', 'countersign policy explain release.policy.yaml'],
  notes: ['explain prints what github: and gitlab: signers expand to: issuer, identity and certificate extensions.'],
  async run({ positionals, json }, io) {
    const [action, ...files] = positionals;
    if (action !== 'check' && action !== 'explain') {
      throw new CountersignError('INPUT_INVALID', 'policy needs to know what to do', {
        expected: 'check or explain',
        found: action ?? 'nothing',
      });
    }
    if (files.length === 0)
      throw new CountersignError('INPUT_MISSING', `policy ${action} needs a policy file`, { expected: 'FILE…' });
    const documents = [];
    for (const file of files) {
      const policy = await readPolicy(await bytesOf(file), file);
      const explanation = action === 'explain' ? await explainPolicy(policy) : undefined;
      documents.push({ file, ok: true, ...(explanation === undefined ? {} : { explanation }) });
      if (!json) io.log.info(explanation ?? `${file}: a good policy`);
    }
    if (json) io.out(`${JSON.stringify(documents, undefined, 2)}\n`);
    return 0;
  },
};

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(file));
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `${file} cannot be read`, { found: file, cause });
  }
}
