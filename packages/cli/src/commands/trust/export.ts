import { resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import { exportTrust, isTrustFormat, TRUST_FORMATS } from '@countersign/core/trust';
import { replaceFile, sha256Digest } from '@countersign/core/wire';
import type { Command } from '../../command.js';
import { INSTANCES, loadNamed, NETWORK_FLAG, TRUST_FLAGS, trustRun } from './load-named.js';

export const command: Command = {
  name: 'trust export',
  summary: 'Write the verified trusted root or signing config of an instance to a file, and print its digest for trust-digest.',
  usage: `${INSTANCES} --output FILE`,
  examples: [
    'countersign trust export --output trusted_root.json',
    'countersign trust export --format gh-jsonl --output trusted_root.jsonl',
    'countersign trust export https://tuf.acme.dev#sha256=9c56cc51… --format client-trust-config --output sigstore.json',
  ],
  flags: [
    {
      name: 'format',
      placeholder: TRUST_FORMATS.join('|'),
      description:
        '`trusted-root` (default), `gh-jsonl` (one trusted root a line, for gh; by default public-good and github), `client-trust-config` (both) or `signing-config`.',
    },
    { name: 'output', placeholder: 'FILE', description: 'The file to write; an existing one is replaced.' },
    ...TRUST_FLAGS,
    NETWORK_FLAG,
  ],
  async run(args, io) {
    const [format = 'trusted-root'] = args.extra['format'] ?? [];
    const [output] = args.extra['output'] ?? [];
    if (!isTrustFormat(format))
      throw new CountersignError('INPUT_INVALID', `there is no format ${format}`, {
        expected: TRUST_FORMATS.join(', '),
        found: format,
      });
    if (output === undefined)
      throw new CountersignError('INPUT_MISSING', 'trust export needs a file to write', { expected: '--output FILE' });
    const run = trustRun(args, io);
    const trusts = await loadNamed(run, args, format === 'gh-jsonl' ? ['public-good', 'github'] : ['public-good']);
    const bytes = exportTrust(trusts, format);
    const digest = sha256Digest(bytes);
    await write(resolve(run.cwd, output), bytes, run.random);
    if (args.json) io.out(`${JSON.stringify({ file: output, format, digest }, undefined, 2)}\n`);
    else io.log.info(`${output}: ${digest}; pin it with --trust-digest ${digest}`);
    return 0;
  },
};

async function write(path: string, bytes: Uint8Array, random: (length: number) => Uint8Array): Promise<void> {
  try {
    await replaceFile(path, bytes, { random, flush: true, mode: 0o644 });
  } catch (cause) {
    throw new CountersignError('INPUT_INVALID', `${path} cannot be written`, {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
